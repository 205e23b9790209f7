"""A large sheet cut into leaves of a small paper, to be printed at home and glued: overlaps, crop marks, a key."""

from collections.abc import Sequence
from functools import partial
from math import ceil

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter

from layers.paint.lettering import write
from layers.say import Say
from layers.sheets.export import PaintedPage
from layers.sheets.layout import LETTERS, paper_named, sides_mm
from layers.sheets.painting.part import INK, QUIET, pen
from layers.style import PRINT
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass

MARGIN_MM, OVERLAP_MM = 8.0, 10.0  # what a printer leaves white; what two leaves both show
_MARK_MM, _MOST_LEAVES = 5.0, 64


@dataclass(frozen=True)
class Leaf:
    """One leaf: its column and row, and the upper left corner of what it shows, in millimetres of the sheet."""

    column: int
    row: int
    left_mm: float
    top_mm: float

    @property
    def name(self) -> str:
        """Such as ``B2``: letters across, numbers down."""
        return f"{LETTERS[self.column]}{self.row + 1}"


@dataclass(frozen=True)
class Poster:
    """How a sheet is cut: the paper of its leaves as it lies, and the leaves from the upper left one on."""

    width_mm: float
    height_mm: float
    leaves: tuple[Leaf, ...]

    @property
    def shown_mm(self) -> tuple[float, float]:
        """Width and height of what a leaf shows."""
        return self.width_mm - 2 * MARGIN_MM, self.height_mm - 2 * MARGIN_MM


def poster(width_mm: float, height_mm: float, paper: str) -> Poster:
    """The leaves of a sheet of that size; the paper lies the way that takes fewer.

    Each point of the sheet is on a leaf, and leaves side by side share ``OVERLAP_MM`` at least. InputError
    ``paper_unknown``, ``leaves_many``.
    """
    kind = paper_named(paper)
    ways = [_cut(width_mm, height_mm, *sides_mm(kind, landscape)) for landscape in (True, False)]
    best = min(ways, key=lambda way: len(way.leaves))
    if len(best.leaves) > _MOST_LEAVES or max(leaf.column for leaf in best.leaves) >= len(LETTERS):
        raise InputError("leaves_many", paper=kind.name, leaves=len(best.leaves))
    return best


def _cut(width_mm: float, height_mm: float, leaf_wide: float, leaf_high: float) -> Poster:
    across = _starts(width_mm, leaf_wide - 2 * MARGIN_MM)
    down = _starts(height_mm, leaf_high - 2 * MARGIN_MM)
    leaves = tuple(Leaf(c, r, left, top) for r, top in enumerate(down) for c, left in enumerate(across))
    return Poster(leaf_wide, leaf_high, leaves)


def _starts(length_mm: float, shown_mm: float) -> list[float]:
    """Where each leaf begins along one side: evenly, so that the last ends with the sheet."""
    count = max(ceil((length_mm - OVERLAP_MM) / (shown_mm - OVERLAP_MM) - 1e-9), 1)
    if count == 1:
        return [(length_mm - shown_mm) / 2]
    return [n * (length_mm - shown_mm) / (count - 1) for n in range(count)]


def leaves_of(pages: Sequence[PaintedPage], paper: str, say: Say) -> list[PaintedPage]:
    """The leaves of these pages; a page that fits the paper is left as it is."""
    found: list[PaintedPage] = []
    for page in pages:
        cut = poster(page.width_mm, page.height_mm, paper)
        kind = paper_named(paper)
        if max(page.width_mm, page.height_mm) <= kind.long_mm and min(page.width_mm, page.height_mm) <= kind.short_mm:
            found.append(page)
            continue
        found += [
            PaintedPage(cut.width_mm, cut.height_mm, partial(_paint, page, cut, leaf, say)) for leaf in cut.leaves
        ]
    return found


def _paint(page: PaintedPage, cut: Poster, leaf: Leaf, say: Say, painter: QPainter) -> None:
    """What the leaf shows, marks at the corners of what is to be left, where its neighbours begin, and its name."""
    wide, high = cut.shown_mm
    painter.save()
    painter.setClipRect(QRectF(MARGIN_MM, MARGIN_MM, wide, high))
    painter.translate(MARGIN_MM - leaf.left_mm, MARGIN_MM - leaf.top_mm)
    page.paint(painter)
    painter.restore()
    painter.setPen(pen(PRINT.text, 0.15))
    for x in (MARGIN_MM, MARGIN_MM + wide):
        for y in (MARGIN_MM, MARGIN_MM + high):
            out_x, out_y = (-1 if x == MARGIN_MM else 1), (-1 if y == MARGIN_MM else 1)
            painter.drawLine(QLineF(x + out_x, y, x + out_x * _MARK_MM, y))
            painter.drawLine(QLineF(x, y + out_y, x, y + out_y * _MARK_MM))
    # Where the next leaf is glued on: this one is cut there, or goes under it.
    painter.setPen(pen(QUIET, 0.12, Qt.PenStyle.DashLine))
    for other in cut.leaves:
        if other.row == leaf.row and other.column == leaf.column + 1:
            x = MARGIN_MM + other.left_mm - leaf.left_mm
            painter.drawLine(QLineF(x, 1.5, x, MARGIN_MM))
            painter.drawLine(QLineF(x, MARGIN_MM + high, x, cut.height_mm - 1.5))
        if other.column == leaf.column and other.row == leaf.row + 1:
            y = MARGIN_MM + other.top_mm - leaf.top_mm
            painter.drawLine(QLineF(1.5, y, MARGIN_MM, y))
            painter.drawLine(QLineF(MARGIN_MM + wide, y, cut.width_mm - 1.5, y))
    columns, rows = (max(getattr(one, name) for one in cut.leaves) + 1 for name in ("column", "row"))
    told = say("page.leaf", name=leaf.name, columns=columns, rows=rows)
    write(painter, told, MARGIN_MM + 8, MARGIN_MM - 2.2, 3.0, INK)
