"""Which running duties a table of seats leaves out, and since when and until when a seat is what it is."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from mapper.analysis.seats.table import SeatTable, seat_table
from mapper.project import Project
from tests.districts import frame, grid

DAY = date(2026, 11, 23)


def at(days: int) -> date:
    return DAY + timedelta(days=days)


def table(*held: dict[str, Any], kind: str = "community") -> SeatTable:
    officers = [{"officer_id": "a", "role": "community_officer"}, {"officer_id": "x", "role": "auxiliary"}]
    duties = [{"duty_id": f"D{n}", "officer_id": "a", "community_code": "u0-0"} | row for n, row in enumerate(held)]
    project: Project = grid(1, 1, kind=kind).with_tables(
        officers=frame("officers", officers), duties=frame("duties", duties)
    )
    return seat_table(project, DAY, at(-9), DAY, at(30))


def test_every_running_duty_that_counts_for_no_seat_is_counted_once() -> None:
    found = table(
        {}, {"officer_id": "x"}, {"officer_id": "x", "ends": at(-1)}, {"officer_id": "ghost"},
        {"community_code": "nowhere"}, {"officer_id": "ghost", "community_code": "nowhere"}, {"starts": at(1)},
    )  # fmt: skip
    assert found.left_out == {"unknown": 3, "wrong_role": 1, "beat": 0}
    village = table({}, {"officer_id": "x"}, kind="village")
    assert village.left_out == {"unknown": 0, "wrong_role": 0, "beat": 1}


@pytest.mark.parametrize(
    ("held", "since", "until"),
    [
        ([{"starts": at(-5), "ends": at(7)}], at(-5), at(7)),
        ([{"starts": at(-5), "ends": at(7)}, {"starts": at(-8), "ends": at(3)}], at(-8), at(7)),
        ([{"starts": at(-5)}, {"starts": at(-8), "ends": at(3)}], at(-8), None),
        ([{"ends": at(5)}, {"starts": at(-8), "ends": at(3)}], None, at(5)),
        ([{"starts": at(-5), "ends": at(-1)}], DAY, None),  # empty since the day after the last
        ([{"starts": at(1)}], None, DAY),  # empty until the day before the first
        ([{"ends": at(-3)}, {"ends": at(-6)}, {"starts": at(4)}, {"starts": at(9)}], at(-2), at(3)),
    ],
)
def test_since_when_and_until_when(held: list[dict[str, Any]], since: date | None, until: date | None) -> None:
    row = table(*held).seats.loc["u0-0"]
    days = [None if pd.isna(row[name]) else row[name].date() for name in ("holds_since", "holds_until")]
    assert days == [since, until]
