"""Change on the first and last days of its two periods, counted for one unit."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from mapper.analysis.change import LEVEL, USUAL_DAYS, Change, chance_of, change
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
    assert found.period == (date(2026, 11, 14), UNTIL)
    assert found.period_before == (date(2026, 11, 4), SINCE)
    assert USUAL_DAYS == 30
    with pytest.raises(InputError, match="dates_reversed"):
        change(land(), UNTIL, UNTIL)
    assert change(land(), UNTIL - timedelta(days=1), UNTIL).period_before == (date(2026, 11, 22), date(2026, 11, 22))


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
    found = asked(land(received))
    assert tuple(found.units.loc["u0-0", ["disputes", "disputes_before"]]) == counts
    assert (found.counted["disputes"].now, found.counted["disputes"].before) == counts
    assert found.units.loc["u0-0", "disputes_p"] == 1.0


def test_what_a_patrol_found_and_what_lies_nowhere_is_told_and_not_counted() -> None:
    when = [datetime(2026, 11, 20), datetime(2026, 11, 10)]
    rows = [
        {"hazard_id": f"{origin}{n}{where}", "reported_at": at, "origin": origin}
        for n, at in enumerate(when) for origin in ("discovered", "reported") for where in (0, 9)
    ]  # fmt: skip
    places = [cell_centre(int(row["hazard_id"][-1]), 0) for row in rows]
    counted = asked(land(hazards=frame("hazards", rows, places))).counted["hazards"]
    assert (counted.now, counted.before, counted.discovered, counted.nowhere) == (1, 1, 4, 2)


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


def test_chance_is_two_sided_and_alike_both_ways() -> None:
    assert chance_of([9, 5, 36, 3, 0], [5, 9, 20, 3, 0]) == pytest.approx([0.424, 0.424, 0.0436, 1.0, 1.0], abs=5e-4)
    assert chance_of([4], [0]) == pytest.approx([2 / 16])
    assert (chance_of([9, 36, 40], [5, 20, 40]) < LEVEL).tolist() == [False, True, False]
