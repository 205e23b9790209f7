"""What is to be printed, as a value; the project and the day come beside it."""

from dataclasses import field
from typing import Literal

from layers.map_layers import HIDDEN_AT_FIRST
from layers.paint.finished_pdf import made_at
from layers.scene.backdrop import Backdrop
from layers.scene.incident_filter import EVERY_INCIDENT, IncidentFilter
from layers.scene.look import PLAIN, Look
from layers.sheets.parts import Imprint
from layers.viewport import Bounds
from mapper.audience import Audience
from mapper.lazy_dataclass import dataclass

Orientation = Literal["auto", "landscape", "portrait"]
By = Literal["stations", "beats", "units"]
Sequence = Literal["table", "land"]
Size = Literal["small", "usual", "large"]


def _made_today() -> Imprint:
    return Imprint(made_on=made_at().date())


@dataclass(frozen=True)
class SheetOrder:
    """Which sheets, of what, for whom, and how they are drawn.

    Attributes
    ----------
    station_code, unit_code
        One station, or one unit; the whole district where neither is said.
    beat
        One beat of the station.
    atlas
        A sheet for every station, beat or unit of what is asked for, instead of one sheet of it all.
    chosen
        The sheets that an atlas has, by the code of station or unit (of a beat ``station/beat``), in their order.
    sequence
        Of sheets that are not chosen: as the table has them, or from north to south in strips, to and fro.
    alike
        One scale and one orientation for all sheets of an atlas, instead of the best for each.
    template
        Code of a template for these sheets (:mod:`layers.sheets.templates`); the usual one if none.
    extent_m
        West, south, east and north, in metres of the map CRS, of the land that one sheet of the district or a station
        shows with the units there; all of it if none.
    scale
        Denominator of the map's scale; the largest round one that fits unless told otherwise.
    title
        Instead of the theme's own title; with the tokens of :mod:`layers.sheets.words`.
    slots
        Which parts stand beside the map, from the top, by name (:data:`layers.sheets.design.SLOTS`); those of the
        template if none are said.
    size
        Of letters and symbols beside what is usual on the paper.
    words
        A text beside the map, where ``slots`` has room for it; with tokens as the title.
    inset
        Whether a crowded middle is shown larger in a corner of the map.
    hidden
        Ids of map layers that are left out; cases unless told otherwise.
    shown
        Ids of map layers that are drawn though the theme leaves them off its sheets.
    backdrops
        Background maps, the lowest first; painting waits for their tiles.
    look
        Order and opacity of layers, classes and colours of units, as on screen.
    wanted
        Which incidents are shown and counted.
    mono
        Without colour: greys and hatches tell the classes apart.
    """

    theme: str = "coverage"
    paper: str = "A3"
    orientation: Orientation = "auto"
    audience: Audience = "command"
    station_code: str | None = None
    unit_code: str | None = None
    beat: str | None = None
    atlas: By | None = None
    chosen: tuple[str, ...] = ()
    sequence: Sequence = "table"
    alike: bool = False
    template: str | None = None
    extent_m: Bounds | None = None
    scale: int | None = None
    title: str = ""
    slots: tuple[str, ...] | None = None
    size: Size = "usual"
    words: str = ""
    inset: bool = False
    hidden: frozenset[str] = HIDDEN_AT_FIRST
    shown: frozenset[str] = frozenset()
    imprint: Imprint = field(default_factory=_made_today)
    backdrops: tuple[Backdrop, ...] = ()
    look: Look = PLAIN
    mono: bool = False
    wanted: IncidentFilter = EVERY_INCIDENT
