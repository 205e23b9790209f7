"""What the marked rows come to: how many, who lives there, which seats are held, what is open."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from layers.scene.incident_filter import IncidentFilter
from mapper.analysis.seats.coverage import COUNTED
from mapper.lazy_dataclass import dataclass
from ui.language.language import Language
from ui.session.incident_index import WITH_CASES
from ui.session.rows import Figures
from ui.session.view_state import Row


@dataclass(frozen=True)
class Marked:
    """Sums over marked units, and counts of marked incidents, on one day.

    ``residents_unknown`` units are left out of ``residents``. ``in_units`` counts by table the open incidents in the
    marked units that the filter lets through; ``filtered_out`` open ones there are not. ``marked`` counts by table the
    marked incidents, ``of`` all that are open, or of a kind that does not end shown; both that the filter lets through.
    """

    as_of: date
    units: int
    all_units: int
    residents: int
    residents_unknown: int
    seats_covered: int
    in_units: Mapping[str, int]
    filtered_out: int
    marked: Mapping[str, int]
    of: Mapping[str, int]


def marked_sums(figures: Figures, marked: Iterable[Row], wanted: IncidentFilter) -> Marked:
    """Sums of these rows; rows that are not there or not open on the day are not counted."""
    keys: dict[str, set[str]] = {table: set() for table in ("communities", *WITH_CASES)}
    for table, key in marked:
        keys.setdefault(table, set()).add(key)
    units = [figures.units[code] for code in keys["communities"] if code in figures.units]
    codes = {unit.code for unit in units}
    here = [code in codes for code in figures.index.unit_codes]
    counted = {table: int(counts[here].sum()) for table, counts in figures.index.by_unit(wanted).items()}
    whole = sum(sum(unit.open.values()) for unit in units)
    known = [unit.residents for unit in units if unit.residents is not None]
    shown = {table: figures.index.shown_of(table, wanted) for table in WITH_CASES}
    frames = figures.index.columns.tables
    there = Counter({t: int(shown[t][frames[t].index.isin(keys[t])].sum()) for t in WITH_CASES if keys[t]})
    return Marked(
        as_of=figures.as_of,
        units=len(units),
        all_units=len(figures.units),
        residents=sum(known),
        residents_unknown=len(units) - len(known),
        seats_covered=sum(unit.state in COUNTED for unit in units),
        in_units=counted,
        filtered_out=whole - sum(counted.values()),
        marked=+there,
        of={table: int(rows.sum()) for table, rows in shown.items()},
    )


def marked_words(say: Language, sums: Marked) -> str:
    """The sums in one line."""
    parts = [say("marked.day", day=say.day(sums.as_of))]
    if sums.units:
        parts += [
            say("marked.units", count=sums.units, all=sums.all_units),
            say("marked.residents", count=sums.residents)
            + (say("marked.residents_unknown", count=sums.residents_unknown) if sums.residents_unknown else ""),
            say("marked.seats", covered=sums.seats_covered, all=sums.units),
            *(say(f"marked.unit_{table}", count=count) for table, count in sums.in_units.items()),
        ]
        if sums.filtered_out:
            parts[-1] += say("marked.filtered_out", count=sums.filtered_out)
    parts += [
        say(f"marked.{table}", count=sums.marked[table], all=sums.of[table])
        for table in WITH_CASES
        if sums.marked.get(table)
    ]
    return say("window.dot_joint").join(parts)
