"""The first pages of an atlas: its cover, the overview with the frame of every sheet, and its contents."""

from math import ceil
from weakref import WeakKeyDictionary

import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from layers.geometry.shapes import Shapes
from layers.paint.lettering import MIDDLE_EM, Align, width_mm, write
from layers.say import sentence
from layers.sheets.index_table import Box
from layers.sheets.painting.foot import paint_imprint
from layers.sheets.painting.part import INK, QUIET, Painting, Part, outline_path, outlined, paint_mark, paragraph, pen
from layers.sheets.parts import AtlasEntry, MapFrame, Page
from layers.style import PRINT

_DETAIL_MM = 0.08
_MOST_UNITS = 6000  # finer land is a grey that says nothing, and takes a page of its own megabytes
# Of the contents, in units of furniture.
_ROW_MM, _COLUMN_MM, _GAP_MM, _HEAD_MM = 5.6, 92.0, 7.0, 7.5


def _paint_cover(on: Painting) -> None:
    """What the atlas is of in large letters, the land in outline, and who made it when."""
    painter, page, say, k = on.painter, on.page, on.say, on.page.furniture
    wide, high = page.width_mm, page.height_mm
    shown = page.shown_map
    outlined(painter, Box(8 * k, 8 * k, wide - 16 * k, high - 16 * k), PRINT.text, 0.55 * k)
    if shown.mark is not None:
        paint_mark(painter, sentence(shown.mark, say), wide - 14 * k, 14 * k, k)
    title = sentence(page.title, say)
    size = min(17 * k, 17 * k * (wide - 50 * k) / max(width_mm(title, 17 * k, bold=True), 1e-9))
    write(painter, title, wide / 2, 42 * k, size, INK, bold=True, align="center")
    first, last = page.entries[0], page.entries[-1]
    counted = say("atlas.sheets", count=len(page.entries), first=first.number, last=last.number)
    dates = "　".join(sentence(day, say) for day in shown.dates)
    write(painter, f"{counted}　{dates}", wide / 2, 55 * k, 4.6 * k, QUIET, align="center")
    room = Box(30 * k, 66 * k, wide - 60 * k, high - 66 * k - 62 * k)
    frame = MapFrame(room, *_fitted(page, room), page.furniture, 1, 1)
    _paint_land(painter, page, frame, quiet=True)
    down = high - 52 * k
    for text in (sentence(shown.caveat, say), shown.notice):
        if text:
            write(painter, text, wide / 2, down, 3.1 * k, QUIET, align="center", most_mm=wide - 40 * k)
            down += 5 * k
    box = Box(wide / 2 - 50 * k, high - 37 * k, 100 * k, 24 * k)
    paint_imprint(painter, page, box, say)


def _paint_overview(on: Painting) -> None:
    """The land with the frames of all sheets and their numbers."""
    painter, page, frame, k = on.painter, on.page, on.page.frame, on.page.furniture
    if frame is None:
        return
    _paint_land(painter, page, frame, quiet=False)
    painter.save()
    painter.setClipRect(QRectF(frame.box.x_mm, frame.box.y_mm, frame.box.width_mm, frame.box.height_mm))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    few = len(page.entries) <= 60
    for entry in page.entries:
        painter.setPen(pen(PRINT.accent, (0.35 if few else 0.15) * k))
        painter.drawRect(_on_page(frame, entry))
    taken: list[QRectF] = []
    for entry in page.entries:
        _paint_number(painter, frame, entry, (3.6 if few else 2.4) * k, taken)
    painter.restore()
    outlined(painter, frame.box, PRINT.text, 0.55 * k)


def _paint_number(painter: QPainter, frame: MapFrame, entry: AtlasEntry, size: float, taken: list[QRectF]) -> None:
    """The number in the middle of its frame, or in a corner where another stands there already."""
    box, text = _on_page(frame, entry), str(entry.number)
    wide, high = width_mm(text, size, bold=True) + 0.7 * size, 1.4 * size
    middle = box.center()
    shifts = [(0.0, 0.0)] + [(x, y) for r in (1.0, 2.0, 3.0) for x, y in ((0, -r), (0, r), (-r, 0), (r, 0))]
    for across, down in shifts:
        tab = QRectF(middle.x() + across * wide - wide / 2, middle.y() + down * high - high / 2, wide, high)
        if not any(tab.intersects(other) for other in taken):
            break
    taken.append(tab)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(PRINT.accent))
    painter.drawRoundedRect(tab, 0.3 * size, 0.3 * size)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    baseline = tab.center().y() + MIDDLE_EM * size
    write(painter, text, tab.center().x(), baseline, size, PRINT.paper, bold=True, align="center")


def _on_page(frame: MapFrame, entry: AtlasEntry) -> QRectF:
    west, south, east, north = entry.bounds_m
    (left, top), (right, bottom) = frame.to_page((west, north)), frame.to_page((east, south))
    return QRectF(left, top, right - left, bottom - top)


