"""Steps of a loop: whatever is tried in whatever order, the dates stay in order, and a refused step changes nothing."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper import schema
from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import DISPUTES, HAZARDS, LOOPS
from mapper.day.day import Day
from mapper.edits.steps import choices_of, require_come, take_step
from mapper.errors import InputError
from mapper.project import Project
from mapper.rules import with_values
from mapper.store.geopackage.store import create, open_store
from tests.districts import cell_centre, frame, grid
from tests.drawn import drawn
from tests.mapper.edits.possible import possible_steps

NINE = datetime(2026, 11, 20, 9)


def project(table: str, *rows: dict[str, Any]) -> Project:
    key = schema.TABLES[table].key.name
    incidents = frame(table, [{key: f"i{n}"} | row for n, row in enumerate(rows)], [cell_centre(0, 0)] * len(rows))
    officers = frame("officers", [{"officer_id": "o1"}, {"officer_id": "o2"}])
    return grid(1, 1).with_tables(**{table: incidents, "officers": officers})


def refused(edit: Any, on: Project) -> InputError:
    with pytest.raises(InputError) as told:
        edit(on)
    return told.value


def in_order(kind: IncidentKind, row: pd.Series) -> bool:
    """Written out for each table apart from what is declared."""
    if kind is HAZARDS:
        chains = [("reported_at", "verified_at", "closed_at"), ("reported_at", "verified_at", "reopened_at")]
    elif pd.notna(row["reopened_at"]):  # what came back is closed and called back once more
        chains = [("received_at", "assessed_at", "assigned_at", "handled_at"), ("received_at", "reopened_at")]
    else:
        chains = [
            ("received_at", "assessed_at", "assigned_at", "handled_at", "supervised_at", "closed_at", "revisited_at")
        ]
    known = [[row[name] for name in chain if pd.notna(row[name])] for chain in chains]
    return all(dates == sorted(dates) for dates in known)


MINUTES = st.integers(-600, 4 * 1440)
ATTEMPTS = st.lists(st.tuples(st.integers(0, 7), MINUTES, st.integers(0, 5), st.booleans()), max_size=14)


@pytest.mark.parametrize("kind", LOOPS, ids=lambda kind: kind.table)
@settings(max_examples=drawn(10), deadline=None)
@given(attempts=ATTEMPTS, begins=st.booleans())
def test_any_sequence_of_steps_keeps_the_dates_in_order(
    kind: IncidentKind, attempts: list[tuple[int, int, int, bool]], begins: bool
) -> None:
    """Attempts go on from the step before (in time) or not; half of the incidents have no first date yet."""
    now = project(kind.table, {kind.began: NINE} if begins else {})
    clock = NINE
    for number, minutes, choice, onward in attempts:
        at = (clock + timedelta(minutes=abs(minutes))) if onward else NINE + timedelta(minutes=minutes)
        offered = possible_steps(now, kind.table, ["i0"], at)
        step = offered[number % len(offered)] if onward and offered else kind.steps[number % len(kind.steps)]
        values = choices_of(now, kind, step)
        edit = take_step(kind.table, ["i0"], step.code, at, None if values is None else values[choice % len(values)])
        before = now.table(kind.table).copy()
        if step not in offered:
            refused(edit, now)
            assert now.table(kind.table).equals(before)
            continue
        then = edit(now)
        assert now.table(kind.table).equals(before), "the project before is what undo goes back to"
        row = then.table(kind.table).loc["i0"]
        assert in_order(kind, row)
        assert not (row[list(kind.dates)].dropna() > pd.Timestamp(at)).any()
        dated = kind.date_of(step)
        if dated is not None:
            assert row[dated] == at
        if kind.stage is not None and step.leads_to is not None:
            assert kind.state_on(then.table(kind.table), then.norms, at.date())["i0"] == step.leads_to
        assert kind.closed_on(then.table(kind.table), at.date())["i0"] == (
            dated == kind.ended or (not step.reopens and kind.closed_on(before, at.date())["i0"])
        )
        untouched = [c for c in before.columns if c not in (dated, step.fills, kind.stage, *step.sets)]
        log = then.steps.iloc[-1]
        assert (len(then.steps), log["step"], log["taken_at"]) == (len(now.steps) + 1, step.code, at)
        assert then.table(kind.table)[untouched].equals(before[untouched])
        now, clock = then, at


def test_a_hazard_is_worked_from_its_report_to_its_closing_and_back() -> None:
    now = project("hazards", {"reported_at": NINE})

    def offered(hours: int) -> list[str]:
        return [step.code for step in possible_steps(now, "hazards", ["i0"], NINE + timedelta(hours=hours))]

    assert offered(0) == ["verify", "assign"]
    for hours, step, value, then in (
        (1, "verify", None, ["assign", "plug"]),
        (2, "assign", "o1", ["assign", "plug"]),
        (3, "plug", None, ["check", "reopen"]),
        (4, "check", None, ["reopen"]),
        (48, "reopen", None, ["assign", "plug"]),
        (49, "plug", None, ["check", "reopen"]),
        (50, "check", None, ["reopen"]),
    ):
        now = take_step("hazards", ["i0"], step, NINE + timedelta(hours=hours), value)(now)
        assert offered(hours) == then, step
    row = now.hazards.loc["i0"]
    assert (row["owner_id"], row["closed_at"] - row["reopened_at"]) == ("o1", timedelta(hours=1))


def test_a_dispute_goes_through_the_whole_loop_and_to_another_handler() -> None:
    now = project("disputes", {"received_at": NINE, "handler": "case_team"})
    taken = (
        ("study", None, "assessed"), ("hand_over", "station", "assigned"), ("handle", None, "handling"),
        ("pass_on", "residents_committee", "handling"), ("supervise", None, "supervised"),
        ("close", "resolved", "closed"), ("call_back", None, "revisited"),
    )  # fmt: skip
    for hours, (step, value, stage) in enumerate(taken, start=1):
        now = take_step("disputes", ["i0"], step, NINE + timedelta(hours=hours), value)(now)
        assert now.disputes.at["i0", "stage"] == stage
    row = now.disputes.loc["i0"]
    assert (row["handler"], row["outcome"]) == ("residents_committee", "resolved")
    assert row[[stage.date for stage in DISPUTES.stages]].notna().all()
    later = NINE + timedelta(days=9)
    assert [step.code for step in possible_steps(now, "disputes", ["i0"], later)] == ["reopen"]
    now = take_step("disputes", ["i0"], "reopen", later)(now)
    assert (now.disputes.at["i0", "stage"], bool(now.disputes.at["i0", "reopened"])) == ("handling", True)
    offered = [step.code for step in possible_steps(now, "disputes", ["i0"], later)]
    assert offered == ["pass_on", "supervise", "close"]
    assert now.steps["step"].tolist() == [step for step, _, _ in taken] + ["reopen"]


@pytest.mark.parametrize(
    ("row", "step", "hours", "code"),
    [
        ({"reported_at": NINE}, "verify", -1, "step_too_early"),
        ({"reported_at": NINE, "verified_at": NINE}, "plug", -1, "step_too_early"),
        ({"reported_at": NINE}, "plug", 1, "step_skips"),
        ({"reported_at": NINE}, "check", 1, "step_requires"),
        ({"reported_at": NINE}, "reopen", 1, "step_state"),
        ({"reported_at": NINE, "verified_at": NINE}, "verify", 1, "step_again"),
        ({"reported_at": NINE, "verified_at": NINE, "closed_at": NINE}, "plug", 1, "step_again"),
        ({"reported_at": NINE}, "assign", 1, "step_value_missing"),
        ({"reported_at": NINE}, "close", 1, "step_unknown"),
    ],
)
def test_what_the_order_does_not_allow_is_refused_with_its_reason(
    row: dict[str, Any], step: str, hours: int, code: str
) -> None:
    now = project("hazards", row)
    assert refused(take_step("hazards", ["i0"], step, NINE + timedelta(hours=hours)), now).code == code


def test_of_two_steps_in_one_minute_the_later_is_what_comes_too_early() -> None:
    now = project("hazards", {"reported_at": NINE, "verified_at": NINE})
    error = refused(take_step("hazards", ["i0"], "plug", NINE - timedelta(minutes=1)), now)
    assert (error.code, error.values["column"]) == ("step_too_early", "verified_at")


def test_a_stage_is_not_skipped_and_a_value_is_one_of_those_there_are() -> None:
    now = project("disputes", {"received_at": NINE})
    assert refused(take_step("disputes", ["i0"], "handle", NINE), now).values["stages"] == ["assessed", "assigned"]
    noted = take_step("disputes", ["i0"], "handle", NINE, note="当场调解")(now)
    assert (noted.disputes.at["i0", "stage"], noted.steps["note"].tolist()) == ("handling", ["当场调解"])
    assert refused(take_step("disputes", ["i0"], "study", NINE, "station"), now).code == "step_value_unused"
    now = take_step("disputes", ["i0"], "study", NINE)(now)  # the same minute is in order
    assert refused(take_step("disputes", ["i0"], "hand_over", NINE, "nobody"), now).code == "step_value_unknown"
    assert refused(take_step("cases", ["i0"], "verify", NINE), now).code == "steps_none"
    assert refused(take_step("duties", ["i0"], "verify", NINE), now).code == "steps_none"
    hazard = project("hazards", {"reported_at": NINE})
    assert refused(take_step("hazards", ["i0"], "assign", NINE, "o9"), hazard).code == "row_unknown"
    assert refused(take_step("hazards", ["i9"], "verify", NINE), hazard).code == "row_unknown"


def test_several_take_a_step_together_or_none_does() -> None:
    now = project("hazards", {"reported_at": NINE}, {"reported_at": NINE}, {"reported_at": NINE + timedelta(hours=2)})
    together = take_step("hazards", ["i0", "i1"], "verify", NINE + timedelta(hours=1))(now)
    assert together.hazards["verified_at"].notna().tolist() == [True, True, False]
    error = refused(take_step("hazards", ["i0", "i2"], "verify", NINE + timedelta(hours=1)), now)
    assert (error.code, error.values["key"], error.values["column"]) == ("step_too_early", "i2", "reported_at")
    assert possible_steps(now, "hazards", ["i0", "i2"], NINE + timedelta(hours=1)) == ()


def test_a_closed_dispute_whose_source_gave_no_date_gets_one() -> None:
    now = project("disputes", {"received_at": NINE, "stage": "closed"})
    assert DISPUTES.shown_on(now.disputes, NINE.date()).all()
    assert refused(take_step("disputes", ["i0"], "call_back", NINE), now).code == "step_requires"
    closed = take_step("disputes", ["i0"], "close", NINE + timedelta(hours=1), "resolved")(now)
    assert not DISPUTES.shown_on(closed.disputes, NINE.date()).any()


def test_a_step_is_on_disk_as_it_is_in_memory(tmp_path: Path) -> None:
    now = project("hazards", {"reported_at": NINE}, {"reported_at": NINE})
    create(tmp_path / "p.gpkg", now)
    store = open_store(tmp_path / "p.gpkg")
    edit = take_step("hazards", ["i1"], "verify", NINE + timedelta(minutes=1))
    before = store.project
    store.write(edit, "")
    after = store.project
    store.close()
    again = open_store(tmp_path / "p.gpkg")
    again.close()
    pd.testing.assert_frame_equal(pd.DataFrame(again.project.hazards), pd.DataFrame(after.hazards))
    assert before.hazards["verified_at"].isna().all()


def with_order(now: Project, **places: int) -> Project:
    values = {("dispute_stage_order", stage): place for stage, place in places.items()}
    return replace(now, norms=with_values(now.norms, values))


def test_what_its_source_calls_called_back_can_be_closed_where_no_date_closes_it() -> None:
    now = project("disputes", {"received_at": NINE, "stage": "revisited"})
    later = NINE + timedelta(hours=1)
    assert Day(now, NINE.date()).clocks("disputes").at["i0", "next"] == "closed"
    assert [step.code for step in possible_steps(now, "disputes", ["i0"], later)] == ["pass_on", "close"]
    closed = take_step("disputes", ["i0"], "close", later, "resolved")(now)
    assert Day(closed, NINE.date()).clocks("disputes").at["i0", "next"] == "revisited"


def test_what_comes_back_goes_on_where_the_place_s_own_order_has_it() -> None:
    dated = {"received_at": NINE, "handled_at": NINE, "assessed_at": NINE, "assigned_at": NINE, "closed_at": NINE}
    now = project("disputes", dated | {"stage": "closed"})
    turned = with_order(now, handling=2, assessed=3, assigned=4, supervised=0)
    back = take_step("disputes", ["i0"], "reopen", NINE + timedelta(hours=1))(turned)
    assert back.disputes.at["i0", "stage"] == "handling"
    assert DISPUTES.stage_on(back.disputes, back.norms, NINE.date())["i0"] == "handling"
    # A place that has no such stage goes back to the one before it.
    short = with_order(now, assigned=3, handling=0, supervised=0)
    back = take_step("disputes", ["i0"], "reopen", NINE + timedelta(hours=1))(short)
    assert back.disputes.at["i0", "stage"] == "assigned"
    assert DISPUTES.stage_on(back.disputes, back.norms, NINE.date())["i0"] == "assigned"


def test_a_stage_that_a_place_does_not_have_is_the_one_before_it() -> None:
    now = with_order(project("disputes", {"received_at": NINE, "stage": "supervised"}), supervised=0)
    assert DISPUTES.stage_on(now.disputes, now.norms, NINE.date())["i0"] == "handling"


def test_one_named_twice_takes_the_step_once() -> None:
    now = take_step("hazards", ["i0", "i0"], "verify", NINE)(project("hazards", {"reported_at": NINE}))
    assert len(now.steps) == 1


def test_nothing_is_recorded_ahead_but_on_the_project_s_own_day() -> None:
    project, now = grid(1, 1), datetime(2026, 11, 20, 9)
    project = replace(project, about=replace(project.about, data_date=date(2026, 11, 22)))
    for at in (now, datetime(2026, 11, 22, 23, 59)):
        require_come(project, at, now)
    later = datetime(2026, 11, 24, 9)
    require_come(project, later, later)
    with pytest.raises(InputError, match="moment_ahead"):
        require_come(project, datetime(2026, 11, 23, 0, 1), now)
