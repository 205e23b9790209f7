"""A day: each question is asked once, rests on no more than it says, and an edit takes over what still holds."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache, wraps
from threading import Barrier, Thread
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapper import frames
from mapper.analysis import todo
from mapper.analysis.incidents import clocks, date_order, lifecycle
from mapper.analysis.incidents.kinds import KIND_OF, LOOPS
from mapper.analysis.land import ownership
from mapper.analysis.todo_lists import FOCUS, Todo, needs_value
from mapper.day.day import Day
from mapper.day.edition import Editions
from mapper.day.scope import ScopedDay
from mapper.edits.focus import remove_focus
from mapper.edits.steps import take_step
from mapper.errors import InputError
from mapper.finding import Finding
from mapper.frames import sensitive_rows
from mapper.project import Project
from mapper.rules import with_values
from mapper.schema import POINT_TABLES, TABLES
from mapper.scope import Scope
from tests.drawn import drawn
from tests.mapper.day.questions import (
    answers_of,
    asked,
    assert_same,
    counted,
    keys_for,
    monkeypatch_everywhere,
    others_moved,
    parts_read,
    tables_of,
)
from tests.sample import district

DAY = date(2026, 11, 23)


@cache
def sample() -> Project:
    return district().project


def ask_all(day: Day) -> None:
    for name in answers_of(Day):
        for key in keys_for(name, day.as_of):
            asked(day, name, key)


def test_every_question_is_asked_at_most_once(monkeypatch: pytest.MonkeyPatch) -> None:
    times = counted(monkeypatch)
    day = Day(sample(), DAY)
    for _ in range(2):
        ask_all(day)
    often = {question: n for question, n in times.items() if n > 1}
    assert often.pop("coverage") == 2, "of the day, and of the earlier one that it is compared with"
    assert {often.pop(name) for name in ("duties_of", "status_on")} == {2}, "likewise"
    compared = ("change", *(("compare", table) for table in KIND_OF))
    assert {often.pop(question) for question in compared} == {2}, "with the days before, and with last year"
    assert not often
    assert {key for key in times if isinstance(key, tuple) and key[0] == "own"} == {
        ("own", sample().table(name).index.name) for name in (*POINT_TABLES, "outreach")
    }


def test_after_a_focus_area_goes_only_what_rests_on_it_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Day(sample(), DAY)
    ask_all(before)
    after = before.after(remove_focus(str(sample().focus_areas.index[0]))(sample()))
    times = counted(monkeypatch)
    ask_all(after)
    plans = {("focus_plan", days): 1 for days in keys_for("focus_plan", DAY) + keys_for("focus_work", DAY)}
    assert dict(times) == {"focus_today": 1, "conflict_findings": 1, "focus_outcomes": 1, "todo": 1} | plans
    assert after.findings != before.findings
    assert after.tiling is before.tiling


@pytest.mark.parametrize("name", answers_of(Day))
def test_an_answer_reads_no_more_than_it_says(name: str) -> None:
    declared = answers_of(Day)[name]
    for key in keys_for(name, DAY):
        says = declared.parts if key is None else declared.parts_for(key)
        assert parts_read(Day, sample(), DAY, name, key) <= tables_of(says)


def test_an_answer_that_names_columns_rests_on_no_other() -> None:
    day, several = asked_part(), 0
    for name, declared in answers_of(Day).items():
        for key in keys_for(name, DAY):
            moved = others_moved(day.project, declared.parts if key is None else declared.parts_for(key))
            if moved is not None:
                several += 1
                assert_same(asked(Day(moved, DAY), name, key), asked(day, name, key))
    assert several > 40


def test_threads_that_ask_together_wait_for_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    times = counted(monkeypatch)
    day, start = Day(sample(), DAY), Barrier(4)
    found = []

    def work() -> None:
        start.wait()
        found.append(day.findings_but_tiling)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(one is found[0] for one in found)
    assert set(times.values()) == {1}


def test_the_tiling_is_asked_last_and_only_when_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    times = counted(monkeypatch)
    day = Day(sample(), DAY)
    assert day.findings_so_far is day.findings_but_tiling
    assert not day.is_complete
    assert not times["tiling_findings"]
    assert len(day.findings_but_tiling) < len(day.findings)
    assert day.is_complete
    assert day.findings_so_far is day.findings
    staffed = day.after(sample().with_tables(duties=sample().duties.iloc[1:]))
    assert staffed.is_complete
    redrawn = day.after(sample().with_tables(communities=sample().communities.iloc[1:]))
    assert not redrawn.is_complete
    gone, land = str(sample().communities.index[0]), {id(finding) for finding in day.tiling}
    kept = [finding for finding in day.findings if id(finding) in land and gone not in finding.subjects]
    assert kept
    told = [finding for finding in redrawn.findings_so_far if id(finding) in land]
    assert list(map(id, told)) == list(map(id, kept)), "no list dips meanwhile"
    part = ScopedDay(redrawn, Scope(frozenset({str(sample().stations.index[0])})))
    assert {id(finding) for finding in part.findings_so_far} <= {id(one) for one in redrawn.findings_so_far}
    assert redrawn.after(sample().with_tables(communities=sample().communities.iloc[2:])).former_tiling is day.tiling
    assert day.after(sample()) is day
    assert day.after(sample(), DAY - timedelta(days=1)).is_complete


def test_what_fails_is_asked_again() -> None:
    day = Day(sample(), DAY)
    with pytest.raises(KeyError):
        day.measure("beauty")
    with pytest.raises(KeyError):
        day.measure("beauty")
    assert len(day.measure("load_share").values) == len(sample().communities)


def edited(project: Project, table: str, number: int) -> Project:
    """The project without some rows of a table, or with a row that is like another but for its key."""
    frame = project.table(table)
    if not len(frame):
        return project
    if number % 2:
        kept = [row for row in range(len(frame)) if row % 7 != number % 7]
        return project.with_tables(**{table: frame.iloc[kept]})
    row = frame.iloc[[number % len(frame)]]
    row.index = pd.Index([f"X{number}"], name=frame.index.name, dtype=frame.index.dtype)
    return project.with_tables(**{table: frames.conform(table, pd.concat([frame, row]))})


def stepped(project: Project, todo: Todo, number: int) -> Project:
    """The project after the step that one of the entries offers, at the end of the day; the same where it cannot be."""
    offered = [e for e in todo.entries if e.table != FOCUS and e.step is not None and not needs_value(e)]
    for entry in offered[number % max(len(offered), 1) :][:1]:
        at = datetime.combine(todo.as_of, time(23, 59))
        with suppress(InputError):  # on a past day a later date may forbid it
            return take_step(entry.table, [entry.key], entry.step, at, role=entry.role, note="现场看过")(project)
    return project


COLUMNS = [(kind.table, column) for kind in LOOPS for column in (*TABLES[kind.table].column_names, "geometry")]


def rewritten(project: Project, number: int) -> Project:
    """The project with a column of incidents moved a row on."""
    table, column = COLUMNS[number]
    frame = project.table(table)
    cells = frame[column].array.take(np.roll(np.arange(len(frame)), 1))
    return project.with_tables(**{table: frame.assign(**{column: cells})})


Edits = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([*TABLES]), st.integers(0, 40)),
        st.tuples(st.just("norms"), st.integers(1, 6)),
        st.tuples(st.just("cells"), st.integers(0, len(COLUMNS) - 1)),
        st.tuples(st.just("as_of"), st.integers(1, 200)),
        st.tuples(st.just("step"), st.integers(0, 500)),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=drawn(4), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(Edits)
def test_a_day_after_edits_is_a_fresh_day(edits: list[tuple[str, int]]) -> None:
    """Of three stations, which have rows of every table: a fresh day of the district takes twice as long."""
    day = asked_part()
    project, as_of = day.project, day.as_of
    for part, number in edits:
        if part == "as_of":
            as_of = DAY - timedelta(days=number)
        elif part == "norms":
            values = {("overload_share", None): 0.5 * number, ("hazard_verify_days", None): number}
            project = replace(project, norms=with_values(project.norms, values))
        elif part == "step":
            project = stepped(project, day.after(project, as_of).todo, number)
        elif part == "cells":
            project = rewritten(project, number)
        else:
            project = edited(project, part, number)
        day = day.after(project, as_of)
        _ = day.headline
    fresh = Day(project, as_of)
    for name in answers_of(Day):
        for key in keys_for(name, as_of):
            assert_same(asked(day, name, key), asked(fresh, name, key))


@cache
def asked_part() -> Day:
    stations = frozenset(map(str, sample().stations.index[[0, 3, 5]]))
    day = Day(ScopedDay(Day(sample(), DAY), Scope(stations)).project, DAY)
    assert all(len(day.project.table(name)) for name in TABLES if len(sample().table(name)))
    ask_all(day)
    return day


@cache
def asked_sample() -> Day:
    day = Day(sample(), DAY)
    ask_all(day)
    return day


OF_ROWS = (ownership.own, clocks.clocks, lifecycle.hazard_faults, date_order.date_faults, todo.incident_entries)


def test_after_a_step_each_row_that_it_left_alone_is_known_already(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the table only the row that changed is asked about, whatever rests on other tables not at all."""
    before, seen = asked_sample(), list[int]()
    entry = next(e for e in before.todo.entries if e.table == "hazards" and e.step == "verify")
    for question in OF_ROWS:
        monkeypatch_everywhere(monkeypatch, question, rows_counted(question, seen))
    at = datetime.combine(DAY, time(23))
    after = before.after(take_step("hazards", [entry.key], "verify", at, role="officer")(before.project))
    ask_all(after)
    assert seen == [1] * (len(OF_ROWS) - 1), "and where it lies not even of it"
    for name in ("owned", "incidents_shown", "trend", "unit_rates", "ownership_findings"):
        assert asked(after, name, "hazards") is asked(before, name, "hazards")
    assert after.unit_load is before.unit_load
    for table in ("disputes", "cases"):
        assert after.incident_states(table) is before.incident_states(table)
    assert after.coverage is before.coverage
    assert after.clocks("hazards").at[entry.key, "stage"] == "verified"
    assert before.clocks("hazards").at[entry.key, "stage"] == "found"


