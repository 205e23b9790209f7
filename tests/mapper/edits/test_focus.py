"""Patrol focus by hand: refused where it makes no sense, and whatever is done in whatever order stays in order."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from mapper.day.day import Day
from mapper.edit import Edit
from mapper.edits.focus import (
    FocusOrder,
    change_focus,
    close_focus,
    extend_focus,
    mark_focus,
    order_of,
    remove_focus,
    renew_focus,
)
from mapper.edits.focus_visits import VisitMark, mark_visit, remove_mark
from mapper.errors import InputError
from mapper.project import Project, changes_between
from tests.districts import frame, grid, square

DAY = date(2026, 11, 23)
EVENING, NIGHT = datetime(2026, 11, 23, 18), datetime(2026, 11, 23, 22)
LATER = datetime(2026, 11, 25, 22)
ORDER = FocusOrder("夜市", EVENING, LATER, 60, ("o1",), 2, "补装路灯")


def district() -> Project:
    people = [{"officer_id": one, "role": "community_officer", "fte": 1.0} for one in ("o1", "o2")]
    return mark_focus(square(0, 0), ORDER)(grid(2, 2).with_tables(officers=frame("officers", people)))


def refused(edit: Edit, project: Project) -> str:
    with pytest.raises(InputError) as caught:
        edit(project)
    return caught.value.code


def test_an_area_is_changed_where_it_lies_and_its_status_follows_who_is_sent() -> None:
    before = district()
    after = change_focus("F1", FocusOrder("扒窃", EVENING, NIGHT, 90))(before)
    assert changes_between(before, after).parts == {"focus_areas"}
    assert order_of(after, "F1") == FocusOrder("扒窃", EVENING, NIGHT, 90, (), 1, "")
    assert after.focus_areas["status"].tolist() == ["planned"]
    assert after.focus_areas.geometry["F1"].equals(square(0, 0))
    assert order_of(before, "F1") == ORDER


def test_without_an_expiry_none_is_taken_and_one_that_a_file_has_is_told_and_can_be_given_one() -> None:
    endless = FocusOrder("夜市", EVENING, None, 60)
    assert refused(mark_focus(square(1, 1), endless), district()) == "focus_expiry_missing"
    assert refused(change_focus("F1", endless), district()) == "focus_expiry_missing"
    assert refused(renew_focus("F1", endless), district()) == "focus_expiry_missing"
    project = district()
    project = project.with_tables(focus_areas=project.focus_areas.assign(ends=pd.NaT))
    day = Day(project, DAY)
    assert [finding.code for finding in day.focus_findings] == ["focus_without_end"]
    assert (day.focus_outcomes["F1"].state, day.headline.focus) == ("undated", 0)
    assert order_of(project, "F1").ends is None
    assert Day(change_focus("F1", ORDER)(project), DAY).focus_findings == ()
    assert Day(extend_focus("F1", LATER)(project), DAY).headline.focus == 1


def test_closing_ends_it_then_with_what_was_done_and_renewing_begins_another() -> None:
    at = datetime(2026, 11, 24, 12)
    mark = VisitMark(date(2026, 11, 24), "o2", measure="mediation", note="  现场  调解 ")
    closed = close_focus("F1", at, mark)(district())
    assert closed.focus_areas.loc["F1", ["ends", "status"]].tolist() == [pd.Timestamp(at), "done"]
    outcome = Day(closed, DAY + timedelta(days=2)).focus_outcomes["F1"]
    assert (outcome.state, outcome.done, outcome.last_by, outcome.measures) == ("closed", 1, "o2", {"mediation": 1})
    assert closed.focus_visits["note"].tolist() == ["现场 调解"]
    for edit in (close_focus("F1", at), change_focus("F1", ORDER), extend_focus("F1", LATER)):
        assert refused(edit, closed) == "focus_closed"
    again = FocusOrder("夜市", at, LATER, 30)
    renewed = renew_focus("F1", again)(closed)
    assert renewed.focus_areas.index.tolist() == ["F1", "F2"]
    assert renewed.focus_areas.geometry["F2"].equals(square(0, 0))
    assert Day(renewed, DAY + timedelta(days=2)).focus_outcomes["F2"].done == 0
    assert refused(renew_focus("F1", again), district()) == "focus_runs_still"


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (mark_visit("F9", VisitMark(DAY)), "row_unknown"),
        (mark_visit("F1", VisitMark(DAY, "o9")), "row_unknown"),
        (mark_visit("F1", VisitMark(DAY - timedelta(days=1))), "focus_visit_day"),
        (mark_visit("F1", VisitMark(LATER.date() + timedelta(days=1))), "focus_visit_day"),
        (mark_visit("F1", VisitMark(DAY, measure="arrest")), "value_unknown"),
        (mark_visit("F1", VisitMark(DAY, visited=False, measure="lighting")), "focus_visit_measure"),
        (mark_visit("F1", VisitMark(DAY, note="电话 13912345678")), "note_personal"),
        (remove_mark("M1"), "row_unknown"),
        (close_focus("F1", EVENING), "focus_not_begun"),
        (extend_focus("F1", EVENING), "dates_reversed"),
        (change_focus("F1", FocusOrder("", EVENING, NIGHT, 60)), "focus_reason"),
        (renew_focus("F9", ORDER), "row_unknown"),
    ],
)
def test_what_makes_no_sense_is_refused(edit: Edit, code: str) -> None:
    project = district()
    assert refused(edit, project) == code
    assert project.focus_visits.empty


def test_an_area_keeps_the_days_on_which_somebody_was_there() -> None:
    project = mark_visit("F1", VisitMark(LATER.date(), "o1"))(district())
    assert refused(extend_focus("F1", NIGHT), project) == "focus_marks_outside"
    assert refused(close_focus("F1", NIGHT), project) == "focus_marks_outside"
    assert refused(change_focus("F1", FocusOrder("夜市", EVENING, NIGHT, 60)), project) == "focus_marks_outside"
    assert extend_focus("F1", LATER + timedelta(days=3))(project).focus_areas.at["F1", "ends"] > LATER
    assert len(remove_mark("M1")(project).focus_visits) == 0


def test_what_goes_takes_its_marks_along_and_its_number_is_not_given_again_while_they_are_there() -> None:
    project = mark_visit("F1", VisitMark(DAY, "o1"))(district())
    assert remove_focus("F1")(project).focus_visits.empty
    lost = project.with_tables(focus_areas=project.focus_areas.drop(index="F1"))  # by another program
    assert [(f.code, f.values["why"]) for f in Day(lost, DAY).focus_findings] == [
        ("focus_visit_impossible", "focus_visit_focus")
    ]
    assert mark_focus(square(0, 0), ORDER)(lost).focus_areas.index.tolist() == ["F2"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"focus_id": "F7"}, "focus"),
        ({"officer_id": "o9"}, "officer"),
        ({"visited_on": DAY + timedelta(days=1)}, "ahead"),
        ({"visited_on": DAY - timedelta(days=1)}, "days"),
        ({"visited": False, "measure": "lighting"}, "measure"),
        ({"visited": False}, None),
        ({}, None),
    ],
)
def test_a_mark_that_cannot_be_is_told_and_why(row: dict[str, Any], why: str | None) -> None:
    told = {"focus_visit_id": "M1", "focus_id": "F1", "visited_on": DAY, "officer_id": "o1"} | row
    project = district().with_tables(focus_visits=frame("focus_visits", [told]))
    project = replace(project, about=replace(project.about, data_date=DAY))
    for looked_at in (DAY, DAY - timedelta(days=9)):  # who looks back sees no more that cannot be
        findings = Day(project, looked_at).focus_findings
        assert [f.values["why"] for f in findings] == ([] if why is None else [f"focus_visit_{why}"])
