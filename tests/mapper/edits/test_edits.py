"""Edits: pure, refusing what makes no sense, and keeping a seat's history."""

from datetime import date, datetime, timedelta

import hypothesis.strategies as st
import pytest
import shapely
from hypothesis import given

from mapper.analysis.seats.coverage import coverage
from mapper.day.day import Day
from mapper.edits.duties import assign, unassign
from mapper.edits.focus import FocusOrder, mark_focus, remove_focus
from mapper.errors import InputError
from mapper.project import Project, changes_between
from tests.districts import frame, grid, square

DAY = date(2026, 11, 23)
EVENING, NIGHT = datetime(2026, 11, 23, 18), datetime(2026, 11, 23, 22)


def district() -> Project:
    return grid(2, 2).with_tables(
        officers=frame("officers", [{"officer_id": f"o{i}", "role": "community_officer"} for i in range(3)])
    )


def test_assigning_covers_the_seat_and_touches_nothing_else() -> None:
    before = district()
    after = assign("o1", "u0-0", DAY)(before)
    assert changes_between(before, after).parts == {"duties"}
    assert before.duties.empty
    assert coverage(before, DAY).covered == 0
    assert coverage(after, DAY).seats["officer_ids"]["u0-0"] == ("o1",)


def test_unassigning_keeps_the_history() -> None:
    project = unassign("o1", "u0-0", DAY)(assign("o1", "u0-0", DAY - timedelta(days=30))(district()))
    seats = [coverage(project, DAY - timedelta(days=n)).seats["state"]["u0-0"] for n in (31, 30, 1, 0)]
    assert seats == ["vacant", "covered", "covered", "expired"]


def test_a_duty_that_has_not_begun_goes_when_it_is_ended() -> None:
    assert unassign("o1", "u0-0", DAY)(assign("o1", "u0-0", DAY)(district())).duties.empty


@given(st.integers(-50, 50), st.integers(0, 50), st.integers(-50, 50))
def test_two_duties_of_one_officer_for_one_unit_never_overlap(start: int, length: int, other: int) -> None:
    first = assign("o1", "u0-0", DAY + timedelta(days=start), DAY + timedelta(days=start + length))
    project = first(district())
    overlaps = other <= start + length
    again = assign("o1", "u0-0", DAY + timedelta(days=other))
    if overlaps:
        with pytest.raises(InputError, match="duty_exists"):
            again(project)
    else:
        assert len(again(project).duties) == 2


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (assign("nobody", "u0-0", DAY), "row_unknown"),
        (assign("o1", "nowhere", DAY), "row_unknown"),
        (assign("o1", "u0-0", DAY, DAY - timedelta(days=1)), "dates_reversed"),
        (unassign("o1", "u0-0", DAY), "duty_unknown"),
        (remove_focus("F1"), "row_unknown"),
        (mark_focus(shapely.Point(0, 0), FocusOrder("r", EVENING, NIGHT, 60)), "focus_shape"),
        (mark_focus(square(0, 0), FocusOrder(" ", EVENING, NIGHT, 60)), "focus_reason"),
        (mark_focus(square(0, 0), FocusOrder("r", NIGHT, EVENING, 60)), "dates_reversed"),
        (mark_focus(square(0, 0), FocusOrder("r", EVENING, NIGHT, 0)), "focus_minutes"),
        (mark_focus(square(0, 0), FocusOrder("r", EVENING, NIGHT, 60, ["nobody"])), "row_unknown"),
    ],
)
def test_what_makes_no_sense_is_refused(edit: object, code: str) -> None:
    with pytest.raises(InputError) as refused:
        edit(district())  # type: ignore[operator]  # each is an Edit
    assert refused.value.code == code


def test_focus_minutes_are_added_up_and_an_excess_is_told() -> None:
    project = district()
    for cell, minutes in ((square(0, 0), 150), (square(1, 1), 100)):
        project = mark_focus(cell, FocusOrder("夜市", EVENING, NIGHT, minutes, ["o1", "o2"][: 1 + (minutes == 100)]))(
            project
        )
    assert project.focus_areas.index.tolist() == ["F1", "F2"]
    minutes = Day(project, DAY).focus_minutes
    assert minutes["minutes"].to_dict() == {"o1": 250, "o2": 100}
    assert minutes["exceeded"].to_dict() == {"o1": True, "o2": False}
    (finding,) = Day(project, DAY).focus_findings
    assert finding.subjects == ("o1", "F1", "F2")
    assert Day(project, DAY + timedelta(days=1)).focus_findings == ()
    assert remove_focus("F1")(project).focus_areas.index.tolist() == ["F2"]
