"""Names that are not written are counted and named: written and unplaced together are all names of the land in view."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage, QPainter

from layers.paint.painter import Painted, paint_map
from layers.paint.unplaced import unplaced_names
from layers.snapshot import MapState, Snapshot, snapshot_of
from layers.viewport import Viewport
from mapper.day.day import Day
from tests.districts import grid
from tests.layers.maps import DAY, fitted, words

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return snapshot_of(MapState(Day(grid(6, 5), DAY)))


def painted(snapshot: Snapshot, viewport: Viewport) -> Painted:
    image = QImage(640, 400, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    try:
        return paint_map(painter, snapshot, viewport, words)
    finally:
        painter.end()


@given(factor=st.floats(0.05, 3))
def test_written_and_unplaced_are_all_names(snapshot: Snapshot, factor: float) -> None:
    """Units and stations of a grid lie wholly in view until the map is drawn larger than the window."""
    viewport = fitted(snapshot).zoomed(min(factor, 1.0), (320, 200))
    result = painted(snapshot, viewport)
    assert result.placed is not None
    missing = unplaced_names(snapshot, result.placed, viewport.bounds_m)
    everything = sorted(text for names in snapshot.names for text in names.texts if text)
    assert sorted([*(n.text for n in result.placed.names), *(n.text for n in missing)]) == everything
    assert result.names_unplaced == len(missing)


def test_the_smaller_the_scale_the_more_are_missing_and_each_stands_in_its_own_land(snapshot: Snapshot) -> None:
    counts = []
    for factor in (1.0, 0.3, 0.08):
        viewport = fitted(snapshot).zoomed(factor, (320, 200))
        result = painted(snapshot, viewport)
        counts.append(result.names_unplaced)
        assert result.placed is not None
        land = [shape for names in snapshot.names for shape in names.shapes.polygons()]
        for name in unplaced_names(snapshot, result.placed, viewport.bounds_m):
            assert any(shape.contains(shapely.Point(name.xy_m)) for shape in land)
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_land_out_of_view_is_not_missed(snapshot: Snapshot) -> None:
    viewport = fitted(snapshot).zoomed(12, (320, 200))
    result = painted(snapshot, viewport)
    assert result.placed is not None
    west, south, east, north = viewport.bounds_m
    for name in unplaced_names(snapshot, result.placed, viewport.bounds_m):
        assert west <= name.xy_m[0] <= east
        assert south <= name.xy_m[1] <= north
    assert result.names_unplaced <= 2
