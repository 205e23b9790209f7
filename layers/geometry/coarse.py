"""The coarser land of a large project for its first picture, made ready while the rest of it is being read."""

from threading import Thread

import numpy as np
import shapely

from layers.geometry.geometry import Geometry
from layers.geometry.shapes import METRES_PER_DEGREE
from mapper.project import Project

# A project of more vertices is first drawn without what is finer than this share of its extent: a quarter of a pixel.
_MANY_VERTICES, _DETAIL = 300_000, 1 / 4000


def first_detail_m(project: Project) -> float:
    """How coarse the first picture may be, in metres; 0 where the true borders are drawn as soon."""
    bounds = project.bounds
    if bounds is None or shapely.get_num_coordinates(np.asarray(project.communities.geometry)).sum() < _MANY_VERTICES:
        return 0.0
    west, south, east, north = bounds
    return max(east - west, north - south) * METRES_PER_DEGREE * _DETAIL


class FirstLand:
    """What :meth:`begin` makes, in a thread of its own, of a project that has its units and stations only."""

    def __init__(self) -> None:
        self._geometry: Geometry | None = None
        self._thread: Thread | None = None

    def begin(self, project: Project) -> None:
        """Begin, where the land is so large that it pays."""
        detail_m = first_detail_m(project)
        if not detail_m:
            return
        self._geometry = Geometry(project, None, detail_m)
        self._thread = Thread(target=self._geometry.prepare, args=(("communities", "stations"),), name="first land")
        self._thread.start()

    @property
    def geometry(self) -> Geometry | None:
        """The land, as soon as it is there; None where the true one is drawn as soon."""
        if self._thread is not None:
            self._thread.join()
        return self._geometry
