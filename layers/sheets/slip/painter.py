"""A slip on A4 paper, as a vector PDF with its fonts inside.

A QGuiApplication must be running (offscreen will do): fonts belong to it.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from itertools import accumulate
from pathlib import Path

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from layers.edition_map import MARK
from layers.paint.finished_pdf import About
from layers.paint.lettering import MIDDLE_EM, width_mm, write
from layers.say import Say, sentence
from layers.sheets.export import PaintedPage, write_painted_pdf
from layers.sheets.index_table import Box
from layers.sheets.layout import PAPERS, paper_named
from layers.sheets.painting.part import ALARM, INK, LINE_EM, QUIET, lines_of, outlined, paint_mark, pen
from layers.sheets.slip.contents import Slip, SlipLine
from layers.sheets.slip.layout import (
    BELOW_MM,
    ROW_MM,
    SECTION_MM,
    SectionPart,
    foot_lines,
    head_lines,
    height_of,
    paged,
    part_words,
    place_words,
    tightness,
    title_words,
)
from layers.style import PRINT
from mapper.lazy_dataclass import dataclass

WIDTH_MM = PAPERS["A4"].short_mm  # on Letter, which is a little wider, the same lines stand in the middle
_MARGIN_MM = 14.0
_WIDE_MM = WIDTH_MM - 2 * _MARGIN_MM
_MARK_SCALE = 0.94  # of the mark, whose letters are 3.4 mm in units of furniture
_TITLE, _TEXT, _SMALL, _HEADING = 6.4, 3.3, 2.7, 3.7  # sizes of letters, in millimetres
_MOST_HEAD_LINES = 3  # of one statement; an officer of a hundred villages would fill the page with their names
_BOX_MM = 3.8
_BOX_ROOM, _GAP = 7.0, 3.0  # up to the first words, and between two columns
_MOST_STEP, _MOST_KEY, _MOST_DUE = 38.0, 26.0, 42.0
_SLACK_MM = 0.1  # so that what just fits does, however its parts are added up
_LEAST_PLACE = 0.4  # of the room that what it is and where share


def write_painted_slip(path: Path, slip: Slip, say: Say) -> None:
    """Write a slip as PDF. InputError ``cannot_write`` or ``font_missing``."""
    paper = paper_named(slip.paper)
    pages = [PaintedPage(paper.short_mm, paper.long_mm, paint) for paint in slip_pages(slip, say)]
    about = About(title_words(slip, say), say("web.lang"), say(MARK.code))
    write_painted_pdf(path, about, pages)


def slip_pages(slip: Slip, say: Say) -> tuple[Callable[[QPainter], None], ...]:
    """What paints each page of a slip into coordinates that are millimetres of paper."""
    paper = paper_named(slip.paper)
    foot_mm = paper.long_mm - 11.0 - len(foot_lines(slip, say)) * _SMALL * LINE_EM
    first = _head(slip, say)
    later = replace(first, lines=first.lines[:1])  # the day and who it is: pages may come apart
    columns = _columns(slip, say)
    rooms_mm = (foot_mm - first.bottom_mm - 3.0, foot_mm - later.bottom_mm - 3.0)
    tight = tightness(slip, rooms_mm[0] - _SLACK_MM)
    pages = paged(slip, *(room_mm / tight for room_mm in rooms_mm))

    def paint(number: int, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate((paper.short_mm - WIDTH_MM) / 2, 0.0)
        count = say("page.number", number=number + 1, count=len(pages)) if len(pages) > 1 else ""
        head = later if number else first
        _paint_head(painter, head, say)
        _paint_parts(painter, pages[number], head.bottom_mm, columns, tight, say)
        _paint_foot(painter, foot_mm, foot_lines(slip, say), count)

    return tuple(partial(paint, number) for number in range(len(pages)))


@dataclass(frozen=True)
class _Head:
    """The title of a slip and the lines under it, each with its colour."""

    title: str
    lines: tuple[tuple[str, str], ...]

    @property
    def bottom_mm(self) -> float:
        """How far down the page it reaches."""
        return _MARGIN_MM + _TITLE * 0.72 + 3.0 + len(self.lines) * _TEXT * LINE_EM + 2.4


@dataclass(frozen=True)
class _Columns:
    """Where the columns of a slip's lines begin, from the left margin in millimetres; ``due`` is a right edge."""

    step: float
    what: float
    place: float
    key: float
    due: float


def _head(slip: Slip, say: Say) -> _Head:
    told: list[tuple[str, str]] = []
    for number, statement in enumerate(head_lines(slip, say)):
        lines = lines_of(statement, _WIDE_MM, _TEXT)
        if len(lines) > _MOST_HEAD_LINES:
            lines = (*lines[: _MOST_HEAD_LINES - 1], lines[_MOST_HEAD_LINES - 1].rstrip("、, ") + " …")
        told += [(text, INK if number < 2 else QUIET) for text in lines]
    return _Head(title_words(slip, say), tuple(told))


