"""What is coming within so many days, on the first and last of them, each thing once."""

from datetime import timedelta

import pandas as pd
import pytest

from mapper.analysis.coming import coming_findings
from mapper.day.day import Day
from mapper.edits.duties import assign, unassign
from mapper.edits.personnel import CHANGE_OF, Particulars, personnel_change
from mapper.project import Project
from mapper.rules import with_values
from tests.districts import frame
from tests.mapper.edits.comings import FIRST, day, station


def told(project: Project) -> list[tuple[str, str, int]]:
    """Code, the row that it is about, and in how many days."""
    return [(f.code, f.subjects[0], f.values["in_days"]) for f in coming_findings(project, FIRST)]


def lent(first: int, last: int | None) -> Project:
    ends = None if last is None else day(last)
    return personnel_change(CHANGE_OF["second"], "P1", Particulars(day(first), ends))(station())


@pytest.mark.parametrize(("first", "seen"), [(1, True), (30, True), (31, False)])
def test_a_loan_is_told_with_the_seat_that_it_empties(first: int, seen: bool) -> None:
    expected = [("seat_empty_soon", "u0-0", first), ("absence_coming", "B1", first)]
    assert told(lent(first, first + 5)) == (expected if seen else [])


def test_what_has_begun_is_not_coming() -> None:
    assert told(lent(0, 5)) == []


def test_a_seat_that_somebody_covers_all_the_days_is_not_told() -> None:
    covered = assign("P4", "u0-0", day(10), day(15), dedicated=False)(lent(10, 15))
    assert told(covered) == [("absence_coming", "B1", 10)]


def test_a_duty_that_ends_is_told_as_its_empty_seat_or_by_itself() -> None:
    ends = unassign("P1", "u0-0", day(8))(station())
    assert told(ends) == [("seat_empty_soon", "u0-0", 8)]
    shared = assign("P4", "u0-0", FIRST - timedelta(days=9))(ends)
    assert told(shared) == [("duty_ends_soon", "D1", 7)]
    goes_on = assign("P1", "u0-0", day(8))(shared)
    assert told(goes_on) == []


def test_a_focus_area_that_expires_is_told_until_it_has() -> None:
    project = station()
    spans = {"starts": pd.Timestamp(day(-2)), "minutes": 9, "reason": "虚构"}
    rows = [{"focus_id": f"F{n}", "ends": pd.Timestamp(day(n)), **spans} for n in (0, 1, 30, 31)]
    project = project.with_tables(focus_areas=frame("focus_areas", rows, [project.communities.geometry.iloc[0]] * 4))
    assert told(project) == [("focus_expires_soon", "F1", 1), ("focus_expires_soon", "F30", 30)]


def test_how_far_ahead_is_a_rule_and_findings_of_the_day_stay_what_they_were() -> None:
    project = lent(31, 40)
    further = with_values(project.norms, {("coming_days", None): 31})
    assert [code for code, *_ in told(project)] == []
    ahead = Project(**{**vars(project), "norms": further})
    assert [code for code, *_ in told(ahead)] == ["seat_empty_soon", "absence_coming"]
    on_day = Day(ahead, FIRST)
    assert not {f.code for f in on_day.findings} & {f.code for f in on_day.coming}
