"""The foot of a sheet: headline figures and names without room, the map's facts, and who answers for the sheet."""

from collections.abc import Sequence

from PySide6.QtGui import QPainter

from layers.edition_map import BLANK
from layers.paint.lettering import width_mm, write
from layers.paint.unplaced import UnplacedName
from layers.say import Say, sentence
from layers.sheets.index_table import Box
from layers.sheets.painting.facts import paint_facts
from layers.sheets.painting.part import (
    INK,
    LEAST_TEXT_SIZE,
    LINE_EM,
    QUIET,
    TEXT_SIZE,
    Painting,
    Part,
    legible,
    lines_of,
    paragraph,
)
from layers.sheets.parts import MapFrame, Page, SheetPlace
from mapper.day.figure import Figure


def _paint(on: Painting) -> None:
    painter, page, say, unplaced = on.painter, on.page, on.say, on.unplaced
    box, k = page.foot_box, page.furniture
    left = Box(box.x_mm, box.y_mm, box.width_mm * 0.25, box.height_mm)
    right_mm = max(box.width_mm * 0.27, 72 * k)
    middle = Box(left.right_mm + 4 * k, box.y_mm, box.width_mm - left.width_mm - right_mm - 10 * k, box.height_mm)
    right = Box(box.right_mm - right_mm, box.y_mm, right_mm, box.height_mm)
    down, size = 0.0, TEXT_SIZE * k
    if page.shown_map.advice is not None:
        down = paragraph(painter, sentence(page.shown_map.advice, say), left, 0, 3.0 * k, INK)
    elif page.shown_map.figures:
        down = _paint_figures(painter, page, left, say)
    told = {"page.keyed": on.keyed, "page.counts": on.painted.counts, "page.stacks": on.painted.stacks}
    notes = " ".join(say(code) for code, is_there in told.items() if is_there)
    words = notes
    while True:
        lines = int((left.height_mm - down) / (size * LINE_EM))
        if unplaced and page.frame is not None:
            words = _with_unplaced(notes, unplaced, page.frame, lines, left.width_mm, size, say)
        if size <= legible(LEAST_TEXT_SIZE * k) or len(lines_of(words, left.width_mm, size)) <= lines:
            break
        size = legible(size - 0.1 * k)
    paragraph(painter, words, left, down, size, QUIET)
    paint_facts(painter, page, middle, say)
    paint_imprint(painter, page, right, say)


def _paint_figures(painter: QPainter, page: Page, box: Box, say: Say) -> float:
    """The covered share, large, then the other figures, each with its numerator and denominator; how far they reach.

    Above them stands whose they are, where that is more than the map is of.
    """
    k, of = page.furniture, page.shown_map.counted_of
    if of is not None:
        write(painter, say("page.figures_of", place=of), box.x_mm, box.y_mm + 2.6 * k, 3.1 * k, INK, bold=True,
              most_mm=box.width_mm)  # fmt: skip
        box = Box(box.x_mm, box.y_mm + 3.0 * k, box.width_mm, box.height_mm - 3.0 * k)
    first, *others = page.shown_map.figures
    share = say("page.percent", value=first.percent)
    wide = write(painter, share, box.x_mm, box.y_mm + 8.6 * k, 8.6 * k, INK, bold=True)
    x = box.x_mm + wide + 3 * k
    _beside(painter, _figure(first, say), Box(x, box.y_mm, box.right_mm - x, 8.6 * k), k)
    text = "　".join(_figure(figure, say).replace(" ", "\u00a0") for figure in others)
    down = paragraph(painter, text, box, 11.2 * k, 3.1 * k, INK)
    return down if of is None else down + 3.0 * k


def _beside(painter: QPainter, words: str, box: Box, k: float) -> None:
    """Words that end at the foot of the box: in one line, else in two smaller ones."""
    size = 3.6 * k
    lines: tuple[str, ...] = (words,)
    if width_mm(words, size) > box.width_mm:
        size = 3.0 * k
        lines = lines_of(words, box.width_mm, size)
    if len(lines) > 2:
        lines = (words,)
    for above, line in enumerate(reversed(lines)):
        write(painter, line, box.x_mm, box.bottom_mm - above * size * LINE_EM, size, INK, most_mm=box.width_mm)


def _figure(figure: Figure, say: Say) -> str:
    return say(f"page.figure.{figure.code}", numerator=figure.numerator, denominator=figure.denominator)


def _with_unplaced(
    words: str, unplaced: Sequence[UnplacedName], frame: MapFrame, lines: int, wide_mm: float, size: float, say: Say
) -> str:
    """And how many names are not written, and as many of them with their grid cells as have room in so many lines."""
    listed = [f"{name.text}\u00a0{frame.grid_reference(name.xy_m)}" for name in unplaced]
    for shown in range(len(listed), -1, -1):
        names = say("page.unplaced_joint").join(listed[:shown])
        code = "page.unplaced" if shown == len(listed) else "page.unplaced_some" if shown else "page.unplaced_count"
        whole = f"{words} {say(code, count=len(listed), names=names)}".lstrip()
        if len(lines_of(whole, wide_mm, size)) <= lines:
            break
    return whole


def paint_imprint(painter: QPainter, page: Page, box: Box, say: Say) -> None:
    """Who made, drew and reviewed it, when, which page; blanks are for a pen."""
    k, size = page.furniture, TEXT_SIZE * page.furniture
    imprint, blank = page.imprint, sentence(BLANK, say)
    shorter, half = blank[len(blank) // 6 :], blank[len(blank) // 2 :]
    cells = (
        say("page.maker", value=imprint.maker or shorter),
        say("page.made_on", value=imprint.made_on or shorter),
        say("page.drawn_by", value=imprint.drawn_by or shorter),
        say("page.version", value=imprint.version or shorter),
        say("page.reviewed_by", value=imprint.reviewed_by or shorter),
        say("page.number", number=page.number, count=page.count) if page.sheet is None else _sheet(page.sheet, say),
    )
    column = box.width_mm / 2
    for i, text in enumerate(cells):
        x = box.x_mm + (i % 2) * column
        write(painter, text, x, box.y_mm + size + (i // 2) * 5 * k, size, INK, most_mm=column - 2 * k)
    copy, wide = say("page.copy", value=imprint.copy or half), -3 * k
    if page.shown_map.approval is not None or imprint.approval:
        approval = say("page.approval", value=imprint.approval or blank)
        wide = width_mm(approval, size)
        write(painter, approval, box.x_mm, box.y_mm + size + 15 * k, size, INK, most_mm=box.width_mm)
    # The first pages of an atlas have no number: the copy's stands in its place, and leaves no gap.
    row, left = (3, max(wide + 3 * k, column)) if cells[-1] else (2, column)
    if page.shown_map.mark is not None and left < box.width_mm - 12 * k:
        write(painter, copy, box.x_mm + left, box.y_mm + size + row * 5 * k, size, INK, most_mm=box.width_mm - left)


def _sheet(place: SheetPlace, say: Say) -> str:
    """Which sheet of an atlas it is, and which of its pages from the second on; of the first pages, nothing."""
    if not place.number:
        return ""
    code = "atlas.sheet" if place.part == 1 else "atlas.sheet_part"
    return say(code, number=place.number, count=place.count, part=place.part)


FOOT = Part("foot", _paint)
