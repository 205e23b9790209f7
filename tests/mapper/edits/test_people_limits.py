"""Edits of duties, absences, visits and proposals on the first and the last of their days."""

from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from mapper.edit import Edit, free_keys, next_key
from mapper.edits.absences import put_absence
from mapper.edits.duties import assign, unassign
from mapper.edits.focus import FocusOrder, mark_focus
from mapper.edits.liaison import record_visit
from mapper.edits.proposal import Proposal
from mapper.edits.rows import set_about
from mapper.edits.staffing import apply_proposals
from mapper.errors import InputError
from mapper.keys import Keys
from mapper.project import About, Project, changes_between
from tests.districts import frame, grid, square

DAY = date(2026, 11, 23)


def at(days: int) -> date:
    return DAY + timedelta(days=days)


def station(*held: dict[str, Any], away: list[dict[str, Any]] | None = None, **officer: Any) -> Project:
    """Three units, officers ``a`` and ``b``, duties (of ``a`` for ``u0-0`` unless told) and absences (of ``a``)."""
    officers = [{"officer_id": who, "role": "community_officer"} | officer for who in "ab"]
    duties = [{"duty_id": f"D{n}", "officer_id": "a", "community_code": "u0-0"} | row for n, row in enumerate(held)]
    rows = [{"absence_id": f"B{n}", "officer_id": "a", "kind": "on_loan"} | row for n, row in enumerate(away or [])]
    return grid(3, 1).with_tables(
        officers=frame("officers", officers), duties=frame("duties", duties), absences=frame("absences", rows)
    )


def outcome(edit: Edit, project: Project) -> str:
    """The code that the edit is refused with, or ``done``."""
    try:
        edit(project)
    except InputError as error:
        return error.code
    return "done"


def days(rows: pd.DataFrame) -> list[tuple[date | None, date | None]]:
    """First and last day of each row."""
    pairs = zip(rows["starts"], rows["ends"], strict=True)
    return [(None if pd.isna(a) else a.date(), None if pd.isna(b) else b.date()) for a, b in pairs]


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (at(-20), at(-11), "done"),  # over on the day before the other begins
        (at(-20), at(-10), "duty_exists"),
        (at(11), None, "done"),
        (at(10), None, "duty_exists"),
        (at(0), at(0), "duty_exists"),
        (at(12), at(12), "done"),
        (at(12), at(11), "dates_reversed"),
    ],
)
@pytest.mark.parametrize("made", ["duty", "absence"])
def test_a_duty_and_an_absence_have_no_day_in_common_with_another(
    made: str, starts: date, ends: date | None, expected: str
) -> None:
    span = {"starts": at(-10), "ends": at(10)}
    if made == "duty":
        assert outcome(assign("a", "u0-0", starts, ends), station(span)) == expected
    else:
        found = outcome(put_absence("a", "leave", starts, ends), station(away=[span]))
        assert found == expected.replace("duty", "absence")


def test_a_duty_without_a_first_or_last_day_meets_every_other() -> None:
    for span, starts, ends, expected in (
        ({"ends": at(0)}, at(-900), at(-899), "duty_exists"),
        ({"ends": at(0)}, at(1), None, "done"),
        ({"starts": at(0)}, at(900), None, "duty_exists"),
        ({"starts": at(0)}, at(-5), at(-1), "done"),
    ):
        assert outcome(assign("a", "u0-0", starts, ends), station(span)) == expected
        assert outcome(put_absence("a", "leave", starts, ends), station(away=[span])) == expected.replace(
            "duty", "absence"
        )


@pytest.mark.parametrize(("mine", "others"), [("a", "b"), ("b", "a")])
def test_other_officers_units_and_absences_are_in_nobodys_way(mine: str, others: str) -> None:
    held = {"officer_id": others, "community_code": "u1-0"}
    project = station(held, away=[{"officer_id": others, "starts": at(0), "ends": None}])
    free = [(mine, "u1-0"), (others, "u0-0"), (others, "u2-0")]
    for edit in (*(assign(*pair, DAY) for pair in free), put_absence(mine, "leave", DAY)):
        assert outcome(edit, project) == "done"
    for pair in free:
        assert outcome(unassign(*pair, DAY), project) == "duty_unknown"
    assert outcome(unassign(others, "u1-0", DAY), project) == "done"


