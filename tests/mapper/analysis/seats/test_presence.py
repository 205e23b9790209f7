"""Who is at work on a day: dated loans and leave read off one by one, and what follows for seats and plans."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import given, settings

from mapper.analysis.seats.coverage import coverage, coverage_findings
from mapper.analysis.seats.presence import (
    absence_findings,
    away_without_dates,
    back_on,
    posting_findings,
    status_on,
    stretches_away,
)
from mapper.day.day import Day
from mapper.edits.absences import drop_absence, put_absence
from mapper.edits.duties import assign
from mapper.edits.staffing import apply_proposals
from mapper.errors import InputError
from mapper.planning.staffing.plan import staffing_plan
from mapper.project import Project
from tests.districts import frame, grid
from tests.drawn import drawn
from tests.sample import district

DAY = date(2026, 11, 23)
DAYS = st.integers(-30, 30).map(lambda n: DAY + timedelta(days=n))


def at(days: int) -> date:
    return DAY + timedelta(days=days)


def people(*status: str) -> Project:
    rows = [
        {"officer_id": f"p{n}", "role": "community_officer", "station_code": "S1", "status": s}
        for n, s in enumerate(status)
    ]
    return grid(3, 1).with_tables(officers=frame("officers", rows))


@given(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["on_loan", "leave"]), DAYS, st.none() | DAYS), max_size=6),
    st.lists(st.sampled_from(["on_duty", "on_duty", "leave"]), min_size=3, max_size=3),
    DAYS,
)
@settings(max_examples=drawn(30))
def test_status_and_return_are_what_reading_day_by_day_finds(
    absences: list[tuple[int, str, date, date | None]], status: list[str], day: date
) -> None:
    rows: list[dict[str, Any]] = [
        {"absence_id": f"B{n}", "officer_id": f"p{who}", "kind": kind, "starts": starts, "ends": ends}
        for n, (who, kind, starts, ends) in enumerate(absences)
    ]
    project = people(*status).with_tables(absences=frame("absences", rows))

    def away(who: int, when: date) -> bool:
        return any(w == who and s <= when and (e is None or e >= when) for w, _, s, e in absences)

    found, back = status_on(project, day), back_on(project, day)
    for who in range(3):
        expected = status[who] != "on_duty" or away(who, day)
        assert (found[f"p{who}"] != "on_duty") == expected
        days = [n for n in range(1, 100) if not away(who, day + timedelta(days=n))]
        if away(who, day) and days:
            assert back[f"p{who}"] == day + timedelta(days=days[0])
        else:
            assert f"p{who}" not in back
    for stretches in stretches_away(project).values():
        assert all(one[1] + 1 < other[0] for one, other in pairwise(stretches))
    assert away_without_dates(project) == sum(s != "on_duty" for s in status)


def test_a_loan_is_a_gap_on_its_days_only() -> None:
    project = assign("p0", "u0-0", at(-100))(people("on_duty"))
    project = put_absence("p0", "on_loan", at(10), at(20), "市局专班（虚构）")(project)

    def state(days: int) -> str:
        return str(coverage(project, at(days)).seats.loc["u0-0", "state"])

    assert [state(n) for n in (0, 9, 10, 20, 21)] == ["covered", "covered", "on_loan", "on_loan", "covered"]
    (found,) = [f for f in coverage_findings(project, coverage(project, at(15))) if f.code == "seat_on_loan"]
    assert found.values["status"] == "on_loan"
    assert found.values["back"] == at(21).isoformat()


def test_dates_take_the_place_of_a_status_without_any() -> None:
    project = assign("p0", "u0-0", at(-100))(people("leave"))
    assert coverage(project, at(-50)).seats.loc["u0-0", "state"] == "on_loan"
    project = put_absence("p0", "leave", at(-3), at(3))(project)
    assert away_without_dates(project) == 0
    assert coverage(project, at(-50)).seats.loc["u0-0", "state"] == "covered"
    assert coverage(project, DAY).seats.loc["u0-0", "state"] == "on_loan"


def test_absences_are_changed_and_dropped_and_never_overlap() -> None:
    project = put_absence("p0", "on_loan", at(0), at(5))(people("on_duty"))
    with pytest.raises(InputError, match="absence_exists"):
        put_absence("p0", "leave", at(5))(project)
    with pytest.raises(InputError, match="dates_reversed"):
        put_absence("p0", "leave", at(9), at(8))(project)
    with pytest.raises(InputError, match="row_unknown"):
        put_absence("nobody", "leave", at(9))(project)
    (key,) = project.absences.index
    changed = put_absence("p0", "leave", at(2), None, absence_id=key)(project)
    assert len(changed.absences) == 1
    assert pd.isna(changed.absences.loc[key, "ends"])
    assert drop_absence(key, "p0")(changed).absences.empty
    with pytest.raises(InputError, match="row_unknown"):
        drop_absence("B99", "p0")(changed)


def test_records_that_cannot_be_are_told() -> None:
    rows = [
        {"absence_id": "1", "officer_id": "nobody", "starts": at(0)},
        {"absence_id": "2", "officer_id": "p0", "starts": at(5), "ends": at(1)},
        {"absence_id": "3", "officer_id": "p0", "starts": at(0), "ends": at(9)},
        {"absence_id": "4", "officer_id": "p0", "starts": at(9)},
    ]
    found = absence_findings(people("on_duty").with_tables(absences=frame("absences", rows)))
    assert [(f.code, f.subjects[0]) for f in found] == [
        ("absence_unknown_officer", "1"), ("absence_reversed", "2"), ("absence_twice", "3"),
    ]  # fmt: skip


def test_postings_that_cannot_be_are_told() -> None:
    rows = [
        {"posting_id": "1", "officer_id": "nobody", "station_code": "S1", "starts": at(0)},
        {"posting_id": "2", "officer_id": "p0", "station_code": "S1", "starts": at(5), "ends": at(1)},
        {"posting_id": "3", "officer_id": "p0", "station_code": "S1", "ends": at(9)},
        {"posting_id": "4", "officer_id": "p0", "station_code": "S1", "starts": at(9)},
        {"posting_id": "5", "officer_id": "p1", "station_code": "S1", "ends": at(8)},
        {"posting_id": "6", "officer_id": "p1", "station_code": "S1", "starts": at(9)},
    ]
    project = people("on_duty", "on_duty").with_tables(postings=frame("postings", rows))
    found = posting_findings(project)
    assert [(f.code, f.subjects[0]) for f in found] == [
        ("posting_unknown_officer", "1"), ("posting_reversed", "2"), ("posting_twice", "3"),
    ]  # fmt: skip
    assert found[-1].subjects == ("3", "4", "p0")
    assert found[-1].values["starts"] == f"{at(9):%Y-%m-%d}"
    assert {f.code for f in found} <= {f.code for f in Day(project, DAY).findings}


def test_a_plan_covers_until_the_holder_is_back() -> None:
    project = people("on_duty", "on_duty")
    for n in (0, 1):
        project = assign(f"p{n}", f"u{n}-0", at(-100))(project)
    project = put_absence("p0", "leave", at(-1), at(11))(project)
    plan = staffing_plan(project, DAY)
    (line,) = [line for line in plan.proposals if line.community_code == "u0-0"]
    assert (line.officer_id, line.kind, line.until) == ("p1", "acting", at(11))


def test_who_is_asked_back_from_a_loan_is_back_from_that_day() -> None:
    project = assign("p0", "u0-0", at(-100))(people("on_duty"))
    project = put_absence("p0", "on_loan", at(-20), at(40))(project)
    plan = staffing_plan(project, DAY)
    (line,) = [line for line in plan.proposals if line.community_code == "u0-0"]
    assert line.reason == "loan_return"
    after = apply_proposals([line], DAY)(project)
    assert coverage(after, DAY).seats.loc["u0-0", "state"] == "covered"
    assert coverage(after, at(-1)).seats.loc["u0-0", "state"] == "on_loan"


def test_the_samples_loan_ends_next_month() -> None:
    project = district().project
    (loan,) = project.absences.itertuples()
    covered = [coverage(project, day).covered for day in (DAY, loan.ends.date(), loan.ends.date() + timedelta(days=1))]
    assert covered == [102, 102, 103]
