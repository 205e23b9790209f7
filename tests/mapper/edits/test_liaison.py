"""A visit is recorded once, and the station's liaison state knows of it."""

from datetime import date

import pytest

from mapper.analysis.seats.posting import liaison_state
from mapper.edits.liaison import record_visit
from mapper.errors import InputError
from tests.districts import grid

DAY = date(2026, 11, 23)


def test_a_visit_counts_from_its_day_and_may_take_the_station_over() -> None:
    before = grid(2, 1)
    assert not liaison_state(before, DAY)["has_unit"].any()
    after = record_visit("S1", " 县公安局政治处（虚构） ", date(2026, 11, 3), unannounced=True, takes_over=True)(before)
    state = liaison_state(after, DAY).loc["S1"]
    assert (state["visits"], state["unannounced"], state["days_since"], state["has_unit"]) == (1, 1, 20, True)
    assert state["liaison_unit"] == "县公安局政治处（虚构）"
    assert not state["due"]
    assert after.stations.geometry.equals(before.stations.geometry)
    assert record_visit("S1", "县公安局政治处（虚构）", DAY)(after).stations is after.stations


def test_the_same_visit_twice_an_unknown_station_and_no_body_are_refused() -> None:
    project = record_visit("S1", "甲", DAY)(grid(1, 1))
    for edit, code in (
        (record_visit("S1", "甲", DAY), "visit_twice"),
        (record_visit("S9", "甲", DAY), "row_unknown"),
        (record_visit("S1", "  ", DAY), "liaison_unit_missing"),
        (record_visit("S1", "张某某 13800000000", DAY), "note_personal"),
    ):
        with pytest.raises(InputError, match=code):
            edit(project)
    assert len(record_visit("S1", "乙", DAY)(project).liaison) == 2
