"""One snapshot onto any QPainter: screen, PNG, SVG, PDF and printer alike."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice, repeat
from math import sqrt

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPaintEngine, QPainter, QPen, QTransform

from layers.geometry.arcs import Lines
from layers.geometry.shapes import Shapes
from layers.paint.backdrop import NO_TILES, Tiles, paint_backdrop
from layers.paint.cache import PaintCache, ScaleCache, ScaledAreas, ScaledLines
from layers.paint.counts import counts_of, points_crowded
from layers.paint.labels import OnPaper, PlacedNames, place_names
from layers.paint.name_writing import paint_names
from layers.paint.stacks import paint_stacks
from layers.paint.symbols import count_text_px, paint_count, paint_symbol, symbol_picture
from layers.paint.unplaced import count_unplaced
from layers.say import Say
from layers.scene.crowding import CROWDED_LINES, CROWDED_SIDE_PX, CROWDED_WIDTH_PX, LEAST_WIDTH_PX
from layers.scene.drawing import Areas, Borders, PaintOrder, Paths, Points
from layers.snapshot import Snapshot
from layers.style import LineStyle, Pattern, PointStyle
from layers.viewport import Bounds, Viewport
from mapper.arrays import Floats, Ints, boxes_meet
from mapper.lazy_dataclass import dataclass

_DETAIL_PX = 0.5
_GRID_PX = 0.25  # on paper: an eightieth of a millimetre, a whole number in a PDF
_UNDER_LOCK = 50
_WIDEST_MARK_PX = 40.0
# Above so many polygons, smaller than this on average, each is outlined with its fill instead of arc by arc.
_CROWDED_PARTS = 6000
# Above so many symbols of a kind, one picture of it is copied to each place.
_STAMPED_POINTS = 300
# Units let a background map through.
_FILL_OVER_BACKDROP = 0.55


class Cancelled(Exception):  # noqa: N818 – nothing went wrong: the asker no longer wants the picture
    """Painting was called off."""


@dataclass(frozen=True)
class Painted:
    """What a reader cannot see in the picture: how many names of its land are not written, and which are.

    ``counts``: whether discs stand for symbols that crowd; ``stacks``: how many symbols have a badge with their count.
    """

    names_unplaced: int = 0
    placed: PlacedNames | None = None
    counts: bool = False
    stacks: int = 0


@dataclass(frozen=True)
class _Brush:
    """Everything the painting of one picture hands on."""

    painter: QPainter
    viewport: Viewport
    scale: ScaleCache
    px_scale: float
    rim: str
    cancelled: Callable[[], bool]
    fill_opacity: float = 1.0

    def bounds_m(self, reach_px: float) -> Bounds:
        """The land shown and so many pixels around it."""
        west, south, east, north = self.viewport.bounds_m
        reach = reach_px * self.px_scale * self.viewport.metres_per_px
        return west - reach, south - reach, east + reach, north + reach

    def each(self, draw: Callable[..., object], things: Iterable[object], *same: object) -> None:
        """Draw things one by one, each with the ``same`` too, looking up between batches whether to go on."""
        left, always = iter(things), [repeat(thing) for thing in same]
        while batch := list(islice(left, _UNDER_LOCK)):
            self.look_up()
            # A loop without Python's own steps; it keeps the interpreter's lock, so the window waits for a few only.
            deque(map(draw, batch, *always), maxlen=0)

    def look_up(self) -> None:
        """See whether to go on, and let whoever is in a hurry go first; asked often."""
        if self.cancelled():
            raise Cancelled

    def pen(self, style: LineStyle, width_px: float | None = None, color: str | None = None) -> QPen:
        width = style.width_px * self.px_scale if width_px is None else width_px
        pen = QPen(QColor(color or style.color), width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap if style.dashes_px else Qt.PenCapStyle.RoundCap)
        if style.dashes_px:
            pen.setDashPattern([dash / style.width_px for dash in style.dashes_px])
        return pen


def paint_map(
    painter: QPainter,
    snapshot: Snapshot,
    viewport: Viewport,
    say: Say,
    *,
    background: bool = True,
    labels: bool = True,
    paper: OnPaper | None = None,
    cache: PaintCache | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    tiles: Tiles = NO_TILES,
) -> Painted:
    """Paint the map into the rectangle (0, 0, width_px, height_px) of the painter's own coordinates.

    Parameters
    ----------
    background
        Whether the paper's colour is painted first.
    labels
        Whether names are written.
    paper
        How names are written where the picture is on paper: none may be cut off by its edge.
    cache
        Where geometry prepared for a scale is kept for the next picture. Not for two painters at once.
    cancelled
        Asked between batches.
    tiles
        The open pictures of background maps; one that is not there (it was closed meanwhile) is not painted.

    Raises
    ------
    Cancelled
        ``cancelled`` said so; the picture is unfinished.
    """
    cache = PaintCache() if cache is None else cache
    west, south, east, north = viewport.bounds_m if snapshot.bounds_m is None else snapshot.bounds_m
    middle = ((west + east) / 2, (south + north) / 2)
    # On paper half of a viewport's pixel is a fortieth of a millimetre; a screen may have several pixels for one.
    finer = 1.0 if paper is not None else max(sqrt(abs(painter.deviceTransform().determinant())), 1.0)
    cache.keep(snapshot.drawn_things())
    in_file = painter.paintEngine().type() == QPaintEngine.Type.Pdf
    scale = cache.at(viewport.metres_per_px, _DETAIL_PX / finer, middle, _GRID_PX if in_file else 0.0)
    backdrops = snapshot.state.backdrops
    fill_opacity = _FILL_OVER_BACKDROP if backdrops else 1.0
    brush = _Brush(painter, viewport, scale, viewport.px_scale, snapshot.palette.rim, cancelled, fill_opacity)

    painter.save()
    try:
        painter.setClipRect(QRectF(0, 0, viewport.width_px, viewport.height_px), Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if background:
            painter.fillRect(QRectF(0, 0, viewport.width_px, viewport.height_px), QColor(snapshot.palette.paper))
        for backdrop in backdrops:
            if backdrop.id in tiles:
                pictures, map_crs = tiles[backdrop.id], snapshot.state.project.about.map_crs
                grey = snapshot.palette.name == "mono"
                paint_backdrop(painter, backdrop, pictures, viewport, map_crs, cancelled, grey)
        painter.translate(*viewport.to_screen(scale.origin_m))
        if in_file:
            to = painter.transform()
            painter.setTransform(QTransform(to.m11(), to.m12(), to.m21(), to.m22(), round(to.dx()), round(to.dy())))
        counts, stacks = False, 0
        for drawing in snapshot.drawings:
            painter.setOpacity(drawing.opacity)
            if isinstance(drawing, Areas):
                _paint_areas(brush, drawing)
            elif isinstance(drawing, Borders):
                _paint_borders(brush, drawing)
            elif isinstance(drawing, Paths):
                _paint_paths(brush, drawing)
            else:
                _paint_points(brush, drawing)
                if points_crowded(drawing, scale, brush.px_scale):
                    counts = True
                elif drawing.order is PaintOrder.POINT:
                    seen = brush.bounds_m(_WIDEST_MARK_PX)
                    stacks += paint_stacks(painter, drawing, scale, brush.px_scale, seen, paper)
        painter.setOpacity(1.0)
        if not labels:
            return Painted(counts=counts, stacks=stacks)
        shown = _shown_px(brush)
        obstacles = partial(_symbol_boxes, brush, snapshot)
        placed = place_names(snapshot, scale, brush.px_scale, say, obstacles, shown, brush.look_up, paper)
        paint_names(painter, placed, shown, brush.look_up)
        return Painted(count_unplaced(snapshot, placed, scale, viewport.bounds_m), placed, counts, stacks)
    finally:
        painter.restore()


def _shown_px(brush: _Brush) -> tuple[float, float, float, float]:
    """The picture's rectangle in pixels from the origin: left, top, right, bottom."""
    x, y = brush.viewport.to_screen(brush.scale.origin_m)
    return -x, -y, brush.viewport.width_px - x, brush.viewport.height_px - y


