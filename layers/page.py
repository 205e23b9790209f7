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

from layers.audience import PUBLIC_THEME, SENSITIVE_DISPUTES, Audience, for_audience
from layers.backdrop import Backdrop
from layers.legend import legend_notes
from layers.look import HIDDEN_AT_FIRST, PLAIN, Look
from layers.page_contents import (
    crs_words,
    figures,
    focus_rows,
    grid_references,
    in_metres,
    index_rows,
    legend_for,
    locator_in,
    text_or_empty,
    title_words,
    with_references,
)
from layers.page_layout import (
    LONG_SIDE_CELLS,
    SHORT_SIDE_CELLS,
    Wish,
    arranged,
    continuations,
    least_denominator,
    paper_named,
    round_scale,
)
from layers.page_parts import Imprint, MapFrame, Order, Orientation, Page, Words
from layers.snapshot import MapState, Snapshot, snapshot_of
from mapper.errors import InputError
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
        this scale), and those of :func:`layers.audience.for_audience`.
    """
    day = as_of or project.as_of
    imprint = imprint or Imprint(made_on=date.today())
    order = Order(day, theme, paper, orientation, audience, scale, hidden, imprint, backdrops, look, mono)
    return _numbered(_station_sheet(project, order, station_code))


def atlas(
    project: Project,
    by: By = "stations",
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
    each: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[Page, ...]:
    """A sheet for every station, or for every unit, that has land; pages are numbered through.

    Units of no known station have a sheet among the units, but no station's sheet and no station's edition. ``each`` is
    called before each sheet with how many are laid out and how many there are; what it raises ends the work.

    Raises
    ------
    InputError
        ``nothing_to_print`` where there is none, ``paper_unknown``, ``audience_unknown``.
    """
    day = as_of or project.as_of
    imprint = imprint or Imprint(made_on=date.today())
    order = Order(day, theme, paper, orientation, audience, None, hidden, imprint, backdrops, look, mono)
    pages: list[Page] = []
    total, done = len(project.communities if by == "units" else project.stations), 0

    def units_of(station_code: str | None) -> Iterator[Page]:
        nonlocal done
        for sheets in _unit_sheets(project, order, station_code):
            each(min(done, total), total)
            done += 1
            yield from sheets

    for code in project.stations.index:
        own = project.communities[project.communities["station_code"] == code]
        if by == "units":
            pages.extend(units_of(str(code)) if len(own) else ())
        elif not own.geometry.isna().all() or project.stations.geometry.loc[code] is not None:
            each(done, total)
            done += 1
            pages.extend(_station_sheet(project, order, str(code)))
    if by == "units" and audience != "station":
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
            project, order, station if station in project.stations.index else None, community_code
        )
        for page in sheets
    ]
    if not pages:
        raise InputError("nothing_to_print")
    return _numbered(pages)


def _numbered(pages: Sequence[Page]) -> tuple[Page, ...]:
    return tuple(replace(page, number=n, count=len(pages)) for n, page in enumerate(pages, 1))


def _station_sheet(project: Project, order: Order, station_code: str | None) -> list[Page]:
    shown = for_audience(project, order.audience, station_code, order.as_of)
    own = shown.communities
    place = project.about.title
    land = [in_metres(own.geometry, shown)]
    if station_code is not None:
        own = own[own["station_code"] == station_code]
        place = text_or_empty(project.stations.loc[station_code, "name"]) or station_code
        land = [in_metres(own.geometry, shown), in_metres(shown.stations.geometry.loc[[station_code]], shown)]
    else:
        land.append(in_metres(shown.stations.geometry, shown))
    title = title_words(order, place)
    return _pages(shown, order, own, np.concatenate(land), title, _snapshot(shown, order), project, station_code)


def _unit_sheets(
    project: Project, order: Order, station_code: str | None, only: str | None = None
) -> Iterator[list[Page]]:
    """A sheet for each unit of a station, or of none, or for one; it lists the station's units that the map shows."""
    shown = for_audience(project, order.audience, station_code, order.as_of)
    plain = _snapshot(shown, order)
    codes = shown.communities["station_code"]
    own = shown.communities[~codes.isin(shown.stations.index) if station_code is None else codes == station_code]
    shapes = in_metres(own.geometry, shown)
    for code, shape in zip(own.index, shapes, strict=True):
        if shape.is_empty or (only is not None and code != only):
            continue
        around = scale_shape(shape.envelope, _UNIT_SURROUNDINGS, _UNIT_SURROUNDINGS)
        near = own[shapely.intersects(shapes, around)]
        title = title_words(order, text_or_empty(own.loc[code, "name"]) or code, unit=True)
        marked = snapshot_of(replace(plain.state, selected=(("communities", str(code)),)), plain)
        yield _pages(shown, order, near, np.array([around]), title, marked, project, station_code)


def _snapshot(shown: Project, order: Order) -> Snapshot:
    theme = PUBLIC_THEME if order.audience == "public" else order.theme
    state = MapState(shown, order.as_of, theme, order.hidden, backdrops=order.backdrops, look=order.look)
    return snapshot_of(replace(state, palette="mono" if order.mono else "print"))


def _pages(
    shown: Project,
    order: Order,
    own: pd.DataFrame,
    land: np.ndarray,
    title: Words,
    snapshot: Snapshot,
    project: Project,
    station_code: str | None,
) -> list[Page]:
    paper = paper_named(order.paper)
    land = land[~shapely.is_empty(land)]
    if not len(land):
        raise InputError("nothing_to_print")
    west, south, east, north = (float(b) for b in shapely.total_bounds(land))
    land_m = (max(east - west, _LEAST_LAND_M), max(north - south, _LEAST_LAND_M))
    with_state = order.audience != "public"
    rows = (*index_rows(shown, own, order), *focus_rows(shown, order))
    legend = legend_for(snapshot, order)
    landscape = None if order.orientation == "auto" else order.orientation == "landscape"
    plan = arranged(paper, Wish(land_m, rows, len(legend), station_code is not None, with_state), landscape)
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
        figures(shown, station_code, order),
        replace(order.imprint, maker=order.imprint.maker or shown.about.maker),
        frame=frame,
        snapshot=snapshot,
        legend_box=plan.legend,
        legend=legend,
        locator=locator_in(plan, project, station_code),
        notes=() if order.audience == "public" else legend_notes(snapshot),
        mono=order.mono,
        cells=bool(shown.disputes["category"].isin(SENSITIVE_DISPUTES).any()),
    )
    more = [
        replace(
            first,
            title=("page.continued", {"title": first.title}),
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
        for table, title_box, foot_box in continuations(paper, plan.landscape, plan.rest, with_state)
    ]
    return [first, *more]