def test_an_incident_that_comes_in_or_is_taken_back_is_asked_about_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    before, seen = asked_sample(), list[int]()
    hazards = before.project.hazards
    came = hazards.iloc[[5, 9]].set_axis(pd.Index(["X1", "X2"], name=hazards.index.name, dtype=hazards.index.dtype))
    together = frames.conform("hazards", pd.concat([hazards, came]))
    fresh = Day(before.project.with_tables(hazards=together), DAY)
    of_fresh = {name: asked(fresh, name, "hazards") for name in BY_ROW}
    for question in OF_ROWS:
        monkeypatch_everywhere(monkeypatch, question, rows_counted(question, seen))
    after = before.after(fresh.project)
    gone = after.after(before.project.with_tables(hazards=hazards.drop(index=hazards.index[[3, 7]])))
    for name in BY_ROW:
        assert_same(asked(after, name, "hazards"), of_fresh[name])
        expected = asked(before, name, "hazards").drop(hazards.index[[3, 7]])
        assert_same(asked(gone, name, "hazards"), expected)
    assert set(seen) == {2}, "and of what is gone nothing is asked"
    assert len(seen) == len(OF_ROWS)


BY_ROW = ("owned", "clocks", "incident_states", "hazard_faults", "date_faults", "incident_entries", "incidents_shown")


