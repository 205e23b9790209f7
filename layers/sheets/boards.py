"""The page of a station's duty board, laid out."""

from dataclasses import replace

from layers.edition_map import EditionMap
from layers.sheets.cards import duty_cells
from layers.sheets.index_table import Box
from layers.sheets.layout import in_size, paper_named, sides_mm
from layers.sheets.order import SheetOrder
from layers.sheets.painting.card import board_places
from layers.sheets.parts import Page
from mapper.errors import InputError
from mapper.message import Message

_LEAST_CELL_MM = 20.0  # in units of furniture


def board_page(shown_map: EditionMap, order: SheetOrder, template: str, title: Message) -> Page:
    """InputError ``template_station`` without a station, and for the public, which knows no officer."""
    edition = shown_map.edition
    if edition.station_code is None or edition.is_public:
        raise InputError("template_station")
    paper = in_size(paper_named(order.paper), order.size)
    width_mm, height_mm = sides_mm(paper, order.orientation != "portrait")
    k, cells = paper.furniture, duty_cells(edition)
    box = Box(10 * k, 26 * k, width_mm - 20 * k, height_mm - 62 * k)
    while board_places(box, k, len(cells))[1] * _LEAST_CELL_MM * k > box.height_mm and k > 0.3:
        k *= 0.94  # a large station has smaller cells, and everybody one
    own = not order.title
    return Page(
        template,
        width_mm,
        height_mm,
        k,
        shown_map,
        Message("page.title.duty_board", {"place": edition.place}) if own else title,
        Box(10 * k, 8 * k, width_mm - 20 * k, 13 * k),
        Box(10 * k, height_mm - 30 * k, width_mm - 20 * k, 22 * k),
        (),
        replace(order.imprint, maker=order.imprint.maker or shown_map.maker),
        panel={"board": box},
        mono=order.mono,
        cells=cells,
    )
