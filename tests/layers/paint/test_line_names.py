"""Names along rivers and roads: on their line, the right way up, on nothing else, and the same wherever the map is."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.geometry.arcs import Lines
from layers.paint.cache import PaintCache, ScaleCache
from layers.paint.labels import OnPaper, PlacedNames, place_names
from layers.paint.line_names import REPEAT_PX, line_wishes
from layers.paint.placed_name import PlacedName
from layers.scene.drawing import LabelStyle, LineNames
from layers.snapshot import MapState, Snapshot, snapshot_of
from mapper.day.day import Day
from mapper.project import Project
from tests.districts import SOUTH, STEP, WEST, frame
from tests.layers.maps import DAY, district, district_day, fitted, picture, words

EVERYWHERE = (-1e9, -1e9, 1e9, 1e9)
STYLE = LabelStyle("#2A6591", "#FFFFFF", 11.0)

pytestmark = pytest.mark.usefixtures("qapp")


def line(*corners: tuple[float, float]) -> shapely.LineString:
    """Corners in cells of the district's grid."""
    return shapely.LineString([(WEST + STEP * x, SOUTH + STEP * y) for x, y in corners])


def with_lines(*rows: tuple[str, str, shapely.LineString]) -> Project:
    lines = [{"line_id": str(n), "kind": kind, "name": name} for n, (kind, name, _) in enumerate(rows)]
    return district().with_tables(reference_lines=frame("reference_lines", lines, [shape for *_, shape in rows]))


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return snapshot_of(
        MapState(
            Day(
                with_lines(
                    ("river", "云水", line((-0.5, 1.3), (2, 1.6), (4, 1.2), (6.5, 1.7))),
                    ("road", "云南路", line((3.5, -0.5), (3.45, 4.5))),
                    ("railway", "", line((-0.5, 3.4), (6.5, 3.6))),
                    ("road", "小街", line((0.1, 0.1), (0.12, 0.12))),
                ),
                DAY,
            ),
        )
    )


def placed(snapshot: Snapshot, metres_per_px: float) -> PlacedNames:
    scale = PaintCache().at(metres_per_px, 0.5, (0.0, 0.0))
    return place_names(snapshot, scale, 1.0, words, lambda: np.zeros((0, 5)), EVERYWHERE)


def land_of(name: PlacedName, metres_per_px: float) -> shapely.Geometry:
    """The written name as a strip of land."""
    left, top, right, bottom = np.array(name.box) * metres_per_px
    x, y = (left + right) / 2, -(top + bottom) / 2
    half = len(name.text) * name.size_px * metres_per_px / 2 * 0.9
    turn = np.radians(name.angle_deg)
    ends = [(x - half * np.cos(turn), y + half * np.sin(turn)), (x + half * np.cos(turn), y - half * np.sin(turn))]
    return shapely.LineString(ends)


@pytest.mark.parametrize("metres_per_px", [3.0, 6.0, 12.0])
def test_a_name_lies_along_its_line_and_on_no_other_name(snapshot: Snapshot, metres_per_px: float) -> None:
    (names,) = snapshot.line_names
    of_row = dict(zip(names.lines.row.tolist(), names.lines.geometries(np.arange(len(names.lines))), strict=True))
    result = placed(snapshot, metres_per_px)
    along = [name for name in result.names if name.names is names]
    assert {name.text for name in along} == {"云水", "云南路"}
    for name in along:
        strip, size_m = land_of(name, metres_per_px), name.size_px * metres_per_px
        assert of_row[name.row].buffer(size_m / 2).contains(strip), name.text
        assert -90 <= name.angle_deg <= 90
    strips = [land_of(n, metres_per_px).buffer(n.size_px * metres_per_px * 0.4, cap_style="flat") for n in along]
    others = [
        shapely.transform(shapely.box(*n.box), lambda xy: xy * (metres_per_px, -metres_per_px))
        for n in result.names
        if n.names is not names
    ]
    for i, strip in enumerate(strips):
        assert not any(strip.intersects(other) for other in [*others, *strips[:i]])


