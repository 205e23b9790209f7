"""The title of a sheet, and how the sheet is to be kept."""

from layers.paint.lettering import width_mm, write
from layers.say import sentence
from layers.sheets.painting.part import INK, Painting, Part, paint_mark


def _paint(on: Painting) -> None:
    """The title in the middle of the page, and at its right how the sheet is to be kept."""
    painter, page, say = on.painter, on.page, on.say
    box, k = page.title_box, page.furniture
    small = page.frame is None
    mark, mark_mm = page.shown_map.mark, 0.0
    if mark is not None:
        mark_mm = paint_mark(painter, sentence(mark, say), box.right_mm, box.y_mm + 2 * k, k)
    size = (6.0 if small else 8.6) * k
    room = box.width_mm - 2 * mark_mm - 6 * k
    title = sentence(page.title, say)
    size *= min(1.0, room / max(width_mm(title, size, bold=True), 1e-9))
    write(painter, title, box.x_mm + box.width_mm / 2, box.y_mm + 9 * k, size, INK, bold=True, align="center")


TITLE = Part("title", _paint)