@pytest.mark.parametrize("status", ["on_loan", "leave"])
def test_dates_take_the_place_of_being_away_until_further_notice(status: str) -> None:
    after = put_absence("a", "leave", DAY)(station(status=status))
    assert after.officers["status"].tolist() == ["on_duty", status]


@pytest.mark.parametrize(("key", "starts"), [("B0", at(5)), ("B1", at(0))])
def test_an_absence_that_is_changed_is_in_the_way_of_none_but_the_others(key: str, starts: date) -> None:
    project = station(away=[{"starts": at(0), "ends": at(4)}, {"starts": at(5), "ends": at(9)}])
    assert outcome(put_absence("a", "leave", starts, starts, absence_id=key), project) == "absence_exists"
    assert outcome(put_absence("a", "leave", at(10), absence_id=key), project) == "done"


def test_an_absence_that_is_changed_is_not_in_its_own_way() -> None:
    project = station(away=[{"starts": at(0), "ends": None}])
    changed = put_absence("a", "leave", at(2), at(2), "别处（虚构）", absence_id="B0")(project)
    assert changed.absences.loc["B0", ["kind", "host"]].tolist() == ["leave", "别处（虚构）"]
    assert days(changed.absences) == [(at(2), at(2))]
    assert outcome(put_absence("a", "leave", DAY, absence_id="B9"), project) == "row_unknown"


@pytest.mark.parametrize(
    ("fte", "expected"),
    [(0.0, "fte_out_of_range"), (-0.1, "fte_out_of_range"), (0.01, "done"), (1.0, "done"), (1.01, "fte_out_of_range")],
)
def test_a_share_of_full_time_is_above_nothing_and_at_most_all(fte: float, expected: str) -> None:
    edit = assign("a", "u0-0", DAY, fte=fte)
    project = station(fte=0.5)
    assert outcome(edit, project) == expected
    if expected == "done":
        after = edit(project)
        assert after.officers["fte"].tolist() == [fte, 0.5]
        assert after.duties["dedicated"].tolist() == [True]
    same = assign("a", "u0-0", DAY, fte=0.5, dedicated=False)(project)
    assert changes_between(project, same).parts == {"duties"}
    assert same.duties["dedicated"].tolist() == [False]


@pytest.mark.parametrize(
    ("starts", "ends", "left"),
    [
        (at(-5), None, [(at(-5), at(-1))]),
        (at(-1), None, [(at(-1), at(-1))]),
        (at(0), None, []),  # had not begun
        (at(3), at(9), []),
        (None, None, [(None, at(-1))]),
        (at(-5), at(0), [(at(-5), at(-1))]),  # runs on the day for the last time
    ],
)
def test_a_duty_that_is_ended_keeps_the_days_that_were(
    starts: date | None, ends: date | None, left: list[tuple[date | None, date | None]]
) -> None:
    project = station({"starts": starts, "ends": ends}, {"officer_id": "b"}, {"community_code": "u1-0"})
    after = unassign("a", "u0-0", DAY)(project)
    mine = after.duties[(after.duties["officer_id"] == "a") & (after.duties["community_code"] == "u0-0")]
    assert days(mine) == left
    assert len(after.duties) == len(left) + 2


def test_a_duty_that_is_over_cannot_be_ended() -> None:
    assert outcome(unassign("a", "u0-0", DAY), station({"starts": at(-9), "ends": at(-1)})) == "duty_unknown"
    both = station({"starts": at(-9), "ends": at(-5)}, {"starts": at(-4)}, {"starts": at(4)})
    after = unassign("a", "u0-0", DAY)(both)
    assert days(after.duties.sort_values("starts")) == [(at(-9), at(-5)), (at(-4), at(-1))]


