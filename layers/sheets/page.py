"""A printed sheet as data: what stands where, before anything is painted.

A sheet is a tuple of pages: the map with as much of its index as fits, then pages with the rest of the index. An atlas
is a tuple of all its sheets' pages.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

import shapely

from layers.edition_map import EditionMap, edition_map
from layers.geometry.geometry import Geometry
from layers.scene.incident_filter import require_command
from layers.sheets.contents import (
    focus_rows,
    grid_references,
    incident_rows,
    index_rows,
    locator_in,
    with_references,
)
from layers.sheets.index_table import UnitRow
from layers.sheets.layout import (
    LONG_SIDE_CELLS,
    SHORT_SIDE_CELLS,
    Wish,
    arranged,
    continuations,
    least_denominator,
    paper_named,
    round_scale,
    sides_mm,
    text_paper_of,
)
from layers.sheets.order import SheetOrder
from layers.sheets.parts import (
    MapFrame,
    Page,
)
from layers.sheets.templates import template_of
from layers.sheets.templates.template import Subject, Template
from layers.snapshot import MapState, snapshot_of
from mapper.day.day import Day
from mapper.day.edition import Edition, Editions
from mapper.errors import InputError
from mapper.message import Message
from mapper.practice import day_in_figures
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
    paper_named(order.paper)
    template_of(order)
    for table, key in (("stations", order.station_code), ("communities", order.unit_code)):
        if key is not None and key not in project.table(table).index:
            raise InputError("row_unknown", table=table, key=key)
    if order.audience == "station" and order.station_code is None and order.unit_code is None:
        raise InputError("audience_station")
    require_command(order.audience, order.wanted)
    editions = Editions(project, order.audience, as_of or project.as_of, day)
    pages: list[Page] = []
    if order.unit_code is not None:
        station = project.communities.loc[order.unit_code, "station_code"]
        known = station if station in project.stations.index else None
        pages = [page for sheet in _sheets(editions, order, (known,)) for page in sheet]
    elif order.atlas is None:
        pages = [page for sheet in _sheets(editions, order, (order.station_code,)) for page in sheet]
    else:
        sheets, total = _atlas(editions, order)
        for done in range(total):
            each(done, total)
            pages.extend(next(sheets, ()))
    if not pages:
        raise InputError("nothing_to_print")
    return tuple(replace(page, number=n, count=len(pages)) for n, page in enumerate(pages, 1))


def _atlas(editions: Editions, order: SheetOrder) -> tuple[Iterator[list[Page]], int]:
    """The sheets of an atlas, each laid out when it is asked for, and how many there are at most."""
    project = editions.project
    of_station = project.communities["station_code"]
    stations = list(project.stations.index) if order.station_code is None else [order.station_code]
    if order.atlas == "stations":
        outlined = set(project.stations.index[project.stations.geometry.notna()])
        outlined |= set(of_station[project.communities.geometry.notna()])
        with_land = [str(code) for code in stations if code in outlined]
        return _sheets(editions, order, with_land), len(with_land)
    asked: list[str | None] = [str(code) for code in stations if (of_station == code).any()]
    if order.station_code is None:
        asked.append(None)
    total = len(of_station) if order.station_code is None else int((of_station == order.station_code).sum())
    return _sheets(editions, order, asked), total


def _sheets(editions: Editions, order: SheetOrder, codes: Iterable[str | None]) -> Iterator[list[Page]]:
    """The sheets of these stations, or of all (None), each laid out when it is asked for."""
    template, land = template_of(order), None
    for code in codes:
        plain = _edition_map(editions.of(code), order, land)
        land = plain.snapshot.geometry
        for subject in template.subjects(plain, order):
            marked = plain
            if subject.unit_code is not None:
                state = replace(plain.snapshot.state, selected=(("communities", subject.unit_code),))
                marked = replace(plain, snapshot=snapshot_of(state, plain.snapshot), unit_code=subject.unit_code)
            yield _pages(marked, order, template, subject)


def _edition_map(edition: Edition, order: SheetOrder, land: Geometry | None) -> EditionMap:
    """The map of an edition that is ordered; ``land`` is that of the sheet before, which shows the same stations."""
    state = MapState(
        edition.day,
        order.theme,
        order.hidden,
        palette="mono" if order.mono else "print",
        backdrops=order.backdrops,
        look=order.look,
        wanted=order.wanted,
        part=None if edition.station_code is None else Scope(frozenset({edition.station_code})),
    )
    return replace(edition_map(edition, state, order.shown, land), in_part=order.extent_m is not None)


def _title(shown_map: EditionMap, order: SheetOrder) -> Message:
    """What stands above a sheet: the person's own words where there are any."""
    if not order.title:
        return shown_map.title
    day = day_in_figures(shown_map.edition.as_of, shown_map.practice.date_order)
    words = order.title.replace("{place}", shown_map.place).replace("{day}", day)
    return Message("page.title.own", {"words": words})


def _pages(shown_map: EditionMap, order: SheetOrder, template: Template, subject: Subject) -> list[Page]:
    edition, snapshot = shown_map.edition, shown_map.snapshot
    paper = paper_named(order.paper)
    land = subject.land[~(shapely.is_missing(subject.land) | shapely.is_empty(subject.land))]
    if not len(land):
        raise InputError("nothing_to_print")
    west, south, east, north = (float(b) for b in shapely.total_bounds(land))
    land_m = (max(east - west, _LEAST_LAND_M), max(north - south, _LEAST_LAND_M))
    units = subject.units
    listed = incident_rows(shown_map, units)
    rows = (*index_rows(shown_map, units), *focus_rows(edition, shown_map.counted_of), *listed)
    slots = tuple(slot for part in template.parts if (slot := part.slot(shown_map)) is not None)
    landscape = None if order.orientation == "auto" else order.orientation == "landscape"
    plan = arranged(paper, Wish(land_m, rows, slots, edition.is_public), landscape)
    denominator = plan.scale_denominator
    if order.scale is not None:
        least = least_denominator(plan.frame, land_m)
        if order.scale < least:
            raise InputError("scale_too_large", scale=order.scale, paper=paper.name, least=round_scale(least))
        denominator = order.scale
    frame = MapFrame(
        plan.frame,
        ((west + east) / 2, (south + north) / 2),
        denominator,
        paper.symbols,
        *((LONG_SIDE_CELLS, SHORT_SIDE_CELLS) if plan.landscape else (SHORT_SIDE_CELLS, LONG_SIDE_CELLS)),
    )
    references = grid_references(snapshot, frame, units)
    first = Page(
        template.code,
        plan.width_mm,
        plan.height_mm,
        paper.furniture,
        shown_map,
        _title(shown_map, order),
        plan.title,
        plan.foot,
        with_references(plan.table, references),
        replace(order.imprint, maker=order.imprint.maker or shown_map.maker),
        frame=frame,
        panel=plan.panel,
        locator=locator_in(plan, snapshot, edition.station_code),
        mono=order.mono,
        numbers={row.community_code: str(row.number) for row in rows if isinstance(row, UnitRow)},
    )
    text_paper = text_paper_of(paper)
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
        )
        for table, title_box, foot_box in continuations(text_paper, plan.landscape, plan.rest, edition.is_public)
    ]
    return [first, *more]
