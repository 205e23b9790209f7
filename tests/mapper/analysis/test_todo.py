"""Lists of work: nothing is lost or told twice, they follow the clocks, and SQL over the file finds the same."""

import sqlite3
import struct
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.analysis.incidents.arrivals import came_in_since
from mapper.analysis.incidents.kinds import KIND_OF, LOOPS
from mapper.analysis.todo_lists import FOCUS, SECTIONS, Entry, Whose, needs_value
from mapper.day.day import Day
from mapper.edits.focus_visits import VisitMark, mark_visit
from mapper.edits.steps import choices_of, take_step
from mapper.project import Project
from mapper.schema.steps import ROLES
from mapper.store.geopackage.store import create
from tests.districts import cell_centre, frame, grid
from tests.drawn import drawn
from tests.mapper.analysis.crowded import DAY, crowded
from tests.sample import district

numbers = st.integers(0, 10_000)


@settings(max_examples=drawn(10))
@given(numbers, st.integers(-10, 10))
def test_every_open_incident_stands_in_exactly_one_list(number: int, days: int) -> None:
    project, as_of = crowded(number), DAY + timedelta(days=days)
    day = Day(project, as_of)
    todo = day.todo
    of_each = [("officer", key) for key in todo.officers] + [("body", key) for key in todo.bodies]
    lists = [*(todo.of(Whose(*one)) for one in of_each), todo.without_owner]
    listed = [(entry.table, entry.key) for entries in lists for entry in entries if entry.table != FOCUS]
    assert len(listed) == len(set(listed))
    for kind in LOOPS:
        rows = project.table(kind.table)
        shown = {(kind.table, key) for key in rows.index[day.incidents_shown(kind.table)]}
        closed = {(kind.table, key) for key in rows.index[day.incidents_closed(kind.table)]}
        mine = {row for row in listed if row[0] == kind.table}
        assert shown <= mine
        assert mine - shown <= closed
        assert {entry.next for entry in todo.entries if (entry.table, entry.key) in mine - shown} <= {"revisited"}
    running = set(project.focus_areas.index[day.focus_today])
    assert {entry.key for entry in todo.entries if entry.table == FOCUS} == running


def test_a_focus_area_is_to_do_until_as_many_visits_are_marked_as_are_asked() -> None:
    project = district().project
    day = Day(project, project.as_of)
    entry = next(e for e in day.todo.entries if e.table == FOCUS and e.officer_id is not None)
    others = {(e.key, e.officer_id) for e in day.todo.entries if e.table == FOCUS} - {(entry.key, entry.officer_id)}
    marked = project
    for visit in range(int(project.focus_areas.at[entry.key, "visits"])):
        left = {(e.key, e.officer_id) for e in Day(marked, project.as_of).todo.entries if e.table == FOCUS}
        assert left == others | {(entry.key, entry.officer_id)}
        mark = VisitMark(project.as_of, entry.officer_id, visited=visit > 0)
        marked = mark_visit(entry.key, mark)(marked)
    assert {(e.key, e.officer_id) for e in Day(marked, project.as_of).todo.entries if e.table == FOCUS} == others


@settings(max_examples=drawn(10))
@given(numbers)
def test_whoever_has_a_list_is_there_and_may_take_its_steps(number: int) -> None:
    project = crowded(number)
    day = Day(project, DAY)
    at_work = set(project.officers.index[day.status == "on_duty"])
    takers = project.norms.dispute_stage_takers
    assert set(day.todo.officers) <= at_work
    assert "station" not in day.todo.bodies
    for entry in day.todo.entries:
        if entry.table == "disputes" and entry.next is not None:
            # Of what is with the wrong handler: whoever has it may pass it on.
            may = ROLES if entry.step == "pass_on" else takers[entry.next]
            assert entry.role in may
            assert entry.body is None or "partner" in takers[entry.next]
            assert (entry.role == "officer") == (entry.officer_id is not None and "officer" in may)
        if entry.table == "hazards":
            assert entry.step == ("assign" if entry.officer_id is None else {"verified": "verify", "plugged": "plug"}[
                str(entry.next)
            ])  # fmt: skip


