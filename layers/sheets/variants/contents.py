"""The sheet of two sides as data: what it is called, both maps, and the tables laid into columns on pages."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from layers.classes.beat_colours import colours_of
from layers.codes import LAYERS
from layers.say import Say, sentence
from layers.scene.beats_shown import BeatsShown
from layers.scene.drawing import LegendEntry
from layers.sheets.variants.told import Figure, Rows, as_of_line, figures, kept_lines, side_name, tables
from layers.snapshot import MapState, Snapshot, snapshot_of
from layers.themes.beats import touching
from layers.viewport import Bounds
from mapper.crs import crs_told, to_metres
from mapper.day.day import Day
from mapper.day.scope import ScopedDay, scope_names
from mapper.effects.side_by_side import SideBySide
from mapper.effects.sides import Side
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass

_SHOWN = frozenset({"units", "stations", "reference_lines"})
_NEAR_STATIONS = 2  # where no more change, the maps show these alone
_AROUND = 0.04
_LEAST_ROWS = 3  # of a table, under its heading at the foot of a column


@dataclass(frozen=True)
class Piece:
    """The rows of a table from ``first`` on that stand in one column of a page."""

    table: Rows
    first: int
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class VariantsSheet:
    """What stands on it.

    Attributes
    ----------
    names
        Of both sides, over their maps and their columns.
    head, foot
        Lines under the title, and at the foot.
    maps
        Of the same land, with what is not the same marked.
    bounds_m
        That land, in metres of the map CRS.
    """

    title: str
    names: tuple[str, str]
    head: tuple[str, ...]
    figures: tuple[Figure, ...]
    kept: tuple[str, ...]
    tables: tuple[Rows, ...]
    maps: tuple[Snapshot, Snapshot]
    bounds_m: Bounds
    foot: tuple[str, ...]

    @property
    def legend(self) -> tuple[LegendEntry, ...]:
        """What the colours of both maps mean, each once."""
        entries = [entry for shown in self.maps for entry in shown.layer("units").legend]
        return tuple({(entry.layer, entry.code): entry for entry in entries}.values())


def variants_sheet(found: SideBySide, days: tuple[Day, Day], sides: tuple[Side, Side], say: Say) -> VariantsSheet:
    """The sheet of both sides. InputError ``nothing_to_print`` where there is no land."""
    project = days[1].whole_project
    first, second = (side_name(days[0].whole_project, side, say) for side in sides)
    theme = "beats" if any(unit.changes_beat for unit in found.units) else "coverage"
    # A part's maps are of the whole, so that what lies around is seen.
    wholes = [day.whole if isinstance(day, ScopedDay) else day for day in days]
    shown = _beats(wholes) if theme == "beats" else (None, None)
    changed = [unit.code for unit in found.units]
    maps = [_map(day, theme, changed, beats) for day, beats in zip(wholes, shown, strict=True)]
    place = say("window.list_joint").join(scope_names(days[1]))
    about = project.about
    planned = (say("variants.not_done"),) if any(side.variant is not None for side in sides) else ()
    return VariantsSheet(
        title=say("variants.sheet_title", first=first, second=second),
        names=(first, second),
        head=(say("window.dot_joint").join(filter(None, (place, as_of_line(days, say)))), *planned),
        figures=figures(found, say),
        kept=kept_lines(found, say),
        tables=tables(found, days, say, (first, second)),
        maps=(maps[0], maps[1]),
        bounds_m=_bounds_m(found, days),
        foot=(
            say("variants.basis"),
            say("window.dot_joint").join(
                filter(None, (sentence(crs_told(about.map_crs), say), about.maker, about.notice))
            ),
        ),
    )


def laid_out(
    tables: Sequence[Rows], first_rows: int, next_rows: int, columns: int
) -> tuple[tuple[tuple[Piece, ...], ...], ...]:
    """Pages of columns of pieces: so many rows have room in a column of the first page, and of the next ones.

    A heading and the names of the columns take two rows each time; between two tables one is left empty. No heading
    stands without a few rows of its own below it.
    """
    pages: list[list[list[Piece]]] = [[[]]]
    left = first_rows
    for table in tables:
        at = 0
        while at < len(table.rows):
            needed = 2 + min(_LEAST_ROWS, len(table.rows) - at) + (1 if pages[-1][-1] else 0)
            if left < needed and (pages[-1][-1] or left < (first_rows if len(pages) == 1 else next_rows)):
                if len(pages[-1]) == columns:
                    pages.append([[]])
                else:
                    pages[-1].append([])
                left = first_rows if len(pages) == 1 else next_rows
                continue
            taken = 2 + (1 if pages[-1][-1] else 0)
            count = min(max(left - taken, 1), len(table.rows) - at)
            pages[-1][-1].append(Piece(table, at, table.rows[at : at + count]))
            left -= taken + count
            at += count
    return tuple(tuple(tuple(column) for column in page) for page in pages)


def _beats(days: Sequence[Day]) -> tuple[BeatsShown, ...]:
    """The beats of both sides: one that both have has one colour, and no two that touch on either side the same."""
    names, pairs = [], set[tuple[str, str]]()
    for day in days:
        column = day.project.communities["beat_name"].fillna("")
        numbers, beats = pd.factorize(column.where(column != ""))
        land = np.asarray(day.project.communities.geometry.array)
        pairs |= {(str(beats[a]), str(beats[b])) for a, b in touching(numbers, land)}
        names.append({str(code): str(name) for code, name in column.items() if name})
    colours = colours_of(sorted({name for of in names for name in of.values()}), sorted(pairs))
    return tuple(BeatsShown(of, colours) for of in names)


def _map(day: Day, theme: str, changed: list[str], beats: BeatsShown | None) -> Snapshot:
    state = MapState(
        day,
        theme,
        hidden=frozenset(LAYERS) - _SHOWN,
        selected=tuple(("communities", code) for code in changed if code in day.project.communities.index),
        palette="print",
        beats=beats,
    )
    return snapshot_of(state)


def _bounds_m(found: SideBySide, days: tuple[Day, Day]) -> Bounds:
    """The part that is looked at; else the stations of what changes, where these are few; else all land."""
    day = days[1]
    units = day.project.communities
    if not isinstance(day, ScopedDay):
        stations = units["station_code"].reindex([unit.code for unit in found.units]).dropna().unique()
        if 0 < len(stations) <= _NEAR_STATIONS:
            units = units[units["station_code"].isin(stations)]
    shapes = to_metres(units.geometry, day.project.about.map_crs)
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    if not len(shapes):
        raise InputError("nothing_to_print")
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    around = max(east - west, north - south) * _AROUND
    return west - around, south - around, east + around, north + around
