"""The map on a sheet, with its reference grid and whose background it stands on."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from layers.paint.labels import OnPaper
from layers.paint.lettering import MIDDLE_EM, width_mm, write
from layers.paint.painter import Painted, paint_map
from layers.paint.unplaced import unplaced_names
from layers.say import Say
from layers.scene.backdrop import attributions
from layers.sheets.index_table import MM_PER_PT, Box
from layers.sheets.layout import LEAST_PT, LETTERS
from layers.sheets.painting.part import INK, QUIET, Painting, Part, outlined, pen
from layers.sheets.parts import EdgeNote, MapFrame
from layers.snapshot import Snapshot
from layers.style import PRINT
from mapper.crs import transform_xy
from mapper.schema import DEGREES

_EDGE_SIZE, _EDGE_HIGH, _EDGE_TIP = 2.7, 4.4, 1.5  # of the letters of a tab, of the tab and its tip, in furniture


def _paint(on: Painting) -> None:
    """The map, its neat line, and the reference grid's letters and numbers around it."""
    painter, page, say, frame = on.painter, on.page, on.say, on.page.frame
    if frame is None:
        return
    box, k, snapshot = frame.box, page.furniture, page.shown_map.snapshot
    covered = [_edge_box(box, note, k, say) for note in page.edges]
    covered += [page.inset.box] if page.inset is not None else []
    covered += [_attribution_box(snapshot, box, k, say)] if snapshot.state.backdrops else []
    painted = on.painted = _paint_in(on, frame, covered)
    _paint_attribution(painter, snapshot, box, k, say)
    size, tick = 3.1 * k, 1.3 * k
    column_mm, row_mm = box.width_mm / frame.columns, box.height_mm / frame.rows
    painter.setPen(pen(PRINT.station_border, 0.18 * k))
    for i in range(1, frame.columns):
        x = box.x_mm + i * column_mm
        painter.drawLine(QPointF(x, box.y_mm - tick), QPointF(x, box.y_mm))
        painter.drawLine(QPointF(x, box.bottom_mm), QPointF(x, box.bottom_mm + tick))
    for i in range(1, frame.rows):
        y = box.y_mm + i * row_mm
        painter.drawLine(QPointF(box.x_mm - tick, y), QPointF(box.x_mm, y))
        painter.drawLine(QPointF(box.right_mm, y), QPointF(box.right_mm + tick, y))
    for i in range(frame.columns):
        x = box.x_mm + (i + 0.5) * column_mm
        for baseline in (box.y_mm - 1.5 * k, box.bottom_mm + 3.9 * k):
            write(painter, LETTERS[i], x, baseline, size, QUIET, align="center")
    for i in range(frame.rows):
        y = box.y_mm + (i + 0.5) * row_mm + size * MIDDLE_EM
        for x in (box.x_mm - 2.8 * k, box.right_mm + 2.8 * k):
            write(painter, str(i + 1), x, y, size, QUIET, align="center")
    _paint_corners(painter, frame, snapshot.state.project.about.map_crs, k)
    outlined(painter, box, PRINT.text, 0.55 * k)
    for note in page.edges:
        _paint_edge(painter, box, note, k, say)
    larger = None if page.inset is None else _paint_inset(on, frame, page.inset)
    if painted.placed is not None:
        on.keyed = sum(name.is_key for name in painted.placed.names)
        beside = None if larger is None else larger.placed
        on.unplaced = unplaced_names(snapshot, painted.placed, frame.viewport.bounds_m, beside)


def _paint_in(on: Painting, frame: MapFrame, covered: Sequence[Box]) -> Painted:
    """The map in a frame; on what is ``covered`` afterwards no name stands."""
    painter, page = on.painter, on.page
    painter.save()
    painter.translate(frame.box.x_mm, frame.box.y_mm)
    painter.scale(frame.mm_per_px, frame.mm_per_px)
    clear = tuple(_in_frame(frame, box) for box in covered)
    paper = OnPaper(page.numbers, LEAST_PT * MM_PER_PT / frame.mm_per_px, clear)
    painted = paint_map(painter, page.shown_map.snapshot, frame.viewport, on.say, paper=paper, tiles=on.tiles)
    painter.restore()
    return painted


def _in_frame(frame: MapFrame, box: Box) -> tuple[float, float, float, float]:
    """A box of the page in pixels from the upper left corner of the map."""
    left, top = box.x_mm - frame.box.x_mm, box.y_mm - frame.box.y_mm
    px = 1 / frame.mm_per_px
    return left * px, top * px, (left + box.width_mm) * px, (top + box.height_mm) * px


