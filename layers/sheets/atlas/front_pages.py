"""The first pages of an atlas, laid out: cover, overview, contents."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from layers.edition_map import EditionMap
from layers.sheets.index_table import Box
from layers.sheets.layout import paper_named, sides_mm, text_paper_of
from layers.sheets.order import SheetOrder
from layers.sheets.painting.front import contents_places
from layers.sheets.parts import AtlasEntry, MapFrame, Page, SheetPlace
from layers.sheets.templates import FRONT
from layers.sheets.words import with_tokens
from mapper.message import Message

FRONT_PAGES = tuple(template.code for template in FRONT)


def front_pages(
    shown_map: EditionMap, order: SheetOrder, entries: Sequence[AtlasEntry], wanted: Sequence[str]
) -> list[Page]:
    """Those that are wanted, in their usual order; contents on as many pages as they take."""
    title = Message("atlas.title", {"title": shown_map.title})
    if order.title:
        place = SheetPlace(1, len(entries))
        title = Message("page.title.own", {"words": with_tokens(order.title, shown_map, place)})
    pages: list[Page] = []
    for code in FRONT_PAGES:
        if code in wanted:
            pages += _pages(code, shown_map, order, tuple(entries), title, {"overview", "contents"} <= set(wanted))
    return pages


def _pages(
    code: str, shown_map: EditionMap, order: SheetOrder, entries: tuple[AtlasEntry, ...], title: Message, both: bool
) -> list[Page]:
    """Pages of one kind; few contents stand beside the overview, where there are ``both``."""
    paper = paper_named(order.paper)
    if code == "contents":
        paper = text_paper_of(paper)
    west, south, east, north = _around(shown_map, entries)
    landscape = order.orientation == "landscape" if order.orientation != "auto" else east - west >= north - south
    width_mm, height_mm = sides_mm(paper, landscape)
    k = paper.furniture
    page = Page(
        code,
        width_mm,
        height_mm,
        k,
        shown_map,
        title,
        Box(10 * k, 8 * k, width_mm - 20 * k, 13 * k),
        Box(10 * k, height_mm - 30 * k, width_mm - 20 * k, 22 * k),
        (),
        replace(order.imprint, maker=order.imprint.maker or shown_map.maker),
        mono=order.mono,
        sheet=SheetPlace(0, len(entries)),
        entries=entries,
    )
    middle = Box(10 * k, 24 * k, width_mm - 20 * k, height_mm - 60 * k)
    beside = Box(middle.right_mm - 92 * k, middle.y_mm, 92 * k, middle.height_mm)
    with_contents = both and landscape and len(entries) <= contents_places(beside, k)[1]
    if code == "overview":
        box = replace(middle, width_mm=middle.width_mm - 98 * k) if with_contents else middle
        per_mm = max((east - west) / (box.width_mm - 8 * k), (north - south) / (box.height_mm - 8 * k))
        center = ((west + east) / 2, (south + north) / 2)
        frame = MapFrame(box, center, max(ceil(per_mm * 1000), 1), paper.symbols, 1, 1)
        panel = {"contents": beside} if with_contents else {}
        return [replace(page, title=Message("atlas.overview", {"title": title}), frame=frame, panel=panel)]
    if code == "contents":
        if with_contents:
            return []
        columns, rows = contents_places(middle, k)
        a_page = columns * rows
        named = replace(page, title=Message("atlas.contents", {"title": title}), panel={"contents": middle})
        return [replace(named, entries=entries[at : at + a_page]) for at in range(0, len(entries), a_page)]
    return [page]


def _around(shown_map: EditionMap, entries: Sequence[AtlasEntry]) -> tuple[float, float, float, float]:
    """The bounds of the land and of all frames: some reach beyond it."""
    bounds = [entry.bounds_m for entry in entries]
    if shown_map.snapshot.bounds_m is not None:
        bounds.append(shown_map.snapshot.bounds_m)
    west, south, east, north = zip(*bounds, strict=True)
    return min(west), min(south), max(east), max(north)