def crowded(shapes: Shapes, metres_per_px: float) -> bool:
    """Whether polygons are so many and so small at this scale that each is better outlined with its fill."""
    return len(shapes.part_row) >= _CROWDED_PARTS and shapes.mean_side_m < CROWDED_SIDE_PX * metres_per_px


def lines_crowded(lines: Lines, metres_per_px: float) -> bool:
    """Whether borders are so many and so short at this scale that their full width would cover the land."""
    return len(lines) >= CROWDED_LINES and lines.mean_side_m < CROWDED_SIDE_PX * metres_per_px


def border_width_px(full_px: float, lines: Lines, metres_per_px: float) -> float:
    """How wide borders are at this scale: ``full_px``, or less where they are crowded."""
    if not lines_crowded(lines, metres_per_px):
        return full_px
    length_px = lines.mean_side_m / metres_per_px
    return min(full_px, max(CROWDED_WIDTH_PX * length_px / CROWDED_SIDE_PX, LEAST_WIDTH_PX))


def _paint_areas(brush: _Brush, areas: Areas) -> None:
    painter, shapes = brush.painter, areas.shapes
    seen = shapes.parts_within(brush.bounds_m(8))
    class_of_part = areas.class_of_row[shapes.part_row]
    scaled = brush.scale.made(shapes, ScaledAreas)
    together = not areas.patterns_only and crowded(shapes, brush.scale.metres_per_px)
    for number, style in enumerate(areas.styles):
        parts = np.flatnonzero(seen & (class_of_part == number))
        if not len(parts):
            continue
        if areas.patterns_only:
            for pattern in style.patterns:
                _paint_pattern(brush, areas, parts, pattern)
            continue
        scaled.prepare(parts, brush.look_up)
        items, holed = scaled.items, scaled.holed[parts]
        plain_items = list(map(items.__getitem__, parts[~holed].tolist()))
        holed_items = list(map(items.__getitem__, parts[holed].tolist()))
        if style.fill is not None:
            color = QColor(style.fill)
            color.setAlphaF(style.opacity * (brush.fill_opacity if areas.order is PaintOrder.GROUND else 1.0))
            painter.setBrush(QBrush(color))
            with_border = style.border if together else None
            painter.setPen(brush.pen(with_border) if with_border else QPen(Qt.PenStyle.NoPen))
            brush.each(painter.drawPolygon, plain_items)
            brush.each(painter.drawPath, holed_items)
        if style.border is not None and areas.order != areas.order.GROUND:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(brush.pen(style.border))
            brush.each(painter.drawPolygon, plain_items)
            brush.each(painter.drawPath, holed_items)


