"""A line of the list of gaps has room for the words that are painted in it, in every width."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter

from ui.gaps.gap_delegate import WRAPPED, lines_needed

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("words", ["派出所：东津派出所 · 居民 1,302 · 曾辅警（虚构）", "no officer since 2026-10-01"])
def test_no_line_is_lower_than_its_words(words: str) -> None:
    image, font = QImage(8, 8, QImage.Format.Format_ARGB32), QFont("sans", 9)
    advance, line_px = QFontMetrics(font).horizontalAdvance(words), QFontMetrics(font).lineSpacing()
    painter = QPainter(image)
    painter.setFont(font)
    for room_px in range(advance // 3, advance + 12):
        painted = painter.boundingRect(QRect(0, 0, room_px, 1 << 16), int(WRAPPED), words).height()
        assert lines_needed(words, font, room_px) >= round(painted / line_px)
    assert lines_needed(words, font, advance) > 1, "letters that just fit here may not where they are painted"
    assert lines_needed(words, font, advance + 8) == 1
    painter.end()
