"""A printed sheet as data: what stands where, before anything is painted.

A sheet is a tuple of pages: the map with as much of its index as fits, then pages with the rest of the index. An atlas
is a tuple of all its sheets' pages.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

import shapely

from layers.edition_map import EditionMap, edition_map
from layers.geometry.geometry import Geometry
from layers.scene.incident_filter import require_command
from layers.sheets.atlas_sheets import AtlasSheet, beat_code, sheets_of
from layers.sheets.boards import board_page
from layers.sheets.cards import unit_card
from layers.sheets.contents import (
    focus_rows,
    grid_references,
    incident_rows,
    index_rows,
    locator_in,
    with_references,
)
from layers.sheets.index_table import Row, UnitRow
from layers.sheets.insets import INSET, inset_of, is_crowded
from layers.sheets.layout import (
    LONG_SIDE_CELLS,
    SHORT_SIDE_CELLS,
    Arrangement,
    Paper,
    Slot,
    Wish,
    arranged,
    continuations,
    in_size,
    least_denominator,
    paper_named,
    round_scale,
    sides_mm,
    text_paper_of,
)
from layers.sheets.neighbours import edge_notes
from layers.sheets.order import SheetOrder
from layers.sheets.painting.text import slot_of_words
from layers.sheets.parts import (
    EdgeNote,
    MapFrame,
    Page,
    SheetPlace,
)
from layers.sheets.templates import template_of
from layers.sheets.templates.template import Subject, Template
from layers.sheets.words import with_tokens
from layers.snapshot import MapState, snapshot_of
from mapper.analysis.incidents.kinds import LOOPS
from mapper.day.day import Day
from mapper.day.edition import Edition, Editions
from mapper.errors import InputError
from mapper.message import Message
from mapper.project import Project
from mapper.scope import Scope

_LEAST_LAND_M = 200.0


def pages_of(
    project: Project,
    order: SheetOrder,
    as_of: date | None = None,
    each: Callable[[int, int], None] = lambda _done, _all: None,
    day: Day | None = None,
) -> tuple[Page, ...]:
    """The pages of the sheets that are ordered, numbered through; figures are as of a day, the project's own if none.

    A sheet of the district or of a station is its map page and pages that continue its index. An atlas leaves out what
    has no land. Units of no known station have a sheet in the atlas of all units, but are on no station's sheet.
    ``each`` is called before each sheet of an atlas with how many are laid out and how many there are; what it raises
    ends the work. ``day``, where the project was asked something already.

    Raises
    ------
    InputError
        ``paper_unknown``, ``template_unknown``, ``nothing_to_print`` (no land, or the audience may not see it),
        ``extent_empty`` (no land of it lies in the extent),
        ``scale_too_large`` (the land does not fit the paper at this scale), ``row_unknown`` (no such station or unit),
        those of :func:`layers.scene.incident_filter.require_command`, and
        those of :func:`mapper.audience.for_audience`: a station's edition is of one station, as an atlas too.
    """
    drafter = Drafter(project, order, as_of, day)
    pages: list[Page] = []
    if order.atlas is None:
        pages = drafter.pages(order)
    else:
        for done, sheet in enumerate(drafter.sheets):
            each(done, len(drafter.sheets))
            pages.extend(drafter.sheet_pages(sheet))
    if not pages:
        raise InputError("nothing_to_print")
    return tuple(replace(page, number=n, count=len(pages)) for n, page in enumerate(pages, 1))


class Drafter:
    """Lays out the sheets of one project on one day, one after the other; what the next one needs again is kept.

    InputErrors as :func:`pages_of`.
    """

    def __init__(self, project: Project, order: SheetOrder, as_of: date | None = None, day: Day | None = None) -> None:
        paper_named(order.paper)
        template_of(order)
        for table, key in (("stations", order.station_code), ("communities", order.unit_code)):
            if key is not None and key not in project.table(table).index:
                raise InputError("row_unknown", table=table, key=key)
        if order.audience == "station" and order.station_code is None and order.unit_code is None:
            raise InputError("audience_station")
        require_command(order.audience, order.wanted)
        self.project, self.order = project, order
        self._editions = Editions(project, order.audience, as_of or project.as_of, day)
        self._latest: tuple[str | None, EditionMap] | None = None

    @cached_property
    def sheets(self) -> tuple[AtlasSheet, ...]:
        """Those of the atlas that is ordered."""
        return sheets_of(self.project, self.order)

    def get_ready(self) -> None:
        """Ask what every sheet rests on, before several processes go on from here."""
        self.map_of(self.sheets[0].order)

    @cached_property
    def _sheet_of(self) -> Mapping[str, int]:
        """The number of the sheet of each land that may lie beside another: a station, or a unit."""
        numbers = {sheet.code: sheet.number for sheet in self.sheets}
        if self.order.atlas != "beats":
            return numbers
        units = self.project.communities
        codes = (beat_code(*unit) for unit in zip(units["station_code"], units["beat_name"], strict=True))
        return {str(unit): numbers[code] for unit, code in zip(units.index, codes, strict=True) if code in numbers}

    def map_of(self, order: SheetOrder) -> EditionMap:
        """The map of the station that a sheet is of, or of the whole district."""
        code = order.station_code
        if order.unit_code is not None:
            station = self.project.communities.loc[order.unit_code, "station_code"]
            code = station if station in self.project.stations.index else None
        if self._latest is None or self._latest[0] != code:
            land = None if self._latest is None else self._latest[1].snapshot.geometry
            self._latest = (code, _edition_map(self._editions.of(code), order, land))
        return self._latest[1]

    def overview_map(self, detail_m: float) -> EditionMap:
        """The map of all that the atlas is of, for its first pages: its land is no finer than they draw it."""
        order = replace(self.order, atlas=None, unit_code=None, beat=None)
        return _edition_map(self._editions.of(order.station_code), order, None, detail_m)

    def pages(self, order: SheetOrder, place: SheetPlace | None = None) -> list[Page]:
        """The pages of one sheet, at that place of an atlas."""
        template, plain = template_of(order), self.map_of(order)
        pages: list[Page] = []
        for subject in template.subjects(plain, order):
            marked = plain
            if subject.marked is not None:
                state = replace(plain.snapshot.state, selected=(subject.marked,))
                marked = replace(plain, snapshot=snapshot_of(state, plain.snapshot), marked=subject.marked)
            pages += _pages(marked, order, template, subject, place)
        return pages

    def sheet_pages(self, sheet: AtlasSheet, order: SheetOrder | None = None) -> list[Page]:
        """The pages of a sheet of the atlas; ``order``, where scale or orientation are those of all."""
        here = SheetPlace(sheet.number, sheet.count)
        pages = self.pages(sheet.order if order is None else order, here)
        table = "stations" if self.order.atlas == "stations" else "communities"
        for part, page in enumerate(pages, start=1):
            place = replace(here, part=part)
            edges: tuple[EdgeNote, ...] = ()
            if page.frame is not None:
                shapes = page.shown_map.snapshot.geometry.shapes(table)
                edges = edge_notes(page.frame, shapes, self._sheet_of, sheet.number)
            pages[part - 1] = replace(page, sheet=place, edges=edges)
        return pages


def _edition_map(edition: Edition, order: SheetOrder, land: Geometry | None, detail_m: float = 0.0) -> EditionMap:
    """The map of an edition that is ordered; ``land`` is that of the sheet before, which shows the same stations."""
    state = MapState(
        edition.day,
        order.theme,
        order.hidden,
        palette="mono" if order.mono else "print",
        backdrops=order.backdrops,
        look=order.look,
        wanted=order.wanted,
        detail_m=detail_m,
        part=None if edition.station_code is None else Scope(frozenset({edition.station_code})),
    )
    return replace(edition_map(edition, state, order.shown, land, as_shown=True), in_part=order.extent_m is not None)


def _title(shown_map: EditionMap, order: SheetOrder, place: SheetPlace | None) -> Message:
    """What stands above a sheet: the person's own words where there are any."""
    if not order.title:
        return shown_map.title
    return Message("page.title.own", {"words": with_tokens(order.title, shown_map, place)})


