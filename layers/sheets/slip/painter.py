"""A slip on A4 paper, as a vector PDF with its fonts inside; or as text.

For a PDF a QGuiApplication must be running (offscreen will do): fonts belong to it.
"""

from pathlib import Path

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from layers.paint.lettering import MIDDLE_EM, width_mm, write
from layers.say import Say, sentence
from layers.sheets.export import write_painted_pdf
from layers.sheets.index_table import Box
from layers.sheets.layout import PAPERS
from layers.sheets.painting.part import ALARM, INK, LINE_EM, QUIET, lines_of, outlined, pen
from layers.sheets.slip.contents import MARK, Slip, SlipLine
from layers.sheets.slip.layout import (
    ROW_MM,
    SECTION_MM,
    fitted,
    foot_lines,
    head_lines,
    height_of,
    place_words,
    section_words,
    slip_text,
    title_words,
)
from layers.style import PRINT
from mapper.errors import InputError
from mapper.files.whole_file import write_whole

WIDTH_MM, HEIGHT_MM = PAPERS["A4"].short_mm, PAPERS["A4"].long_mm
_MARGIN_MM = 14.0
_TITLE, _TEXT, _SMALL, _HEADING = 6.4, 3.3, 2.7, 3.7  # sizes of letters, in millimetres
_MOST_HEAD_LINES = 3  # of one statement; an officer of a hundred villages would fill the page with their names
_BOX_MM = 3.8
# Left edges of the columns from the margin: box, what is to be done, with what, where, number, by when (right edge).
_STEP, _WHAT, _PLACE, _KEY, _DUE = 7.0, 37.0, 90.0, 130.0, 182.0
_KEY_WIDTH, _GAP = 20.0, 2.0


def write_slip(path: Path, slip: Slip, say: Say) -> None:
    """Write a slip as PDF or as text, whichever the path ends in.

    Raises InputError ``slip_kind`` (it ends in neither), ``cannot_write`` or ``font_missing``.
    """
    kind = path.suffix.lower()
    if kind == ".txt":
        write_whole(path, slip_text(slip, say).encode())
    elif kind == ".pdf":
        paint = [lambda painter: paint_slip(painter, slip, say)]
        write_painted_pdf(path, title_words(slip, say), [(WIDTH_MM, HEIGHT_MM)], paint)
    else:
        raise InputError("slip_kind", path=str(path))


def paint_slip(painter: QPainter, slip: Slip, say: Say) -> None:
    """Paint the page into coordinates that are millimetres of paper; what has no room is counted at its end."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    wide = WIDTH_MM - 2 * _MARGIN_MM
    down = _paint_head(painter, slip, say, wide)
    foot = foot_lines(slip, say)
    foot_mm = HEIGHT_MM - 11.0 - len(foot) * _SMALL * LINE_EM
    left_out_mm = _TEXT * LINE_EM + 1.5
    found = fitted(slip, foot_mm - down - 3.0)
    if found.left_out:
        found = fitted(slip, foot_mm - down - 3.0 - left_out_mm)
    for section in found.sections:
        late = section.code == "late"
        words = section_words(section, slip, say)
        baseline = down + SECTION_MM - 2.6
        write(painter, words, _MARGIN_MM, baseline, _HEADING, ALARM if late else INK, bold=True)
        down += SECTION_MM
        for line in section.lines:
            _rule(painter, down, wide, 0.12, PRINT.unit_border)
            _paint_line(painter, line, down, say)
            down += height_of(line)
        _rule(painter, down, wide, 0.12, PRINT.unit_border)
    if found.left_out:
        words = say("slip.left_out", count=found.left_out)
        write(painter, words, _MARGIN_MM, down + left_out_mm, _TEXT, ALARM, bold=True)
    _rule(painter, foot_mm, wide, 0.3)
    for number, text in enumerate(foot):
        at = foot_mm + 1.2 + (number + 1) * _SMALL * LINE_EM
        write(painter, text, _MARGIN_MM, at, _SMALL, QUIET, most_mm=wide)


def _paint_head(painter: QPainter, slip: Slip, say: Say, wide: float) -> float:
    """Title, mark, and what stands under them; returns how far down it reaches."""
    mark, size = sentence(MARK, say), 3.2
    mark_mm = width_mm(mark, size) + 5
    frame = Box(WIDTH_MM - _MARGIN_MM - mark_mm, _MARGIN_MM - 1.6, mark_mm, 6.6)
    outlined(painter, frame, ALARM, 0.3)
    middle = frame.y_mm + frame.height_mm / 2 + MIDDLE_EM * size
    write(painter, mark, frame.x_mm + mark_mm / 2, middle, size, ALARM, align="center")
    down = _MARGIN_MM + _TITLE * 0.72
    title = title_words(slip, say)
    write(painter, title, _MARGIN_MM, down, _TITLE, INK, bold=True, most_mm=wide - mark_mm - 6)
    down += 3.0
    for number, statement in enumerate(head_lines(slip, say)):
        lines = lines_of(statement, wide, _TEXT)
        if len(lines) > _MOST_HEAD_LINES:
            lines = (*lines[: _MOST_HEAD_LINES - 1], lines[_MOST_HEAD_LINES - 1].rstrip("、, ") + " …")
        for text in lines:
            down += _TEXT * LINE_EM
            write(painter, text, _MARGIN_MM, down, _TEXT, INK if number < 2 else QUIET, most_mm=wide)
    _rule(painter, down + 2.4, wide, 0.4)
    return down + 2.4


def _paint_line(painter: QPainter, line: SlipLine, top: float, say: Say) -> None:
    """A box to tick, what is to be done with what and where, its number, and by when."""
    left, baseline = _MARGIN_MM, top + ROW_MM / 2 + MIDDLE_EM * _TEXT
    outlined(painter, Box(left, top + (ROW_MM - _BOX_MM) / 2, _BOX_MM, _BOX_MM), INK, 0.25)
    write(
        painter, sentence(line.step, say), left + _STEP, baseline, _TEXT, INK, bold=True, most_mm=_WHAT - _STEP - _GAP
    )
    write(painter, sentence(line.what, say), left + _WHAT, baseline, _TEXT, INK, most_mm=_PLACE - _WHAT - _GAP)
    write(painter, place_words(line, say), left + _PLACE, baseline, _TEXT, INK, most_mm=_KEY - _PLACE - _GAP)
    write(painter, line.key, left + _KEY, baseline, _TEXT, QUIET, most_mm=_KEY_WIDTH)
    due, color = sentence(line.due, say), ALARM if line.late else INK
    most = _DUE - _KEY - _KEY_WIDTH - _GAP
    write(painter, due, left + _DUE, baseline, _TEXT, color, align="right", most_mm=most)
    if line.below is not None:
        below = sentence(line.below, say)
        write(painter, below, left + _WHAT, baseline + ROW_MM * 0.75, _TEXT * 0.92, QUIET, most_mm=_DUE - _WHAT)


def _rule(painter: QPainter, at_mm: float, wide: float, thick: float, color: str = INK) -> None:
    painter.setPen(pen(color, thick))
    painter.drawLine(QPointF(_MARGIN_MM, at_mm), QPointF(_MARGIN_MM + wide, at_mm))