@settings(max_examples=drawn(10))
@given(numbers)
def test_lists_have_the_clocks_and_their_order(number: int) -> None:
    project = crowded(number)
    day = Day(project, DAY)
    entries = day.todo.entries
    late = [
        (entry.stage == "closed", entry.came_back < 2, -entry.days_late) for entry in entries if entry.section == "late"
    ]
    assert late == sorted(late), "what is open before who is to be called, the latest first"
    sections = [("late", "today", "focus", "rest").index(
        entry.section if entry.section in ("late", "today", "focus") else "rest") for entry in entries]  # fmt: skip
    assert sections == sorted(sections)
    assert {entry.section for entry in entries} <= set(SECTIONS)
    for entry in entries:
        if entry.table == FOCUS:
            assert entry.due == DAY
            continue
        clock = day.clocks(entry.table).loc[entry.key]
        assert (entry.stage, entry.days_late) == (clock.stage, clock.days_late)
        assert entry.due == clock.due.date()
        assert (entry.section == "late") == (entry.due < DAY)
        assert (entry.section == "today") == (entry.due == DAY)
    assert {entry for entry in entries if entry.due == DAY} == set(day.todo.due_before_midnight)


@settings(max_examples=drawn(7))
@given(numbers, st.data())
def test_a_step_that_a_list_offers_can_be_taken_and_the_list_follows(number: int, data: st.DataObject) -> None:
    project = crowded(number)
    day = Day(project, DAY + timedelta(days=10))  # no date of the rows lies later
    offered = [entry for entry in day.todo.entries if entry.step is not None]
    entry = data.draw(st.sampled_from(offered))
    at = datetime.combine(day.as_of, datetime.min.time()) + timedelta(hours=23)
    kind = KIND_OF[entry.table]
    step = kind.step(str(entry.step))
    assert step is not None
    assert needs_value(entry) == (step.fills is not None)
    choices = choices_of(project, kind, step)
    value = None if choices is None else next(c for c in choices if day.status.get(c, "on_duty") == "on_duty")
    after = day.after(take_step(entry.table, [entry.key], step.code, at, value, role=str(entry.role))(project))
    assert after.todo == Day(after.project, after.as_of).todo
    (now,) = [e for e in after.todo.entries if (e.table, e.key) == (entry.table, entry.key)] or [None]
    if step.code == "assign":
        assert now is not None
        assert (now.officer_id, now.next) == ((value, entry.next) if after.hazard_owners[entry.key] == "present"
                                              else (None, entry.next))  # fmt: skip
    elif step.code == "pass_on":
        assert now is not None
        assert (now.stage, now.due) == (entry.stage, entry.due)
        assert after.project.disputes.at[entry.key, "handler"] == value
    elif now is None:
        assert step.code in ("plug", "call_back")
    else:
        assert (now.stage, now.days_late) == (step.leads_to, 0)
        assert after.clocks(entry.table).at[entry.key, "stage"] == step.leads_to


def test_villages_of_no_beat_go_round_and_an_absence_moves_only_the_own_ones() -> None:
    project = grid(5, 1, kind="village").with_tables(
        officers=frame(
            "officers",
            [{"officer_id": f"o{n}", "role": "community_officer", "station_code": "S1"} for n in (2, 1, 3)],
        ),
    )
    keepers = Day(project, DAY).unit_keepers
    assert keepers == {"u0-0": "o1", "u1-0": "o2", "u2-0": "o3", "u3-0": "o1", "u4-0": "o2"}
    away = project.with_tables(
        absences=frame("absences", [{"absence_id": "b", "officer_id": "o2", "starts": DAY, "ends": DAY}])
    )
    assert Day(away, DAY).unit_keepers == keepers | {"u1-0": "o3", "u4-0": "o3"}
    assert Day(away, DAY + timedelta(days=1)).unit_keepers == keepers
    beat = project.with_tables(
        duties=frame("duties", [{"duty_id": "d", "officer_id": "o3", "community_code": "u0-0", "starts": DAY}])
    )
    assert Day(beat, DAY).unit_keepers == {
        "u0-0": "o3", "u1-0": "o1", "u2-0": "o2", "u3-0": "o3", "u4-0": "o1",
    }  # fmt: skip