def _slots(template: Template, shown_map: EditionMap, order: SheetOrder, words: str) -> tuple[Slot, ...]:
    """The room beside the map that the parts take, in the order in which they were asked for."""
    found = {slot.name: slot for part in template.parts if (slot := part.slot(shown_map)) is not None}
    if order.slots is None:
        return tuple(found.values())
    text = slot_of_words(words)
    known = found if text is None else found | {"text": text}
    return tuple(known[name] for name in order.slots if name in known)


def _planned(
    paper: Paper, wish: Wish, landscape: bool | None, order: SheetOrder, center: tuple[float, float]
) -> tuple[Arrangement, MapFrame]:
    """The best arrangement and the frame of its map, at the scale asked for; InputError ``scale_too_large``."""
    plan = arranged(paper, wish, landscape)
    denominator = plan.scale_denominator
    if order.scale is not None:
        least = least_denominator(plan.frame, wish.land_m)
        if order.scale < least:
            raise InputError("scale_too_large", scale=order.scale, paper=paper.name, least=round_scale(least))
        denominator = order.scale
    cells = (LONG_SIDE_CELLS, SHORT_SIDE_CELLS) if plan.landscape else (SHORT_SIDE_CELLS, LONG_SIDE_CELLS)
    return plan, MapFrame(plan.frame, center, denominator, paper.symbols, *cells)


