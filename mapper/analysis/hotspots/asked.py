"""What hotspots are asked for, and the answer for a project or a part of it."""

from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt
import shapely

from mapper.analysis.hotspots.density_map import DensityMap, density_map
from mapper.analysis.hotspots.hotspots import Hotspots, Incidents, hotspots, incidents_of
from mapper.analysis.hotspots.scoring import USUAL_SHARE
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.crs import to_metres
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.project import Project
from mapper.scope import Scope

MOST_KM2 = 4000.0
"""Of more land the answer would be waited for, and its cells would be nobody's patrol: a part is chosen first."""


@dataclass(frozen=True)
class HotspotsAsked:
    """A question for hotspots.

    Attributes
    ----------
    table
        One of the kinds of incidents.
    category
        Only incidents of it; of all where None.
    origin
        ``reported`` or ``discovered``; what patrols found by themselves is left out where None.
    days
        First and last day of the incidents; all that are known where None.
    scope
        The part that is asked about; the whole project where None. It is the day that cuts the project.
    with_discovered
        Whether what patrols found by themselves counts too, where no origin is asked for.
    method
        One of :data:`~mapper.analysis.hotspots.methods.METHODS`; the better founded one where None.
    every
        Whether each way of choosing is replayed at each of the usual shares.
    """

    table: str
    category: str | None = None
    origin: str | None = None
    days: tuple[date, date] | None = None
    scope: Scope | None = None
    share: float = USUAL_SHARE
    cell_m: float = 250.0
    ahead_days: int = 30
    with_discovered: bool = False
    method: str | None = None
    every: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Whether some incidents of the table are left out of the question, beside those of another part."""
        return (self.category, self.origin, self.days) != (None, None, None)


def hotspots_asked(project: Project, asked: HotspotsAsked, as_of: date) -> Hotspots:
    """The answer for a project that is cut to the part already, as known at the end of a day.

    What counts lies in one of the units: cells at the edge reach over it, and what is there is another's.

    Raises
    ------
    InputError
        ``hotspots_no_land``, ``hotspots_cell``, ``hotspots_large``: the land is more than :data:`MOST_KM2`.
    """
    known, land = _known_at_home(project, asked, as_of)
    return hotspots(
        known,
        land,
        cell_m=asked.cell_m,
        share=asked.share,
        days=asked.ahead_days,
        method=asked.method,
        every=asked.every,
    )


def density_asked(project: Project, asked: HotspotsAsked, as_of: date) -> DensityMap:
    """The density of the same incidents, for looks only: neither ``share`` nor ``method`` of the question counts.

    Raises InputErrors as :func:`hotspots_asked` does.
    """
    known, land = _known_at_home(project, asked, as_of)
    return density_map(known, land)


def _known_at_home(project: Project, asked: HotspotsAsked, as_of: date) -> tuple[Incidents, npt.NDArray[np.object_]]:
    """The incidents asked about, those outside the units without a place, and the land in metres."""
    land = np.asarray(to_metres(project.communities.geometry, project.about.map_crs), dtype=object)
    land_km2 = float(np.nansum(shapely.area(land))) / 1e6
    if land_km2 > MOST_KM2:
        raise InputError("hotspots_large", km2=round(land_km2), most=round(MOST_KM2))
    first, until = (None, as_of) if asked.days is None else (asked.days[0], min(asked.days[1], as_of))
    known = incidents_of(
        project,
        KIND_OF[asked.table],
        until,
        category=asked.category,
        origin=asked.origin,
        with_discovered=asked.with_discovered,
        first=first,
    )
    at_home, _ = shapely.STRtree(land).query(shapely.points(known.xy_m), "intersects")
    inside = np.isin(np.arange(len(known.xy_m)), at_home)
    return replace(known, xy_m=np.where(inside[:, None], known.xy_m, np.nan)), land
