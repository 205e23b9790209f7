"""Points of one address are counted as such, and a count knows the points it stands for."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage, QPainter

from layers.paint.cache import PaintCache
from layers.paint.counts import counts_of, points_crowded
from layers.paint.painter import paint_map
from layers.paint.stacks import stacks
from layers.pointing.crowds import crowd_at
from layers.pointing.hit import Hit
from layers.pointing.stacks import place_of, stack_at
from layers.scene.drawing import PaintOrder, Points
from layers.snapshot import MapState, Snapshot, snapshot_of
from layers.viewport import Viewport
from mapper.day.day import Day
from tests.districts import SOUTH, STEP, WEST, frame, grid
from tests.layers.maps import DAY, fitted, picture, words

pytestmark = pytest.mark.usefixtures("qapp")
CELLS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=40)


ORIGINS = st.sampled_from([(0.0, 0.0), (38_512_345.67, 3_398_765.43), (-2_000_000.0, -9_000_000.0)])


@given(CELLS, ORIGINS, st.sampled_from([0.05, 7.5]))
def test_each_place_with_company_is_counted_once(cells, origin, step_m):
    first, count = stacks(np.array(cells, dtype=float).reshape(-1, 2) * step_m + origin)
    expected = {cell: cells.count(cell) for cell in cells if cells.count(cell) > 1}
    assert {cells[row]: n for row, n in zip(first.tolist(), count.tolist(), strict=True)} == expected


def hazards(places) -> Snapshot:
    rows = [{"hazard_id": f"H{i}", "reported_at": datetime(2026, 11, 23, 9)} for i in range(len(places))]
    return snapshot_of(
        MapState(Day(grid(4, 3).with_tables(hazards=frame("hazards", rows, list(shapely.points(places)))), DAY))
    )


def test_a_stack_is_badged_and_all_of_it_is_found():
    here, there = (WEST + STEP, SOUTH + STEP), (WEST + 2 * STEP, SOUTH + STEP)
    snapshot, alone = hazards([here, here, here, there]), hazards([here, there])
    place = place_of(snapshot, Hit("hazards", "H1"))
    assert place is not None
    assert {h.id for h in stack_at(snapshot, place)} == {"H0", "H1", "H2"}
    assert place_of(snapshot, Hit("communities", "u0-0")) is None
    view = fitted(snapshot)
    with_badge, without = picture(snapshot, view).astype(int), picture(alone, view).astype(int)
    differ = np.argwhere(np.abs(with_badge - without).max(axis=-1) > 40)
    x, y = view.to_screen(place)
    assert len(differ)
    assert [_told(one, view) for one in (snapshot, alone)] == [(False, 1), (False, 0)]
    assert np.abs(differ[:, ::-1] - (x, y)).max() < 25  # at the stack, and nowhere else


def _told(snapshot: Snapshot, view: Viewport) -> tuple[bool, int]:
    """Whether a picture has counts in discs, and how many badges."""
    image = QImage(640, 400, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    painted = paint_map(painter, snapshot, view, words)
    painter.end()
    return painted.counts, painted.stacks


def test_marks_and_badges_are_never_counted():
    rng = np.random.default_rng(7)
    snapshot = hazards(np.array([WEST, SOUTH]) + rng.uniform(0, 0.05 * STEP, (60, 2)))
    chosen = tuple(("hazards", f"H{i}") for i in range(60))
    drawn = snapshot_of(replace(snapshot.state, selected=chosen), snapshot).selection
    rings = next(drawing for drawing in drawn if isinstance(drawing, Points))
    scale = PaintCache().at(fitted(snapshot).metres_per_px, 0.5, (0.0, 0.0))
    assert points_crowded(replace(rings, order=PaintOrder.POINT), scale, 1.0)
    assert not points_crowded(rings, scale, 1.0)
    assert not points_crowded(replace(rings, order=PaintOrder.BADGE), scale, 1.0)


def test_every_count_painted_is_found_under_its_middle_with_all_its_points():
    rng = np.random.default_rng(7)
    snapshot = hazards(rng.uniform((WEST, SOUTH), (WEST + 4 * STEP, SOUTH + 3 * STEP), (4000, 2)))
    cache, view = PaintCache(), fitted(snapshot)
    image = QImage(640, 400, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    assert paint_map(painter, snapshot, view, words, cache=cache).counts
    painter.end()
    scale = cache.at(view.metres_per_px, 0.5, (0.0, 0.0))
    points = snapshot.layer("hazards").drawings[0]
    assert points_crowded(points, scale, 1.0)
    discs = counts_of(points, scale, 1.0)
    middles, counts = discs.middles_px, discs.counts
    origin = view.to_screen(scale.origin_m)
    for (x, y), count in zip(middles.tolist(), counts.tolist(), strict=True):
        found = crowd_at(snapshot, view, x + origin[0], y + origin[1])
        assert (found.count if found is not None else 1) == count
        if found is not None:
            west, south, east, north = found.bounds_m
            xy = points.dots.xy
            inside = (xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= south) & (xy[:, 1] <= north)
            assert inside.sum() >= count
    assert crowd_at(snapshot, view.zoomed(40, (320, 200)), 320, 200) is None
