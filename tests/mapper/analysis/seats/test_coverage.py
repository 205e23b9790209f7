"""The seat ledger against a plain reading of the rules, and against faults put in on purpose."""

from datetime import date, timedelta
from typing import Any

import hypothesis.strategies as st
import pandas as pd
import pytest
import shapely
from hypothesis import given

from mapper.analysis.seats.coverage import (
    COUNTED,
    STATES,
    coverage,
    coverage_findings,
)
from mapper.project import Project
from tests.districts import frame, grid

DAY = date(2026, 11, 23)
UNITS = [f"u{c}-{r}" for c in range(2) for r in range(2)]
OFFICERS = ["o1", "o2", "o3"]

days = st.none() | st.integers(-40, 40).map(lambda n: DAY + timedelta(days=n))
officers = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["community_officer", "auxiliary"]),
        "fte": st.sampled_from([0.4, 1.0]),
        "status": st.sampled_from(["on_duty", "on_duty", "on_loan", "leave"]),
    }
)
duties = st.lists(
    st.fixed_dictionaries(
        {
            "officer_id": st.sampled_from([*OFFICERS, "unknown"]),
            "community_code": st.sampled_from([*UNITS, "nowhere"]),
            "starts": days,
            "ends": days,
            "dedicated": st.booleans(),
        }
    ),
    max_size=10,
)


def district(people: list[dict[str, Any]], held: list[dict[str, Any]]) -> Project:
    return grid(2, 2).with_tables(
        officers=frame("officers", [{"officer_id": o} | p for o, p in zip(OFFICERS, people, strict=True)]),
        duties=frame("duties", [{"duty_id": f"D{i}"} | duty for i, duty in enumerate(held)]),
    )


def plain_state(unit: str, people: dict[str, dict[str, Any]], held: list[dict[str, Any]]) -> str:
    """One unit's state, read off the rules without tables."""

    def runs(duty: dict[str, Any]) -> bool:
        return (duty["starts"] is None or duty["starts"] <= DAY) and (duty["ends"] is None or duty["ends"] >= DAY)

    def fits(duty: dict[str, Any]) -> bool:
        return people.get(duty["officer_id"], {}).get("role") == "community_officer" and duty["community_code"] in UNITS

    mine = {d["officer_id"] for d in held if d["community_code"] == unit and fits(d) and runs(d)}
    present = [o for o in mine if people[o]["status"] == "on_duty"]
    if len(present) > 1:
        return "multiple"
    if present:
        (officer,) = present
        seats = {d["community_code"] for d in held if d["officer_id"] == officer and fits(d) and runs(d)}
        if len(seats) > 1:
            return "shared"
        return "part_time" if people[officer]["fte"] < 1 else "covered"
    if mine:
        return "on_loan"
    over = any(d["community_code"] == unit and fits(d) and d["ends"] is not None and d["ends"] < DAY for d in held)
    return "expired" if over else "vacant"


@given(st.lists(officers, min_size=3, max_size=3), duties)
def test_each_state_is_what_the_rules_say(people: list[dict[str, Any]], held: list[dict[str, Any]]) -> None:
    ledger = coverage(district(people, held), DAY)
    by_id = dict(zip(OFFICERS, people, strict=True))
    assert ledger.seats["state"].to_dict() == {unit: plain_state(unit, by_id, held) for unit in UNITS}


@given(st.lists(officers, min_size=3, max_size=3), duties)
def test_counts_add_up(people: list[dict[str, Any]], held: list[dict[str, Any]]) -> None:
    ledger = coverage(district(people, held), DAY)
    assert sum(ledger.by_state.values()) == ledger.units == 4
    assert ledger.covered == sum(ledger.by_state[state] for state in COUNTED)
    assert ledger.one_to_one <= ledger.covered
    assert ledger.dedicated <= ledger.covered
    assert ledger.effective_fte == pytest.approx(
        sum(p["fte"] for o, p in zip(OFFICERS, people, strict=True) if o in set(ledger.seats["officer_ids"].explode()))
    )
    stations = ledger.by_station()
    assert stations[["units", "covered"]].sum().tolist() == [ledger.units, ledger.covered]
    rows = ledger.as_json()["rows"]
    assert [row["community_code"] for row in rows] == UNITS
    assert {row["state"] for row in rows} <= set(STATES)


