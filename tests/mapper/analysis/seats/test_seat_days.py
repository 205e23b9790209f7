"""Days of seats counted on their limits: the last day that is searched for gaps, spells that meet, the last visit."""

from datetime import date, timedelta
from typing import Any

import pytest

from mapper.analysis.seats.history import coming_gaps, seat_days, seat_history
from mapper.analysis.seats.posting import liaison_state, posting
from mapper.analysis.seats.presence import absence_findings, back_on, stretches_away
from mapper.norms import Norms
from mapper.project import Project
from tests.districts import frame, grid

DAY = date(2026, 11, 23)


def at(days: int) -> date:
    return DAY + timedelta(days=days)


def seats(*held: dict[str, Any], away: list[dict[str, Any]] | None = None, columns: int = 2) -> Project:
    """Officers ``a`` and ``b``; duties (of ``a`` for ``u0-0`` unless told) and absences (of ``a``)."""
    officers = [{"officer_id": who, "role": "community_officer", "display_name": f"{who}（虚构）"} for who in "ab"]
    duties = [{"duty_id": f"D{n}", "officer_id": "a", "community_code": "u0-0"} | row for n, row in enumerate(held)]
    rows = [{"absence_id": f"B{n}", "officer_id": "a", "kind": "leave"} | row for n, row in enumerate(away or [])]
    return grid(columns, 1).with_tables(
        officers=frame("officers", officers), duties=frame("duties", duties), absences=frame("absences", rows)
    )


@pytest.mark.parametrize(("last", "within"), [(28, True), (29, True), (30, False), (None, False)])
def test_a_gap_is_coming_where_its_first_day_is_no_later_than_the_last_that_was_asked(
    last: int | None, within: bool
) -> None:
    project = seats({"ends": None if last is None else at(last)})
    gaps = coming_gaps(project, DAY, at(30))
    assert gaps.index.tolist() == ["u0-0"] * within
    if within and last is not None:
        row = gaps.loc["u0-0"]
        assert (row["from_day"].date(), row["in_days"], row["why"]) == (at(last + 1), last + 1, "duty_ends")


@pytest.mark.parametrize(("leaves", "why"), [(9, "away"), (10, "away"), (11, "duty_ends")])
def test_who_is_away_on_the_last_day_of_a_duty_is_away(leaves: int, why: str) -> None:
    gaps = coming_gaps(seats({"ends": at(10)}, away=[{"starts": at(leaves), "ends": None}]), DAY, at(30))
    assert gaps[["in_days", "why"]].values.tolist() == [[min(leaves, 11), why]]


def test_who_is_away_on_the_first_day_of_the_next_duty_is_away() -> None:
    away = [{"officer_id": "b", "starts": at(11), "ends": at(12)}]
    gaps = coming_gaps(seats({"ends": at(10)}, {"officer_id": "b", "starts": at(11)}, away=away), DAY, at(30))
    assert gaps[["in_days", "why"]].values.tolist() == [[11, "away"]]


def test_an_absence_goes_on_when_another_officer_comes() -> None:
    project = seats({}, {"officer_id": "b", "starts": at(-5)}, away=[{"starts": at(-8), "ends": at(-3)}])
    spells = [(s.starts, s.officer_ids, s.away_ids) for s in seat_history(project, "u0-0", DAY)]
    assert spells == [
        (None, ("a",), ()), (at(-8), ("a",), ("a",)), (at(-5), ("a", "b"), ("a",)), (at(-2), ("a", "b"), ()),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("second", "days"),
    [(6, 21), (7, 6), (5, 21), (-3, 21)],  # the day after the first duty's last one, a day later, sooner, long before
)
def test_a_duty_that_follows_without_a_day_between_leaves_no_gap(second: int, days: int) -> None:
    project = seats({"ends": at(5)}, {"officer_id": "b", "starts": at(second), "ends": at(20)})
    assert coming_gaps(project, DAY, at(60))["in_days"].tolist() == [days]


def test_a_seat_that_is_empty_today_is_no_coming_gap_and_the_soonest_comes_first() -> None:
    project = seats(
        {"community_code": "u0-0", "ends": at(9)},
        {"community_code": "u1-0", "officer_id": "b", "ends": at(3)},
        {"community_code": "u2-0", "ends": at(-1)},
        {"community_code": "u2-0", "officer_id": "b", "starts": at(1), "ends": at(4)},
        {"community_code": "u3-0", "ends": DAY},  # today is its last day
        columns=4,
    )
    gaps = coming_gaps(project, DAY, at(30))
    assert gaps["in_days"].to_dict() == {"u3-0": 1, "u1-0": 4, "u0-0": 10}
    assert gaps.index.tolist() == ["u3-0", "u1-0", "u0-0"]


def test_a_leave_makes_a_gap_on_its_first_day_and_says_so() -> None:
    project = seats({}, away=[{"starts": at(7), "ends": at(9)}])
    gaps = coming_gaps(project, DAY, at(30))
    assert gaps[["in_days", "why"]].to_numpy().tolist() == [[7, "away"]]