def rows_counted(question: Callable[..., Any], seen: list[int]) -> Callable[..., Any]:
    @wraps(question)
    def count(*given: Any) -> Any:
        seen.append(next(len(one) for one in given if isinstance(one, pd.DataFrame)))
        return question(*given)

    return count


def test_many_changed_rows_and_rows_that_come_are_asked_together() -> None:
    before = asked_sample()
    project, hazards = before.project, before.project.hazards
    closed = hazards["closed_at"].where(hazards["closed_at"].notna(), pd.Timestamp(DAY))
    for changed in (hazards.assign(closed_at=closed), hazards.iloc[::-1], hazards.iloc[1:], hazards.iloc[:0]):
        after = before.after(project.with_tables(hazards=changed))
        fresh = Day(after.project, DAY)
        assert_same(after.clocks("hazards"), fresh.clocks("hazards"))
        assert_same(after.incidents_closed("hazards"), fresh.incidents_closed("hazards"))


def test_rows_of_several_edits_before_anybody_asked_are_all_asked_about() -> None:
    before = asked_sample()
    day, keys = before, [e.key for e in before.todo.entries if e.table == "hazards" and e.step == "verify"][:3]
    for key in keys:
        day = day.after(take_step("hazards", [key], "verify", datetime.combine(DAY, time(23)))(day.project))
    fresh = Day(day.project, DAY)
    assert_same(day.clocks("hazards"), fresh.clocks("hazards"))
    assert_same(day.findings_but_tiling, fresh.findings_but_tiling)
    back = day.after(before.project)
    assert_same(back.todo, before.todo)


