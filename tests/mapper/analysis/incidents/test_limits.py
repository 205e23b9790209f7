"""Clocks of incidents on their limits: the last moment of a day, the first day of a year, closed and come back."""

from datetime import date, datetime
from typing import Any

import pytest

from mapper.analysis.incidents.cases import year_of
from mapper.analysis.incidents.kinds import CASES, DISPUTES
from mapper.analysis.incidents.lifecycle import dispute_open, hazard_states
from mapper.day.day import Day
from mapper.finding import Finding
from mapper.norms import Norms
from mapper.project import Project
from tests.districts import cell_centre, frame, grid

DAY = date(2026, 11, 23)
LAST, NEXT = datetime(2026, 11, 23, 23, 59), datetime(2026, 11, 24, 0, 0)  # within the day, and no more
EARLY = datetime(2026, 11, 1, 8)


def hazard(days: int = 0, **row: Any) -> Project:
    tables = grid(1, 1).with_tables(hazards=frame("hazards", [{"hazard_id": "h"} | row], [cell_centre(0, 0)]))
    return Project(**{**tables.__dict__, "norms": Norms(hazard_verify_days=days)})


def found_of(project: Project) -> tuple[Finding, ...]:
    return Day(project, DAY).lifecycle_findings


def state(project: Project) -> str | None:
    found = hazard_states(project, DAY)["h"]
    return found if isinstance(found, str) else None


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"reported_at": LAST}, "open"),
        ({"reported_at": NEXT}, None),  # not yet reported
        ({"reported_at": datetime(2026, 11, 22, 23, 59)}, "overdue"),  # the day of the report is over
        ({"reported_at": datetime(2026, 11, 23, 0, 0)}, "open"),
        ({"reported_at": None}, "open"),
        ({"reported_at": EARLY, "verified_at": LAST}, "open"),
        ({"reported_at": EARLY, "verified_at": NEXT}, "overdue"),
        ({"reported_at": EARLY, "closed_at": LAST}, "closed"),
        ({"reported_at": EARLY, "closed_at": NEXT}, "overdue"),
        ({"reported_at": EARLY, "verified_at": EARLY, "closed_at": EARLY, "reopened_at": LAST}, "open"),
        ({"reported_at": EARLY, "verified_at": EARLY, "closed_at": EARLY, "reopened_at": NEXT}, "closed"),
        # Closed without having been verified, and come back: it is open again, its verification is no more due.
        ({"reported_at": EARLY, "closed_at": EARLY, "reopened_at": LAST}, "open"),
    ],
)
def test_the_state_of_a_hazard_at_the_end_of_the_day(row: dict[str, Any], expected: str | None) -> None:
    assert state(hazard(**row)) == expected


@pytest.mark.parametrize(("reported", "expected"), [(20, "overdue"), (21, "open"), (22, "open")])
def test_verification_may_take_as_many_days_as_the_norm_says(reported: int, expected: str) -> None:
    assert state(hazard(days=2, reported_at=datetime(2026, 11, reported, 9))) == expected


def test_findings_of_hazards_say_since_when_and_whose() -> None:
    project = hazard(reported_at=datetime(2026, 11, 20, 9), category="fire")
    overdue, ownerless = found_of(project)
    assert (overdue.code, overdue.severity, overdue.subjects) == ("hazard_overdue", "error", ("h",))
    assert overdue.values == {"category": "fire", "reported": "2026-11-20", "days": 3, "owner_id": None}
    assert overdue.where == pytest.approx((113.405, 30.305))
    assert (ownerless.code, ownerless.severity) == ("hazard_ownerless", "warning")
    undated = hazard(reported_at=None).with_tables(hazards=frame("hazards", [{"hazard_id": "h"}], [None]))
    (found,) = found_of(undated)
    assert (found.code, found.where, found.values["days"], found.values["reported"]) == (
        "hazard_ownerless",
        None,
        None,
        None,
    )


def test_what_came_back_unverified_is_told_as_late() -> None:
    project = hazard(reported_at=EARLY, closed_at=EARLY, reopened_at=datetime(2026, 11, 2, 8))
    told = {found.code: found.values for found in found_of(project)}
    assert told["hazard_late"]["next"] == "verified"
    assert "hazard_overdue" not in told


@pytest.mark.parametrize(("closed", "told"), [(8, 0), (7, 1)])
def test_closed_in_the_hour_of_the_report_is_not_closed_before_it(closed: int, told: int) -> None:
    project = hazard(reported_at=EARLY, verified_at=EARLY, closed_at=datetime(2026, 11, 1, closed))
    assert [f.code for f in found_of(project) if f.code != "hazard_ownerless"] == [
        "hazard_closed_before_reported"
    ] * told


@pytest.mark.parametrize(
    ("row", "is_open", "is_closed"),
    [
        ({"received_at": LAST}, True, False),
        ({"received_at": NEXT}, False, False),  # not there yet: neither
        ({"received_at": NEXT, "closed_at": NEXT}, False, False),
        ({"received_at": EARLY, "closed_at": LAST}, False, True),
        ({"received_at": EARLY, "closed_at": NEXT}, True, False),
        ({"received_at": None}, True, False),
        ({"received_at": None, "closed_at": EARLY}, False, True),
    ],
)
def test_a_dispute_that_is_there_is_open_or_closed(row: dict[str, Any], is_open: bool, is_closed: bool) -> None:
    project = grid(1, 1).with_tables(disputes=frame("disputes", [{"dispute_id": "d"} | row], [cell_centre(0, 0)]))
    assert dispute_open(project, DAY).tolist() == [is_open]
    assert DISPUTES.closed_on(project.disputes, DAY).tolist() == [is_closed]


def cases(*occurred: datetime | None) -> Project:
    rows = [{"case_id": f"k{n}", "occurred_at": at} for n, at in enumerate(occurred)]
    return grid(1, 1).with_tables(cases=frame("cases", rows, [cell_centre(0, 0)] * len(rows)))


def test_cases_of_a_year_are_those_of_365_days_and_the_rest_is_counted() -> None:
    project = cases(datetime(2025, 11, 23, 23, 59), datetime(2025, 11, 24, 0, 0), EARLY, LAST, NEXT, None)
    year = year_of(CASES, project.cases, DAY)
    assert (year.first, year.last) == (date(2025, 11, 24), DAY)
    assert (year.last - year.first).days + 1 == 365
    assert year.shown.to_dict() == {"k0": False, "k1": True, "k2": True, "k3": True, "k4": False, "k5": False}
    assert (year.earlier, year.later, year.undated) == (1, 1, 1)


def test_a_project_without_cases_has_a_year_without_any() -> None:
    year = year_of(CASES, grid(1, 1).cases, DAY)
    assert year.shown.empty
    assert (year.earlier, year.later, year.undated) == (0, 0, 0)
