"""Text on paper in millimetres, with fonts that every PDF reader can search and copy."""

from functools import lru_cache
from itertools import combinations, pairwise
from threading import get_ident
from typing import Literal

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter

from layers.style import FONT_FAMILIES
from mapper.errors import InputError

Align = Literal["left", "center", "right"]
DRAWN_PX = 100  # text is set in this size and scaled, since Qt's pixel sizes are whole numbers
LINE_EM = 1.1  # from one line of a name to the next
_MOST_LINES = 3
MIDDLE_EM = 0.36  # how far above its baseline the middle of a digit or a Chinese character is


def require_chinese_font() -> None:
    """InputError ``font_missing`` where no installed font has Chinese characters. Needs a QGuiApplication."""
    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        raise InputError("font_missing")


def font(bold: bool = False) -> QFont:
    """The sheet's font at :data:`DRAWN_PX`.

    Each thread has its own: a QFont resolves itself at first use, which two threads must not do to one at once.
    """
    return _made(bold, get_ident())


@lru_cache(maxsize=32)
def _made(bold: bool, _thread: int) -> QFont:
    made = QFont(list(FONT_FAMILIES))
    made.setPixelSize(DRAWN_PX)
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # In a western locale the font's localised forms give digits beside Latin letters glyphs that Qt's PDF cannot map
    # back to characters: the paper looks right, but a date cannot be searched for.
    made.setFeature(QFont.Tag.fromString("locl"), 0)
    return made


def width_mm(text: str, size_mm: float, bold: bool = False) -> float:
    """How wide a text is."""
    return _advance(text, bold) * size_mm / DRAWN_PX


@lru_cache(maxsize=16384)
def _advance(text: str, bold: bool) -> float:
    """How wide a text is in letters of ``DRAWN_PX``; kept, since a sheet asks for the same numbers again and again."""
    return float(QFontMetricsF(font(bold)).horizontalAdvance(text))


def in_lines(text: str, most_mm: float, size_mm: float, bold: bool = False) -> str:
    """A text that is wider than that in two lines, or three, as even as its words allow; never cut within a word."""
    words = text.split()
    if len(words) < 2 or width_mm(text, size_mm, bold) <= most_mm:
        return text
    best = text
    for count in range(2, min(len(words), _MOST_LINES) + 1):
        ways = (
            [" ".join(words[a:b]) for a, b in pairwise((0, *cuts, len(words)))]
            for cuts in combinations(range(1, len(words)), count - 1)
        )
        lines = min(ways, key=lambda lines: max(width_mm(line, size_mm, bold) for line in lines))
        best = "\n".join(lines)
        if max(width_mm(line, size_mm, bold) for line in lines) <= most_mm:
            break
    return best


def write(
    painter: QPainter,
    text: str,
    x_mm: float,
    baseline_mm: float,
    size_mm: float,
    color: str,
    bold: bool = False,
    align: Align = "left",
    most_mm: float | None = None,
) -> float:
    """A line of text on a painter in millimetres; narrowed where it is wider than ``most_mm``. Returns its width."""
    natural = width_mm(text, size_mm, bold)
    wide = natural if most_mm is None else min(natural, most_mm)
    if not text or wide <= 0:
        return 0.0
    left = x_mm - {"left": 0.0, "center": wide / 2, "right": wide}[align]
    painter.save()
    painter.translate(left, baseline_mm)
    painter.scale(size_mm / DRAWN_PX * wide / natural, size_mm / DRAWN_PX)
    painter.setFont(font(bold))
    painter.setPen(QColor(color))
    painter.drawText(QPointF(0, 0), text)
    painter.restore()
    return wide
