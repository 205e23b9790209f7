"""What is said of two plans side by side: figures, what stays, and the rows of units, officers and beats, as text."""

from collections.abc import Callable
from math import isnan
from typing import Any

from layers.say import Say
from mapper.day.day import Day
from mapper.edits.variants import variants_of
from mapper.effect import Change
from mapper.effects.side_by_side import Kept, LoadPair, SideBySide, UnitPair
from mapper.effects.sides import Side
from mapper.lazy_dataclass import dataclass
from mapper.names import name_of
from mapper.project import Project

NOTHING = "—"


@dataclass(frozen=True)
class Figure:
    """A figure of both sides; ``meaning`` says what it counts."""

    name: str
    first: str
    second: str
    meaning: str


@dataclass(frozen=True)
class Rows:
    """A table of text; ``shares`` is how much of its width each column takes, and figures stand on the right."""

    code: str
    heading: str
    columns: tuple[str, ...]
    shares: tuple[int, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


def side_name(project: Project, side: Side, say: Say) -> str:
    """What a side is called: the plan's name, or the project as it is; with its day where it has one of its own."""
    names = {variant.key: variant.name for variant in variants_of(project)}
    if side.before is not None:
        return say("variants.as_before", name=names.get(side.before, side.before))
    if side.variant is None:
        return say("variants.as_it_is") if side.on is None else say("variants.as_on", day=side.on)
    return names.get(side.variant, side.variant)


def as_of_line(days: tuple[Day, Day], say: Say) -> str:
    """As of which day the figures are: of both, or of each side its own."""
    first, second = (day.as_of for day in days)
    if first == second:
        return say("variants.of_day", day=first)
    return say("variants.of_days", first=first, second=second)


def figures(found: SideBySide, say: Say) -> tuple[Figure, ...]:
    """Both sides in figures, those of beats only where there are any."""
    first, second = found.first, found.second
    lines = [
        ("gaps", f"{first.gaps} / {first.seats}", f"{second.gaps} / {second.seats}"),
        ("overloaded", f"{first.overloaded} / {first.officers}", f"{second.overloaded} / {second.officers}"),
        ("busiest", percent(first.busiest), percent(second.busiest)),
    ]
    if first.beats or second.beats:
        lines += [
            ("beats", str(first.beats), str(second.beats)),
            ("without_beat", str(first.without_beat), str(second.without_beat)),
            ("spread", percent(found.spread(0)), percent(found.spread(1))),
        ]
    return tuple(
        Figure(say(f"variants.figure.{code}"), one, two, say(f"variants.figure.{code}.meaning"))
        for code, one, two in lines
    )


def kept_lines(found: SideBySide, say: Say) -> tuple[str, ...]:
    """What stays as it is, each with what it is of."""
    kept = found.kept
    lines = [
        say(
            "variants.kept.holders", units=kept.same_holder, of=kept.units,
            residents=kept.same_holder_residents, of_residents=kept.residents,
        )
    ]  # fmt: skip
    if kept.in_beats:
        lines.append(
            say(
                "variants.kept.beats", units=kept.same_beat, of=kept.in_beats,
                residents=kept.same_beat_residents, of_residents=kept.in_beats_residents,
            )
        )  # fmt: skip
    if land_changes(kept):
        lines.append(say("variants.kept.land", km2=kept.same_land_km2, of=kept.km2))
    opened, closed = len(found.gaps_opened), len(found.gaps_closed)
    if opened or closed:
        lines.append(say("variants.gaps", opened=opened, closed=closed))
    return tuple(lines)


def land_changes(kept: Kept) -> bool:
    return kept.km2 - kept.same_land_km2 > 1e-7


def tables(found: SideBySide, days: tuple[Day, Day], say: Say, sides: tuple[str, str]) -> tuple[Rows, ...]:
    """Units that are not the same, then who gains and who loses: officers, beats; only tables that have rows.

    ``sides`` are the names of both.
    """
    names = officer_names(days)
    units = [(unit.name, *unit_words(unit, names, say)) for unit in found.units]
    made = [
        Rows(
            "units",
            say("variants.units", count=len(units)),
            (say("variants.column.unit"), *sides),
            (3, 4, 4),
            (False, False, False),
            tuple(units),
        )
    ]
    for code, rows in (("officers", found.officers), ("beats", found.beats)):
        changed = [row for row in rows if not row.is_same]
        heads = (code, "units", "residents", "minutes", *(("share",) if code == "officers" else ()))
        made.append(
            Rows(
                code,
                say(f"variants.{code}", count=len(changed), of=len(rows)),
                tuple(say(f"variants.column.{head}") for head in heads),
                (7, 5, 8, 8, 7) if code == "officers" else (7, 5, 8, 8),
                (False, *(True for _ in heads[1:])),
                tuple(load_words(row, code == "officers") for row in changed),
            )
        )
    return tuple(table for table in made if table.rows)


def officer_names(days: tuple[Day, Day]) -> Callable[[str], str]:
    """The name of an officer, from whichever side knows it."""
    first, second = (day.whole_project.officers for day in days)
    return lambda officer: name_of(second if officer in second.index else first, officer)


def unit_words(unit: UnitPair, names: Callable[[str], str], say: Say) -> tuple[str, str]:
    """What of a unit is another thing on each side: who holds its seat, its beat, its station, its land."""
    told: list[tuple[str, str]] = []
    if unit.km2.before is None or unit.km2.after is None:
        there, missing = say("variants.is_there"), say("variants.not_there")
        return (missing, there) if unit.km2.before is None else (there, missing)
    if unit.changes_holder or unit.state.before != unit.state.after:
        told.append((_holder_words(unit, 0, names, say), _holder_words(unit, 1, names, say)))
    if unit.changes_beat:
        told.append((unit.beat.before or say("variants.no_beat"), unit.beat.after or say("variants.no_beat")))
    if unit.station.before != unit.station.after:
        told.append((unit.station.before or NOTHING, unit.station.after or NOTHING))
    if unit.changes_land:
        told.append((_land_words(unit.km2.before, say), _land_words(unit.km2.after, say)))
    joint = say("variants.joint")
    return joint.join(one for one, _ in told), joint.join(two for _, two in told)


def _land_words(km2: float, say: Say) -> str:
    return NOTHING if isnan(km2) else say("variants.km2", km2=km2)


def _holder_words(unit: UnitPair, side: int, names: Callable[[str], str], say: Say) -> str:
    holders, state = unit.holders[side], unit.state[side]
    if holders:
        words = say("window.list_joint").join(map(names, holders))
        return words if unit.changes_holder else say("variants.held", names=words, state=say(f"state.{state}"))
    return say(f"state.{state}")


def load_words(row: LoadPair, with_share: bool) -> tuple[str, ...]:
    """An officer's or a beat's line: units, residents, minutes a month and share, before → after where they differ."""
    shares = (arrow(row.share, percent),) if with_share else ()
    return row.name, arrow(row.units, _whole), arrow(row.residents, _whole), arrow(row.minutes, _whole), *shares


def arrow(change: Change, text: Callable[[Any], str]) -> str:
    """Both sides of a figure; one of them where they look alike."""
    before, after = (NOTHING if value is None else text(value) for value in change)
    return after if before == after else f"{before} → {after}"


def percent(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1%}"


def _whole(value: float) -> str:
    return f"{value:,.0f}"
