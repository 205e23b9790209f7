"""What changed since an earlier day: seats gained and lost, or hazards, disputes or cases more or fewer."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from layers.scene.drawing import LegendEntry
from layers.scene.ground import Ground
from layers.scene.look import Look
from layers.scene.theme import Shading, Theme
from layers.scene.unit_classes import UnitClasses
from layers.scene.unit_index import UnitColumn, count_column
from layers.style import AreaStyle, Palette, Pattern, unit_border
from layers.themes.unit_styles import count_style
from mapper.analysis.change import Change
from mapper.analysis.incidents.kinds import INCIDENT_KINDS
from mapper.analysis.periods.comparison import CHANGES, LEAST_BASE, Comparison
from mapper.analysis.periods.period import NOT_COMPARED, Period, earlier_period
from mapper.analysis.seats.coverage import STATES
from mapper.arrays import Ints
from mapper.day.figure import Figure
from mapper.message import Message
from mapper.names import names_of

# As the legend lists them: what was lost first.
SEAT_CLASSES = ("lost", "still_gap", "gained", "other_officer", "same")


def seat_style(name: str, palette: Palette) -> AreaStyle:
    """How a seat's change is drawn; told apart without colour by thick and thin hatches and dots."""
    border = unit_border(palette)
    if name == "lost":
        return AreaStyle(palette.vacant, patterns=(Pattern("lines", palette.vacant_hatch, 7, 2.0, 45),), border=border)
    if name == "still_gap":
        lines = Pattern("lines", palette.on_loan_hatch, 9, 0.9, -45)
        return AreaStyle(palette.on_loan, patterns=(lines,), border=border)
    if name == "gained":
        return AreaStyle(palette.gained, patterns=(Pattern("dots", palette.gained_mark, 7, 2.6),), border=border)
    if name == "other_officer":
        return AreaStyle(palette.shared, patterns=(Pattern("lines", palette.quiet_text, 9, 0.9, 90),), border=border)
    return AreaStyle(palette.quiet_unit, border=border)


def _answer(ground: Ground) -> Change:
    day, since = ground.day, ground.look.earlier_day(ground.as_of)
    return day.change_on_last_year(since) if ground.look.last_year else day.change_since(since)


def seat_classes(ground: Ground) -> UnitClasses:
    """The units' classes by what became of their seats up to the day."""
    answer = _answer(ground)
    seats = answer.units["seat"]
    numbers = seats.map({name: i for i, name in enumerate(SEAT_CLASSES)}).to_numpy(dtype=np.int64)
    styles = tuple(seat_style(name, ground.palette) for name in SEAT_CLASSES)
    loud = seats.eq("lost").to_numpy(dtype=bool)
    notes, tips = (_seat_note(answer),), _seat_tips(ground, answer)
    return UnitClasses(numbers, styles, _legend(SEAT_CLASSES, styles, numbers), loud, ("",) * len(numbers), notes, tips)


def count_classes(table: str, ground: Ground) -> UnitClasses:
    """The units' classes by how many incidents of a table they had, in the period up to the day and the one before."""
    answer = _answer(ground)
    found = answer.incidents[table]
    names: tuple[str, ...] = CHANGES
    numbers = pd.Index(CHANGES).get_indexer(found.groups["change"]).astype(np.int64)
    notes: tuple[Message, ...] = (_count_note(answer, found), _chance_note(found))
    if found.not_compared:
        names, numbers, notes = ("not_compared",), np.zeros_like(numbers), found.not_compared
    styles = tuple(count_style(name, ground.palette) for name in names)
    loud, plain = np.array(names)[numbers] == "clearly_more", ("",) * len(numbers)
    return UnitClasses(numbers, styles, _legend(names, styles, numbers), loud, plain, notes, _count_tips(answer, found))


def _legend(names: tuple[str, ...], styles: tuple[AreaStyle, ...], numbers: Ints) -> tuple[LegendEntry, ...]:
    """Every class, so that a reader sees what there might be; where all units are of one, that one."""
    counts = np.bincount(numbers, minlength=len(names))
    alone = np.count_nonzero(counts) == 1
    return tuple(
        LegendEntry("units", f"change.{name}", styles[i], int(counts[i]))
        for i, name in enumerate(names)
        if counts[i] or not alone
    )


def p_text(p: float) -> str:
    """A p value behind its sign: ``= 0.04``, and ``< 0.01`` below what two digits can say."""
    return "< 0.01" if p < 0.01 else f"= {p:.2f}"


def _periods(now: Period, before: Period) -> dict[str, Any]:
    return {"first": now.first, "last": now.last, "first_before": before.first, "last_before": before.last}


def _seat_note(answer: Change) -> Message:
    by_seat = answer.by_seat
    stayed = by_seat["same"] + by_seat["other_officer"]
    values = {
        "since": answer.since,
        "until": answer.until,
        "before": stayed + by_seat["lost"],
        "now": stayed + by_seat["gained"],
        "units": len(answer.units),
    }
    return Message("note.change.seats", values)


