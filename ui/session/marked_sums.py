"""What the marked rows come to: how many, who lives there, which seats are held, what is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from layers.scene.incident_filter import IncidentFilter
from mapper.analysis.seats.coverage import COUNTED
from ui.language.language import Language
from ui.session.incident_index import LISTED, WITH_CASES
from ui.session.rows import Figures
from ui.session.view_state import Row


@dataclass(frozen=True)
class Marked:
    """Sums over marked units, and counts of marked hazards, disputes and cases of the year, on one day.

    ``residents_unknown`` units are left out of ``residents``. ``unit_hazards`` and ``unit_disputes`` are the open ones
    in the marked units that the filter lets through; ``filtered_out`` open ones there are not.
    """

    as_of: date
    units: int
    all_units: int
    residents: int
    residents_unknown: int
    seats_covered: int
    unit_hazards: int
    unit_disputes: int
    filtered_out: int
    hazards: int
    all_hazards: int
    disputes: int
    all_disputes: int
    cases: int
    all_cases: int


def marked_sums(figures: Figures, marked: Iterable[Row], wanted: IncidentFilter) -> Marked:
    """Sums of these rows; rows that are not there or not open on the day are not counted."""
    keys: dict[str, set[str]] = {table: set() for table in ("communities", *WITH_CASES)}
    for table, key in marked:
        keys.setdefault(table, set()).add(key)
    units = [figures.units[code] for code in keys["communities"] if code in figures.units]
    codes = {unit.code for unit in units}
    here = [code in codes for code in figures.index.unit_codes]
    counted = {table: int(counts[here].sum()) for table, counts in figures.index.by_unit(wanted).items()}
    whole = sum(unit.hazards + unit.disputes for unit in units)
    known = [unit.residents for unit in units if unit.residents is not None]
    listed: dict[str, list[bool]] = {table: [] for table in LISTED}
    for row in figures.incidents:
        listed[row.table].append(row.key in keys[row.table])
    return Marked(
        as_of=figures.as_of,
        units=len(units),
        all_units=len(figures.units),
        residents=sum(known),
        residents_unknown=len(units) - len(known),
        seats_covered=sum(unit.state in COUNTED for unit in units),
        unit_hazards=counted["hazards"],
        unit_disputes=counted["disputes"],
        filtered_out=whole - sum(counted.values()),
        hazards=sum(listed["hazards"]),
        all_hazards=len(listed["hazards"]),
        disputes=sum(listed["disputes"]),
        all_disputes=len(listed["disputes"]),
        cases=sum(("cases", key) in figures.row_of for key in keys["cases"]),
        all_cases=len(figures.cases),
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
            say("marked.unit_hazards", count=sums.unit_hazards),
            say("marked.unit_disputes", count=sums.unit_disputes)
            + (say("marked.filtered_out", count=sums.filtered_out) if sums.filtered_out else ""),
        ]
    if sums.hazards:
        parts.append(say("marked.hazards", count=sums.hazards, all=sums.all_hazards))
    if sums.disputes:
        parts.append(say("marked.disputes", count=sums.disputes, all=sums.all_disputes))
    if sums.cases:
        parts.append(say("marked.cases", count=sums.cases, all=sums.all_cases))
    return say("window.dot_joint").join(parts)