def _paint_pattern(brush: _Brush, areas: Areas, parts: Ints, pattern: Pattern) -> None:
    """Hatch lines or dots of these parts; none where a part is too small to show one."""
    boxes = areas.shapes.part_bounds_m[parts]
    least_m = pattern.spacing_px * brush.px_scale * brush.scale.metres_per_px
    parts = parts[(boxes[:, 2:] - boxes[:, :2]).max(axis=1) >= least_m]
    if not len(parts):
        return
    strokes = brush.scale.made(areas.shapes, ScaledAreas).strokes(parts, pattern, brush.px_scale)
    pen = QPen(QColor(pattern.color), pattern.size_px * brush.px_scale)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if pattern.form == "lines" else Qt.PenCapStyle.RoundCap)
    brush.painter.setPen(pen)
    draw = brush.painter.drawLines if pattern.form == "lines" else brush.painter.drawPoints
    brush.each(draw, (stroke for stroke in strokes if stroke))


def _paint_borders(brush: _Brush, borders: Borders) -> None:
    together = borders.drawn_with
    if together is not None and crowded(together.shapes, brush.scale.metres_per_px):
        return
    seen = boxes_meet(borders.lines.bounds_m, brush.bounds_m(8))
    if borders.marked is not None:
        seen &= borders.marked
    wanted = np.flatnonzero(seen)
    scaled = brush.scale.made(borders.lines, ScaledLines)
    scaled.prepare(wanted, brush.look_up)
    polylines = list(map(scaled.polylines.__getitem__, wanted.tolist()))
    style = borders.style
    style = replace(style, width_px=border_width_px(style.width_px, borders.lines, brush.scale.metres_per_px))
    brush.painter.setBrush(Qt.BrushStyle.NoBrush)
    if style.casing is not None:
        width = (style.width_px + 2 * style.casing_px) * brush.px_scale
        brush.painter.setPen(brush.pen(style, width, style.casing))
        brush.each(brush.painter.drawPolyline, polylines)
    brush.painter.setPen(brush.pen(style))
    brush.each(brush.painter.drawPolyline, polylines)


def _paint_paths(brush: _Brush, paths: Paths) -> None:
    widths_px = np.nan_to_num(paths.width_m[paths.lines.row], nan=0.0) / brush.scale.metres_per_px
    reach_px = float(np.max(widths_px, initial=0.0)) / brush.px_scale + _WIDEST_MARK_PX
    seen = boxes_meet(paths.lines.bounds_m, brush.bounds_m(reach_px))
    class_of_line = paths.class_of_row[paths.lines.row]
    scaled = brush.scale.made(paths.lines, ScaledLines)
    brush.painter.setBrush(Qt.BrushStyle.NoBrush)
    for number, style in enumerate(paths.styles):
        wanted = np.flatnonzero(seen & (class_of_line == number))
        scaled.prepare(wanted, brush.look_up)
        width_of = {i: max(style.width_px * brush.px_scale, float(widths_px[i])) for i in wanted.tolist()}
        if style.casing is not None:
            for i, width in width_of.items():
                pen = brush.pen(style, width + 2 * style.casing_px * brush.px_scale, style.casing)
                pen.setDashPattern([])
                brush.painter.setPen(pen)
                brush.painter.drawPolyline(scaled.polylines[i])
        for i, width in width_of.items():
            brush.painter.setPen(brush.pen(style, width))
            brush.painter.drawPolyline(scaled.polylines[i])
        brush.look_up()