def test_what_came_back_twice_is_raised() -> None:
    rows = [{"hazard_id": f"h{n}", "reported_at": datetime(2026, 2, 10 + n), "owner_id": "o1"} for n in range(4)]
    rows[2] |= {"closed_at": datetime(2026, 2, 15), "reopened_at": datetime(2026, 2, 16)}
    project = grid(1, 1).with_tables(
        officers=frame("officers", [{"officer_id": "o1"}]), hazards=frame("hazards", rows, [cell_centre(0, 0)] * 4)
    )
    for day in (17, 19):
        for step in ("plug", "reopen"):
            at = datetime(2026, 2, day, 9 if step == "plug" else 10)
            project = take_step("hazards", ["h3"], step, at, note="未经核查")(project)
    found = Day(project, DAY).todo.of(Whose("officer", "o1"))
    assert [(entry.key, entry.came_back) for entry in found] == [("h3", 2), ("h0", 0), ("h1", 0), ("h2", 1)]
    (early,) = (e for e in Day(project, date(2026, 2, 18)).todo.entries if e.key == "h3")
    assert early.came_back == 1, "only what had happened by then"


@settings(max_examples=drawn(10))
@given(numbers)
def test_what_is_with_the_wrong_handler_is_first_given_to_the_right_one(number: int) -> None:
    """From its handing over on, whatever comes next: before that the handing over itself is yet to come."""
    day = Day(crowded(number), DAY)
    rules, rows = day.project.norms.dispute_handlers, day.project.disputes
    order = [stage.code for stage in KIND_OF["disputes"].stages]
    for entry in (entry for entry in day.todo.entries if entry.table == "disputes" and not entry.closed):
        handler, allowed = rows.at[entry.key, "handler"], rules.get(str(rows.at[entry.key, "category"]), ())
        misrouted = isinstance(handler, str) and bool(allowed) and handler not in allowed
        handed_over = order.index(str(entry.stage)) >= order.index("assigned")
        assert (entry.step == "pass_on") == (misrouted and handed_over)


def test_what_came_in_since_a_moment() -> None:
    rows = [
        {"hazard_id": "h1", "reported_at": datetime(2026, 2, 28, 18)},
        {"hazard_id": "h2", "reported_at": datetime(2026, 2, 28, 17, 59)},
        {"hazard_id": "h3", "reported_at": datetime(2026, 3, 2)},
        {"hazard_id": "h4", "reported_at": datetime(2026, 1, 1), "closed_at": datetime(2026, 1, 5),
         "reopened_at": datetime(2026, 3, 1, 23, 59)},
        {"hazard_id": "h5"},
    ]  # fmt: skip
    disputes = [{"dispute_id": "j1", "received_at": datetime(2026, 3, 1, 8)}]
    project = grid(1, 1).with_tables(
        hazards=frame("hazards", rows, [cell_centre(0, 0)] * 5),
        disputes=frame("disputes", disputes, [cell_centre(0, 0)]),
    )
    found = came_in_since(project, DAY, datetime(2026, 2, 28, 18))
    assert [(one.key, one.again) for one in found] == [("h4", True), ("j1", False), ("h1", False)]


def _xy(blob: bytes | None) -> tuple[float | None, ...]:
    """West, south, east, north of a GeoPackage geometry: of a polygon its ring's, of a point the point twice."""
    if blob is None or blob[3] & 16:  # nothing, or empty
        return (None,) * 4
    body = blob[8 + {0: 0, 1: 32}[blob[3] >> 1 & 7] :]
    form, first = struct.unpack_from("<xI", body)[0], 5
    if form == 6:  # its first polygon
        body = body[9:]
    if form == 1:
        x, y = struct.unpack_from("<2d", body, first)
        return x, y, x, y
    ring = struct.unpack_from("<I", body, first + 4)[0]
    values = struct.unpack_from(f"<{2 * ring}d", body, first + 8)
    return min(values[::2]), min(values[1::2]), max(values[::2]), max(values[1::2])


