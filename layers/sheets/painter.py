"""A page onto any QPainter whose coordinates are millimetres of paper: PDF, SVG, PNG and printer alike."""

from collections.abc import Sequence
from typing import Any

import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from layers.paint.backdrop import NO_TILES, Tiles
from layers.paint.legend import paint_swatch
from layers.paint.lettering import width_mm, write
from layers.paint.painter import paint_map
from layers.paint.unplaced import UnplacedName, unplaced_names
from layers.say import Say, sentence
from layers.scene.backdrop import attributions
from layers.sheets.index_table import Box, wrapped
from layers.sheets.index_table_painter import paint_table
from layers.sheets.layout import LETTERS, round_length_m
from layers.sheets.parts import MapFrame, Page
from layers.snapshot import Snapshot
from layers.style import PRINT

_LINE = 1.42  # a line of text in its own height
_INK, _QUIET, _ALARM = PRINT.text, PRINT.quiet_text, PRINT.alarm


def paint_page(painter: QPainter, page: Page, say: Say, tiles: Tiles = NO_TILES) -> None:
    """Paint the page into (0, 0, width_mm, height_mm) of the painter's coordinates."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(0, 0, page.width_mm, page.height_mm), QColor(PRINT.paper))
    unplaced = () if page.frame is None else _paint_frame(painter, page, page.frame, say, tiles)
    _paint_head(painter, page, say)
    if page.legend_box is not None:
        _paint_legend(painter, page, page.legend_box, say)
    if page.locator is not None:
        _paint_locator(painter, page, say)
    paint_table(painter, page.table, say)
    _paint_foot(painter, page, unplaced, say)


def _pen(color: str, width_mm_: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(QColor(color), width_mm_, style)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def _outlined(painter: QPainter, box: Box, color: str, width: float, fill: str | None = None) -> None:
    painter.setPen(_pen(color, width))
    painter.setBrush(QColor(fill) if fill else QBrush(Qt.BrushStyle.NoBrush))
    painter.drawRect(QRectF(box.x_mm, box.y_mm, box.width_mm, box.height_mm))


def _paint_frame(painter: QPainter, page: Page, frame: MapFrame, say: Say, tiles: Tiles) -> tuple[UnplacedName, ...]:
    """The map, its neat line, and the reference grid's letters and numbers around it; returns the names not written."""
    box, k = frame.box, page.furniture
    assert page.snapshot is not None
    painter.save()
    painter.translate(box.x_mm, box.y_mm)
    painter.scale(frame.mm_per_px, frame.mm_per_px)
    painted = paint_map(painter, page.snapshot, frame.viewport, say, framed=True, tiles=tiles)
    painter.restore()
    _paint_attribution(painter, page.snapshot, box, k, say)
    size, tick = 3.1 * k, 1.3 * k
    column_mm, row_mm = box.width_mm / frame.columns, box.height_mm / frame.rows
    painter.setPen(_pen(PRINT.station_border, 0.18 * k))
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
            write(painter, LETTERS[i], x, baseline, size, _QUIET, align="center")
    for i in range(frame.rows):
        y = box.y_mm + (i + 0.5) * row_mm + size * 0.36
        for x in (box.x_mm - 2.8 * k, box.right_mm + 2.8 * k):
            write(painter, str(i + 1), x, y, size, _QUIET, align="center")
    _outlined(painter, box, PRINT.text, 0.55 * k)
    if painted.placed is None:
        return ()
    return unplaced_names(page.snapshot, painted.placed, frame.viewport.bounds_m)


def _paint_attribution(painter: QPainter, snapshot: Snapshot, box: Box, k: float, say: Say) -> None:
    """Whose background map it is, in the map's lower right corner."""
    whose = attributions(snapshot.state.backdrops)
    if not whose:
        return
    text, size = say("page.background", names=whose), 2.4 * k
    wide = min(width_mm(text, size), box.width_mm / 2)
    strip = QRectF(box.right_mm - wide - 3 * k, box.bottom_mm - 4.2 * k, wide + 3 * k, 4.2 * k)
    painter.fillRect(strip, QColor(255, 255, 255, 215))
    write(painter, text, strip.x() + 1.5 * k, strip.bottom() - 1.4 * k, size, _QUIET, most_mm=wide)