def test_lines_take_no_place_from_units(snapshot: Snapshot) -> None:
    bare = snapshot_of(MapState(district_day()))
    (names,) = snapshot.line_names
    assert [(n.text, n.box) for n in placed(snapshot, 6.0).names if n.names is not names] == [
        (n.text, n.box) for n in placed(bare, 6.0).names
    ]


def test_names_of_lines_move_with_the_land(snapshot: Snapshot) -> None:
    viewport = fitted(snapshot)
    here = picture(snapshot, viewport, labels=True)
    there = picture(snapshot, viewport.panned(60, -40), labels=True)
    same = np.abs(here[40:, :-60].astype(int) - there[:-40, 60:].astype(int)).max(axis=-1) <= 24
    assert same.mean() > 0.999
    without = picture(snapshot_of(MapState(district_day())), viewport, labels=True)
    assert (here != without).any()


def test_a_street_in_pieces_is_named_once() -> None:
    pieces = [line((x, 2), (x + 0.5, 2)) for x in np.arange(0, 6, 0.5)]
    whole = [line((0, 2), (6, 2))]
    written = []
    for lines in (pieces, whole):
        shown = snapshot_of(MapState(Day(with_lines(*(("road", "中山路", piece) for piece in lines)), DAY)))
        (names,) = shown.line_names
        written.append([name.box for name in placed(shown, 12.0).names if name.names is names])
    assert len(written[0]) == len(written[1]) > 0
    np.testing.assert_allclose(written[0], written[1], atol=0.6)


@given(st.integers(0, 359), st.floats(0.2, 30), st.booleans())
def test_a_straight_line_is_named_at_a_distance_the_right_way_up(degrees: int, repeats: float, backward: bool) -> None:
    long_px = REPEAT_PX * repeats
    end = (np.cos(np.radians(degrees)) * long_px, np.sin(np.radians(degrees)) * long_px)
    corners = [(0.0, 0.0), end][:: -1 if backward else 1]
    lines = Lines.of(np.array([shapely.LineString(corners)], dtype=object), np.array([0]))
    names = LineNames(lines, ("云水",), np.array([0]), (STYLE,))
    scale = ScaleCache(1.0, 0.5, (0.0, 0.0))
    wishes = list(line_wishes(names, scale, 1.0, EVERYWHERE))
    assert len(wishes) == max(int(lines.geometries(np.arange(1))[0].length // REPEAT_PX), 1)
    middles = np.array([places[0].middle for places in wishes])
    steps = np.hypot(*np.diff(middles, axis=0).T)
    assert (steps >= REPEAT_PX - 1e-6).all()
    for places in wishes:
        assert -90 <= places[0].angle_deg <= 90
        # The same direction or the opposite one; screens count down. Lines are kept to the millimetre.
        assert abs(np.sin(np.radians(places[0].angle_deg + degrees))) < 1e-4


def test_a_line_that_winds_too_much_has_no_name() -> None:
    zigzag = [(n * 8.0, 20.0 * (n % 2)) for n in range(60)]
    lines = Lines.of(np.array([shapely.LineString(zigzag)], dtype=object), np.array([0]))
    names = LineNames(lines, ("九曲河",), np.array([0]), (STYLE,))
    assert not list(line_wishes(names, ScaleCache(1.0, 0.5, (0.0, 0.0)), 1.0, EVERYWHERE))


@pytest.mark.parametrize("metres_per_px", [4.0, 8.0])
def test_no_name_of_a_line_is_cut_by_the_frame_of_a_sheet(snapshot: Snapshot, metres_per_px: float) -> None:
    free = next(name for name in placed(snapshot, metres_per_px).names if isinstance(name.names, LineNames))
    edge = ((free.box[0] + free.box[2]) / 2, -1e6, 1e6, 1e6)  # through the middle of a name
    scale = PaintCache().at(metres_per_px, 0.5, (0.0, 0.0))
    framed = place_names(snapshot, scale, 1.0, words, lambda: np.zeros((0, 5)), edge, paper=OnPaper())
    along = [name.box for name in framed.names if isinstance(name.names, LineNames)]
    assert along
    assert all(box[0] >= edge[0] for box in along)
    # Whoever paints the screen from the same cache still has the name, cut off or not.
    again = place_names(snapshot, scale, 1.0, words, lambda: np.zeros((0, 5)), edge)
    assert free.box in [name.box for name in again.names]