@pytest.mark.parametrize("number", [3, 11, 2026])
@pytest.mark.parametrize("as_of", [DAY - timedelta(days=4), DAY])
def test_sql_over_the_file_finds_each_officer_s_hazards_and_the_disputes_of_held_communities(
    number: int, as_of: date, tmp_path: Path
) -> None:
    project = crowded(number)
    create(tmp_path / "p.gpkg", project)
    todo = Day(project, as_of).todo
    with sqlite3.connect(tmp_path / "p.gpkg") as sql:
        for position, name in enumerate(("west", "south", "east", "north")):
            sql.create_function(name, 1, lambda blob, position=position: _xy(blob)[position])
        end = (as_of + timedelta(days=1)).isoformat()
        values = {"day": as_of.isoformat(), "end": end, "lately": (as_of - timedelta(days=89)).isoformat()}
        hazards, disputes = (set(sql.execute(query, values)) for query in (_HAZARDS, _DISPUTES))
    sql.close()
    mine = [entry for entry in todo.entries if entry.officer_id is not None]
    assert _told(mine, "hazards") == hazards
    communities = set(project.communities.index[project.communities["kind"] == "community"])
    assert _told([entry for entry in mine if entry.unit_code in communities], "disputes") == disputes
    assert hazards
    assert disputes


def _told(entries: list[Entry], table: str) -> set[tuple[str | None, str]]:
    return {(entry.officer_id, entry.key) for entry in entries if entry.table == table}


_AT_WORK = """
there AS (
  SELECT officer_id, role FROM officers WHERE status = 'on_duty' AND officer_id NOT IN (
    SELECT officer_id FROM absences WHERE starts <= :day AND (ends IS NULL OR ends >= :day))),
running AS (
  SELECT officer_id, community_code FROM duties
  WHERE (starts IS NULL OR starts <= :day) AND (ends IS NULL OR ends >= :day))
"""
_HAZARDS = f"""
WITH {_AT_WORK}
SELECT h.owner_id, h.hazard_id FROM hazards h JOIN there o ON o.officer_id = h.owner_id
WHERE h.reported_at < :end AND (h.closed_at IS NULL OR h.closed_at >= :end)
  AND (h.owner_id NOT IN (SELECT officer_id FROM duties)
       OR h.owner_id IN (SELECT officer_id FROM duties WHERE ends IS NULL OR ends >= :day))
"""
_DISPUTES = f"""
WITH {_AT_WORK},
keeper AS (
  SELECT u.community_code, u.geom, MIN(o.officer_id) AS officer_id FROM communities u
  JOIN running d ON d.community_code = u.community_code
  JOIN there o ON o.officer_id = d.officer_id AND o.role = 'community_officer'
  WHERE u.kind = 'community' GROUP BY u.community_code)
SELECT k.officer_id, j.dispute_id FROM disputes j JOIN keeper k
  ON west(j.geom) > west(k.geom) AND west(j.geom) < east(k.geom)
  AND south(j.geom) > south(k.geom) AND south(j.geom) < north(k.geom)
WHERE j.received_at < :end AND (
  ((j.handler = 'station' OR j.assigned_at IS NULL OR j.assigned_at >= :end)
   AND (j.closed_at IS NULL OR j.closed_at >= :end OR
     (j.reopened_at < :end AND j.reopened_at >= j.closed_at)))
  OR (j.closed_at < :end AND j.closed_at >= :lately AND (j.reopened_at IS NULL OR j.reopened_at >= :end)
      AND (j.revisited_at IS NULL OR j.revisited_at >= :end)))
"""


def test_the_sample_s_lists_hold_all_that_is_open_and_the_planted_hazards_without_an_owner() -> None:
    project: Project = district().project
    day = Day(project, project.as_of)
    todo = day.todo
    open_ones = sum(int(day.incidents_shown(kind.table).sum()) for kind in LOOPS)
    incidents = [entry for entry in todo.entries if entry.table != FOCUS]
    assert len(incidents) == open_ones + sum(entry.stage == "closed" for entry in incidents)
    ownerless = {f.subjects[0] for f in day.lifecycle_findings if f.code == "hazard_ownerless"}
    assert {entry.key for entry in todo.without_owner if entry.table == "hazards"} == ownerless
    late = {f.subjects[0] for f in day.lifecycle_findings if f.code == "dispute_not_called_back"}
    assert late == {entry.key for entry in incidents if entry.next == "revisited" and entry.section == "late"}
