"""The seat table agrees with the ledger, the days lost and the coming gaps; its sums leave nothing out."""

from datetime import date, timedelta

import pandas as pd
import pytest

from mapper.analysis.seats.coverage import COUNTED, coverage
from mapper.analysis.seats.history import seat_history
from mapper.analysis.seats.table import SeatTable, seat_table
from mapper.errors import InputError
from mapper.project import Project
from tests.districts import frame, grid
from tests.sample import district

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def project() -> Project:
    return district().project


@pytest.fixture(scope="module")
def table(project: Project) -> SeatTable:
    return seat_table(project, DAY, date(2026, 9, 1), date(2026, 11, 30), date(2026, 12, 31))


def test_sums_by_station_are_those_of_the_ledger(table: SeatTable) -> None:
    sums = table.by_station()
    every = sums.loc["*"]
    assert (every["units"], every["covered"]) == (108, 102)
    assert every["days"] == 108 * 91 == table.lost.rostered_days
    assert every["vacant_days"] + every["away_days"] == table.lost.lost_days
    parts = sums.drop(index="*")
    assert (parts.drop(columns="station").sum() - every.drop("station")).abs().max() < 1e-9
    assert every["dedicated"] == table.coverage.dedicated
    assert every["effective_fte"] == pytest.approx(table.coverage.effective_fte)


def test_a_seats_days_are_those_of_its_history(project: Project, table: SeatTable) -> None:
    for code, seat in table.seats.iterrows():
        spells = [s for s in seat_history(project, str(code), DAY) if (s.starts or DAY) <= DAY <= (s.ends or DAY)]
        held = seat["state"] in (*COUNTED, "on_loan")
        assert bool(spells and not spells[-1].is_gap) == held
        if spells and len(spells[-1].duty_ids) < 2 and not spells[-1].away_ids:
            starts = None if pd.isna(seat["holds_since"]) else seat["holds_since"].date()
            assert starts == spells[-1].starts


@pytest.mark.parametrize("days", [-400, -60, 40, 500])
def test_another_day_is_the_ledger_of_that_day(project: Project, days: int) -> None:
    day = DAY + timedelta(days=days)
    found = seat_table(project, day, day, day, day)
    assert found.seats["state"].tolist() == coverage(project, day).seats["state"].tolist()
    assert found.by_station().loc["*", "covered"] == coverage(project, day).covered


def test_an_ending_duty_is_a_gap_to_come_and_an_empty_seat_says_since_when() -> None:
    project = grid(3, 1).with_tables(
        officers=frame("officers", [{"officer_id": "p", "role": "community_officer"}]),
        duties=frame(
            "duties",
            [
                {"duty_id": "1", "officer_id": "p", "community_code": "u0-0", "ends": date(2026, 12, 5)},
                {"duty_id": "2", "officer_id": "p", "community_code": "u1-0", "ends": date(2026, 10, 31)},
                {"duty_id": "3", "officer_id": "p", "community_code": "u2-0", "starts": date(2026, 12, 1)},
                {"duty_id": "4", "officer_id": "q", "community_code": "u2-0"},
            ],
        ),
    )
    found = seat_table(project, DAY, DAY, DAY, date(2026, 12, 31))
    seats = found.seats
    assert seats.loc["u0-0", "gap_from"] == pd.Timestamp(2026, 12, 6)
    assert seats.loc["u0-0", "gap_in_days"] == 13
    assert seats["gap_from"].notna().tolist() == [True, False, False]
    assert seats.loc["u1-0", "holds_since"] == pd.Timestamp(2026, 11, 1)
    assert seats.loc["u2-0", "holds_until"] == pd.Timestamp(2026, 11, 30)
    assert pd.isna(seats.loc["u2-0", "holds_since"])
    again = {"officer_id": "p", "community_code": "u1-0", "starts": date(2026, 12, 10), "ends": date(2026, 12, 20)}
    duties = pd.concat([project.duties, frame("duties", [{"duty_id": "5"} | again])])
    later = seat_table(project.with_tables(duties=duties), DAY, DAY, DAY, DAY).seats.loc["u1-0"]
    assert later[["holds_since", "holds_until"]].tolist() == [pd.Timestamp(2026, 11, 1), pd.Timestamp(2026, 12, 9)]
    assert found.left_out == {"unknown": 1, "wrong_role": 0, "beat": 0}


def test_dates_must_not_be_reversed(project: Project) -> None:
    with pytest.raises(InputError, match="dates_reversed"):
        seat_table(project, DAY, DAY, DAY - timedelta(days=1), DAY)