def test_keys_go_on_from_the_largest_number() -> None:
    rows = [{"duty_id": key, "officer_id": "a", "community_code": "u1-0"} for key in ("D7", "D10", "x99", "D", "D5x")]
    project = station().with_tables(duties=frame("duties", rows))
    assert next_key(project, "duties") == "D11"
    assert next_key(project, "focus_areas") == "F1"
    assert free_keys("handovers", 2, ["W050", "W051"], Keys()) == ["W052", "W053"]
    assert free_keys("handovers", 2, ["W098", "W99"], Keys()) == ["W100", "W101"]
    assert free_keys("handovers", 2, ["W9", "W98"], Keys()) == ["W99", "W100"]
    assert assign("a", "u0-0", DAY)(project).duties.index[-1] == "D11"


@pytest.mark.parametrize(
    ("minutes", "visits", "expected"), [(1, 1, "done"), (0, 1, "focus_minutes"), (1, 0, "focus_minutes")]
)
def test_a_focus_area_asks_at_least_a_minute_and_a_visit(minutes: int, visits: int, expected: str) -> None:
    early, late = datetime(2026, 11, 23, 8), datetime(2026, 11, 23, 9)
    assert (
        outcome(mark_focus(square(0, 0), FocusOrder("夜市", early, late, minutes, visits=visits)), station())
        == expected
    )
    assert outcome(mark_focus(square(0, 0), FocusOrder("夜市", early, early, 5)), station()) == "dates_reversed"
    marked = mark_focus(square(0, 0), FocusOrder(" 夜市 ", early, late, 5, ["a", "b"], prevention_task=" 巡 "))(
        station()
    )
    row = marked.focus_areas.iloc[0]
    assert row[["reason", "officer_ids", "status", "prevention_task"]].tolist() == ["夜市", "a;b", "assigned", "巡"]
    planned = mark_focus(square(0, 0), FocusOrder("夜市", early, late, 5))(station())
    assert planned.focus_areas["status"].tolist() == ["planned"]


def test_a_visit_twice_is_that_of_one_body_to_one_station_on_one_day() -> None:
    project = grid(1, 1)
    second = project.stations.rename({"S1": "S2"})
    project = project.with_tables(stations=pd.concat([project.stations, second]))
    project = record_visit("S1", "甲", DAY)(project)
    assert outcome(record_visit("S1", "甲 ", DAY), project) == "visit_twice"
    for edit in (record_visit("S1", "乙", DAY), record_visit("S1", "甲", at(1)), record_visit("S2", "甲", DAY)):
        assert outcome(edit, project) == "done"
    assert project.stations["liaison_unit"].isna().all()


def line(officer: str = "b", unit: str = "u0-0", reason: str = "same_station", **values: Any) -> Proposal:
    return Proposal(unit, officer, values.pop("kind", "fill"), values.pop("until", None), reason, values)


def test_accepted_proposals_become_duties_from_the_day_on() -> None:
    project = station({"officer_id": "b", "community_code": "u1-0", "ends": at(-1)})
    after = apply_proposals([line(), line(unit="u1-0", kind="acting", until=at(30))], DAY)(project)
    added = after.duties.loc[["D1", "D2"]]
    assert days(added) == [(DAY, None), (DAY, at(30))]
    assert added["dedicated"].tolist() == [True, False]
    assert added["community_code"].tolist() == ["u0-0", "u1-0"]
    edit = apply_proposals([line(), line(unit="u1-0", kind="acting"), line(officer="a")], DAY)
    assert edit.values == {"lines": 3, "filled": 2, "acting": 1, "as_of": DAY.isoformat()}
    assert line(until=DAY).as_json() == {
        "community_code": "u0-0", "officer_id": "b", "kind": "fill", "until": DAY.isoformat(), "reason": "same_station",
        "values": {},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], "proposals_none"),
        ([line(), line(reason="neighbour")], "proposal_twice"),
        ([line(), line(unit="u1-0")], "done"),
        ([line(reason="new_post")], "proposal_post"),
        ([line(reason="relief")], "proposal_post"),
        ([line(officer="nobody")], "row_unknown"),
        ([line(unit="nowhere")], "row_unknown"),
    ],
)
def test_proposals_that_make_no_sense_are_refused(lines: list[Proposal], expected: str) -> None:
    assert outcome(apply_proposals(lines, DAY), station()) == expected


