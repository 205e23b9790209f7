"""Days of a seat counted all at once are what counting day by day finds."""

from datetime import date, timedelta
from itertools import pairwise

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import given, settings

from mapper.analysis.seats.coverage import coverage
from mapper.analysis.seats.history import coming_gaps, seat_days, seat_history
from mapper.analysis.seats.posting import liaison_state, posting
from mapper.edits.duties import assign, unassign
from mapper.errors import InputError
from mapper.norms import Norms
from mapper.project import Project
from tests.districts import frame, grid
from tests.drawn import drawn
from tests.sample import district

DAY = date(2026, 11, 23)
OFFICERS = ("p0", "p1", "p2")
DAYS = st.integers(-40, 60).map(lambda n: DAY + timedelta(days=n))


@st.composite
def projects(draw: st.DrawFn) -> Project:
    people = [
        {
            "officer_id": f"p{i}",
            "role": role,
            "status": draw(st.sampled_from(["on_duty", "on_duty", "on_loan", "leave"])),
        }
        for i, role in enumerate(["community_officer"] * len(OFFICERS) + ["auxiliary"])
    ]
    duties = [
        {
            "duty_id": f"d{i}",
            "officer_id": f"p{draw(st.integers(0, 3))}",
            "community_code": f"u{draw(st.integers(0, 2))}-0",
            "starts": draw(st.none() | DAYS),
            "ends": draw(st.none() | DAYS),
        }
        for i in range(draw(st.integers(0, 8)))
    ]
    absences = [
        {
            "absence_id": f"b{i}",
            "officer_id": f"p{draw(st.integers(0, 3))}",
            "kind": draw(st.sampled_from(["on_loan", "leave"])),
            "starts": draw(DAYS),
            "ends": draw(st.none() | DAYS),
        }
        for i in range(draw(st.integers(0, 4)))
    ]
    return grid(3, 1).with_tables(
        officers=frame("officers", people), duties=frame("duties", duties), absences=frame("absences", absences)
    )


def held_on(project: Project, code: str, day: date) -> tuple[str, ...]:
    """Who has a community's seat on a day, read off duty by duty."""
    held = set()
    for duty in project.duties.itertuples():
        begun = pd.isna(duty.starts) or duty.starts.date() <= day
        over = not pd.isna(duty.ends) and duty.ends.date() < day
        if duty.community_code == code and duty.officer_id in OFFICERS and begun and not over:
            held.add(duty.officer_id)
    return tuple(sorted(held))


def away_on(project: Project, officer: str, day: date) -> bool:
    """Whether an officer is away on a day, read off absence by absence."""
    if project.officers.at[officer, "status"] != "on_duty":
        return True
    return any(
        a.officer_id == officer and a.starts.date() <= day and (pd.isna(a.ends) or a.ends.date() >= day)
        for a in project.absences.itertuples()
    )


@given(projects(), DAYS, st.integers(0, 12))
@settings(max_examples=drawn(4))
def test_days_are_what_the_ledger_says_of_each_day(project: Project, since: date, length: int) -> None:
    until = since + timedelta(days=length)
    counted = seat_days(project, since, until)
    states = [coverage(project, since + timedelta(days=n)).seats["state"] for n in range(length + 1)]
    for code, row in counted.seats.iterrows():
        of_seat = [state[code] for state in states]
        assert row["days"] == length + 1
        assert row["away_days"] == of_seat.count("on_loan")
        assert row["vacant_days"] == of_seat.count("vacant") + of_seat.count("expired")
        assert row["held_days"] + row["away_days"] + row["vacant_days"] == row["days"]
    assert counted.rostered_days == 3 * (length + 1)
    assert counted.by_station()["vacant_days"].sum() == counted.seats["vacant_days"].sum()


@given(projects(), DAYS)
@settings(max_examples=drawn(12))
def test_every_day_of_a_history_is_what_the_ledger_says(project: Project, until: date) -> None:
    for code in project.communities.index:
        spells = seat_history(project, code, until)
        for one, other in pairwise(spells):
            assert one.ends is not None
            assert other.starts == one.ends + timedelta(days=1)
            assert (one.duty_ids, one.away_ids) != (other.duty_ids, other.away_ids)
        if spells:
            assert not spells[0].is_gap
            assert spells[-1].ends is None or spells[-1].ends >= until
        for n in range(-45, 66, 3):
            day = DAY + timedelta(days=n)
            there = [s for s in spells if (s.starts or day) <= day <= (s.ends or day)]
            assert len(there) <= 1
            held = held_on(project, code, day)
            if there:
                assert there[0].officer_ids == held
                assert there[0].away_ids == tuple(i for i in held if away_on(project, i, day))
            else:
                assert held == ()


