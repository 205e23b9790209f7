"""What changed since an earlier day: seats gained and lost, or hazards and disputes more or fewer than before."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from layers.map_layers.jurisdictions import UnitClasses
from layers.scene.drawing import LegendEntry
from layers.scene.ground import Ground
from layers.scene.look import Look
from layers.style import AreaStyle, Palette, Pattern, unit_border
from mapper.analysis.change import LEVEL, Change, chance_of, change
from mapper.arrays import Ints
from mapper.message import Message
from mapper.names import names_of

# As the legend lists them: what was lost first.
SEAT_CLASSES = ("lost", "still_gap", "gained", "other_officer", "same")
COUNT_CLASSES = ("clearly_more", "more", "as_many", "fewer", "clearly_fewer")


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


def count_style(name: str, palette: Palette) -> AreaStyle:
    """How more and fewer are drawn; what chance hardly explains has a pattern, hatch for more, dots for fewer."""
    border = unit_border(palette)
    if name == "clearly_more":
        return AreaStyle(palette.more, patterns=(Pattern("lines", palette.text, 7, 1.2, 45),), border=border)
    if name == "clearly_fewer":
        return AreaStyle(palette.fewer, patterns=(Pattern("dots", palette.text, 7, 2.2),), border=border)
    fill = {"more": palette.more_soft, "fewer": palette.fewer_soft}.get(name, palette.quiet_unit)
    faint: tuple[Pattern, ...] = ()
    if palette.name == "mono" and name != "as_many":
        faint = (Pattern("lines", palette.quiet_text, 11, 0.7, 45 if name == "more" else -45),)
    return AreaStyle(fill, patterns=faint, border=border)


def change_classes(ground: Ground) -> UnitClasses:
    """The units' classes by what changed up to the day, seats or incidents as was chosen."""
    answer = change(
        ground.project,
        ground.look.earlier_day(ground.as_of),
        ground.as_of,
        ground.owned("hazards"),
        ground.owned("disputes"),
    )
    by = ground.shaded_by
    notes: tuple[Message, ...]
    if by == "seats":
        names, style, notes = SEAT_CLASSES, seat_style, (_seat_note(answer),)
        numbers = answer.units["seat"].map({name: i for i, name in enumerate(names)}).to_numpy(dtype=np.int64)
        loud = answer.units["seat"].eq("lost").to_numpy(dtype=bool)
    else:
        names, style, notes = COUNT_CLASSES, count_style, (_count_note(answer, by), Message("note.change.chance"))
        numbers = _count_numbers(answer.units, by)
        loud = numbers == 0
    styles = tuple(style(name, ground.palette) for name in names)
    counts = np.bincount(numbers, minlength=len(names))
    legend = tuple(LegendEntry("units", f"change.{name}", styles[i], int(counts[i])) for i, name in enumerate(names))
    return UnitClasses(numbers, styles, legend, loud, ("",) * len(numbers), notes, _tips(ground, answer, by))


def _count_numbers(units: pd.DataFrame, table: str) -> Ints:
    now, before = units[table].to_numpy(), units[f"{table}_before"].to_numpy()
    unlikely = units[f"{table}_p"].to_numpy() < LEVEL
    cases = [(now > before) & unlikely, now > before, now == before, ~unlikely]
    return np.asarray(np.select(cases, [0, 1, 2, 3], 4), dtype=np.int64)


def p_text(p: float) -> str:
    """A p value behind its sign: ``= 0.04``, and ``< 0.01`` below what two digits can say."""
    return "< 0.01" if p < 0.01 else f"= {p:.2f}"


def change_title(look: Look, as_of: date, place: str) -> Message:
    """What the change theme shows, with the two days or the two periods that are compared."""
    by = look.shaded_by("change")
    asked = Change(look.earlier_day(as_of), as_of, pd.DataFrame(), {})
    if by == "seats":
        return Message("page.title.change.seats", {"place": place, "since": asked.since, "until": asked.until})
    return Message(f"page.title.change.{by}", {"place": place, **_periods(asked)})


def _periods(answer: Change) -> dict[str, Any]:
    (first, last), (first_before, last_before) = answer.period, answer.period_before
    return {
        "days": answer.days, "first": first, "last": last, "first_before": first_before, "last_before": last_before,
    }  # fmt: skip


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


def _count_note(answer: Change, table: str) -> Message:
    counted = answer.counted[table]
    values = {
        **_periods(answer),
        "now": counted.now,
        "before": counted.before,
        "p": p_text(float(chance_of(counted.now, counted.before))),
        "discovered": counted.discovered,
        "nowhere": counted.nowhere,
    }
    return Message(f"note.change.{table}", values)


def _tips(ground: Ground, answer: Change, by: str) -> Mapping[str, tuple[Message, ...]]:
    """One sentence for each unit: its seat on both days, or its counts in both periods."""
    units = answer.units
    codes = units.index.tolist()
    if by == "seats":
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
            for code, state, who, later, by_whom in zip(codes, *columns, strict=True)
        }
    periods = _periods(answer)
    columns = (units[c].tolist() for c in (by, f"{by}_before", f"{by}_p"))
    return {
        code: (Message(f"tip.change.{by}", {**periods, "now": now, "before": before, "p": p_text(p)}),)
        for code, now, before, p in zip(codes, *columns, strict=True)
    }


def _seat(state: str, officers: tuple[str, ...], named: Mapping[str, str]) -> Message:
    """A seat's state and who has it, as words."""
    who = [named.get(officer, officer) for officer in officers]
    told = Message(f"state.{state}")
    return Message("tip.change.held", {"state": told, "officers": who}) if who else told
