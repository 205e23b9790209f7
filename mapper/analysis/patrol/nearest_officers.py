"""Where a piece of land lies, and who could be sent there: those of its own units first, then of their stations."""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapper.analysis.seats.coverage import Coverage
from mapper.lazy_dataclass import dataclass
from mapper.project import Project


@dataclass(frozen=True, slots=True)
class Offer:
    """An officer who could be sent; ``nearness`` is 0 for one of the units there, 1 of their stations, 2 for others."""

    officer_id: str
    nearness: int


def units_of_land(project: Project, shape: BaseGeometry) -> tuple[str, ...]:
    """The units that have land in a shape (degrees), that with most of it first; one that it only touches has none."""
    units = project.communities
    near = units.sindex.query(shape, predicate="intersects")
    shapes = shapely.make_valid(np.asarray(units.geometry.array, dtype=object)[near])
    shared = shapely.area(shapely.intersection(shapes, shape))
    order = np.argsort(-shared, kind="stable")
    return tuple(str(units.index[near[at]]) for at in order if shared[at] > 0)


def offered_officers(
    project: Project, ledger: Coverage, keepers: Mapping[str, str], units: Sequence[str]
) -> tuple[Offer, ...]:
    """Everybody on the roll, in the order in which one would ask them.

    Of the units those come first who hold their seats or have what comes up in them (``keepers``), in the units' order;
    then the others of their stations, then the rest, each by number.
    """
    seats = ledger.seats["officer_ids"]
    holders = [officer for unit in units for officer in (*seats.get(unit, ()), *filter(None, (keepers.get(unit),)))]
    own = {officer: place for place, officer in enumerate(dict.fromkeys(holders))}
    stations = set(project.communities["station_code"].reindex(list(units)).dropna())
    of_station = project.officers["station_code"]
    offers = [
        Offer(str(officer), 0 if officer in own else 1 if station in stations else 2)
        for officer, station in of_station.items()
    ]
    return tuple(sorted(offers, key=lambda one: (one.nearness, own.get(one.officer_id, 0), one.officer_id)))
