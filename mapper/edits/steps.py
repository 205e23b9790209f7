"""Taking a step of an incident's loop – verify, hand over, close … – as its kind declares it."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from mapper import schema
from mapper.analysis.incidents.kinds import KIND_OF, IncidentKind, Step
from mapper.edit import Edit, require_row
from mapper.errors import InputError
from mapper.project import Project


def take_step(table: str, keys: Sequence[str], step: str, at: datetime, value: str | None = None) -> Edit:
    """The step is taken for all these incidents at that moment, or for none.

    ``value`` goes into the column that the step fills (an officer's id, a handler, an outcome).

    The edit raises InputError ``step_unknown`` (the table has no such step), ``row_unknown`` (no such incident or
    officer), ``step_value_missing``, ``step_value_unknown`` or ``step_value_unused``, and what :func:`refusal` says.
    """

    def change(project: Project) -> Project:
        kind, taken = step_of(table, step)
        for key in keys:
            require_row(project, table, key)
        _require_value(project, kind, taken, value)
        refused = refusal(project, kind, taken, keys, at)
        if refused is not None:
            raise refused
        frame = project.table(table)
        chosen = frame.index.isin(list(keys))
        written = {taken.dates: pd.Timestamp(at), taken.fills: value, kind.stage: taken.leads_to}
        columns = {
            name: frame[name].where(~chosen, new)
            for name, new in written.items()
            if name is not None and new is not None
        }
        return project.with_tables(**{table: frame.assign(**columns)})

    told = {"table": table, "keys": list(keys), "step": step, "at": at.isoformat(timespec="minutes")}
    return Edit("step_taken", change, told if value is None else told | {"value": value})


def step_of(table: str, step: str) -> tuple[IncidentKind, Step]:
    """The kind of a table and its step of that code; InputError ``step_unknown``."""
    kind = KIND_OF.get(table)
    found = None if kind is None else kind.step(step)
    if kind is None or found is None:
        raise InputError("step_unknown", table=table, step=step, known=[] if kind is None else _codes(kind))
    return kind, found


def possible_steps(project: Project, table: str, keys: Sequence[str], at: datetime) -> tuple[Step, ...]:
    """The steps that each of these incidents, which must be there, could take at that moment."""
    kind = KIND_OF[table]
    return tuple(step for step in kind.steps if keys and refusal(project, kind, step, keys, at) is None)


def refusal(project: Project, kind: IncidentKind, step: Step, keys: Sequence[str], at: datetime) -> InputError | None:
    """Why the first of these incidents that cannot take the step cannot; None where all can.

    ``step_too_early``: it has a later date already. ``step_state``: the step is not taken from its state then.
    ``step_again``: it was taken. ``step_requires``: another step comes first.
    """
    rows = project.table(kind.table).loc[list(keys)]
    dates = rows[list(kind.dates)]
    states = kind.state_on(rows, project.norms, at.date())
    told = {"table": kind.table, "step": step.code}
    for key, known in dates.iterrows():
        values = told | {"key": str(key)}
        newest = known.max()
        if newest > pd.Timestamp(at):
            column = str(known[known == newest].index[-1])
            return InputError("step_too_early", **values, at=_minute(at), column=column, date=_minute(newest))
        if states[key] not in step.from_states:
            return InputError("step_state", **values, state=str(states[key]))
        if step.dates is not None and not step.again and pd.notna(known[step.dates]):
            return InputError("step_again", **values, date=_minute(known[step.dates]))
        if step.requires is not None and pd.isna(known[step.requires]):
            first = next(other.code for other in kind.steps if other.dates == step.requires)
            return InputError("step_requires", **values, first=first)
    return None


def choices_of(project: Project, kind: IncidentKind, step: Step) -> tuple[str, ...] | None:
    """What may be told with a step: officers' ids, or the values of a choice; None where it fills nothing."""
    if step.fills is None:
        return None
    if step.fills == kind.owner:
        return tuple(str(officer) for officer in project.officers.index)
    return tuple(schema.TABLES[kind.table].column(step.fills).choices or ())


def _require_value(project: Project, kind: IncidentKind, step: Step, value: str | None) -> None:
    choices = choices_of(project, kind, step)
    told = {"table": kind.table, "step": step.code}
    if choices is None:
        if value is not None:
            raise InputError("step_value_unused", **told, value=value)
    elif value is None:
        raise InputError("step_value_missing", **told, column=step.fills)
    elif step.fills == kind.owner:
        require_row(project, "officers", value)
    elif value not in choices:
        raise InputError("step_value_unknown", **told, value=value, known=list(choices))


def _codes(kind: IncidentKind) -> list[str]:
    return [step.code for step in kind.steps]


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
