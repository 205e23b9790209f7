"""A crowded middle shown larger: in a corner of the map where there is no land, else beside it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from layers.geometry.shapes import Shapes
from layers.sheets.index_table import Box
from layers.sheets.layout import Slot, round_scale
from layers.sheets.parts import MapFrame
from mapper.arrays import Bools, Floats, Geometries

_LARGER = 2.2  # times the scale of the map, at least
_SHARES = (0.42, 0.36, 0.3, 0.25)  # of the map's sides, that the inset may take
_SMALL_MM = 11.0  # a unit whose roomiest circle is narrower has hardly room for its name
_LEAST_UNITS = 5
_MOST_OF_THEM = 0.6  # that an inset in a corner must hold
_MOST_LAND = 0.02  # of the inset's box, that may lie under it
_AIR_MM = 2.0


INSET = Slot("inset", 76.0, lower=62.0)


def inset_of(frame: MapFrame, units: Shapes, listed: pd.DataFrame, panel: Box | None = None) -> MapFrame | None:
    """The frame of the inset; None where nothing is crowded, or no corner of the map is free.

    Parameters
    ----------
    units
        All units that are drawn, in metres.
    listed
        Those of the sheet's own: the inset shows most of the small ones among them.
    panel
        Where it stands beside the map, instead of in a corner of it.
    """
    crowd = _crowd(frame, units, listed)
    if len(crowd) < _LEAST_UNITS:
        return None
    larger = round_scale(frame.scale_denominator / _LARGER)
    if panel is not None:
        center, _ = _densest(crowd, (panel.width_mm * larger / 1000, panel.height_mm * larger / 1000))
        return _framed(frame, panel, center, larger)
    land = shapely.make_valid(units.polygons())
    land = land[~shapely.is_missing(land)]
    for share in _SHARES:
        wide, high = frame.box.width_mm * share, frame.box.height_mm * share
        center, count = _densest(crowd, (wide * larger / 1000, high * larger / 1000))
        if count < max(_LEAST_UNITS, _MOST_OF_THEM * len(crowd)):
            continue
        box = _free_corner(frame, wide, high, land)
        if box is not None:
            return _framed(frame, box, center, larger)
    return None


def is_crowded(frame: MapFrame, units: Shapes, listed: pd.DataFrame) -> bool:
    """Whether so many of the sheet's units are too small for their names that an inset is worth its room."""
    return len(_crowd(frame, units, listed)) >= _LEAST_UNITS


def _crowd(frame: MapFrame, units: Shapes, listed: pd.DataFrame) -> Floats:
    """Where the units lie that have hardly room for their names (n, 2)."""
    rows = np.flatnonzero(np.isin(units.ids, listed.index))
    places, radius_m = units.label_places(rows)
    small = np.isfinite(radius_m) & (2 * radius_m < _SMALL_MM * frame.symbols * frame.scale_denominator / 1000)
    return np.asarray(places[small])


def _framed(frame: MapFrame, box: Box, center: tuple[float, float], denominator: int) -> MapFrame:
    return replace(frame, box=box, center_xy_m=center, scale_denominator=denominator, columns=1, rows=1)


def _densest(crowd: Floats, room_m: tuple[float, float]) -> tuple[tuple[float, float], int]:
    """The middle of a window of this size that holds most points, drawn to the middle of those; and how many."""
    half = np.array(room_m) / 2 * 0.94
    inside: Bools = np.asarray((np.abs(crowd[:, None, :] - crowd[None, :, :]) <= half).all(axis=2))
    best = int(np.argmax(inside.sum(axis=1)))
    own = crowd[inside[best]]
    middle = (own.min(axis=0) + own.max(axis=0)) / 2
    return (float(middle[0]), float(middle[1])), int(inside[best].sum())


def _free_corner(frame: MapFrame, wide: float, high: float, land: Geometries) -> Box | None:
    """The corner of the map with hardly any land in it."""
    best: tuple[float, Box] | None = None
    right, low = frame.box.right_mm - wide - _AIR_MM, frame.box.bottom_mm - high - _AIR_MM
    left, top = frame.box.x_mm + _AIR_MM, frame.box.y_mm + _AIR_MM
    per_mm = frame.scale_denominator / 1000
    for x, y in ((right, low), (left, low), (right, top), (left, top)):
        west = frame.center_xy_m[0] + (x - frame.box.x_mm - frame.box.width_mm / 2) * per_mm
        north = frame.center_xy_m[1] - (y - frame.box.y_mm - frame.box.height_mm / 2) * per_mm
        under = shapely.box(west, north - high * per_mm, west + wide * per_mm, north)
        covered = float(shapely.area(shapely.intersection(land, under)).sum()) / under.area
        if covered <= _MOST_LAND and (best is None or covered < best[0]):
            best = (covered, Box(x, y, wide, high))
    return None if best is None else best[1]
