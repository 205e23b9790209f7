"""The land of a large project for its first picture, coarser than it is; made ready while the rest is being read."""

from threading import Thread

import numpy as np
import shapely

from layers.ground import Geometry
from mapper.project import Project

_MANY_VERTICES, _DETAIL = 300_000, 1 / 4000
_METRES_PER_DEGREE = 111_320.0


def first_detail_m(project: Project) -> float:
    """How coarse the first picture may be, in metres; 0 where the true borders are drawn as soon."""
    bounds = project.bounds
    if bounds is None or shapely.get_num_coordinates(np.asarray(project.communities.geometry)).sum() < _MANY_VERTICES:
        return 0.0
    west, south, east, north = bounds
    return max(east - west, north - south) * _METRES_PER_DEGREE * _DETAIL


class FirstLand:
    """What :meth:`begin` makes, in a thread of its own, of a project that has its units and stations only."""

    def __init__(self) -> None:
        self._geometry: Geometry | None = None
        self._thread: Thread | None = None

    def begin(self, project: Project) -> None:
        detail_m = first_detail_m(project)
        if not detail_m:
            return
        self._geometry = Geometry(project, None, detail_m)
        self._thread = Thread(target=self._geometry.prepare, args=(("communities", "stations"),), name="first land")
        self._thread.start()

    @property
    def geometry(self) -> Geometry | None:
        """The land, as soon as it is there; None where it is not coarser than it is."""
        if self._thread is not None:
            self._thread.join()
        return self._geometry