def test_one_finding_for_every_seat_that_is_not_plainly_covered() -> None:
    full = {"role": "community_officer", "fte": 1.0, "status": "on_duty"}
    project = district(
        [full, full | {"fte": 0.4}, full | {"status": "leave"}],
        [
            {"officer_id": "o1", "community_code": "u0-0", "starts": None, "ends": DAY - timedelta(days=41)},
            {"officer_id": "o2", "community_code": "u0-1", "starts": None, "ends": None},
            {"officer_id": "o3", "community_code": "u1-0", "starts": None, "ends": None},
            {"officer_id": "ghost", "community_code": "u1-1", "starts": None, "ends": None},
        ],
    )
    found = {f.code: f for f in coverage_findings(project, coverage(project, DAY))}
    assert set(found) == {"seat_expired", "seat_part_time", "seat_on_loan", "seat_vacant", "duty_unknown_officer"}
    assert found["seat_expired"].values["days"] == 41
    assert found["seat_part_time"].subjects == ("u0-1", "o2")
    assert found["seat_on_loan"].values["status"] == "leave"
    lon, lat = found["seat_vacant"].where or (0, 0)
    assert project.communities.geometry["u1-1"].contains(shapely.Point(lon, lat))


def test_a_village_seat_wants_an_auxiliary() -> None:
    village = grid(1, 1, kind="village").with_tables(
        officers=frame("officers", [{"officer_id": "o1", "role": "community_officer"}]),
        duties=frame("duties", [{"duty_id": "D1", "officer_id": "o1", "community_code": "u0-0"}]),
    )
    ledger = coverage(village, DAY)
    assert ledger.seats["state"].tolist() == ["vacant"]
    assert [f.code for f in coverage_findings(village, ledger)] == ["seat_vacant"]
    hamlet = grid(1, 1).with_tables(
        officers=frame("officers", [{"officer_id": "o1", "role": "auxiliary"}]), duties=village.duties
    )
    assert [f.code for f in coverage_findings(hamlet, coverage(hamlet, DAY))] == ["seat_vacant", "duty_wrong_role"]


def test_a_duty_that_ends_next_month_is_a_gap_next_month() -> None:
    project = grid(1, 1).with_tables(
        officers=frame("officers", [{"officer_id": "o1", "role": "community_officer"}]),
        duties=frame("duties", [{"duty_id": "D1", "officer_id": "o1", "community_code": "u0-0", "ends": "2026-12-05"}]),
    )
    states = [coverage(project, day).seats["state"].iloc[0] for day in (DAY, date(2026, 12, 5), date(2026, 12, 6))]
    assert states == ["covered", "covered", "expired"]


def test_a_district_without_rows_has_an_empty_ledger() -> None:
    ledger = coverage(Project(), DAY)
    assert (ledger.units, ledger.covered, ledger.effective_fte) == (0, 0, 0.0)
    assert ledger.as_json()["rows"] == []
    assert pd.isna(ledger.seats["days"]).all()


def test_a_share_of_an_officer_is_told_to_four_places() -> None:
    held = [{"duty_id": f"D{n}", "officer_id": "a", "community_code": f"u{n}-0"} for n in range(3)]
    people = frame("officers", [{"officer_id": "a", "role": "community_officer"}])
    rows = coverage(grid(3, 1).with_tables(officers=people, duties=frame("duties", held)), DAY).as_json()["rows"]
    assert [row["effective_fte"] for row in rows] == [0.3333] * 3
