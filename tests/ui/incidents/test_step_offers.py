"""What is offered, against every step taken by every incident alone in every role."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper import schema
from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import KIND_OF, LOOPS
from mapper.edits import steps
from mapper.project import Project
from mapper.schema.steps import ROLES
from tests.districts import cell_centre, frame, grid
from tests.mapper.edits.possible import tried
from ui.incidents.step_offers import by_rule, offers, roles_for

NINE = datetime(2026, 11, 20, 9)


@st.composite
def projects(draw: st.DrawFn, kind: IncidentKind) -> Project:
    """Up to four incidents with any dates, of which most are in order, and now and then a rule about who may."""
    rows: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 4))):
        row: dict[str, Any] = {schema.TABLES[kind.table].key.name: f"i{number}"}
        for place, column in enumerate(kind.dates):
            days = draw(st.none() | st.just(place) | st.integers(0, 12))
            if days is not None:
                row[column] = NINE + timedelta(days=days)
        if kind.stage is not None:
            row[kind.stage] = draw(st.none() | st.sampled_from([stage.code for stage in kind.stages]))
        rows.append(row)
    project = grid(1, 1).with_tables(
        officers=frame("officers", [{"officer_id": "o1"}]),
        **{kind.table: frame(kind.table, rows, [cell_centre(0, 0)] * len(rows))},
    )
    takers = draw(
        st.dictionaries(
            st.sampled_from([stage.code for stage in KIND_OF["disputes"].stages[1:]]),
            st.lists(st.sampled_from(list(ROLES)), min_size=1, unique=True).map(tuple),
            max_size=2,
        )
    )
    return replace(project, norms=replace(project.norms, dispute_stage_takers=takers))


@pytest.mark.parametrize("kind", LOOPS, ids=lambda kind: kind.table)
@given(data=st.data())
def test_the_same_is_offered_as_by_trying_every_step(kind: IncidentKind, data: st.DataObject) -> None:
    project = data.draw(projects(kind))
    keys = data.draw(st.lists(st.sampled_from(list(project.table(kind.table).index)), min_size=1, unique=True))
    at = NINE + timedelta(days=data.draw(st.integers(0, 14)))
    found = []
    for step in kind.steps:
        for role in roles_for(project, kind.table, step):
            if tried(project, kind.table, keys, at, step, role=role, note="现场已看过") is None:
                unsaid = tried(project, kind.table, keys, at, step, role=role, note="")
                found.append((step.code, role, () if unsaid is None else tuple(unsaid.values["stages"])))
                break
    assert [(one.step.code, one.role, one.passes) for one in offers(project, kind.table, keys, at)] == found


def test_for_a_long_list_each_standing_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand rows that stand in two ways cost as many judgements as two rows."""
    rows = pd.DataFrame({"reported_at": [NINE] * 10_000, "verified_at": [NINE, None] * 5_000})
    told = [{"hazard_id": f"i{n}"} | row for n, row in enumerate(rows.to_dict("records"))]
    project = grid(1, 1).with_tables(hazards=frame("hazards", told, [cell_centre(0, 0)] * len(told)))
    judged: list[object] = []
    once = steps._out_of_order
    monkeypatch.setattr(steps, "_out_of_order", lambda *given, **how: (judged.append(given), once(*given, **how))[1])
    keys = list(project.hazards.index)
    all_rows = [offer.step.code for offer in offers(project, "hazards", keys, NINE + timedelta(days=1))]
    many, judged[:] = len(judged), []
    assert all_rows == [offer.step.code for offer in offers(project, "hazards", keys[:2], NINE + timedelta(days=1))]
    assert many == len(judged)


def test_handlers_of_the_rule_come_first_and_whoever_has_it_last() -> None:
    project, kind = grid(1, 1), KIND_OF["disputes"]
    rows = [{"dispute_id": "d", "category": "public_order", "handler": "station"}]
    project = project.with_tables(disputes=frame("disputes", rows, [cell_centre(0, 0)]))
    handlers = ("court", "joint", "station")
    hand_over, pass_on = kind.step("hand_over"), kind.step("pass_on")
    assert hand_over is not None
    assert pass_on is not None
    assert by_rule(project, kind, hand_over, "d", handlers) == ["station", "joint", "court"]
    assert by_rule(project, kind, pass_on, "d", handlers) == ["joint", "court", "station"]