def test_the_officer_and_unit_that_are_named_twice_are_told() -> None:
    lines = [line(officer="a"), line(), line(), line(officer="a", unit="u1-0"), line(officer="a", unit="u1-0")]
    with pytest.raises(InputError) as twice:
        apply_proposals(lines, DAY)(station())
    assert twice.value.values == {"officer_id": "b", "community_code": "u0-0"}


@pytest.mark.parametrize(
    ("span", "reason", "expected"),
    [
        ({"ends": at(-1)}, "same_station", "done"),
        ({"ends": at(0)}, "same_station", "duty_exists"),
        ({"starts": at(5)}, "same_station", "duty_exists"),
        ({"starts": at(0)}, "loan_return", "done"),  # the duty still runs: it stays as it is
        ({"starts": at(1)}, "loan_return", "duty_exists"),
        ({}, "loan_return", "done"),
    ],
)
def test_who_has_the_unit_by_now_gets_it_only_as_one_who_returns(
    span: dict[str, Any], reason: str, expected: str
) -> None:
    project = station({"officer_id": "b"} | span)
    edit = apply_proposals([line(reason=reason)], DAY)
    assert outcome(edit, project) == expected
    if expected == "done":
        assert len(edit(project).duties) == (1 if reason == "loan_return" else 2)


def test_of_two_duties_for_the_unit_the_earlier_one_counts() -> None:
    for order in (1, -1):
        held = [{"starts": at(-9), "ends": at(2)}, {"starts": at(5)}][::order]
        assert outcome(apply_proposals([line(officer="a", reason="loan_return")], DAY), station(*held)) == "done"


@pytest.mark.parametrize(
    ("span", "left"),
    [
        ({"starts": at(-9), "ends": at(9)}, [(at(-9), at(-1))]),
        ({"starts": at(-1), "ends": None}, [(at(-1), at(-1))]),
        ({"starts": at(0), "ends": at(9)}, []),  # begins on the day itself: it goes
        ({"starts": at(-9), "ends": at(0)}, [(at(-9), at(-1))]),
        ({"starts": at(-9), "ends": at(-1)}, [(at(-9), at(-1))]),  # over: left alone
        ({"starts": at(1), "ends": at(9)}, [(at(1), at(9))]),  # of later days: left alone
        ({"starts": None, "ends": None}, [(None, at(-1))]),
    ],
)
def test_who_returns_is_at_work_from_that_day(
    span: dict[str, Any], left: list[tuple[date | None, date | None]]
) -> None:
    project = station({}, away=[span, {"officer_id": "b", "starts": at(-9)}])
    after = apply_proposals([line(officer="a", reason="loan_return")], DAY)(project)
    assert days(after.absences[after.absences["officer_id"] == "a"]) == left
    assert days(after.absences[after.absences["officer_id"] == "b"]) == [(at(-9), None)]
    without_dates = station({}, status="on_loan")
    back = apply_proposals([line(officer="a", reason="loan_return")], DAY)(without_dates)
    assert back.officers["status"].tolist() == ["on_duty", "on_loan"]


def test_particulars_are_kept_and_nothing_else_changes() -> None:
    project = station({})
    about = About(title="虚构县", data_date=DAY)
    after = set_about(about)(project)
    assert after.about == about
    assert changes_between(project, after).parts == {"about"}
    assert set_about(about).values["data_date"] == DAY.isoformat()


@pytest.mark.parametrize("host", ["电话13800000000", "张某某处"])
def test_a_body_that_has_the_officer_is_no_person(host: str) -> None:
    with pytest.raises(InputError, match="note_personal"):
        put_absence("a", "on_loan", DAY, None, host)(station())
    assert put_absence("a", "on_loan", DAY, None, "市局专班（虚构）")(station()).absences["host"].notna().all()
