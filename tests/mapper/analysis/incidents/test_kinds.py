"""Each kind of incident is declared soundly, and its states on any day are what its dates say, read one by one."""

from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper import schema
from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import CASES, DISPUTES, HAZARDS, INCIDENT_KINDS
from mapper.norms import Norms
from tests.districts import cell_centre, frame

FIRST = date(2026, 2, 26)
# Around midnights, over the end of February.
MOMENTS = st.sampled_from(
    [
        datetime.combine(FIRST + timedelta(days=day), datetime.min.time()) + timedelta(minutes=minutes)
        for day in range(6)
        for minutes in (0, 1, 720, 1439)
    ]
)
DAYS = st.integers(-1, 7).map(lambda n: FIRST + timedelta(days=n))


def table(kind: IncidentKind, *rows: dict[str, Any]) -> pd.DataFrame:
    key = schema.TABLES[kind.table].key.name
    return frame(kind.table, [{key: f"i{n}"} | row for n, row in enumerate(rows)], [cell_centre(0, 0)] * len(rows))


@pytest.mark.parametrize("kind", INCIDENT_KINDS, ids=lambda kind: kind.table)
def test_a_declaration_names_only_what_the_schema_has(kind: IncidentKind) -> None:
    columns = {column.name: column for column in schema.TABLES[kind.table].columns}
    assert {columns[name].kind for name in kind.dates} <= {"time", "date"}
    assert {kind.ended, kind.reopened} - {None} <= set(kind.dates)
    named = {kind.category, kind.origin, kind.handler, kind.owner, kind.stage, *(s.fills for s in kind.steps)} - {None}
    assert named <= set(columns)
    assert set(kind.urgent) <= set(kind.states)
    if kind.state_column is not None:
        assert list(columns[kind.state_column].choices or ()) == list(kind.states)
    assert kind.ends == (kind.shown_days == 0)
    assert len({step.code for step in kind.steps}) == len(kind.steps)
    for step in kind.steps:
        assert {step.leads_to, step.after} - {None} <= {stage.code for stage in kind.stages}
        assert set(step.sets) <= set(columns)
        assert step.reopens == (step.code == "reopen")
    if kind.ends:  # every stage but the first of hazards, which a report begins, is reached by a step
        led_to = {step.leads_to for step in kind.steps}
        assert {stage.code for stage in kind.stages} - led_to <= {kind.stages[0].code}
        assert kind.ended in {stage.date for stage in kind.stages}
        assert kind.back_to in {stage.code for stage in kind.stages}
    if kind.stage is not None:
        assert list(columns[kind.stage].choices or ()) == [stage.code for stage in kind.stages]


def test_every_table_with_a_time_and_a_place_of_what_happened_is_a_kind() -> None:
    timed = {
        t.name for t in schema.TABLES.values() if t.geometry == "point" and any(c.kind == "time" for c in t.columns)
    }
    assert timed == {kind.table for kind in INCIDENT_KINDS}


DATES = st.none() | MOMENTS


@given(
    st.lists(st.fixed_dictionaries(dict.fromkeys(HAZARDS.dates, DATES)), min_size=1, max_size=6),
    DAYS,
    st.integers(0, 2),
)
def test_the_state_of_a_hazard_is_what_its_dates_say(rows: list[dict[str, Any]], day: date, days: int) -> None:
    def state(row: dict[str, Any]) -> str | None:
        then = {name: moment for name, moment in row.items() if moment is not None and moment.date() <= day}
        if row["reported_at"] is not None and "reported_at" not in then:
            return None
        closed, back = then.get("closed_at"), then.get("reopened_at")
        if closed is not None and not (back is not None and back >= closed):
            return "closed"
        waits = closed is None and "verified_at" not in then and row["reported_at"] is not None
        return "overdue" if waits and row["reported_at"].date() + timedelta(days=days) < day else "open"

    hazards = table(HAZARDS, *rows)
    found = HAZARDS.state_on(hazards, Norms(hazard_verify_days=days), day)
    expected = [state(row) for row in rows]
    assert [None if pd.isna(value) else value for value in found] == expected
    assert HAZARDS.shown_on(hazards, day).tolist() == [value in ("open", "overdue") for value in expected]
    assert HAZARDS.closed_on(hazards, day).tolist() == [value == "closed" for value in expected]


@given(
    st.lists(
        st.fixed_dictionaries({"stage": st.sampled_from(DISPUTES.states), **dict.fromkeys(DISPUTES.dates, DATES)}),
        min_size=1,
        max_size=6,
    ),
    DAYS,
)
def test_the_stage_of_a_dispute_is_the_furthest_that_its_dates_and_its_source_say(
    rows: list[dict[str, Any]], day: date
) -> None:
    columns = DISPUTES.dates[:7]

    def came_back(row: dict[str, Any]) -> datetime | None:
        back = row["reopened_at"]
        return back if back is not None and back.date() <= day else None

    def is_back(row: dict[str, Any]) -> bool:
        back, closed = came_back(row), row["closed_at"]
        return back is not None and not (closed is not None and closed.date() <= day and closed > back)

    def stage(row: dict[str, Any]) -> str | None:
        come = [row[name] is not None and row[name].date() <= day for name in columns]
        if row["received_at"] is not None and not come[0]:
            return None
        if (back := came_back(row)) is not None:  # what comes after the handling has to be reached anew
            come = [c and (n <= 3 or row[columns[n]] > back) for n, c in enumerate(come)]
        come[4] = come[4] and come[3]  # supervision means something only of what is in hand
        furthest = max([n for n, c in enumerate(come) if c], default=0)
        known = [row[name] for name in DISPUTES.dates if row[name] is not None]
        if all(moment.date() <= day for moment in known):
            recorded = DISPUTES.states.index(row["stage"])
            furthest = max(furthest, min(recorded, 3) if is_back(row) else recorded)
        return DISPUTES.states[furthest]

    disputes = table(DISPUTES, *rows)
    found = DISPUTES.state_on(disputes, Norms(), day)
    assert [None if pd.isna(value) else value for value in found] == [stage(row) for row in rows]
    begun = [row["received_at"] is None or row["received_at"].date() <= day for row in rows]
    closed = [row["closed_at"] is not None and row["closed_at"].date() <= day and not is_back(row) for row in rows]
    assert DISPUTES.shown_on(disputes, day).tolist() == [b and not c for b, c in zip(begun, closed, strict=True)]
    assert DISPUTES.closed_on(disputes, day).tolist() == [b and c for b, c in zip(begun, closed, strict=True)]


def test_a_hazard_that_came_back_and_was_closed_again_is_closed() -> None:
    days = {"reported_at": 1, "verified_at": 2, "closed_at": 4, "reopened_at": 3}
    hazards = table(HAZARDS, {name: datetime(2026, 3, day, 9) for name, day in days.items()})
    assert [HAZARDS.state_on(hazards, Norms(), date(2026, 3, day)).iloc[0] for day in (3, 4)] == ["open", "closed"]


def test_a_case_is_shown_for_a_year_the_day_of_it_counted() -> None:
    cases = table(CASES, {"occurred_at": datetime(2025, 3, 1, 0, 0)}, {})
    first, last = date(2025, 3, 1), date(2026, 2, 28)
    for day, shown in ((first, True), (last, True), (first - timedelta(1), False), (last + timedelta(1), False)):
        assert CASES.shown_on(cases, day).tolist() == [shown, False]
    assert not CASES.closed_on(cases, last).any()
