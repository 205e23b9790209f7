"""Words of a person's own beside the map."""

from layers.edition_map import EditionMap
from layers.sheets.index_table import Box, em_of
from layers.sheets.layout import Slot
from layers.sheets.painting.part import INK, LINE_EM, Painting, Part, outlined, paragraph
from layers.style import PRINT

_SIZE, _WIDE, _SIDE = 3.2, 78.0, 3.0  # in units of furniture


def _slot(_shown_map: EditionMap) -> Slot | None:
    """None: how high they are is known from the order alone (:func:`slot_of_words`)."""
    return None


def slot_of_words(words: str) -> Slot | None:
    """The room for these words; none without any."""
    if not words.strip():
        return None
    lines = sum(max(1, -(-int(em_of(line) * _SIZE * 10) // int(_WIDE * 10))) for line in words.splitlines())
    return Slot("text", 2 * _SIDE + lines * _SIZE * LINE_EM)


def _paint(on: Painting) -> None:
    page, k = on.page, on.page.furniture
    box = page.panel.get("text")
    if box is None or not page.words:
        return
    outlined(on.painter, box, PRINT.text, 0.25 * k)
    inner = Box(box.x_mm + _SIDE * k, box.y_mm + _SIDE * k, box.width_mm - 2 * _SIDE * k, box.height_mm)
    down = 0.0
    for line in page.words.splitlines():
        down = paragraph(on.painter, line, inner, down, _SIZE * k, INK) if line.strip() else down + _SIZE * LINE_EM * k


TEXT = Part("text", _paint, _slot)