def _pages(
    shown_map: EditionMap, order: SheetOrder, template: Template, subject: Subject, place: SheetPlace | None = None
) -> list[Page]:
    edition, snapshot = shown_map.edition, shown_map.snapshot
    paper = in_size(paper_named(order.paper), order.size)
    words = with_tokens(order.words, shown_map, place)
    land = subject.land[~(shapely.is_missing(subject.land) | shapely.is_empty(subject.land))]
    if not len(land):
        raise InputError("nothing_to_print")
    if template.lists == "officers":
        return [board_page(shown_map, order, template.code, _title(shown_map, order, place))]
    west, south, east, north = (float(b) for b in shapely.total_bounds(land))
    land_m = (max(east - west, _LEAST_LAND_M), max(north - south, _LEAST_LAND_M))
    units = subject.units
    if template.lists == "incidents":
        rows: tuple[Row, ...] = tuple(row for kind in LOOPS for row in incident_rows(shown_map, units, kind.table))
    else:
        rows = (*index_rows(shown_map, units), *focus_rows(edition, shown_map.counted_of))
        rows += incident_rows(shown_map, units)
    if order.slots is not None and "index" not in order.slots:
        rows = ()
    slots = _slots(template, shown_map, order, words)
    landscape = None if order.orientation == "auto" else order.orientation == "landscape"
    wish = Wish(land_m, rows, slots, edition.is_public)
    plan, frame = _planned(paper, wish, landscape, order, ((west + east) / 2, (south + north) / 2))
    inset = None
    if order.inset:
        shapes = snapshot.geometry.shapes("communities")
        inset = inset_of(frame, shapes, units)
        if inset is None and is_crowded(frame, shapes, units):
            wish = replace(wish, slots=(*slots, INSET))
            plan, frame = _planned(paper, wish, landscape, order, frame.center_xy_m)
            inset = inset_of(frame, shapes, units, plan.panel["inset"])
    references = grid_references(snapshot, frame, units)
    first = Page(
        template.code,
        plan.width_mm,
        plan.height_mm,
        paper.furniture,
        shown_map,
        _title(shown_map, order, place),
        plan.title,
        plan.foot,
        with_references(plan.table, references),
        replace(order.imprint, maker=order.imprint.maker or shown_map.maker),
        frame=frame,
        panel=plan.panel,
        locator=locator_in(plan, snapshot, edition.station_code),
        mono=order.mono,
        numbers={row.community_code: str(row.number) for row in rows if isinstance(row, UnitRow)},
        words=words,
        inset=inset,
        card=None if template.lists != "incidents" else unit_card(shown_map, str(shown_map.unit_code)),
    )
    text_paper = text_paper_of(paper)
    if text_paper is not paper:
        text_paper = in_size(text_paper, order.size)
    width_mm, height_mm = sides_mm(text_paper, plan.landscape)
    more = [
        replace(
            first,
            width_mm=width_mm,
            height_mm=height_mm,
            furniture=text_paper.furniture,
            title=Message("page.continued", {"title": first.title}),
            title_box=title_box,
            foot_box=foot_box,
            table=with_references(table, references),
            frame=None,
            panel={},
            locator=None,
            words="",
            inset=None,
            card=None,
        )
        for table, title_box, foot_box in continuations(text_paper, plan.landscape, plan.rest, edition.is_public)
    ]
    return [first, *more]
