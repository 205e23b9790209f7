"""Names: on their land, never on one another, still while the map moves."""

import numpy as np
import pytest
import shapely

from layers.paint.cache import PaintCache
from layers.paint.labels import PlacedNames, place_names
from layers.snapshot import MapState, Snapshot, snapshot_of
from mapper.day.day import Day
from tests.layers.maps import DAY, district, fitted, picture, words

EVERYWHERE = (-1e9, -1e9, 1e9, 1e9)

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return snapshot_of(MapState(Day(district(), DAY)))


def placed(snapshot: Snapshot, metres_per_px: float, *obstacles: tuple[float, ...]) -> PlacedNames:
    scale = PaintCache().at(metres_per_px, 0.5, (0.0, 0.0))
    boxes = np.array(obstacles, dtype=float).reshape(-1, 5)
    return place_names(snapshot, scale, 1.0, words, lambda: boxes, EVERYWHERE)


@pytest.mark.parametrize("metres_per_px", [5.0, 12.0, 20.0, 35.0, 60.0])
def test_no_name_lies_on_another(snapshot, metres_per_px):
    boxes = [shapely.box(*name.box) for name in placed(snapshot, metres_per_px).names]
    for i, box in enumerate(boxes):
        assert not any(box.intersection(other).area > 1e-6 for other in boxes[:i])


def test_with_room_every_name_is_placed_in_its_own_land(snapshot):
    result = placed(snapshot, 5.0)
    shapes = snapshot.geometry.shapes("communities")
    land = {f"{code}村": shape for code, shape in zip(shapes.ids, shapes.polygons(), strict=True)}
    assert len(result.left_out_px) == 0
    for name in result.names:
        if (text := name.text.split(" ")[0]) in land:
            on_land = shapely.transform(shapely.box(*name.box), lambda xy: xy * (5.0, -5.0))
            assert land[text].buffer(1).contains(on_land), name.text


def test_gaps_come_first(snapshot):
    """Where not all names fit, the vacant units still have theirs."""
    result = placed(snapshot, 32.0)
    texts = {name.text for name in result.names}
    assert len(result.left_out_px) > 0
    assert {"u0-0村", "u1-0村", "u2-0村"} <= texts


def test_names_keep_clear_of_symbols_that_speak(snapshot):
    free = next(n for n in placed(snapshot, 5.0).names if n.text == "u3-1村")
    left, top, right, bottom = free.box
    taken = placed(snapshot, 5.0, (left, top, right, bottom, 1.0))
    moved = next(n for n in taken.names if n.text == "u3-1村")
    assert shapely.box(*moved.box).intersection(shapely.box(*free.box)).area < 1e-6


def test_names_move_with_the_land(snapshot):
    """A map panned by whole pixels is the same picture shifted."""
    viewport = fitted(snapshot)
    here = picture(snapshot, viewport, labels=True)
    there = picture(snapshot, viewport.panned(60, -40), labels=True)
    same = np.abs(here[40:, :-60].astype(int) - there[:-40, 60:].astype(int)).max(axis=-1) <= 24
    assert same.mean() > 0.999


def test_hidden_layers_have_no_names(snapshot):
    hidden = snapshot_of(MapState(Day(snapshot.state.project, DAY), hidden=frozenset({"units", "stations"})), snapshot)
    assert placed(hidden, 5.0).names == ()