def _paint_head(painter: QPainter, page: Page, say: Say) -> None:
    """The title in the middle of the page, and at its right how the sheet is to be kept."""
    box, k = page.title_box, page.furniture
    small = page.frame is None
    mark = "" if page.audience == "public" else say("page.mark.internal")
    mark_mm = 0.0
    if mark:
        size = 3.4 * k
        mark_mm = width_mm(mark, size) + 6 * k
        frame = Box(box.right_mm - mark_mm, box.y_mm + 2 * k, mark_mm, 7 * k)
        _outlined(painter, frame, _ALARM, 0.3 * k)
        write(painter, mark, frame.x_mm + mark_mm / 2, frame.y_mm + 4.75 * k, size, _ALARM, align="center")
    size = (6.0 if small else 8.6) * k
    room = box.width_mm - 2 * mark_mm - 6 * k
    title = sentence(page.title, say)
    size *= min(1.0, room / max(width_mm(title, size, bold=True), 1e-9))
    write(painter, title, box.x_mm + box.width_mm / 2, box.y_mm + 9 * k, size, _INK, bold=True, align="center")


def _paint_legend(painter: QPainter, page: Page, box: Box, say: Say) -> None:
    k = page.furniture
    _outlined(painter, box, PRINT.text, 0.25 * k)
    write(painter, say("page.legend"), box.x_mm + 3 * k, box.y_mm + 5.4 * k, 3.5 * k, _INK, bold=True)
    rows = -(-len(page.legend) // 2)
    column_mm = (box.width_mm - 6 * k) / 2
    for i, entry in enumerate(page.legend):
        x = box.x_mm + 3 * k + (i // rows) * column_mm
        y = box.y_mm + 7.4 * k + (i % rows) * 5.3 * k
        paint_swatch(painter, QRectF(x, y, 7 * k, 4 * k), entry, 25.4 / 96 * k)
        room = column_mm - 11 * k - (6 * k if entry.count is not None else 0)
        wide = _legend_text(painter, entry.words(say), x + 9 * k, y, room, k)
        if entry.count is not None:
            write(painter, f"{entry.count:,}", x + 9 * k + wide + 2 * k, y + 3.2 * k, 3.2 * k, _QUIET)


def _legend_text(painter: QPainter, text: str, x: float, y: float, room: float, k: float) -> float:
    """One line, smaller where it must be, or two; returns its width."""
    for size in (3.2 * k, 2.8 * k, 2.5 * k):
        if width_mm(text, size) <= 1.06 * room:
            return write(painter, text, x, y + 2.0 * k + 0.375 * size, size, _INK, most_mm=room)
    small = 2.4 * k
    wide_em = room / small
    while len(lines := wrapped(text, wide_em)) > 2:
        wide_em += 0.5
    return max(
        write(painter, line, x, y + 1.8 * k + i * 1.1 * small, small, _INK, most_mm=room)
        for i, line in enumerate(lines)
    )


def _paint_locator(painter: QPainter, page: Page, say: Say) -> None:
    """All stations' outlines, this one filled."""
    locator = page.locator
    assert locator is not None
    box, k = locator.box, page.furniture
    _outlined(painter, box, PRINT.text, 0.25 * k)
    write(painter, say("page.locator"), box.x_mm + 3 * k, box.y_mm + 5.4 * k, 3.5 * k, _INK, bold=True)
    west, south, east, north = shapely.total_bounds(list(locator.outlines.values()))
    per_mm = max((east - west) / (box.width_mm - 24 * k), (north - south) / (box.height_mm - 4 * k))
    middle_x, middle_y = box.x_mm + box.width_mm / 2 + 7 * k, box.y_mm + box.height_mm / 2
    for code, shape in locator.outlines.items():
        here = code == locator.station_code
        painter.setPen(_pen(PRINT.station_border, 0.2 * k))
        painter.setBrush(QColor(PRINT.accent if here else PRINT.quiet_unit))
        for polygon in shapely.get_parts(shapely.simplify(shape, per_mm * 0.1)):
            xy = shapely.get_coordinates(polygon.exterior)
            points = [
                QPointF(middle_x + (x - (west + east) / 2) / per_mm, middle_y - (y - (south + north) / 2) / per_mm)
                for x, y in xy
            ]
            painter.drawPolygon(QPolygonF(points))


def _paint_foot(painter: QPainter, page: Page, unplaced: Sequence[UnplacedName], say: Say) -> None:
    box, k = page.foot_box, page.furniture
    left = Box(box.x_mm, box.y_mm, box.width_mm * 0.25, box.height_mm)
    right_mm = max(box.width_mm * 0.27, 72 * k)
    middle = Box(left.right_mm + 4 * k, box.y_mm, box.width_mm - left.width_mm - right_mm - 10 * k, box.height_mm)
    right = Box(box.right_mm - right_mm, box.y_mm, right_mm, box.height_mm)
    down, size = 0.0, 2.9 * k
    if page.audience == "public":
        down = _paragraph(painter, say("page.public_note"), left, 0, 3.0 * k, _INK)
    elif page.figures:
        down = _paint_figures(painter, page, left, say)
    if unplaced and page.frame is not None:
        lines = max(int((left.height_mm - down) / (size * _LINE)), 1)
        words = _unplaced_words(unplaced, page.frame, lines, left.width_mm / size, say)
        _paragraph(painter, words, left, down, size, _QUIET)
    _paint_facts(painter, page, middle, say)
    _paint_imprint(painter, page, right, say)


def _paint_figures(painter: QPainter, page: Page, box: Box, say: Say) -> float:
    """The covered share, large, then the other figures, each with its numerator and denominator; how far they reach."""
    k = page.furniture
    first, *others = page.figures
    share = say("page.percent", value=100 * first.numerator / first.denominator)
    wide = write(painter, share, box.x_mm, box.y_mm + 8.6 * k, 8.6 * k, _INK, bold=True)
    x = box.x_mm + wide + 3 * k
    write(painter, _figure(first, say), x, box.y_mm + 8.6 * k, 3.6 * k, _INK, most_mm=box.right_mm - x)
    text = "\u00a0· ".join(_figure(figure, say) for figure in others)
    return _paragraph(painter, text, box, 11.2 * k, 3.1 * k, _INK)


def _figure(figure: Any, say: Say) -> str:
    return say(f"page.figure.{figure.code}", numerator=figure.numerator, denominator=figure.denominator)


def _paragraph(painter: QPainter, text: str, box: Box, down_mm: float, size: float, color: str) -> float:
    """Text in lines as wide as the box, from ``down_mm`` below its top; returns how far down it reaches."""
    for line in wrapped(text, box.width_mm / size):
        write(painter, line, box.x_mm, box.y_mm + down_mm + size, size, color, most_mm=box.width_mm)
        down_mm += size * _LINE
    return down_mm


def _paint_facts(painter: QPainter, page: Page, box: Box, say: Say) -> None:
    """Scale, scale bar, north, CRS, dates, caveat, notice and sources."""
    k = page.furniture
    down, size = 0.0, 2.9 * k
    if page.frame is not None:
        _paint_scale(painter, page, page.frame, box, say)
        down = 7.6 * k
        dates = [say("page.data_date", date=page.data_date or page.as_of)]
        if page.data_date is not None and page.data_date != page.as_of:
            dates.append(say("page.as_of", date=page.as_of))
        down = _paragraph(painter, "　".join([sentence(page.crs, say), *dates]), box, down, size, _INK)
    down = _paragraph(painter, say("page.caveat"), box, down, size, _INK)
    lines = [*(sentence(note, say) for note in page.notes), page.notice, say("page.sources")]
    if page.cells:
        lines.append(say("page.cells"))
    text = "　".join(line for line in lines if line)
    while size > 1.8 * k and down + len(wrapped(text, box.width_mm / size)) * size * 1.42 > box.height_mm:
        size -= 0.1 * k
    _paragraph(painter, text, box, down, size, _QUIET)


def _unplaced_words(unplaced: Sequence[UnplacedName], frame: MapFrame, lines: int, width_em: float, say: Say) -> str:
    """How many names are not written, and as many of them with their grid cells as have room in so many lines."""
    listed = [f"{name.text} {frame.grid_reference(name.xy_m)}" for name in unplaced]
    for shown in range(len(listed), -1, -1):
        names = say("page.unplaced_joint").join(listed[:shown])
        code = "page.unplaced" if shown == len(listed) else "page.unplaced_some" if shown else "page.unplaced_count"
        words = say(code, count=len(listed), names=names)
        if len(wrapped(words, width_em)) <= lines:
            break
    return words


def _paint_scale(painter: QPainter, page: Page, frame: MapFrame, box: Box, say: Say) -> None:
    k, size = page.furniture, 3.6 * page.furniture
    ratio = say("page.scale", denominator=f"{frame.scale_denominator:,}".replace(",", " "))
    baseline = box.y_mm + 4.6 * k
    wide = write(painter, ratio, box.x_mm, baseline, size, _INK, bold=True)
    per_mm = frame.scale_denominator / 1000
    length_m = round_length_m(36 * k * per_mm)
    bar_mm, parts = length_m / per_mm, 4
    x, thick = box.x_mm + wide + 7 * k, 1.3 * k
    top = baseline - thick - 0.1 * k
    for i in range(parts):
        part = Box(x + bar_mm * i / parts, top, bar_mm / parts, thick)
        _outlined(painter, part, PRINT.station_border, 0.15 * k, PRINT.station_border if i % 2 == 0 else PRINT.paper)
    code, unit_m = ("page.kilometres", 1000) if length_m >= 1000 else ("page.metres", 1)
    write(painter, "0", x, top - 0.8 * k, 2.4 * k, _INK, align="center")
    write(painter, f"{length_m / 2 / unit_m:g}", x + bar_mm / 2, top - 0.8 * k, 2.4 * k, _INK, align="center")
    end = say(code, value=f"{length_m / unit_m:g}")
    write(painter, end, x + bar_mm, top - 0.8 * k, 2.4 * k, _INK, align="center")
    _paint_north(painter, x + bar_mm + 11 * k, box.y_mm - 0.6 * k, k, say)


def _paint_north(painter: QPainter, x: float, y: float, k: float, say: Say) -> None:
    """An arrow, half of it filled, to grid north: the map's own up."""
    painter.setPen(_pen(PRINT.station_border, 0.2 * k))
    for side, fill in ((-1, PRINT.station_border), (1, PRINT.paper)):
        painter.setBrush(QColor(fill))
        tip, foot, notch = QPointF(x, y), QPointF(x + side * 1.9 * k, y + 6 * k), QPointF(x, y + 4.6 * k)
        painter.drawPolygon(QPolygonF([tip, foot, notch]))
    write(painter, say("page.north"), x + 3.4 * k, y + 5.2 * k, 2.9 * k, _INK)


def _paint_imprint(painter: QPainter, page: Page, box: Box, say: Say) -> None:
    """Who made, drew and reviewed it, when, which page; blanks are for a pen."""
    k, size = page.furniture, 2.9 * page.furniture
    imprint, blank = page.imprint, "＿＿＿＿＿"
    cells = (
        say("page.maker", value=imprint.maker or blank),
        say("page.made_on", value=imprint.made_on or blank),
        say("page.drawn_by", value=imprint.drawn_by or blank),
        say("page.version", value=imprint.version or blank),
        say("page.reviewed_by", value=imprint.reviewed_by or blank),
        say("page.number", number=page.number, count=page.count),
    )
    column = box.width_mm / 2
    for i, text in enumerate(cells):
        x = box.x_mm + (i % 2) * column
        write(painter, text, x, box.y_mm + size + (i // 2) * 5 * k, size, _INK, most_mm=column - 2 * k)
    write(painter, say("page.approval"), box.x_mm, box.y_mm + size + 15 * k, size, _INK, most_mm=box.width_mm)