def _count_note(answer: Change, found: Comparison) -> Message:
    total = found.total.loc["all"]
    values = {
        **_periods(answer.period, answer.period_before),
        "now": int(total["now"]),
        "before": int(total["before"]),
        "p": p_text(float(total["p"])),
        "discovered": found.discovered,
        "nowhere": found.nowhere,
    }
    return Message(f"note.change.{found.table}", values)


def _chance_note(found: Comparison) -> Message:
    flagged, adjusted = (int(found.groups[c].sum()) for c in ("flagged", "flagged_adjusted"))
    values = {"tested": found.tested, "by_chance": round(found.by_chance, 1), "flagged": flagged}
    return Message("note.change.chance", values | {"adjusted": adjusted, "least": LEAST_BASE})


def _seat_tips(ground: Ground, answer: Change) -> Mapping[str, tuple[Message, ...]]:
    """Each unit's seat on both days."""
    units = answer.units
    named = names_of(ground.project.officers).to_dict()
    columns = (units[c].tolist() for c in ("state_before", "officers_before", "state", "officers"))
    days = {"since": answer.since, "until": answer.until}
    return {
        code: (
            Message(
                "tip.change.seat",
                {**days, "before": _seat(state, who, named), "now": _seat(later, by_whom, named)},
            ),
        )
        for code, state, who, later, by_whom in zip(units.index.tolist(), *columns, strict=True)
    }


def _count_tips(answer: Change, found: Comparison) -> Mapping[str, tuple[Message, ...]]:
    """Each unit's counts in both periods, or why these cannot be compared."""
    if found.not_compared:
        return dict.fromkeys(found.groups.index, found.not_compared)
    units, periods, code_of = found.groups, _periods(answer.period, answer.period_before), f"tip.change.{found.table}"
    columns = (units[c].tolist() for c in ("now", "before", "p"))
    return {
        code: (Message(code_of, {**periods, "now": now, "before": before, "p": p_text(p)}),)
        for code, now, before, p in zip(units.index.tolist(), *columns, strict=True)
    }


def _seat(state: str, officers: tuple[str, ...], named: Mapping[str, str]) -> Message:
    """A seat's state and who has it, as words."""
    who = [named.get(officer, officer) for officer in officers]
    told = Message(f"state.{state}")
    return Message("tip.change.held", {"state": told, "officers": who}) if who else told


def _two_days(look: Look, as_of: date) -> Mapping[str, object]:
    return {"since": look.earlier_day(as_of), "until": as_of}


def _two_periods(look: Look, as_of: date) -> Mapping[str, object]:
    now = Period(look.earlier_day(as_of) + timedelta(days=1), as_of)
    return _periods(now, earlier_period(now, look.last_year))


def _counts(table: str) -> Shading:
    """More and fewer incidents of a table than before."""
    legend = tuple(f"legend.change.{name}" for name in (*CHANGES, "not_compared"))
    says = (*legend, f"note.change.{table}", "note.change.chance", f"tip.change.{table}", *NOT_COMPARED)
    return Shading(table, partial(count_classes, table), says, compared=_two_periods, has_periods=True)


_SEATS = Shading(
    "seats",
    seat_classes,
    (
        *(f"legend.change.{name}" for name in SEAT_CLASSES),
        *("note.change.seats", "tip.change.seat", "tip.change.held"),
        *(f"state.{state}" for state in STATES),
    ),
    compared=_two_days,
)


def _compared(ground: Ground) -> Comparison | None:
    """The comparison that the units are coloured by; None for seats, and where the periods cannot be compared."""
    code = THEME.shading(ground.look).code
    found = None if code == "seats" else _answer(ground).incidents[code]
    return None if found is None or found.not_compared else found


def _index(ground: Ground) -> tuple[UnitColumn, ...]:
    found = _compared(ground)
    if found is None:
        return ()
    return tuple(count_column(code, found.groups[column]) for code, column in (("before", "before"), ("now", "now")))


def _figures(ground: Ground) -> tuple[Figure, ...]:
    found = _compared(ground)
    if found is not None:
        changes = found.groups["change"]
        told = {"clearly_more": changes.eq("clearly_more"), "clearly_fewer": changes.eq("clearly_fewer")}
    elif THEME.shading(ground.look).code == "seats" and ground.day.seats_known:
        seats = _answer(ground).units["seat"]
        told = {"seats_lost": seats.eq("lost"), "seats_gained": seats.eq("gained")}
    else:
        return ()
    return tuple(Figure(code, int(rows.sum()), len(rows)) for code, rows in told.items() if len(rows))


THEME = Theme(
    "change",
    (_SEATS, *(_counts(kind.table) for kind in INCIDENT_KINDS)),
    has_earlier_day=True,
    index=_index,
    figures=_figures,
)
