"""The figures at the head of the window on their limits."""

from datetime import date, datetime
from typing import Any

import pytest

from mapper.day.day import Day
from mapper.day.headline import Headline
from mapper.project import Project
from tests.districts import cell_centre, frame, grid, square

DAY = date(2026, 11, 23)
LAST, NEXT = datetime(2026, 11, 23, 23, 59), datetime(2026, 11, 24)


def figures(project: Project) -> Headline:
    return Day(project, DAY).headline


def disputes(*rows: dict[str, Any]) -> Project:
    named = [{"dispute_id": f"d{n}"} | row for n, row in enumerate(rows)]
    return grid(1, 1).with_tables(disputes=frame("disputes", named, [cell_centre(0, 0)] * len(rows)))


@pytest.mark.parametrize(
    ("received", "closed", "median"),
    [
        (datetime(2025, 11, 23, 23, 59), datetime(2025, 11, 24), None),  # received on the 366th day back
        (datetime(2025, 11, 24, 0, 0), datetime(2025, 11, 25, 12), 1.5),
        (datetime(2026, 11, 21, 23, 59), LAST, 2.0),
        (datetime(2026, 11, 21), NEXT, None),  # closed tomorrow
        (None, LAST, None),
    ],
)
def test_days_to_close_are_those_of_disputes_of_365_days(
    received: datetime | None, closed: datetime, median: float | None
) -> None:
    assert figures(disputes({"received_at": received, "closed_at": closed})).dispute_median_days == median


def test_the_median_is_of_all_that_are_closed() -> None:
    rows = [{"received_at": datetime(2026, 11, 1), "closed_at": datetime(2026, 11, 1 + days)} for days in (1, 2, 9)]
    told = figures(disputes(*rows, {"received_at": datetime(2026, 11, 1)}, {"received_at": NEXT}))
    assert (told.dispute_median_days, told.disputes, told.disputes_open) == (2.0, 4, 1)


def test_the_median_age_is_of_those_still_open() -> None:
    rows = [{"received_at": datetime(2026, 11, 23 - days, 23, 59)} for days in (1, 2, 9)]
    told = figures(disputes(*rows, {"received_at": datetime(2026, 10, 1), "closed_at": LAST}, {"received_at": NEXT}))
    assert (told.dispute_open_median_days, told.disputes_open) == (2.0, 3)
    assert figures(disputes({"received_at": NEXT})).dispute_open_median_days is None


@pytest.mark.parametrize(
    ("verified", "overdue", "late"),
    [
        (datetime(2026, 11, 20, 23, 59), 0, 0),  # on the day it was reported
        (datetime(2026, 11, 21), 0, 1),
        (LAST, 0, 1),
        (NEXT, 1, 0),  # not yet
        (None, 1, 0),
    ],
)
def test_a_hazard_not_verified_in_time_is_still_unverified_or_was_verified_late(
    verified: datetime | None, overdue: int, late: int
) -> None:
    row = {"hazard_id": "a", "reported_at": datetime(2026, 11, 20, 8), "verified_at": verified}
    closed = {"hazard_id": "b", "reported_at": datetime(2026, 11, 1), "verified_at": LAST, "closed_at": LAST}
    told = figures(grid(1, 1).with_tables(hazards=frame("hazards", [row, closed], [cell_centre(0, 0)] * 2)))
    assert (told.hazards_open, told.hazards_overdue, told.hazards_verified_late) == (1, overdue, late)


def test_figures_of_hazards_focus_areas_and_an_empty_roll() -> None:
    hazards = [{"hazard_id": "a", "reported_at": datetime(2026, 11, 22)}, {"hazard_id": "b", "reported_at": LAST}]
    areas = [
        {"focus_id": key, "starts": datetime(2026, 11, 23, 9), "ends": LAST, "minutes": 10, "officer_ids": who}
        for key, who in (("F1", "o1"), ("F2", ""), ("F3", None))
    ]
    project = grid(2, 1).with_tables(
        hazards=frame("hazards", hazards, [cell_centre(0, 0)] * 2),
        focus_areas=frame("focus_areas", areas, [square(0, 0)] * 3),
    )
    told = figures(project)
    assert (told.hazards_open, told.hazards_overdue) == (2, 1)
    assert (told.focus, told.focus_assigned) == (3, 1)
    assert (told.recorded, told.units, told.covered, told.covered_share) == (0, 2, 0, 0.0)
    assert figures(Project()).covered_share is None
