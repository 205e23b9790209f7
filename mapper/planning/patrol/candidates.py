"""Where a patrol of a part could go: places of one width in the midst of what there is, and in quiet villages."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
import shapely

from mapper.arrays import Bools, Floats
from mapper.crs import to_metres
from mapper.day.day import Day
from mapper.errors import InputError
from mapper.planning.patrol.demand import middles_m

Place = tuple[float, float]
"""The middle of a place in the project's metre CRS, by which it is known from one proposal to the next."""
PLACE_M = 250.0
MOST_DRAWN_M = 1000.0
"""So wide a place that somebody has drawn may be: more is no visit but a round."""
MOST_CANDIDATES = 200
LEAST_WORTH = 0.5
"""What is worth less asks for nobody: half an incident expected in a month, and nothing that is open."""
SAME_M = 1.0
"""Nearer to each other two places are one."""
_QUIET_OFFERED = 3
_STEP_M = PLACE_M / 2


def close(middles: Floats, others: Collection[tuple[float, float]], gap_m: float) -> Bools:
    """(places,): whether one of the others is so near, along either axis."""
    there = np.array(list(others), dtype=float).reshape(-1, 2)
    close: Bools = (np.abs(middles[:, None] - there[None]).max(axis=2) < gap_m).any(axis=1)
    return close


def pairs(xy: Floats) -> list[Place]:
    """Rows of x and y as places."""
    return [(x, y) for x, y in xy.tolist()]


def require_places(drawn: Sequence[shapely.Polygon]) -> None:
    for shape in drawn:
        if not shape.is_valid or width_m(shape) > MOST_DRAWN_M:
            raise InputError("patrol_drawn", most=round(MOST_DRAWN_M))


def width_m(shape: shapely.Polygon) -> float:
    """Along the longer axis."""
    west, south, east, north = shape.bounds
    return float(max(east - west, north - south))


def within(demand: pd.DataFrame, drawn: Sequence[shapely.Polygon]) -> Bools:
    """(things, drawn): whether a thing lies in what is drawn."""
    things = shapely.points(demand[["x_m", "y_m"]].to_numpy(dtype=float))
    inside: Bools = shapely.intersects(np.asarray(things, dtype=object)[:, None], np.array([*drawn], dtype=object))
    return inside.reshape(len(demand), len(drawn))


def candidates(day: Day, demand: pd.DataFrame, least_quiet: int, pinned: Floats) -> tuple[Floats, Bools, Bools]:
    """Middles of places, what lies within each, and which are there for a quiet village.

    Places lie half their width apart, so that what stands at the edge of one is in the middle of the next; those with
    most are kept.
    """
    xy = demand[["x_m", "y_m"]].to_numpy(dtype=float)
    middles, worth = lattice(xy, demand["worth"].to_numpy(dtype=float))
    ranked = np.argsort(-worth, kind="stable")[:MOST_CANDIDATES]
    kept = np.sort(ranked[worth[ranked] >= LEAST_WORTH])
    quiet_xy = _quiet_villages(day, xy, least_quiet)
    # A quiet village that is pinned is no candidate of its own kind any more, but one that somebody chose.
    asked = pinned[~close(pinned, pairs(np.vstack((middles[kept], quiet_xy))), SAME_M)]
    middles = np.vstack((middles[kept], asked, quiet_xy))
    quiet = np.arange(len(middles)) >= len(kept) + len(asked)
    return middles, near(xy, middles), quiet


def lattice(things: Floats, worth: Floats) -> tuple[Floats, Floats]:
    """Middles of the places that things lie in the midst of, and what all that lies within each is worth."""
    home = np.round(things / _STEP_M).astype(np.int64)
    cells = np.unique(home, axis=0)
    number = {tuple(cell): n for n, cell in enumerate(cells.tolist())}
    total = np.zeros(len(cells))
    # A place is twice as wide as the step, so a thing lies in up to nine of them.
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            other = home + np.array([across, down])
            inside = (np.abs(things - other * _STEP_M) <= PLACE_M / 2).all(axis=1)
            for cell, amount in zip(other[inside].tolist(), worth[inside].tolist(), strict=True):
                at = number.get(tuple(cell))
                if at is not None:
                    total[at] += amount
    return np.asarray(cells * _STEP_M, dtype=np.float64), total


def near(things: Floats, middles: Floats) -> Bools:
    """(things, places): whether a thing lies in the square of a place."""
    half = PLACE_M / 2
    inside: Bools = np.abs(things[:, None, 0] - middles[None, :, 0]) <= half
    inside &= np.abs(things[:, None, 1] - middles[None, :, 1]) <= half
    return inside


def _quiet_villages(day: Day, things: Floats, wanted: int) -> Floats:
    """A point in each of a few villages in which nothing asks for a visit, those whose turn it is."""
    units = day.project.communities
    villages = units[(units["kind"] == "village").to_numpy(dtype=bool)]
    middles = middles_m(day, villages.geometry)
    land = to_metres(villages.geometry, day.project.about.map_crs)
    busy = np.zeros(len(villages), dtype=bool)
    if len(things) and len(villages):
        tree = shapely.STRtree(np.asarray(shapely.points(things), dtype=object))
        of_village, _ = tree.query(land, predicate="intersects")
        busy[of_village] = True
    quiet = np.flatnonzero(~busy & np.isfinite(middles).all(axis=1))
    # Another village each day, and a few more, should the way to it be too long.
    turn = np.roll(quiet, -(day.as_of.toordinal() % max(len(quiet), 1)))
    kept: Floats = middles[turn[: _QUIET_OFFERED * wanted]]
    return kept
