"""Every layer of the map, one a file, from the ground up; a layer list shows them the other way round."""

from collections.abc import Callable, Mapping
from functools import partial

from layers.map_layers import (
    faults,
    focus_areas,
    incidents,
    jurisdictions,
    places,
    rectification_areas,
    reference_lines,
)
from layers.scene.drawing import MapLayer
from layers.scene.ground import Ground
from mapper.lazy_dataclass import dataclass


@dataclass(frozen=True)
class MapLayerKind:
    """A layer that every map has. Its words are ``layer.<code>``.

    Attributes
    ----------
    make
        Draws it.
    says
        Every code that its legend and notes can have.
    hidden_at_first
        Put away until somebody asks for it: there is much of it, and the map is to be calm.
    public
        Whether the public's edition shows it.
    classes
        Of incidents, which may be narrowed to some of them: the legend's code of each class of its points.
    """

    code: str
    make: Callable[[Ground], MapLayer]
    says: tuple[str, ...]
    hidden_at_first: bool = False
    public: bool = False
    classes: tuple[str, ...] = ()


def _legend(*codes: str) -> tuple[str, ...]:
    return tuple(f"legend.{code}" for code in codes)


def _of_incidents(look: incidents.IncidentLook) -> MapLayerKind:
    """The layer of a kind of incidents."""
    says = _legend(*look.classes) + (() if look.kind.ends else (f"note.{look.kind.table}",))
    make = partial(incidents.incident_layer, look=look)
    return MapLayerKind(look.kind.table, make, says, hidden_at_first=not look.kind.ends, classes=look.classes)


DECLARED: tuple[MapLayerKind, ...] = (
    MapLayerKind("units", jurisdictions.units_layer, (), public=True),  # what is said of units is the theme's
    MapLayerKind(
        "reference_lines", reference_lines.reference_layer, _legend(*reference_lines.LEGEND_CODES), public=True
    ),
    MapLayerKind("stations", jurisdictions.stations_layer, _legend("station"), public=True),
    MapLayerKind("findings", faults.faults_layer, _legend(*faults.CLASSES)),
    MapLayerKind(
        "rectification_areas",
        rectification_areas.rectification_layer,
        (*_legend(*rectification_areas.CLASSES), *rectification_areas.TIPS),
    ),
    *(
        MapLayerKind(code, make, (*_legend(*places.CLASSES[code]), *places.SAYS[code]), hidden_at_first=True)
        for code, make in places.LAYERS.items()
    ),
    MapLayerKind("focus_areas", focus_areas.focus_layer, _legend("focus_area")),
    *(_of_incidents(look) for look in incidents.INCIDENT_LOOKS),
)
HIDDEN_AT_FIRST = frozenset(kind.code for kind in DECLARED if kind.hidden_at_first)
PUBLIC_LAYERS = frozenset(kind.code for kind in DECLARED if kind.public)
INCIDENT_CLASSES: Mapping[str, tuple[str, ...]] = {kind.code: kind.classes for kind in DECLARED if kind.classes}
