"""Who is on loan is a recall: told as one, and not proposed where somebody covers until the officer is back."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.analysis.seats.coverage import coverage
from mapper.day.day import Day
from mapper.edits.personnel import CHANGE_OF, Particulars, personnel_change
from mapper.edits.staffing import apply_proposals
from mapper.planning.staffing.covers import candidates_of
from mapper.planning.staffing.plan import staffing_plan
from tests.drawn import drawn
from tests.mapper.edits.comings import day, station


@given(st.integers(0, 200))
@settings(max_examples=drawn(6))
def test_a_seat_is_covered_until_its_officer_is_back_and_no_longer(last: int) -> None:
    lent = personnel_change(CHANGE_OF["second"], "P1", Particulars(day(0), day(last), host="专班（虚构）"))(station())
    (line,) = staffing_plan(lent, day(0)).proposals
    if last + 1 <= lent.norms.acting_days + 1:
        assert not line.is_recall
        assert line.until == day(last)
        done = apply_proposals([line], day(0))(lent)
        held = [coverage(done, day(n)).seats["officer_ids"]["u0-0"] for n in (0, last, last + 1)]
        assert held == [("P4",), ("P4",), ("P1",)]
        assert Day(done, day(0)).acting_until == {"u0-0": day(last)}
    else:
        assert line.is_recall
        assert (line.values["loan_host"], line.values["loan_ends"]) == ("专班（虚构）", day(last).isoformat())


def test_the_mender_offers_whom_the_plan_proposes_with_the_same_reason_and_distance() -> None:
    ended = personnel_change(CHANGE_OF["end"], "P1", Particulars(day(0), community_code="u0-0"))(station())
    minutes = Day(ended, day(0)).unit_load["minutes"]
    (line,) = staffing_plan(ended, day(0), minutes=minutes).proposals
    found = {one.officer_id: one for one in candidates_of(ended, day(0), "u0-0", minutes)}
    one = found[line.officer_id]
    assert (one.kind, one.reason, one.distance_m) == (line.kind, line.reason, line.values["distance_m"])
