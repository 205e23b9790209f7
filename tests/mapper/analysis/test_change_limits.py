"""Change on the first and last days of its two periods, counted for one unit."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from mapper.analysis.change import USUAL_DAYS, Change, change
from mapper.analysis.periods.period import Period
from mapper.errors import InputError
from mapper.project import Project
from tests.districts import cell_centre, frame, grid

UNTIL = date(2026, 11, 23)
SINCE = date(2026, 11, 13)  # ten days before: 14 to 23 are set against 4 to 13


def land(*disputes: datetime, **tables: Any) -> Project:
    rows = [{"dispute_id": f"J{n}", "received_at": when} for n, when in enumerate(disputes)]
    project = grid(2, 1).with_tables(disputes=frame("disputes", rows, [cell_centre(0, 0)] * len(rows)))
    return project.with_tables(**tables)


def asked(project: Project) -> Change:
    return change(project, SINCE, UNTIL)


def test_the_periods_are_as_long_as_each_other_and_meet() -> None:
    found = asked(land())
    assert found.days == 10
    assert found.period == Period(date(2026, 11, 14), UNTIL)
    assert found.period_before == Period(date(2026, 11, 4), SINCE)
    assert USUAL_DAYS == 30
    with pytest.raises(InputError, match="dates_reversed"):
        change(land(), UNTIL, UNTIL)
    one_day = change(land(), UNTIL - timedelta(days=1), UNTIL)
    assert one_day.period_before == Period(date(2026, 11, 22), date(2026, 11, 22))


@pytest.mark.parametrize(
    ("received", "counts"),
    [
        (datetime(2026, 11, 24, 0, 0), (0, 0)),
        (datetime(2026, 11, 23, 23, 59), (1, 0)),
        (datetime(2026, 11, 14, 0, 0), (1, 0)),
        (datetime(2026, 11, 13, 23, 59), (0, 1)),
        (datetime(2026, 11, 4, 0, 0), (0, 1)),
        (datetime(2026, 11, 3, 23, 59), (0, 0)),
    ],
)
def test_a_dispute_is_of_the_period_that_has_its_day(received: datetime, counts: tuple[int, int]) -> None:
    found = asked(land(datetime(2026, 1, 1), received, datetime(2026, 12, 1))).incidents["disputes"]
    for rows in (found.groups.loc["u0-0"], found.total.loc["all"]):
        assert tuple(rows[["now", "before", "p"]]) == (*counts, 1.0)
    assert found.not_compared == ()


@pytest.mark.parametrize(
    ("first", "last", "codes"),
    [
        (datetime(2026, 11, 4, 23, 59), datetime(2026, 11, 23), []),
        (datetime(2026, 11, 5), datetime(2026, 11, 23, 23, 59), ["before_first"]),
        (datetime(2026, 11, 4), datetime(2026, 11, 22, 23, 59), ["after_last"]),
        (datetime(2026, 11, 5), datetime(2026, 11, 22), ["after_last", "before_first"]),
    ],
)
def test_days_without_records_are_said_and_not_compared(first: datetime, last: datetime, codes: list[str]) -> None:
    found = asked(land(first, last)).incidents
    assert [why.code for why in found["disputes"].not_compared] == [f"not_compared.{code}" for code in codes]
    assert found["disputes"].groups["p"].isna().all() == bool(codes)
    for table in ("hazards", "cases"):
        assert [why.code for why in found[table].not_compared] == ["not_compared.no_records"]


def test_what_a_patrol_found_and_what_lies_nowhere_is_told_and_not_counted() -> None:
    when = [datetime(2026, 11, 20), datetime(2026, 11, 10)]
    rows = [
        {"hazard_id": f"{origin}{n}{where}", "reported_at": at, "origin": origin}
        for n, at in enumerate(when) for origin in ("discovered", "reported") for where in (0, 9)
    ]  # fmt: skip
    places = [cell_centre(int(row["hazard_id"][-1]), 0) for row in rows]
    counted = asked(land(hazards=frame("hazards", rows, places))).incidents["hazards"]
    assert counted.total.loc["all", ["now", "before"]].tolist() == [1, 1]
    assert (counted.discovered, counted.nowhere) == (4, 2)


def test_seats_gained_lost_and_handed_over() -> None:
    officers = [{"officer_id": who, "role": "community_officer"} for who in "ab"]
    duties = [
        {"duty_id": "D1", "officer_id": "a", "community_code": "u0-0", "ends": SINCE},
        {"duty_id": "D2", "officer_id": "b", "community_code": "u0-0", "starts": UNTIL},
        {"duty_id": "D3", "officer_id": "a", "community_code": "u1-0", "starts": SINCE + timedelta(days=1)},
    ]
    project = land(officers=frame("officers", officers), duties=frame("duties", duties))
    found = asked(project)
    assert found.units["seat"].to_dict() == {"u0-0": "other_officer", "u1-0": "gained"}
    assert found.by_seat == {"gained": 1, "lost": 0, "other_officer": 1, "still_gap": 0, "same": 0}
    back = project.with_tables(duties=project.duties.assign(officer_id=["b", "a", "b"]))  # whoever of the two it was
    assert asked(back).units["seat"]["u0-0"] == "other_officer"
    lost = project.with_tables(duties=project.duties.drop(index="D2"))
    assert asked(lost).units["seat"]["u0-0"] == "lost"
    assert asked(land()).by_seat["still_gap"] == 2
