"""What a sheet shows, as a hash: equal where a reader would see no difference but the day that it was made.

Left out are the days of data, figures and making (in own words, too), and how many sheets the atlas has. A sheet of
which only those differ need not be printed again.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import shapely

from layers.scene.drawing import Areas, Borders, Drawing, Paths, Points
from layers.sheets.cards import UnitCard
from layers.sheets.parts import Page
from layers.viewport import Bounds
from mapper.arrays import Floats, boxes_meet
from mapper.practice import day_in_figures

_PAINTED_AS = "3"  # to be raised where the same page comes to look otherwise


def fingerprint(pages: Iterable[Page], language: str) -> str:
    """Of the pages of one sheet, written in a language."""
    found = hashlib.sha256(f"{_PAINTED_AS}{language}".encode())
    for page in pages:
        for told in _told(page):
            found.update(told if isinstance(told, bytes) else repr(told).encode())
            found.update(b"\0")
    return found.hexdigest()


def _told(page: Page) -> Iterator[object]:
    shown = page.shown_map
    yield page.template, page.width_mm, page.height_mm, page.furniture, page.mono, page.frame
    yield shown.place, page.title.code, replace(page.imprint, made_on=None, copy="")
    yield [(column.box, column.cells.type_mm, column.rows) for column in page.table]
    yield sorted(page.panel.items()), sorted(page.numbers.items())
    yield page.edges, None if page.sheet is None else (page.sheet.number, page.sheet.part)
    yield shown.legend, shown.shading, shown.figures, shown.mark, shown.advice, shown.notice
    yield page.inset, _rounded(page.card), shown.snapshot.state.backdrops
    day = day_in_figures(shown.edition.as_of, shown.practice.date_order)
    yield [str(text).replace(day, "") for text in (page.words, page.title.values.get("words", ""))]
    if page.frame is None:
        return
    bounds = page.frame.viewport.bounds_m
    for drawing in shown.snapshot.drawings:
        yield from _drawn(drawing, bounds)
    for names in shown.snapshot.names:
        here = np.flatnonzero(boxes_meet(names.shapes.row_bounds_m, bounds)).tolist()
        yield [(names.texts[row], int(names.class_of_row[row])) for row in here]


def _rounded(card: UnitCard | None) -> UnitCard | None:
    """The card with its hours as they are written."""
    if card is None or card.hours_a_month is None:
        return card
    return replace(card, hours_a_month=round(card.hours_a_month))


def _drawn(drawing: Drawing, bounds: Bounds) -> Iterator[object]:
    """What of a drawing lies in these bounds (metres)."""
    yield type(drawing).__name__, drawing.order, drawing.opacity
    if isinstance(drawing, Areas):
        parts = np.flatnonzero(drawing.shapes.parts_within(bounds))
        classes = drawing.class_of_row[drawing.shapes.part_row[parts]]
        shown = classes >= 0
        yield drawing.styles, classes[shown].tobytes()
        yield _to_the_cm(drawing.shapes.part_bounds_m[parts[shown]])
        if not drawing.patterns_only:  # they lie on areas that are told already
            polygons = drawing.shapes.parts(parts[shown])
            yield shapely.get_num_coordinates(polygons).tobytes(), _to_the_cm(shapely.get_coordinates(polygons))
    elif isinstance(drawing, Points):
        rows = drawing.dots.rows_within(bounds)
        rows = rows[drawing.class_of_row[rows] >= 0]
        yield drawing.styles, drawing.class_of_row[rows].tobytes(), _to_the_cm(drawing.dots.xy[rows])
        yield [drawing.texts[row] for row in rows.tolist()] if drawing.texts else ()
    elif isinstance(drawing, Paths | Borders):
        lines = drawing.lines
        seen = boxes_meet(lines.bounds_m, bounds)
        if isinstance(drawing, Borders):
            yield drawing.style
            if drawing.marked is not None:
                seen &= drawing.marked
        else:
            classes = drawing.class_of_row[lines.row]
            seen &= classes >= 0
            yield drawing.styles, classes[seen].tobytes()
        yield _to_the_cm(lines.vertices(np.flatnonzero(seen))[0])


def _to_the_cm(xy: Floats) -> bytes:
    return np.round(xy, 2).tobytes()