@given(projects(), DAYS, st.integers(0, 30))
@settings(max_examples=drawn(12))
def test_coming_gaps_are_the_first_days_without_anybody_at_work(project: Project, as_of: date, length: int) -> None:
    until = as_of + timedelta(days=length)
    gaps = coming_gaps(project, as_of, until)
    for code in project.communities.index:
        holders = [held_on(project, code, as_of + timedelta(days=n)) for n in range(length + 1)]
        free = [n for n, ids in enumerate(holders) if all(away_on(project, i, as_of + timedelta(days=n)) for i in ids)]
        if free and free[0] > 0:
            assert gaps.loc[code, "why"] == ("away" if holders[free[0]] else "duty_ends")
            assert gaps.loc[code, "in_days"] == free[0]
            assert gaps.loc[code, "from_day"].date() == as_of + timedelta(days=free[0])
        else:
            assert code not in gaps.index
    assert gaps["in_days"].is_monotonic_increasing


def test_a_history_tells_its_gaps() -> None:
    project = grid(1, 1).with_tables(
        officers=frame("officers", [{"officer_id": p, "role": "community_officer"} for p in ("a", "b")])
    )
    project = assign("a", "u0-0", date(2026, 1, 1), date(2026, 3, 31))(project)
    project = unassign("b", "u0-0", date(2026, 10, 1))(assign("b", "u0-0", date(2026, 5, 1))(project))
    spells = seat_history(project, "u0-0", DAY)
    assert [(s.officer_ids, s.days) for s in spells] == [(("a",), 90), ((), 30), (("b",), 153), ((), 54)]
    assert [s.is_gap for s in spells] == [False, True, False, True]
    with pytest.raises(InputError):
        seat_history(project, "u9-9", DAY)
    with pytest.raises(InputError):
        seat_days(project, DAY, DAY - timedelta(days=1))


def test_the_samples_lost_days() -> None:
    project = district().project
    lost = seat_days(project, DAY - timedelta(days=99), DAY)
    assert lost.seats["days"].eq(100).all()
    # Two communities and two villages vacant throughout, one whose duty ended 41 days ago, one on loan.
    assert int(lost.seats["vacant_days"].sum()) == 4 * 100 + 41
    assert int(lost.seats["away_days"].sum()) == 100
    assert (lost.lost_days, lost.rostered_days) == (541, 10_800)


def test_the_samples_police_are_where_the_plan_puts_them() -> None:
    found = posting(district().project)
    assert (found.police, found.at_stations, found.community, found.auxiliaries) == (420, 190, 76, 216)
    assert found.station_share == pytest.approx(0.452, abs=5e-4)
    assert found.community_share == pytest.approx(0.4)
    stations = found.stations
    assert stations["police"].sum() == 190
    assert (stations["below"] == (stations["community"] < 0.4 * stations["police"])).all()


def test_shares_are_pooled_and_nothing_is_divided_by_nothing() -> None:
    roles = ["community_officer"] * 3 + ["other"] + ["other"] * 16
    people = [
        {"officer_id": f"p{i}", "role": role, "station_code": "S1" if i < 4 else "S2"} for i, role in enumerate(roles)
    ]
    project = grid(2, 1).with_tables(
        officers=frame("officers", people),
        stations=frame("stations", [{"station_code": s, "name": s} for s in ("S1", "S2", "S3")], [None] * 3),
    )
    found = posting(project)
    assert found.community_share == 3 / 20
    assert found.stations["below"].tolist() == [False, True, False]
    assert found.stations["share"].isna().tolist() == [False, False, True]
    assert posting(grid(1, 1)).community_share is None
    assert posting(grid(1, 1)).station_share is None
    assert found.as_json()["stations_below"] == ["S2"]


def test_liaison_counts_visits_up_to_the_day() -> None:
    stations = [
        {"station_code": "S1", "name": "甲", "liaison_unit": "市局（虚构）"},
        {"station_code": "S2", "name": "乙", "liaison_unit": " "},
        {"station_code": "S3", "name": "丙", "liaison_unit": "区委（虚构）"},
    ]
    visits = [
        {"visit_id": "v1", "station_code": "S1", "visited_at": date(2026, 8, 1), "unannounced": True},
        {"visit_id": "v2", "station_code": "S1", "visited_at": date(2026, 10, 1)},
        {"visit_id": "v3", "station_code": "S1", "visited_at": date(2026, 12, 1)},
        {"visit_id": "v4", "station_code": "S2", "visited_at": DAY},
    ]
    project = grid(1, 1).with_tables(stations=frame("stations", stations, [None] * 3), liaison=frame("liaison", visits))
    state = liaison_state(project, DAY)
    assert state["has_unit"].tolist() == [True, False, True]
    assert state["visits"].tolist() == [2, 1, 0]
    assert state["unannounced"].tolist() == [1, 0, 0]
    assert state["days_since"].fillna(-1).tolist() == [(DAY - date(2026, 10, 1)).days, 0, -1]
    assert state["due"].tolist() == [False, True, True]
    strict = Project(**{**project.__dict__, "norms": Norms(liaison_visit_days=30)})
    assert liaison_state(strict, DAY)["due"].tolist() == [True, True, True]
