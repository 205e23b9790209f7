"""Focus areas of a day, from their first moment to their last, and minutes that are exactly what an officer has."""

from datetime import date, datetime
from typing import Any

import pytest

from mapper.day.day import Day
from mapper.norms import Norms
from mapper.project import Project
from tests.districts import frame, grid, square

DAY = date(2026, 11, 23)
MIDNIGHT, NOON, NEXT = datetime(2026, 11, 23), datetime(2026, 11, 23, 12), datetime(2026, 11, 24)


def areas(*rows: dict[str, Any], **officer: Any) -> Project:
    usual = {"starts": NOON, "ends": NEXT, "minutes": 60, "officer_ids": "o1"}
    named = [{"focus_id": f"F{n}"} | usual | row for n, row in enumerate(rows)]
    people = [{"officer_id": i, "role": "community_officer"} | officer for i in ("o1", "o2")]
    tables = grid(2, 1).with_tables(
        focus_areas=frame("focus_areas", named, [square(n, 0) for n in range(len(rows))]),
        officers=frame("officers", people),
    )
    return Project(**{**tables.__dict__, "norms": Norms(focus_minutes_per_day=100)})


@pytest.mark.parametrize(
    ("starts", "ends", "runs"),
    [
        (datetime(2026, 11, 23, 23, 59), datetime(2026, 11, 24, 2), True),
        (NEXT, datetime(2026, 11, 24, 2), False),  # begins with the next day
        (datetime(2026, 11, 22, 20), datetime(2026, 11, 23, 0, 1), True),
        (datetime(2026, 11, 22, 20), MIDNIGHT, False),  # ended with the day before
        (datetime(2026, 11, 1), datetime(2026, 12, 1), True),
    ],
)
def test_an_area_is_of_the_day_where_it_runs_at_any_time_of_it(starts: datetime, ends: datetime, runs: bool) -> None:
    project = areas({"starts": starts, "ends": ends})
    assert Day(project, DAY).focus_today.tolist() == [runs]
    assert len(Day(project, DAY).focus_minutes) == runs


@pytest.mark.parametrize(
    ("minutes", "fte", "exceeded"), [(100, 1.0, False), (101, 1.0, True), (50, 0.5, False), (51, 0.5, True)]
)
def test_minutes_are_exceeded_above_what_the_officer_has(minutes: int, fte: float, exceeded: bool) -> None:
    project = areas({"minutes": minutes - 10}, {"minutes": 10, "officer_ids": "o1;o2"}, fte=fte)
    found = Day(project, DAY).focus_minutes
    assert found["minutes"].to_dict() == {"o1": minutes, "o2": 10}
    assert found["limit"].tolist() == [100 * fte, 100 * fte]
    assert found["exceeded"].to_dict() == {"o1": exceeded, "o2": False}
    told = Day(project, DAY).focus_findings
    assert [f.subjects for f in told] == [("o1", "F0", "F1")] * exceeded
    if told:
        assert (told[0].values["minutes"], told[0].values["limit"]) == (minutes, 100 * fte)
        assert told[0].where == pytest.approx((113.405, 30.305))


def test_who_is_away_has_no_minutes_and_nobody_sent_asks_none() -> None:
    project = areas({"officer_ids": ""}, {"officer_ids": None}, {"minutes": None, "officer_ids": "ghost"})
    assert Day(project, DAY).focus_minutes[["minutes", "limit"]].to_numpy().tolist() == [[0.0, 0.0]]
    away = areas({"minutes": 1}, status="leave")
    assert Day(away, DAY).focus_minutes["limit"].tolist() == [0.0]
    (told,) = Day(away, DAY).focus_findings
    assert told.subjects == ("o1", "F0")
