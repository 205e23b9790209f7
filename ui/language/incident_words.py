"""States, steps and handovers of incidents in words, for whichever kind is declared."""

from collections.abc import Mapping
from typing import Protocol

from mapper.analysis.cooperation.handovers import RECEIVERS
from mapper.analysis.incidents.kinds import KIND_OF, LOOPS
from mapper.names import name_of
from mapper.project import Project
from mapper.schema import TABLES


class Says(Protocol):
    """Either of the two that say sentences."""

    def __call__(self, code: str, /, **values: object) -> str: ...

    def choice(self, table: str, column: str, value: object) -> str: ...

    def field(self, table: str, column: str) -> str: ...


def state_word(say: Says, table: str, state: object) -> str:
    """The word for a state of an incident of that table."""
    column = KIND_OF[table].state_column
    return say(f"incident_state.{table}.{state}") if column is None else say.choice(table, column, state)


def stage_word(say: Says, table: str, stage: object) -> str:
    """The word for a stage of that table's loop; a dash for none."""
    if not isinstance(stage, str):
        return "—"
    column = KIND_OF[table].stage
    return say(f"stage.{table}.{stage}") if column is None else say.choice(table, column, stage)


def category_word(say: Says, table: str, category: object) -> str:
    """What an incident is about: the word of a choice, else what its source wrote."""
    column = KIND_OF[table].category
    if TABLES[table].column(column).choices is not None:
        return say.choice(table, column, category)
    return str(category) if isinstance(category, str) and category else say("case.no_category")


def age_words(say: Says, ages: tuple[int, int | None]) -> str:
    """A band of ages in days."""
    first, last = ages
    if last is None:
        return say("board.over_days", last=first - 1)
    return say("board.day", first=first) if first == last else say("board.days", first=first, last=last)


def open_counts(say: Says, counts: Mapping[str, int]) -> list[str]:
    """How many of each kind that ends are open, in a few words each; ``counts`` by table, where there are any."""
    return [say("crowd.part", words=say(f"units.{kind.table}"), count=counts.get(kind.table, 0)) for kind in LOOPS]


def receiver_word(say: Says, project: Project, direction: str, receiver: str | None) -> str:
    """Whom a handover went to: the name of an officer or a station, else what stands there."""
    if receiver is None:
        return say("handover.nobody")
    table = RECEIVERS.get(direction)
    known = table is not None and receiver in project.table(table).index
    return name_of(project.table(table), receiver) if table is not None and known else receiver


def step_word(say: Says, table: str, step: str) -> str:
    """The word for a step of that table's loop; its code where there is no such step."""
    kind = KIND_OF.get(table)
    return step if kind is None or kind.step(step) is None else say(f"step.{table}.{step}")


def spoken_step(say: Says, values: Mapping[str, object]) -> Mapping[str, object]:
    """The values of an error or an edit about a step, with coded ones in words; any others as they are."""
    table = values.get("table")
    kind = KIND_OF.get(table) if isinstance(table, str) else None
    if kind is None or "step" not in values:
        return values
    spoken = dict(values) | {"table": say(f"table.{kind.table}")}
    for name in ("step", "first"):
        if name in values:
            spoken[name] = step_word(say, kind.table, str(values[name]))
    for name in ("state", "stages"):
        if name in values:
            told = values[name]
            spoken[name] = (
                [stage_word(say, kind.table, stage) for stage in told]
                if isinstance(told, (list, tuple))
                else stage_word(say, kind.table, told)
            )
    if "role" in values:
        spoken["role"] = say.choice("steps", "role", values["role"])
        known = values.get("known")
        spoken["known"] = [say.choice("steps", "role", role) for role in known] if isinstance(known, list) else None
    if "column" in values:
        dated = values["column"] in kind.dates
        spoken["column"] = say(f"{'date' if dated else 'fills'}.{kind.table}.{values['column']}")
    return spoken