def _paint_inset(on: Painting, frame: MapFrame, inset: MapFrame) -> Painted:
    """A part of the map larger, in a corner; on the map, what of it that is."""
    painter, k, box = on.painter, on.page.furniture, inset.box
    west, south, east, north = inset.viewport.bounds_m
    (left, top), (right, bottom) = frame.to_page((west, north)), frame.to_page((east, south))
    painter.setPen(pen(PRINT.text, 0.3 * k, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(left, top, right - left, bottom - top))
    ratio = on.say("page.inset", denominator=f"{inset.scale_denominator:,}".replace(",", " "))
    size = 2.8 * k
    strip = Box(box.x_mm, box.y_mm, width_mm(ratio, size) + 3 * k, 4.6 * k)
    painted = _paint_in(on, inset, [strip])
    outlined(painter, box, PRINT.text, 0.45 * k)
    painter.fillRect(QRectF(strip.x_mm, strip.y_mm, strip.width_mm, strip.height_mm), QColor(PRINT.paper))
    write(painter, ratio, box.x_mm + 1.5 * k, box.y_mm + 3.4 * k, size, INK, bold=True)
    return painted


def _edge_at(box: Box, note: EdgeNote) -> tuple[float, float]:
    """Where the tip of a tab is, on the neat line."""
    x = {"left": box.x_mm, "right": box.right_mm}.get(note.side, box.x_mm + note.along_mm)
    y = {"top": box.y_mm, "bottom": box.bottom_mm}.get(note.side, box.y_mm + note.along_mm)
    return x, y


def _edge_long(note: EdgeNote, k: float, say: Say) -> float:
    return width_mm(say("atlas.edge", number=note.sheet), _EDGE_SIZE * k, bold=True) + 2.4 * k


def _edge_box(box: Box, note: EdgeNote, k: float, say: Say) -> Box:
    """What a tab covers of the map."""
    (x, y), long, deep = _edge_at(box, note), _edge_long(note, k, say), (_EDGE_TIP + _EDGE_HIGH) * k
    if note.side in ("left", "right"):
        return Box(x if note.side == "left" else x - deep, y - long / 2, deep, long)
    return Box(x - long / 2, y if note.side == "top" else y - deep, long, deep)


def _paint_edge(painter: QPainter, box: Box, note: EdgeNote, k: float, say: Say) -> None:
    """A tab on the neat line that points to where the land goes on, with the number of the sheet that has it."""
    text, size = say("atlas.edge", number=note.sheet), _EDGE_SIZE * k
    (x, y), long, high = _edge_at(box, note), _edge_long(note, k, say), _EDGE_HIGH * k
    turn = {"left": -90, "right": 90}.get(note.side, 0)
    painter.save()
    painter.translate(x, y)
    painter.rotate(turn)
    # Inside the map, its tip on the neat line: the band outside is the grid's.
    down = -1 if note.side == "bottom" else 1
    tip, shoulder, foot = 0.0, _EDGE_TIP * k * down, (_EDGE_TIP * k + high) * down
    across = long / 2
    corners = [(0, tip), (1.6 * k, shoulder), (across, shoulder), (across, foot), (-across, foot), (-across, shoulder),
               (-1.6 * k, shoulder)]  # fmt: skip
    painter.setPen(pen(PRINT.text, 0.25 * k))
    painter.setBrush(QColor(PRINT.paper))
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    write(painter, text, 0, (shoulder + foot) / 2 + MIDDLE_EM * size, size, INK, bold=True, align="center")
    painter.restore()


def corners_told(frame: MapFrame, map_crs: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Longitude and latitude of the upper left corner, and of the lower right one, to a thousandth of a degree."""
    west, south, east, north = frame.viewport.bounds_m
    degrees = transform_xy(np.array([(west, north), (east, south)]), map_crs, DEGREES)

    def told(lon: float, lat: float) -> tuple[str, str]:
        return f"{abs(lon):.3f}°{'E' if lon >= 0 else 'W'}", f"{abs(lat):.3f}°{'N' if lat >= 0 else 'S'}"

    first, last = (told(*corner) for corner in degrees.tolist())
    return first, last


def _paint_corners(painter: QPainter, frame: MapFrame, map_crs: str, k: float) -> None:
    """Where on earth the frame lies: at two of its corners the longitude along the frame, and the latitude up it."""
    (lon, lat), (far_lon, far_lat) = corners_told(frame, map_crs)
    box, size = frame.box, max(1.9 * k, LEAST_PT * MM_PER_PT)
    write(painter, lon, box.x_mm, box.y_mm - 1.1 * k, size, QUIET)
    write(painter, far_lon, box.right_mm, box.bottom_mm + 2.6 * k, size, QUIET, align="right")
    for text, x, y in ((lat, box.x_mm - 1.1 * k, box.y_mm), (far_lat, box.right_mm + 2.6 * k, box.bottom_mm)):
        painter.save()
        painter.translate(x, y)
        painter.rotate(-90)
        write(painter, text, 0, 0, size, QUIET, align="right" if text is lat else "left")
        painter.restore()


def _attribution(snapshot: Snapshot, say: Say) -> str:
    whose = attributions(snapshot.state.backdrops)
    return say("page.background", names=whose) if whose else ""


def _attribution_box(snapshot: Snapshot, box: Box, k: float, say: Say) -> Box:
    """The map's lower right corner, as wide as what is told there."""
    wide = min(width_mm(_attribution(snapshot, say), 2.4 * k), box.width_mm / 2) + 3 * k
    return Box(box.right_mm - wide, box.bottom_mm - 4.2 * k, wide, 4.2 * k)


def _paint_attribution(painter: QPainter, snapshot: Snapshot, box: Box, k: float, say: Say) -> None:
    """Whose background map it is."""
    if not (text := _attribution(snapshot, say)):
        return
    strip = _attribution_box(snapshot, box, k, say)
    painter.fillRect(QRectF(strip.x_mm, strip.y_mm, strip.width_mm, strip.height_mm), QColor(255, 255, 255, 215))
    write(
        painter, text, strip.x_mm + 1.5 * k, strip.bottom_mm - 1.4 * k, 2.4 * k, QUIET, most_mm=strip.width_mm - 3 * k
    )


MAP = Part("map", _paint)