def _paint_head(painter: QPainter, head: _Head, say: Say) -> None:
    """Title, mark, and what stands under them."""
    mark_mm = paint_mark(painter, sentence(MARK, say), WIDTH_MM - _MARGIN_MM, _MARGIN_MM - 1.6, _MARK_SCALE)
    down = _MARGIN_MM + _TITLE * 0.72
    write(painter, head.title, _MARGIN_MM, down, _TITLE, INK, bold=True, most_mm=_WIDE_MM - mark_mm - 6)
    down += 3.0
    for text, color in head.lines:
        down += _TEXT * LINE_EM
        write(painter, text, _MARGIN_MM, down, _TEXT, color, most_mm=_WIDE_MM)
    _rule(painter, head.bottom_mm, 0.4)


def _paint_parts(
    painter: QPainter, parts: tuple[SectionPart, ...], down: float, columns: _Columns, tight: float, say: Say
) -> None:
    """The lines of a page from so far down; ``tight`` is what their heights are multiplied by."""
    for part in parts:
        color = ALARM if part.section.code == "late" else INK
        down += SECTION_MM * tight
        write(painter, part_words(part, say), _MARGIN_MM, down - 2.6 * tight, _HEADING, color, bold=True)
        for line in part.lines:
            _rule(painter, down, 0.12, PRINT.unit_border)
            _paint_line(painter, line, down, columns, tight, say)
            down += height_of(line) * tight
        _rule(painter, down, 0.12, PRINT.unit_border)


def _paint_foot(painter: QPainter, top_mm: float, lines: tuple[str, ...], count: str) -> None:
    """What is to be known of the data, and which page it is where there are several."""
    _rule(painter, top_mm, 0.3)
    for number, text in enumerate(lines, 1):
        at = top_mm + 1.2 + number * _SMALL * LINE_EM
        room = _WIDE_MM if number < len(lines) else _WIDE_MM - width_mm(count, _SMALL) - _GAP
        write(painter, text, _MARGIN_MM, at, _SMALL, QUIET, most_mm=room)
        if number == len(lines):
            write(painter, count, WIDTH_MM - _MARGIN_MM, at, _SMALL, QUIET, align="right")


def _columns(slip: Slip, say: Say) -> _Columns:
    """As wide as what stands in them; what is over is shared by what it is and where, which give way too."""
    lines = [line for section in slip.sections for line in section.lines]

    def widest(texts: Iterable[str], most_mm: float, bold: bool = False) -> float:
        return min(max((width_mm(text, _TEXT, bold) for text in texts), default=0.0), most_mm) + _GAP

    step = widest((sentence(line.step, say) for line in lines), _MOST_STEP, bold=True)
    key = widest((line.key for line in lines), _MOST_KEY)
    due = widest((sentence(line.due, say) for line in lines), _MOST_DUE)
    room = _WIDE_MM - _BOX_ROOM - step - key - due + _GAP  # nothing stands behind the last
    what = widest((sentence(line.what, say) for line in lines), room)
    place = widest((place_words(line, say) for line in lines), room)
    if what + place > room:
        place = max(min(place, room * _LEAST_PLACE), room - what)
    else:
        place += (room - what - place) / 2
    begin_step, begin_what, begin_place, begin_key = accumulate((_BOX_ROOM, step, room - place, place))
    return _Columns(begin_step, begin_what, begin_place, begin_key, due=_WIDE_MM)


def _paint_line(painter: QPainter, line: SlipLine, top: float, at: _Columns, tight: float, say: Say) -> None:
    """A box to tick, what is to be done with what and where, its number, and by when."""
    row_mm = ROW_MM * tight
    left, baseline, box_mm = _MARGIN_MM, top + row_mm / 2 + MIDDLE_EM * _TEXT, min(_BOX_MM, row_mm * 0.72)
    outlined(painter, Box(left, top + (row_mm - box_mm) / 2, box_mm, box_mm), INK, 0.25)
    step, due = sentence(line.step, say), sentence(line.due, say)
    write(painter, step, left + at.step, baseline, _TEXT, INK, bold=True, most_mm=at.what - at.step - _GAP)
    what = at.place - at.what - _GAP
    write(painter, sentence(line.what, say), left + at.what, baseline, _TEXT, INK, most_mm=what)
    write(painter, place_words(line, say), left + at.place, baseline, _TEXT, INK, most_mm=at.key - at.place - _GAP)
    write(painter, line.key, left + at.key, baseline, _TEXT, QUIET, most_mm=_MOST_KEY)
    color, most = ALARM if line.late else INK, min(at.due - at.key - _GAP, _MOST_DUE)
    write(painter, due, left + at.due, baseline, _TEXT, color, align="right", most_mm=most)
    for number, below in enumerate(line.below):
        under = baseline + (ROW_MM * 0.75 + number * BELOW_MM) * tight
        write(painter, sentence(below, say), left + at.what, under, _TEXT * 0.92, QUIET, most_mm=at.due - at.what)


def _rule(painter: QPainter, at_mm: float, thick: float, color: str = INK) -> None:
    painter.setPen(pen(color, thick))
    painter.drawLine(QPointF(_MARGIN_MM, at_mm), QPointF(_MARGIN_MM + _WIDE_MM, at_mm))