def test_lost_days_are_counted_with_both_ends() -> None:
    project = seats({"starts": at(-5), "ends": at(-2)}, away=[{"starts": at(-3), "ends": at(-3)}])
    lost = seat_days(project, at(-9), DAY)
    assert lost.seats.loc["u0-0", ["days", "held_days", "away_days", "vacant_days"]].tolist() == [10, 3, 1, 6]
    assert lost.seats.loc["u1-0", ["days", "held_days", "away_days", "vacant_days"]].tolist() == [10, 0, 0, 10]
    assert (lost.rostered_days, lost.lost_days) == (20, 17)
    assert lost.by_station().loc["S1"].tolist() == [20, 3, 1, 16]
    one = seat_days(project, at(-2), at(-2))
    assert one.seats.loc["u0-0", ["days", "held_days"]].tolist() == [1, 1]
    assert seat_days(project, at(-1), at(-1)).seats.loc["u0-0", "held_days"] == 0
    assert seat_days(project, at(-6), at(-6)).seats.loc["u0-0", "held_days"] == 0


def test_two_who_hold_a_seat_on_the_same_days_hold_it_once() -> None:
    project = seats(
        {"starts": at(-9), "ends": at(-4)}, {"officer_id": "b", "starts": at(-6), "ends": at(-2)},
        {"officer_id": "b", "starts": at(-8), "ends": at(-7)}, {"officer_id": "ghost"},
        {"community_code": "nowhere"},
    )  # fmt: skip
    lost = seat_days(project, at(-9), DAY).seats
    assert lost["held_days"].to_dict() == {"u0-0": 8, "u1-0": 0}


def test_spells_of_a_history_have_their_officers_days_and_absences() -> None:
    project = seats(
        {"starts": at(-30), "ends": at(-11)},
        {"officer_id": "b", "starts": at(-20), "ends": at(-16)},
        {"officer_id": "b", "starts": at(10), "ends": at(19)},
        away=[{"starts": at(-28), "ends": at(-26)}],
    )
    told = [(s.officer_ids, s.duty_ids, s.away_ids, s.days) for s in seat_history(project, "u0-0", DAY)]
    assert told == [
        (("a",), ("D0",), (), 2),
        (("a",), ("D0",), ("a",), 3),
        (("a",), ("D0",), (), 5),
        (("a", "b"), ("D0", "D1"), (), 5),
        (("a",), ("D0",), (), 5),
        ((), (), (), 20),
        (("b",), ("D2",), (), 10),
    ]
    assert seat_history(project, "u1-0", DAY) == ()


def test_the_gap_after_the_last_duty_reaches_to_the_day_and_no_further() -> None:
    project = seats({"starts": at(-3), "ends": at(-1)})
    (held, gap) = seat_history(project, "u0-0", DAY)
    assert (held.starts, held.ends, gap.starts, gap.ends) == (at(-3), at(-1), DAY, DAY)
    assert [s.is_gap for s in seat_history(project, "u0-0", at(-1))] == [False]
    (without_end,) = seat_history(seats({}), "u0-0", DAY)
    assert (without_end.starts, without_end.ends, without_end.days) == (None, None, None)


def test_absences_that_meet_are_one_stretch_and_those_a_day_apart_are_two() -> None:
    meet = seats(away=[{"starts": at(5), "ends": at(9)}, {"starts": at(0), "ends": at(4)}])
    apart = seats(away=[{"starts": at(6), "ends": at(9)}, {"starts": at(0), "ends": at(4)}])
    within = seats(away=[{"starts": at(0), "ends": at(9)}, {"starts": at(2), "ends": at(4)}])
    backwards = seats(away=[{"starts": at(4), "ends": at(0)}])
    one_day = seats(away=[{"starts": at(4), "ends": at(4)}])
    assert [len(stretches_away(p).get("a", [])) for p in (meet, apart, within, backwards, one_day)] == [1, 2, 1, 0, 1]
    assert back_on(meet, DAY) == back_on(within, DAY) == {"a": at(10)}
    assert back_on(apart, DAY) == {"a": at(5)}
    assert back_on(apart, at(4)) == {"a": at(5)}
    assert back_on(apart, at(5)) == {}
    assert back_on(seats(away=[{"starts": at(0), "ends": None}]), DAY) == {}


def test_a_stretch_grows_from_the_one_before_it_and_a_reversed_absence_is_none() -> None:
    spans = [(0, 1), (3, 2), (5, 6), (7, 9), (20, 21)]
    away = [{"starts": at(starts), "ends": at(ends)} for starts, ends in spans]
    first = (DAY - date(1970, 1, 1)).days
    assert stretches_away(seats(away=away))["a"] == [(first + a, first + b) for a, b in ((0, 1), (5, 9), (20, 21))]


