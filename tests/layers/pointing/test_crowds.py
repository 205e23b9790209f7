"""Where symbols would lie on one another, counts stand in their place and none is lost."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
import shapely
from PySide6.QtGui import QImage, QPainter

from layers.paint.cache import PaintCache
from layers.paint.counts import counts_of, points_crowded
from layers.paint.painter import (
    border_width_px,
    crowded,
    lines_crowded,
    paint_map,
)
from layers.pointing.crowds import crowd_at
from layers.scene.crowding import count_cells
from layers.scene.drawing import Points
from layers.snapshot import MapState, Snapshot, snapshot_of
from layers.style import LIGHT
from mapper.day.day import Day
from tests.districts import SOUTH, STEP, WEST, frame, grid
from tests.layers.maps import DAY, assert_same_picture, fitted, picture, share_of, words
from ui.language.language import Language
from ui.map.tip import crowd_text

pytestmark = pytest.mark.usefixtures("qapp")
COUNT = 4000


@pytest.fixture(scope="module")
def many() -> Snapshot:
    rng = np.random.default_rng(7)
    xy = rng.uniform((WEST, SOUTH), (WEST + 4 * STEP, SOUTH + 3 * STEP), (COUNT, 2))
    rows = [{"hazard_id": f"H{i}", "reported_at": datetime(2026, 11, 23, 9)} for i in range(COUNT)]
    project = grid(4, 3).with_tables(hazards=frame("hazards", rows, list(shapely.points(xy))))
    return snapshot_of(MapState(Day(project, DAY)))


def hazards_of(snapshot: Snapshot) -> Points:
    return next(d for d in snapshot.drawings if isinstance(d, Points) and d.table == "hazards")


def test_counts_stand_for_every_point(many):
    cache, viewport = PaintCache(), fitted(many)
    image = QImage(640, 400, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    paint_map(painter, many, viewport, words, cache=cache)
    painter.end()
    scale = cache.at(viewport.metres_per_px, 0.5, (0.0, 0.0))
    assert points_crowded(hazards_of(many), scale, 1.0)
    counts = counts_of(hazards_of(many), scale, 1.0).counts
    assert counts.sum() == COUNT
    assert len(counts) < COUNT / 10


def test_no_name_hides_the_figure_of_a_count(many):
    cache, viewport = PaintCache(), fitted(many, 1200, 800)
    bare = snapshot_of(replace(many.state, hidden=many.state.hidden | {"hazards"}), many)
    image = QImage(1200, 800, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    written = paint_map(painter, many, viewport, words, cache=cache).placed
    freely = paint_map(painter, bare, viewport, words).placed
    painter.end()
    scale = cache.at(viewport.metres_per_px, 0.5, (0.0, 0.0))
    discs = counts_of(hazards_of(many), scale, 1.0)
    middles, counts = discs.middles_px, discs.counts
    figures = shapely.box(*(middles[counts > 1] - (6, 4)).T, *(middles[counts > 1] + (6, 4)).T)
    hidden = [
        sum(shapely.intersects(shapely.box(*name.box), figures).any() for name in names.names)
        for names in (written, freely)
    ]
    assert hidden[0] == 0 < hidden[1]
    assert len(written.names) > 0


def test_near_enough_every_symbol_is_drawn_again(many):
    near = fitted(many).zoomed(40, (320, 200))
    assert not points_crowded(hazards_of(many), PaintCache().at(near.metres_per_px, 0.5, (0.0, 0.0)), 1.0)
    assert share_of(picture(many, near).astype(int), LIGHT.hazard, 30) > 0


def test_a_hundred_symbols_give_way_only_where_most_would_be_hidden_and_a_stack_never(many):
    rng = np.random.default_rng(5)
    spread = rng.uniform((WEST, SOUTH), (WEST + 4 * STEP, SOUTH + 3 * STEP), (100, 2))
    stacked = np.vstack([np.repeat(spread[:1], 400, axis=0), spread[:20]])
    scales = [PaintCache().at(metres, 0.5, (0.0, 0.0)) for metres in (5.0, 20.0, 100.0)]
    for xy, crowded_at in ((spread, [False, False, True]), (stacked, [False, False, False])):
        rows = [{"hazard_id": f"H{i}", "reported_at": datetime(2026, 11, 23, 9)} for i in range(len(xy))]
        project = grid(4, 3).with_tables(hazards=frame("hazards", rows, list(shapely.points(xy))))
        points = hazards_of(snapshot_of(MapState(Day(project, DAY))))
        assert [points_crowded(points, scale, 1.0) for scale in scales] == crowded_at


def test_tiles_of_counts_join(many, tmp_path):
    viewport = fitted(many)
    whole = picture(many, viewport)
    x, y = viewport.center_xy_m
    shift = 160 * viewport.metres_per_px
    left = replace(viewport, center_xy_m=(x - shift, y), width_px=320)
    right = replace(viewport, center_xy_m=(x + shift, y), width_px=320)
    joined = np.hstack([picture(many, left), picture(many, right)])
    assert_same_picture(whole, joined, tmp_path, worst=3, share=0.001)


def test_a_province_of_small_units_is_outlined_with_its_fill():
    """The quick way for thousands of small polygons shows the same colours as the careful way for few."""
    snapshot = snapshot_of(MapState(Day(grid(90, 80), DAY)))
    viewport = fitted(snapshot, 900, 800)
    shapes = snapshot.geometry.shapes("communities")
    assert crowded(shapes, viewport.metres_per_px)
    assert not crowded(shapes, viewport.metres_per_px / 20)
    assert lines_crowded(shapes.arcs, viewport.metres_per_px)
    widths = [border_width_px(2.3, shapes.arcs, viewport.metres_per_px * k) for k in (0.02, 0.5, 1.0, 2.0, 8.0, 64.0)]
    assert widths[0] == 2.3
    assert widths[-1] == 0.5
    assert widths == sorted(widths, reverse=True), "never wider farther off"
    assert border_width_px(0.3, shapes.arcs, viewport.metres_per_px) == 0.3
    seen = picture(snapshot, viewport)[200:600, 200:700].astype(int)
    assert share_of(seen, LIGHT.vacant, 30) > 0.2
    assert share_of(seen, LIGHT.paper) == 0


def test_symbols_copied_as_a_picture_look_like_drawn_ones(many, monkeypatch):
    close = fitted(many).zoomed(6, (320, 200))
    assert not points_crowded(hazards_of(many), PaintCache().at(close.metres_per_px, 0.5, (0.0, 0.0)), 1.0)
    copied = picture(many, close).astype(int)
    monkeypatch.setattr("layers.paint.painter._STAMPED_POINTS", COUNT)
    drawn = picture(many, close).astype(int)
    # A copy stands on whole pixels, so edges differ; covered land and mean colour do not.
    assert abs(copied.mean() - drawn.mean()) < 0.5
    red = [(p.max(axis=-1) - p.min(axis=-1) > 100).mean() for p in (copied, drawn)]
    assert red[0] == pytest.approx(red[1], rel=0.05)


def test_a_count_under_the_pointer_tells_of_the_points_behind_it(many):
    """Every disc that is painted is found again in its middle, with as many rows, and asked of the same memory."""
    cache, viewport = PaintCache(), fitted(many)
    image = QImage(640, 400, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    paint_map(painter, many, viewport, words, cache=cache)
    painter.end()
    points, seen = hazards_of(many), 0
    west, south, east, north = many.bounds_m
    scale = cache.at(viewport.metres_per_px, 0.5, ((west + east) / 2, (south + north) / 2))
    discs = counts_of(points, scale, 1.0)
    middles, counts = discs.middles_px, discs.counts
    asked = PaintCache()
    for middle, count in zip(middles, counts, strict=True):
        x_m = scale.origin_m[0] + middle[0] * viewport.metres_per_px
        y_m = scale.origin_m[1] - middle[1] * viewport.metres_per_px
        found = crowd_at(many, viewport, *viewport.to_screen((float(x_m), float(y_m))), asked)
        if count == 1:
            continue
        assert found is not None
        # Where two discs touch, the pointer may be on the neighbour's.
        seen += found.count == count
        assert len(set(found.rows.tolist())) == found.count == sum(n for _, n in found.classes)
        inside = points.dots.xy[found.rows]
        assert (found.bounds_m[:2] <= inside).all()
        assert (inside <= found.bounds_m[2:]).all()
    assert seen > 0.9 * (counts > 1).sum()


def test_a_count_tells_its_kinds_and_states_in_both_languages(many):
    viewport = fitted(many)
    found = next(
        crowd
        for x in range(0, 640, 7)
        for y in range(0, 400, 7)
        if (crowd := crowd_at(many, viewport, x, y)) is not None
    )
    for language, heading in (("zh_CN", "隐患"), ("en", "Hazards")):
        text = crowd_text(Language(language), found, many)
        assert heading in text.splitlines()[0]
        assert f"{found.count:,}" in text.splitlines()[0]
        assert len(text.splitlines()) == 4


def test_cells_of_counts_grow_where_discs_would_carpet_the_land() -> None:
    rng = np.random.default_rng(0)
    dense = rng.uniform(0, 1400, (20_000, 2))
    sparse = np.vstack([rng.normal((200, 200), 8, (5000, 2)), rng.normal((1300, 900), 8, (5000, 2))])
    for px, side in ((dense, 96), (sparse, 56)):
        cells = count_cells(px, 1.0)
        assert len(cells) == len(px)
        for cell in np.unique(cells)[:50]:
            mine = px[cells == cell]
            assert (np.floor(mine / side) == np.floor(mine[0] / side)).all()
    # Twice the pixels of the same ground are the same cells.
    assert (count_cells(dense * 2, 2.0) == count_cells(dense, 1.0)).all()
