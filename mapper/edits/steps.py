"""Taking a step of an incident's loop – verify, hand over, close … – as its kind declares it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from mapper import schema
from mapper.analysis.incidents.kind import IncidentKind, Step, times_of
from mapper.analysis.incidents.kinds import KIND_OF, LOOPS
from mapper.arrays import Bools
from mapper.dates import end_of, to_the_minute
from mapper.edit import Edit, free_keys, put_rows, require_row
from mapper.errors import InputError
from mapper.io.personal import require_impersonal
from mapper.project import Project
from mapper.schema.steps import ROLES
from mapper.store.differences import note_cells

_SLACK = timedelta(minutes=1)  # what is asked to the minute may be the next one already


def take_step(
    table: str,
    keys: Sequence[str],
    step: str,
    at: datetime,
    value: str | None = None,
    *,
    role: str = "station",
    note: str = "",
) -> Edit:
    """The step is taken for all these incidents at that moment, or for none.

    Its date goes into the incident's row, and what was done into the table ``steps``: there stays how often an
    incident came back, and who acted as what.

    Parameters
    ----------
    value
        Goes into the column that the step fills (an officer's id, a handler, an outcome).
    role
        As what whoever takes it acts, one of :data:`mapper.schema.steps.ROLES`; nobody is named.
    note
        What was seen or done, in a few words; needed where the step passes a stage by.

    Notes
    -----
    The edit raises InputError ``steps_none`` (the table has no steps), ``step_unknown`` (not this one),
    ``row_unknown`` (no such incident or officer), ``step_value_missing``, ``step_value_unknown`` or
    ``step_value_unused``, ``role_unknown``, ``note_personal``, and what :func:`refusal` says.
    """
    note, keys = " ".join(note.split()), list(dict.fromkeys(keys))

    def change(project: Project) -> Project:
        kind, taken = step_of(table, step)
        for key in keys:
            require_row(project, table, key)
        _require_value(project, kind, taken, value)
        if role not in ROLES:
            raise InputError("role_unknown", role=role, known=list(ROLES))
        require_impersonal(note)
        refused = refusal(project, kind, taken, keys, at, role=role, noted=bool(note))
        if refused is not None:
            raise refused
        written: dict[str | None, Any] = {kind.date_of(taken): pd.Timestamp(at), taken.fills: value}
        written.update(taken.sets)
        stages = kind.stages_under(project.norms)
        leads_to = stages[kind.place_back(stages)].code if taken.reopens else taken.leads_to
        if kind.stage is not None and leads_to is not None:
            written[kind.stage] = leads_to
        frame = project.table(table)
        at_rows, columns = frame.index.get_indexer(pd.Index(keys, dtype=frame.index.dtype)), dict[str, Any]()
        for name, new in written.items():
            if name is not None and new is not None:
                columns[name] = frame[name].array.copy()
                columns[name][at_rows] = new
        after = frame.assign(**columns)
        if columns:
            note_cells(frame, after, pd.Index(keys, dtype=frame.index.dtype), columns)
        project = project.with_tables(**{table: after})
        return put_rows(project, "steps", _log(project, table, keys, step, at, role, value, note or None))

    told = {"table": table, "keys": keys, "step": step, "at": at.isoformat(timespec="minutes"), "role": role}
    told |= {} if value is None else {"value": value}
    return Edit("step_taken", change, told | ({"note": note} if note else {}))


def require_come(project: Project, at: datetime, now: datetime) -> None:
    """Nothing is recorded ahead: InputError ``moment_ahead`` where a moment is yet to come.

    Of a project whose own day is later than ``now`` what happened on that day has come.
    """
    own = project.about.data_date
    if at > (end_of(own) if own is not None and own > now.date() else now + _SLACK):
        raise InputError("moment_ahead", at=to_the_minute(at), now=to_the_minute(now))


def step_of(table: str, step: str) -> tuple[IncidentKind, Step]:
    """The kind of a table and its step of that code; InputError ``steps_none`` or ``step_unknown``."""
    kind = KIND_OF.get(table)
    if kind is None or not kind.steps:
        raise InputError("steps_none", table=table, known=[other.table for other in LOOPS])
    found = kind.step(step)
    if found is None:
        raise InputError("step_unknown", table=table, step=step, known=[other.code for other in kind.steps])
    return kind, found


def refusal(
    project: Project,
    kind: IncidentKind,
    step: Step,
    keys: Sequence[str],
    at: datetime,
    *,
    role: str = "station",
    noted: bool = False,
) -> InputError | None:
    """Why the first of these incidents that cannot take the step cannot; None where all can, see :class:`Refusals`."""
    return Refusals(project, kind, keys, at).of(step, role=role, noted=noted)


class Refusals:
    """Why incidents cannot take the steps of their kind at a moment: how they stand is looked at once for all steps."""

    def __init__(self, project: Project, kind: IncidentKind, keys: Sequence[str], at: datetime) -> None:
        """KeyError where an incident is not there."""
        self._norms, self._kind, self._at = project.norms, kind, at
        table, day = project.table(kind.table), at.date()
        place = table.index.get_indexer(pd.Index(keys, dtype=table.index.dtype))
        if (place < 0).any():
            raise KeyError(keys)
        # A frame of what tells how far they are, and no more: most of the cost of a few rows is that of their columns.
        told = [name for name in (*kind.dates, kind.stage) if name is not None]
        rows = pd.DataFrame({name: table[name].array[place] for name in told}, index=table.index[place], copy=False)
        self._order = [stage.code for stage in kind.stages_under(project.norms)]
        self._reached = kind.reached_on(rows, project.norms, day)
        self._closed = kind.closed_on(rows, day).to_numpy(dtype=bool)
        self._keys, self._dates = rows.index, times_of(rows, kind.dates)
        self._early: Bools = np.asarray((self._dates > np.datetime64(at, "us")).any(axis=1))
        # Of what had not begun it does not matter: it has a later date.
        self._here = kind.place_on(rows, project.norms, day, self._reached)

    def of(self, step: Step, *, role: str = "station", noted: bool = False) -> InputError | None:
        """Why the first that cannot take a step cannot; None where all can.

        ``step_role``: the role may not take it. ``step_unused``: the place has no such stage. ``step_too_early``: the
        incident has a later date already. ``step_state``: it is not taken from the stage that the incident is at then.
        ``step_again``: it was taken. ``step_requires``: another step comes first. ``step_skips``: stages are passed by
        and no note says why.
        """
        kind, order, reached, closed = self._kind, self._order, self._reached, self._closed
        told = {"table": kind.table, "step": step.code}
        takers = kind.takers(self._norms, step.leads_to)
        if role not in takers:
            return InputError("step_role", **told, role=role, known=list(takers))
        if (step.leads_to or step.after or order[0]) not in order:
            return InputError("step_unused", **told)
        # What stands alike is refused alike.
        alike = ((reached @ (1 << np.arange(len(order)))) * 2 + closed) * len(order) + self._here
        _, firsts, group = np.unique(np.where(self._early, -1, alike), return_index=True, return_inverse=True)
        judged: list[InputError | None] = []
        for row in firsts:
            come = {code for code, there in zip(order, reached[row], strict=True) if there}
            judged.append(
                None
                if self._early[row]
                else _out_of_order(
                    kind, step, order, order[self._here[row]], come, closed=bool(closed[row]), noted=noted
                )
            )
        wrong = self._early | np.array([refused is not None for refused in judged], dtype=bool)[group]
        if not wrong.any():
            return None
        row = int(wrong.argmax())
        values, refused = told | {"key": str(self._keys[row])}, judged[group[row]]
        known = dict(zip(kind.dates, self._dates[row].tolist(), strict=True))
        if refused is None:
            newest = max(date for date in known.values() if date is not None)
            column = [name for name, date in known.items() if date == newest][-1]
            return InputError(
                "step_too_early", **values, at=to_the_minute(self._at), column=column, date=to_the_minute(newest)
            )
        since = {}
        if refused.code == "step_again":
            since = {"date": to_the_minute(known[str(kind.date_of(step))])}
        return InputError(refused.code, **values, **refused.values, **since)


def _out_of_order(
    kind: IncidentKind,
    step: Step,
    order: Sequence[str],
    stage: str,
    come: set[str],
    *,
    closed: bool,
    noted: bool,
) -> InputError | None:
    """Why one incident at ``stage``, with the dates of the stages ``come``, cannot take the step; None where it can."""
    here = order.index(stage)
    ending = next(stage.code for stage in kind.stages if stage.date == kind.ended)
    ending_step = kind.step_to(ending)
    if step.reopens:
        return None if closed else InputError("step_state", state=stage)
    if step.leads_to is None or step.again:
        early = step.after is not None and here < order.index(step.after)
        return InputError("step_state", state=stage) if closed or early else None
    there = order.index(step.leads_to)
    if step.leads_to in come:
        return InputError("step_again")
    if there > order.index(ending):
        if not closed:
            return InputError("step_requires", first=ending_step.code if ending_step is not None else ending)
    # One told to be closed, or called back even, that no date closes can be closed whatever it has come to.
    elif closed or (step.leads_to != ending and any(_is_asked(kind, code) for code in order[there + 1 : here + 1])):
        return InputError("step_state", state=stage)
    passed = [code for code in order[here + 1 : there] if _is_asked(kind, code) and code not in come]
    return InputError("step_skips", stages=passed) if passed and not noted else None


def _is_asked(kind: IncidentKind, code: str) -> bool:
    return not next(stage for stage in kind.stages if stage.code == code).optional


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
        raise InputError("step_value_unknown", **told, column=step.fills, value=value, known=list(choices))


def _log(
    project: Project,
    table: str,
    keys: Sequence[str],
    step: str,
    at: datetime,
    role: str,
    value: str | None,
    note: str | None,
) -> pd.DataFrame:
    index = pd.Index(free_keys("steps", len(keys), project.steps.index, project.keys), name="step_id")
    told = {"incident_table": table, "step": step, "taken_at": pd.Timestamp(at), "role": role, "value": value}
    return pd.DataFrame({"incident_id": list(keys), **told, "note": note}, index=index)