@pytest.mark.parametrize(("second", "told"), [(4, ["absence_twice"]), (5, [])])
def test_two_absences_overlap_where_they_have_a_day_in_common(second: int, told: list[str]) -> None:
    project = seats(away=[{"starts": at(0), "ends": at(4)}, {"starts": at(second), "ends": None}])
    found = absence_findings(project)
    assert [f.code for f in found] == told
    for finding in found:
        assert finding.subjects == ("B0", "B1", "a")
        assert finding.values["starts"] == at(second).isoformat()
        assert finding.values["officer"] == "a（虚构）"


def test_an_absence_of_one_day_is_not_reversed() -> None:
    assert absence_findings(seats(away=[{"starts": at(3), "ends": at(3)}])) == []
    (reversed_one,) = absence_findings(seats(away=[{"starts": at(3), "ends": at(2)}]))
    assert (reversed_one.values["starts"], reversed_one.values["ends"]) == (at(3).isoformat(), at(2).isoformat())


@pytest.mark.parametrize(("ago", "due"), [(90, False), (91, True), (0, False)])
def test_a_visit_is_due_after_the_days_of_the_norm_and_not_on_the_last(ago: int, due: bool) -> None:
    project = grid(1, 1)
    stations = project.stations.assign(liaison_unit="市局（虚构）")
    visits = frame("liaison", [{"visit_id": "v", "station_code": "S1", "visited_at": at(-ago)}])
    state = liaison_state(project.with_tables(stations=stations, liaison=visits), DAY).loc["S1"]
    assert (state["days_since"], bool(state["due"])) == (ago, due)


@pytest.mark.parametrize(
    ("unit", "days", "due"), [(None, 1, True), (None, 900, True), ("", 900, True), ("甲", 1, False)]
)
def test_a_station_without_a_liaison_unit_is_due_however_long_ago_the_last_visit_was(
    unit: str | None, days: int, due: bool
) -> None:
    project = grid(1, 1)
    visits = frame("liaison", [{"visit_id": "v", "station_code": "S1", "visited_at": at(-days)}])
    project = project.with_tables(liaison=visits, stations=project.stations.assign(liaison_unit=unit))
    assert bool(liaison_state(project, DAY).loc["S1", "due"]) == due


def test_a_visit_counts_from_its_own_day() -> None:
    project = grid(1, 1)
    visits = frame("liaison", [{"visit_id": "v", "station_code": "S1", "visited_at": at(1)}])
    project = project.with_tables(liaison=visits)
    assert liaison_state(project, DAY).loc["S1", "visits"] == 0
    assert liaison_state(project, at(1)).loc["S1", "visits"] == 1


@pytest.mark.parametrize(("others", "below"), [(3, False), (4, True)])
def test_a_station_on_the_norm_is_not_below_it(others: int, below: bool) -> None:
    officers = [{"officer_id": f"c{n}", "role": "community_officer", "station_code": "S1"} for n in range(2)]
    officers += [{"officer_id": f"x{n}", "role": "other", "station_code": "S1"} for n in range(others)]
    officers += [
        {"officer_id": "z", "role": "auxiliary", "station_code": "S1"},
        {"officer_id": "hq", "role": "other", "station_code": None},
    ]
    officers[0]["status"] = "on_loan"
    project = Project(**{**grid(1, 1).__dict__, "norms": Norms(community_police_share=0.4)})
    found = posting(project.with_tables(officers=frame("officers", officers)), DAY)
    row = found.stations.loc["S1"]
    assert (row["police"], row["community"], row["away"], bool(row["below"])) == (2 + others, 2, 1, below)
    assert (found.police, found.at_stations, found.community, found.auxiliaries) == (3 + others, 2 + others, 2, 1)
    assert found.station_share == (2 + others) / (3 + others)
    assert found.in_no_county == 3 + others


def test_headquarters_without_a_code_are_of_the_only_county_and_of_none_where_there_are_two() -> None:
    for codes, of_county, nowhere in ((["420101001"], {"420101": [2, 1]}, 0), (["420101001", "420202001"], None, 1)):
        officers = [
            {"officer_id": "a", "role": "other", "station_code": codes[0]},
            {"officer_id": "b", "role": "other", "station_code": None},
        ]
        stations = frame("stations", [{"station_code": code, "name": code} for code in codes], [None] * len(codes))
        found = posting(Project(stations=stations, officers=frame("officers", officers)), DAY)
        assert found.in_no_county == nowhere
        counted = {code: row[["police", "at_stations"]].tolist() for code, row in found.counties.iterrows()}
        assert counted == (of_county or {"420101": [1, 1]})


@pytest.mark.parametrize("status", ["on_loan", "leave"])
def test_who_is_away_until_further_notice_is_away_on_every_day(status: str) -> None:
    project = seats({}, columns=1)
    project = project.with_tables(officers=project.officers.assign(status=status))
    row = seat_days(project, at(-9), DAY).seats.loc["u0-0"]
    assert row[["held_days", "away_days", "vacant_days"]].tolist() == [0, 10, 0]
    (spell,) = seat_history(project, "u0-0", DAY)
    assert spell.away_ids == ("a",)
    assert coming_gaps(project, DAY, at(30)).empty