def contents_places(box: Box, k: float) -> tuple[int, int]:
    """How many columns, and how many rows in each, contents have in a box."""
    columns = max(int((box.width_mm + _GAP_MM * k) // ((_COLUMN_MM + _GAP_MM) * k)), 1)
    return columns, max(int((box.height_mm - _HEAD_MM * k) // (_ROW_MM * k)), 1)


def _paint_contents(on: Painting) -> None:
    """Every sheet with its number, name, scale and how many units it lists."""
    painter, page, say, k = on.painter, on.page, on.say, on.page.furniture
    box = page.panel.get("contents")
    if box is None:
        return
    columns, rows = contents_places(box, k)
    used, gap = max(ceil(len(page.entries) / rows), 1), _GAP_MM * k
    wide = min((box.width_mm - (columns - 1) * gap) / columns, 120 * k)
    left = box.x_mm + (box.width_mm - used * wide - (used - 1) * gap) / 2
    size, top = 3.2 * k, box.y_mm + _HEAD_MM * k
    for n, entry in enumerate(page.entries):
        x, y = left + n // rows * (wide + gap), top + n % rows * _ROW_MM * k
        if n % rows == 0:
            _paint_head(painter, x, box.y_mm + 4 * k, wide, k, on)
        write(painter, str(entry.number), x + 9 * k, y + 4.1 * k, size, PRINT.accent, bold=True, align="right")
        scale = say("page.scale", denominator=f"{entry.scale_denominator:,}".replace(",", " "))
        units = say("atlas.units", count=entry.units)
        write(painter, entry.name, x + 12 * k, y + 4.1 * k, size, INK, most_mm=wide - 58 * k)
        write(painter, scale, x + wide - 18 * k, y + 4.1 * k, size, QUIET, align="right")
        write(painter, units, x + wide, y + 4.1 * k, size, QUIET, align="right", most_mm=17 * k)
        painter.setPen(pen(PRINT.unit_border, 0.1 * k))
        painter.drawLine(QPointF(x, y + _ROW_MM * k), QPointF(x + wide, y + _ROW_MM * k))


def _paint_head(painter: QPainter, x: float, y: float, wide: float, k: float, on: Painting) -> None:
    size = 2.8 * k
    heads: tuple[tuple[str, float, Align], ...] = (
        ("atlas.head.number", 9 * k, "right"),
        ("atlas.head.name", 12 * k, "left"),
        ("atlas.head.scale", wide - 18 * k, "right"),
        ("atlas.head.units", wide, "right"),
    )
    for code, across, align in heads:
        write(painter, on.say(code), x + across, y, size, QUIET, bold=True, align=align)
    painter.setPen(pen(PRINT.text, 0.3 * k))
    painter.drawLine(QPointF(x, y + 2.2 * k), QPointF(x + wide, y + 2.2 * k))


def _paint_front_foot(on: Painting) -> None:
    """What a reader must know, and who answers for it."""
    page, k = on.page, on.page.furniture
    box = page.foot_box
    right_mm = max(box.width_mm * 0.27, 72 * k)
    left = Box(box.x_mm, box.y_mm, box.width_mm - right_mm - 8 * k, box.height_mm)
    shown, say = page.shown_map, on.say
    told = shown.dates if page.cells else (shown.crs, *shown.dates)  # a duty board has no map
    facts = "　".join(sentence(fact, say) for fact in told)
    words = [say("atlas.overview_note")] if page.frame is not None else []
    caveat = [] if page.cells else [(sentence(shown.caveat, say), QUIET)]
    down = 0.0
    for text, color in [*((word, INK) for word in words), (facts, INK), *caveat]:
        down = paragraph(on.painter, text, left, down, 2.9 * k, color)
    paint_imprint(on.painter, page, Box(box.right_mm - right_mm, box.y_mm, right_mm, box.height_mm), say)


def _fitted(page: Page, room: Box) -> tuple[tuple[float, float], int]:
    """The middle of the land, and the scale at which it fills the room."""
    west, south, east, north = page.shown_map.snapshot.bounds_m or (0.0, 0.0, 1.0, 1.0)
    per_mm = max((east - west) / room.width_mm, (north - south) / room.height_mm)
    return ((west + east) / 2, (south + north) / 2), max(ceil(per_mm * 1000), 1)


def _paint_land(painter: QPainter, page: Page, frame: MapFrame, *, quiet: bool) -> None:
    """Units and stations, in outline."""
    k, geometry = page.furniture, page.shown_map.snapshot.geometry
    per_mm = frame.scale_denominator / 1000
    painter.save()
    x, y = frame.to_page((0.0, 0.0))
    painter.translate(x, y)
    painter.scale(1 / per_mm, -1 / per_mm)
    units, stations = geometry.shapes("communities"), geometry.shapes("stations")
    painter.setBrush(QColor(PRINT.quiet_unit))
    painter.setPen(pen(PRINT.unit_border, 0.1 * k * per_mm))
    if len(units) <= _MOST_UNITS:
        painter.drawPath(_path_of(units, _DETAIL_MM * per_mm))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(PRINT.station_border, (0.3 if quiet else 0.45) * k * per_mm))
    painter.drawPath(_path_of(stations, _DETAIL_MM * per_mm))
    painter.restore()


_PATHS: WeakKeyDictionary[Shapes, tuple[float, QPainterPath]] = WeakKeyDictionary()


def _path_of(shapes: Shapes, detail_m: float) -> QPainterPath:
    """All outlines as one path, so fine; metres."""
    known = _PATHS.get(shapes)
    if known is None or known[0] != detail_m:
        polygons = shapes.polygons()
        plain = shapely.simplify(polygons[~shapely.is_missing(polygons)], detail_m, preserve_topology=False)
        known = _PATHS[shapes] = (detail_m, outline_path(plain))
    return known[1]


COVER_PART = Part("cover", _paint_cover)
OVERVIEW_PART = Part("overview", _paint_overview)
CONTENTS_PART = Part("contents", _paint_contents)
FRONT_FOOT = Part("front_foot", _paint_front_foot)
