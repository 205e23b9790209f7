"""Names: on their land, never on one another, still while the map moves."""

import numpy as np
import pytest
import shapely

from layers.paint.cache import PaintCache
from layers.paint.labels import OnPaper, PlacedNames, place_names
from layers.snapshot import MapState, Snapshot, snapshot_of
from mapper.day.day import Day
from tests.layers.maps import DAY, district_day, fitted, picture, words

EVERYWHERE = (-1e9, -1e9, 1e9, 1e9)

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return snapshot_of(MapState(district_day()))


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


@pytest.mark.parametrize(("east", "south"), [(0.0, 0.0), (0.35, 0.2), (-0.4, 0.45)])
def test_a_frame_cuts_no_name_and_what_it_cuts_off_is_named_where_it_is_seen(snapshot, east, south):
    """A picture of 300 × 240 pixels somewhere over the land, at a scale where every unit has room for its name."""
    mpp = 9.0
    scale = PaintCache().at(mpp, 0.5, (0.0, 0.0))
    west_m, south_m, east_m, north_m = snapshot.bounds_m
    x = ((west_m + east_m) / 2 + east * (east_m - west_m)) / mpp
    y = -((south_m + north_m) / 2 + south * (north_m - south_m)) / mpp
    frame = (x - 150, y - 120, x + 150, y + 120)
    result = place_names(snapshot, scale, 1.0, words, lambda: np.zeros((0, 5)), frame, paper=OnPaper())
    assert result.names
    for name in result.names:
        assert shapely.box(*frame).covers(shapely.box(*name.box)), name.text
    shapes = snapshot.geometry.shapes("communities")
    left, top, right, bottom = (side * mpp for side in frame)
    seen = shapely.intersection(shapes.polygons(), shapely.box(left, -bottom, right, -top))
    written = {name.text.split(" ")[0] for name in result.names}
    roomy = [code for code, part in zip(shapes.ids, seen, strict=True) if shapely.area(part) > 100 * 70 * mpp**2]
    assert roomy
    assert {f"{code}村" for code in roomy} <= written


def test_a_number_stands_for_a_name_without_room_on_its_own_land_and_on_nothing_else(snapshot):
    scale = PaintCache().at(60.0, 0.5, (0.0, 0.0))
    shapes = snapshot.geometry.shapes("communities")
    keys = {str(code): str(number) for number, code in enumerate(shapes.ids, 1)}

    def names(keys: dict[str, str]) -> PlacedNames:
        return place_names(snapshot, scale, 1.0, words, lambda: np.zeros((0, 5)), EVERYWHERE, paper=OnPaper(keys))

    code_of = {number: code for code, number in keys.items()}
    plain, keyed = names({}), names(keys)
    assert len(plain.left_out_px) > 0
    assert [n.text for n in keyed.names if not n.is_key] == [n.text for n in plain.names]
    numbers = [n for n in keyed.names if n.is_key]
    assert numbers
    written = {n.text for n in plain.names}
    assert not written & {f"{code_of[n.text]}村" for n in numbers}
    land = dict(zip(shapes.ids, shapes.polygons(), strict=True))
    boxes = [shapely.box(*name.box) for name in keyed.names]
    for name in numbers:
        on_land = shapely.transform(shapely.box(*name.box), lambda xy: xy * (60.0, -60.0))
        if name.leads_to_px is None:
            assert land[code_of[name.text]].intersection(on_land).area >= 0.5 * on_land.area - 1e-6
        else:
            x, y = name.leads_to_px
            assert land[code_of[name.text]].distance(shapely.Point(60.0 * x, -60.0 * y)) < 1e-6
        assert sum(box.intersection(shapely.box(*name.box)).area > 1e-6 for box in boxes) == 1


def test_where_most_have_no_room_all_names_of_a_kind_are_smaller_and_more_are_written(snapshot):
    """Never below what can be read, and none stands where something else covers the map."""
    scale, covered = PaintCache().at(30.0, 0.5, (0.0, 0.0)), (0.0, 0.0, 30.0, 30.0)
    west, _, _, north = snapshot.bounds_m
    frame = (west / 30 - 10, -north / 30 - 10, west / 30 + 5000, -north / 30 + 5000)

    def sizes(paper: OnPaper) -> list[float]:
        found = place_names(snapshot, scale, 1.0, words, lambda: np.zeros((0, 5)), frame, paper=paper).names
        for name in found:
            assert not shapely.box(*name.box).intersects(shapely.box(*frame[:2], frame[0] + 29, frame[1] + 29))
        return [name.size_px for name in found if name.text.endswith("村")]

    usual, smaller = sizes(OnPaper(clear_px=(covered,))), sizes(OnPaper(least_px=6.0, clear_px=(covered,)))
    assert len(smaller) > len(usual)
    assert min(smaller) >= 6.0
    assert len(set(smaller)) <= 2
    assert max(smaller) < max(usual, default=12.0)


@pytest.mark.usefixtures("qapp")
def test_long_latin_names_stand_in_lines_of_whole_words() -> None:
    from layers.paint.lettering import in_lines, width_mm

    name = "North Eastern Lakeside Harbour"
    assert in_lines(name, 1e9, 12) == name
    assert in_lines("Lakeside", 1.0, 12) == "Lakeside"
    assert in_lines("东湖第一社区", 1.0, 12) == "东湖第一社区"
    for most in (150.0, 100.0, 1.0):
        lines = in_lines(name, most, 12).split("\n")
        assert " ".join(lines) == name
        assert 2 <= len(lines) <= 3
        assert max(width_mm(line, 12) for line in lines) <= most or len(lines) == 3