def _paint_points(brush: _Brush, points: Points) -> None:
    xy_m, classes = points.dots.xy, points.class_of_row
    if points_crowded(points, brush.scale, brush.px_scale):
        _paint_counts(brush, points)
        return
    seen = points.dots.rows_within(brush.bounds_m(_WIDEST_MARK_PX))
    stamped = not points.texts and _stamps(brush.painter)
    for number, style in enumerate(points.styles):
        rows = seen[classes[seen] == number]
        if stamped and points.counts[number] > _STAMPED_POINTS:
            _stamp(brush, xy_m[rows], style)
            continue
        places = brush.scale.px(xy_m[rows]).tolist()

        def draw(at: tuple[int, Sequence[float]], style: PointStyle = style) -> None:
            row, (x, y) = at
            text = points.texts[row] if points.texts else style.text
            paint_symbol(brush.painter, QPointF(x, y), style, brush.px_scale, text)

        brush.each(draw, zip(rows.tolist(), places, strict=True))


def _stamps(painter: QPainter) -> bool:
    """Whether a symbol may be a picture: on pixels that stand upright, never on paper."""
    raster = painter.paintEngine().type() == QPaintEngine.Type.Raster
    return raster and not painter.deviceTransform().isRotating()


def _stamp(brush: _Brush, xy_m: Floats, style: PointStyle) -> None:
    """Copy one picture of the symbol to each place, on whole pixels: several times as fast as drawing each."""
    to_device = brush.painter.deviceTransform()
    image = symbol_picture(style, brush.px_scale, to_device.m11())
    size = (to_device.m11(), to_device.m22())
    offset = np.array([to_device.dx(), to_device.dy()])
    half = image.width() / 2
    corners = (np.floor(brush.scale.px(xy_m) * size + offset - half + 0.5) - offset) / size
    brush.each(brush.painter.drawImage, map(QPointF, *corners.T.tolist()), image)


def _paint_counts(brush: _Brush, points: Points) -> None:
    """One disc for each cell of ground that has points: how many, in the colour of the gravest."""
    counts = counts_of(points, brush.scale, brush.px_scale)
    middle, count, gravest = counts.middles_px, counts.counts, counts.gravest
    most = int(count.max(initial=1))
    left, top, right, bottom = _shown_px(brush)
    reach = _WIDEST_MARK_PX * brush.px_scale
    seen = (middle[:, 0] > left - reach) & (middle[:, 0] < right + reach)
    seen &= (middle[:, 1] > top - reach) & (middle[:, 1] < bottom + reach)

    def draw(i: int) -> None:
        style, at = points.styles[gravest[i]], QPointF(*middle[i])
        if count[i] == 1:
            paint_symbol(brush.painter, at, style, brush.px_scale, style.text)
        else:
            paint_count(brush.painter, at, style, brush.px_scale, int(count[i]), most)

    brush.each(draw, np.flatnonzero(seen).tolist())


def _symbol_boxes(brush: _Brush, snapshot: Snapshot) -> Floats:
    """Left, top, right, bottom of symbols in pixels from the origin, and 1 where no name may hide it: (n, 5)."""
    boxes = [np.zeros((0, 5))]
    for points in snapshot.drawings:
        if isinstance(points, Areas) and points.order is PaintOrder.FINDING:
            corners = points.shapes.part_bounds_m
            at, to = brush.scale.px(corners[:, [0, 3]]), brush.scale.px(corners[:, [2, 1]])
            boxes.append(np.column_stack([at, to, np.zeros(len(at))]))
        if not isinstance(points, Points):
            continue
        if points_crowded(points, brush.scale, brush.px_scale):
            boxes.append(_figure_boxes(brush, points))
            continue
        for number, style in enumerate(points.styles):
            rows = (points.class_of_row == number) & np.isfinite(points.dots.xy[:, 0])
            half = style.size_px * brush.px_scale / 2
            at = brush.scale.px(points.dots.xy[rows])
            speaks = bool(style.text or points.texts)  # an overdue hazard's "!", a badge's number
            boxes.append(np.column_stack([at - half, at + half, np.full(len(at), speaks)]))
    return np.vstack(boxes)


def _figure_boxes(brush: _Brush, points: Points) -> Floats:
    """The figures of counts as boxes (n, 5) that no name may hide."""
    counts = counts_of(points, brush.scale, brush.px_scale)
    several = counts.counts > 1
    texts = [(len(str(n)), count_text_px(n)) for n in counts.counts[several].tolist()]
    # Digits are a little over half as wide as high.
    half = np.array([(digits * 0.32 * size, 0.5 * size) for digits, size in texts]).reshape(-1, 2) * brush.px_scale
    at = counts.middles_px[several]
    return np.column_stack([at - half, at + half, np.ones(len(at))])