def test_a_station_s_edition_is_cut_from_the_whole_and_not_asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    times = counted(monkeypatch)
    editions = Editions(sample(), "station", DAY)
    for code in sample().stations.index[:3]:
        edition = editions.of(str(code))
        assert set(edition.day.unit_load.index) == set(edition.project.communities.index)
        _ = edition.day.seat_shares, edition.day.headline
        change = edition.day.change_since(DAY - timedelta(days=30))
        assert set(change.units.index) == set(edition.project.communities.index)
        with pytest.raises(ValueError, match="whole"):
            edition.day.after(sample())
    assert (times["unit_load"], times["officer_load"], times["coverage"]) == (1, 1, 2)


def test_what_a_station_s_edition_finds_is_what_the_whole_finds_there() -> None:
    def told(finding: Finding) -> str:
        return str(finding.as_json())

    whole, editions, station = (
        Day(sample(), DAY),
        Editions(sample(), "station", DAY),
        sample().communities["station_code"],
    )
    found: set[str] = set()
    for code in map(str, sample().stations.index):
        day = editions.of(code).day
        own = {told(finding) for finding in day.findings}
        assert own <= {told(finding) for finding in whole.findings}
        for kind in ("seat_vacant", "village_without_officer", "unit_invalid"):
            mine = {told(f) for f in whole.findings if f.code == kind and station[f.subjects[0]] == code}
            assert {told(finding) for finding in day.findings if finding.code == kind} == mine
        assert set(day.responsible.index) <= set(day.project.communities.index)
        found |= own
    sensitive = {
        (name, key)
        for name in ("disputes", "cases")
        for key in sample().table(name).index[sensitive_rows(name, sample().table(name))]
    }  # their numbers are told to command alone
    nobody_s = {
        finding.code
        for finding in whole.findings
        if told(finding) not in found
        and not any((finding.kind.table or finding.values.get("table"), key) in sensitive for key in finding.subjects)
    }
    nowhere = {"point_outside", "point_no_coordinates", "handover_unknown", "work_nowhere", "focus_visit_impossible"}
    assert nobody_s <= nowhere


def test_a_station_s_lists_of_work_are_those_of_the_whole() -> None:
    whole, editions = Day(sample(), DAY).todo, Editions(sample(), "station", DAY)
    listed: list[tuple[str, str]] = []
    for code in map(str, sample().stations.index):
        day = editions.of(code).day
        assert set(day.todo.entries) <= set(whole.entries)
        assert set(day.hazard_owners.index) == set(day.project.hazards.index)
        listed += [(entry.table, entry.key) for entry in day.todo.entries if entry.table != "focus_areas"]
    assert len(listed) == len(set(listed))
