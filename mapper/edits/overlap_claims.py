"""Whose the land is that two units both claim, as far as the drawing and the jurisdictions tell."""

from collections.abc import Iterable

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapper.crs import transform_xy
from mapper.geometry import Shapes, polygonal
from mapper.project import Project
from mapper.schema import DEGREES

_MOST = 0.5  # a unit that loses a larger share than this of its land is no longer the unit it was
_REST, _ALL = 0.9, 0.99  # shares of a unit that leaves land around one in it, and of that one
_LEAST_REACH_M = 0.01
_CROSSING = 10


def keeper(project: Project, first: str, second: str, land: BaseGeometry) -> str | None:
    """The unit that is to keep land (degrees) of an overlap; None where nothing speaks for one of the two.

    The first of these that tells the two apart: a unit most of which lies in the other keeps it, so that a unit drawn
    inside another is cut out of it (where both lose most of their land, as of one unit drawn twice, nobody knows which
    is meant: None); then the one whose station has the land in its jurisdiction; then the one whose border there other
    units share, by length and then by vertices, since the other one reached over that border. Else the first.
    """
    at_risk = mostly_shared(project, first, second)
    if at_risk:
        return at_risk[0] if len(at_risk) == 1 else None
    place = land.representative_point()
    in_jurisdiction = []
    for code in (first, second):
        station = project.stations.geometry.get(project.communities["station_code"][code])
        if station is not None and shapely.is_valid(station) and shapely.covers(station, place):
            in_jurisdiction.append(code)
    if len(in_jurisdiction) == 1:
        return in_jurisdiction[0]
    support = {code: _shared_border(project, code, other, land) for code, other in ((first, second), (second, first))}
    return max((first, second), key=lambda code: support[code])  # the first of two that are alike


def mostly_shared(project: Project, first: str, second: str) -> list[str]:
    """Those of two units that would lose most of their land with the land that both have; of nested ones the inner."""
    one, other = in_metres(project, polygonal(np.asarray(project.communities.geometry.loc[[first, second]].array)))
    common_m2 = shapely.area(shapely.intersection(one, other))
    shares = {code: common_m2 / shape.area if shape.area else 1.0 for code, shape in ((first, one), (second, other))}
    low, high = sorted(shares, key=lambda code: shares[code])
    if shares[low] < _REST < _ALL < shares[high]:
        return [high]
    return [code for code, share in shares.items() if share > _MOST]


def in_metres(project: Project, shapes: Iterable[BaseGeometry]) -> Shapes:
    """Shapes in degrees as shapes in the project's metre CRS."""
    crs = project.about.map_crs
    return np.array([shapely.transform(s, lambda xy: transform_xy(xy, DEGREES, crs)) for s in shapes], dtype=object)


def _shared_border(project: Project, code: str, other: str, land: BaseGeometry) -> tuple[int, int]:
    """How much of a unit's border inside another, around land of both, third units have too: metres and vertices."""
    geometry = project.communities.geometry
    near = geometry.iloc[np.sort(geometry.sindex.query(shapely.box(*land.bounds)))]
    thirds = near[~near.index.isin([code, other]) & near.notna()]
    if not len(thirds):
        return 0, 0
    own, its, piece, *others = polygonal(in_metres(project, [geometry[code], geometry[other], land, *thirds]))
    reach_m = max(project.norms.least_width_m, _LEAST_REACH_M)
    border = shapely.intersection(own.boundary, shapely.buffer(piece, reach_m))
    border = shapely.difference(border, shapely.buffer(its.boundary, reach_m))
    lines = shapely.buffer(shapely.union_all([shape.boundary for shape in others]), reach_m)
    shared_m = shapely.length(shapely.intersection(border, lines))
    xy = shapely.get_coordinates(own)
    corners = set(map(tuple, xy[shapely.dwithin(piece, shapely.points(xy), reach_m)]))
    corners -= set(map(tuple, shapely.get_coordinates(its)))
    theirs = set(map(tuple, shapely.get_coordinates(np.array(others, dtype=object))))
    # A border that only crosses another is near it for a moment.
    return round(shared_m) if shared_m > _CROSSING * reach_m else 0, len(corners & theirs)
