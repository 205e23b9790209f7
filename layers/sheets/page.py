"""A printed sheet as data: what stands where, before anything is painted.

A sheet is a tuple of pages: the map with as much of its index as fits, then pages with the rest of the index. An atlas
is a tuple of all its sheets' pages.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd
import shapely
from shapely.affinity import scale as scale_shape

from layers.codes import PUBLIC_THEME
from layers.map_layers import HIDDEN_AT_FIRST
from layers.paint.legend import legend_notes
from layers.scene.backdrop import Backdrop
from layers.scene.look import PLAIN, Look
from layers.sheets.contents import (
    crs_words,
    figures,
    focus_rows,
    grid_references,
    in_metres,
    index_rows,
    legend_for,
    locator_in,
    title_words,
    with_references,
)
from layers.sheets.layout import (
    LONG_SIDE_CELLS,
    SHORT_SIDE_CELLS,
    Wish,
    arranged,
    continuations,
    least_denominator,
    paper_named,
    round_scale,
)
from layers.sheets.parts import (
    Imprint,
    MapFrame,
    Order,
    Orientation,
    Page,
)
from layers.snapshot import MapState, Snapshot, snapshot_of
from mapper.audience import Audience, sensitive_rows
from mapper.day.edition import Edition, Editions
from mapper.errors import InputError
from mapper.message import Message
from mapper.names import name_of
from mapper.project import Project

By = Literal["stations", "units"]
_UNIT_SURROUNDINGS = 1.7  # a unit's own sheet shows land this many times as wide as the unit
_LEAST_LAND_M = 200.0


def sheet(
    project: Project,
    as_of: date | None = None,
    theme: str = "coverage",
    paper: str = "A3",
    orientation: Orientation = "auto",
    station_code: str | None = None,
    audience: Audience = "command",
    scale: int | None = None,
    hidden: frozenset[str] = HIDDEN_AT_FIRST,
    imprint: Imprint | None = None,
    backdrops: tuple[Backdrop, ...] = (),
    look: Look = PLAIN,
    mono: bool = False,
) -> tuple[Page, ...]:
    """One sheet of the whole district or of one station: the map page, then pages that continue its index.

    Parameters
    ----------
    scale
        Denominator of the map's scale; the largest round one that fits unless told otherwise.
    hidden
        Ids of map layers that are left out; cases unless told otherwise.
    backdrops
        Background maps, the lowest first; painting waits for their tiles.
    look
        Order and opacity of layers, classes and colours of units, as on screen.
    mono
        Without colour: greys and hatches tell the classes apart.

    Raises
    ------
    InputError
        ``paper_unknown``, ``nothing_to_print`` (no land), ``scale_too_large`` (the land does not fit the paper at
        this scale), and those of :func:`mapper.audience.for_audience`.
    """
    day = as_of or project.as_of
    imprint = imprint or Imprint(made_on=date.today())
    order = Order(day, theme, paper, orientation, audience, scale, hidden, imprint, backdrops, look, mono)
    return _numbered(_station_sheet(Editions(project, audience, day), order, station_code))


def atlas(
    project: Project,
    by: By = "stations",
    as_of: date | None = None,
    theme: str = "coverage",
    paper: str = "A4",
    orientation: Orientation = "auto",
    station_code: str | None = None,
    audience: Audience = "command",
    hidden: frozenset[str] = HIDDEN_AT_FIRST,
    imprint: Imprint | None = None,
    backdrops: tuple[Backdrop, ...] = (),
    look: Look = PLAIN,
    mono: bool = False,
    each: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[Page, ...]:
    """A sheet for every station, or for every unit, that has land; pages are numbered through.

    With ``station_code`` it holds that station's sheets only. Units of no known station have a sheet among the units of
    the whole district, but no station's sheet. ``each`` is called before each sheet with how many are laid out and how
    many there are; what it raises ends the work.

    Raises
    ------
    InputError
        ``nothing_to_print`` where there is none, ``paper_unknown``, and those of
        :func:`mapper.audience.for_audience`: a station's edition is of one station, as an atlas too.
    """
    day = as_of or project.as_of
    imprint = imprint or Imprint(made_on=date.today())
    order = Order(day, theme, paper, orientation, audience, None, hidden, imprint, backdrops, look, mono)
    if audience == "station" and station_code is None:
        raise InputError("audience_station")
    if station_code is not None and station_code not in project.stations.index:
        raise InputError("row_unknown", table="stations", key=station_code)
    editions = Editions(project, audience, day)
    stations = project.stations.index if station_code is None else pd.Index([station_code])
    of_station = project.communities["station_code"]
    pages: list[Page] = []
    total = len(stations)
    if by == "units":
        total = len(of_station) if station_code is None else int((of_station == station_code).sum())
    done = 0

    def units_of(code: str | None) -> Iterator[Page]:
        nonlocal done
        for sheets in _unit_sheets(editions, order, code):
            each(min(done, total), total)
            done += 1
            yield from sheets

    for code in stations:
        own = project.communities[of_station == code]
        if by == "units":
            pages.extend(units_of(str(code)) if len(own) else ())
        elif not own.geometry.isna().all() or project.stations.geometry.loc[code] is not None:
            each(done, total)
            done += 1
            pages.extend(_station_sheet(editions, order, str(code)))
    if by == "units" and station_code is None:
        pages.extend(units_of(None))
    if not pages:
        raise InputError("nothing_to_print")
    return _numbered(pages)


def unit_sheet(
    project: Project,
    community_code: str,
    as_of: date | None = None,
    theme: str = "coverage",
    paper: str = "A4",
    orientation: Orientation = "auto",
    audience: Audience = "command",
    hidden: frozenset[str] = HIDDEN_AT_FIRST,
    imprint: Imprint | None = None,
    backdrops: tuple[Backdrop, ...] = (),
    look: Look = PLAIN,
    mono: bool = False,
) -> tuple[Page, ...]:
    """The sheet of one unit, as the atlas of units has it.

    Raises
    ------
    InputError
        ``row_unknown`` (no such unit), ``nothing_to_print`` (it has no land, or the audience may not see it),
        ``paper_unknown``, ``audience_unknown``, ``audience_station`` (a station's edition of a unit of no station).
    """
    if community_code not in project.communities.index:
        raise InputError("row_unknown", table="communities", key=community_code)
    day = as_of or project.as_of
    imprint = imprint or Imprint(made_on=date.today())
    order = Order(day, theme, paper, orientation, audience, None, hidden, imprint, backdrops, look, mono)
    station = project.communities.loc[community_code, "station_code"]
    pages = [
        page
        for sheets in _unit_sheets(
            Editions(project, audience, day),
            order,
            station if station in project.stations.index else None,
            community_code,
        )
        for page in sheets
    ]
    if not pages:
        raise InputError("nothing_to_print")
    return _numbered(pages)


def _numbered(pages: Sequence[Page]) -> tuple[Page, ...]:
    return tuple(replace(page, number=n, count=len(pages)) for n, page in enumerate(pages, 1))


def _station_sheet(editions: Editions, order: Order, station_code: str | None) -> list[Page]:
    edition = editions.of(station_code)
    shown = edition.project
    own, outlines, place = shown.communities, shown.stations.geometry, shown.about.title
    if station_code is not None:
        outlines = outlines.loc[[station_code]]
        place = name_of(shown.stations, station_code)
    land = np.concatenate([in_metres(own.geometry, shown), in_metres(outlines, shown)])
    return _pages(edition, order, own, land, title_words(order, place), _snapshot(edition, order))


def _unit_sheets(
    editions: Editions, order: Order, station_code: str | None, only: str | None = None
) -> Iterator[list[Page]]:
    """A sheet for each unit of a station, or of none, or for one; it lists the station's units that the map shows."""
    edition = editions.of(station_code)
    shown = edition.project
    plain = _snapshot(edition, order)
    codes = shown.communities["station_code"]
    own = shown.communities[~codes.isin(shown.stations.index) if station_code is None else codes == station_code]
    shapes = in_metres(own.geometry, shown)
    for code, shape in zip(own.index, shapes, strict=True):
        if shape.is_empty or (only is not None and code != only):
            continue
        around = scale_shape(shape.envelope, _UNIT_SURROUNDINGS, _UNIT_SURROUNDINGS)
        near = own[shapely.intersects(shapes, around)]
        title = title_words(order, name_of(own, code), unit=True)
        marked = snapshot_of(replace(plain.state, selected=(("communities", str(code)),)), plain)
        yield _pages(edition, order, near, np.array([around]), title, marked)


def _snapshot(edition: Edition, order: Order) -> Snapshot:
    theme = PUBLIC_THEME if edition.is_public else order.theme
    state = MapState(edition.project, order.as_of, theme, order.hidden, backdrops=order.backdrops, look=order.look)
    return snapshot_of(replace(state, palette="mono" if order.mono else "print", answers=edition.answers))


def _pages(
    edition: Edition,
    order: Order,
    own: pd.DataFrame,
    land: np.ndarray,
    title: Message,
    snapshot: Snapshot,
) -> list[Page]:
    shown, station_code, public = edition.project, edition.station_code, edition.is_public
    paper = paper_named(order.paper)
    land = land[~shapely.is_empty(land)]
    if not len(land):
        raise InputError("nothing_to_print")
    west, south, east, north = (float(b) for b in shapely.total_bounds(land))
    land_m = (max(east - west, _LEAST_LAND_M), max(north - south, _LEAST_LAND_M))
    rows = (*index_rows(edition, own), *focus_rows(shown, order))
    legend = legend_for(snapshot, order)
    landscape = None if order.orientation == "auto" else order.orientation == "landscape"
    plan = arranged(paper, Wish(land_m, rows, len(legend), station_code is not None, public), landscape)
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
    references = grid_references(snapshot, frame)
    first = Page(
        plan.width_mm,
        plan.height_mm,
        paper.furniture,
        order.audience,
        title,
        plan.title,
        plan.foot,
        with_references(plan.table, references),
        crs_words(shown.about.map_crs),
        order.as_of,
        shown.about.data_date,
        shown.about.notice,
        figures(edition),
        replace(order.imprint, maker=order.imprint.maker or shown.about.maker),
        frame=frame,
        snapshot=snapshot,
        legend_box=plan.legend,
        legend=legend,
        locator=locator_in(plan, shown, station_code),
        notes=() if public else legend_notes(snapshot),
        mono=order.mono,
        cells=bool(sensitive_rows("disputes", shown.disputes).any()),
    )
    more = [
        replace(
            first,
            title=Message("page.continued", {"title": first.title}),
            title_box=title_box,
            foot_box=foot_box,
            table=with_references(table, references),
            frame=None,
            snapshot=None,
            legend_box=None,
            legend=(),
            locator=None,
            notes=(),
            cells=False,
        )
        for table, title_box, foot_box in continuations(paper, plan.landscape, plan.rest, public)
    ]
    return [first, *more]
