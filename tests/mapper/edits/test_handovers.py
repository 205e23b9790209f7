"""Handing over, receipt and answer: in the order of time, refused with the reason, undone to the last byte."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.analysis.cooperation.handovers import DIRECTIONS
from mapper.audience import for_audience
from mapper.edit import Edit
from mapper.edits.handovers import answer_handover, give_receipt, hand_over
from mapper.errors import InputError
from mapper.project import Project
from tests.districts import cell_centre, frame, grid

NINE = datetime(2026, 11, 20, 9)
HOUR = timedelta(hours=1)


def project() -> Project:
    rows = [
        {"dispute_id": "d1", "category": "wage", "received_at": NINE},
        {"dispute_id": "d2", "category": "family", "received_at": NINE},
        {"dispute_id": "d3", "received_at": NINE, "closed_at": NINE + HOUR},
    ]
    return grid(1, 1).with_tables(
        disputes=frame("disputes", rows, [cell_centre(0, 0)] * 3), officers=frame("officers", [{"officer_id": "o1"}])
    )


def sent(key: str = "d1", **told: Any) -> Project:
    return hand_over("disputes", key, "station_to_department", NINE + HOUR, "区人社局", **told)(project())


def test_sent_received_returned_and_sent_again() -> None:
    done = give_receipt("W1", NINE + 2 * HOUR)(sent(due=NINE + 9 * HOUR, note="欠薪三户"))
    done = answer_handover("W1", "returned", NINE + 3 * HOUR, note="不属本部门")(done)
    done = hand_over("disputes", "d1", "station_to_department", NINE + 4 * HOUR, "区住建局")(done)
    told = done.handovers
    assert told.index.tolist() == ["W1", "W2"]
    assert told.loc["W1", ["result", "note"]].tolist() == ["returned", "欠薪三户 / 不属本部门"]
    assert told["received_at"].tolist()[0] == NINE + 2 * HOUR
    assert told.at["W1", "due_at"] == NINE + 9 * HOUR


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (hand_over("cases", "d1", DIRECTIONS[0], NINE), "value_unknown"),
        (hand_over("disputes", "d1", "sideways", NINE), "value_unknown"),
        (hand_over("disputes", "d9", DIRECTIONS[0], NINE), "row_unknown"),
        (hand_over("disputes", "d1", "room_to_officer", NINE, "o9"), "row_unknown"),
        (hand_over("disputes", "d1", "safety_office_to_station", NINE, "S9"), "row_unknown"),
        (hand_over("disputes", "d1", "room_to_officer", NINE), "handover_receiver"),
        (hand_over("disputes", "d1", "station_to_department", NINE, "  "), "handover_receiver"),
        (hand_over("disputes", "d1", "station_to_department", NINE, "电话13800000000"), "note_personal"),
        (hand_over("disputes", "d1", DIRECTIONS[0], NINE, note="张某某家"), "note_personal"),
        (hand_over("disputes", "d1", DIRECTIONS[0], NINE - HOUR), "handover_early"),
        (hand_over("disputes", "d3", DIRECTIONS[0], NINE + 2 * HOUR), "handover_closed"),
        (hand_over("disputes", "d1", DIRECTIONS[0], NINE, due=NINE - HOUR), "handover_due"),
        (hand_over("disputes", "d1", "station_to_department", NINE + 5 * HOUR, "区人社局"), "handover_open"),
        (give_receipt("W9", NINE), "row_unknown"),
        (give_receipt("W1", NINE), "handover_before"),
        (answer_handover("W1", "done", NINE + 5 * HOUR), "answer_unreceived"),
        (answer_handover("W1", "lost", NINE + 5 * HOUR), "value_unknown"),
    ],
)
def test_what_cannot_be_is_refused(edit: Edit, code: str) -> None:
    before = sent()
    with pytest.raises(InputError) as caught:
        edit(before)
    assert caught.value.code == code


def test_nothing_is_done_twice() -> None:
    received = give_receipt("W1", NINE + 2 * HOUR)(sent())
    answered = answer_handover("W1", "done", NINE + 3 * HOUR)(received)
    for edit, now, code in (
        (give_receipt("W1", NINE + 4 * HOUR), received, "receipt_again"),
        (give_receipt("W1", NINE + 4 * HOUR), answered, "receipt_again"),
        (answer_handover("W1", "done", NINE + 4 * HOUR), answered, "answer_again"),
        (answer_handover("W1", "done", NINE + 1 * HOUR), received, "handover_before"),
    ):
        with pytest.raises(InputError) as caught:
            edit(now)
        assert caught.value.code == code


MOVES = st.lists(
    st.tuples(st.sampled_from(["send", "receipt", "done", "returned"]), st.integers(-2, 30), st.integers(1, 3)),
    max_size=12,
)


@given(MOVES)
def test_whatever_is_tried_dates_stay_in_order(moves: list[tuple[str, int, int]]) -> None:
    now = project()
    for what, hours, number in moves:
        at, key = NINE + hours * HOUR, f"W{number}"
        edit = {
            "send": hand_over("disputes", "d1", DIRECTIONS[number - 1], at, "S1"),
            "receipt": give_receipt(key, at),
        }.get(what) or answer_handover(key, what, at)
        before = now.handovers.copy()
        try:
            after = edit(now)
        except InputError:
            continue
        assert now.handovers.equals(before), "the project before stays as it was, so undo is keeping it"
        now = after
    rows = now.handovers
    assert (rows["received_at"].isna() | (rows["received_at"] >= rows["sent_at"])).all()
    assert (rows["answered_at"].isna() | (rows["answered_at"] >= rows["received_at"])).all()
    assert (rows["answered_at"].notna() == rows["result"].notna()).all()


def test_of_a_sensitive_dispute_command_sees_no_note_and_the_others_no_handover() -> None:
    both = hand_over("disputes", "d2", DIRECTIONS[0], NINE + HOUR, "区妇联", note="上门两次")(sent(note="欠薪三户"))
    shown = for_audience(both, "command").handovers
    assert shown["note"].isna().tolist() == [False, True]
    assert shown["receiver"].isna().tolist() == [False, True]
    assert shown["sent_at"].tolist() == both.handovers["sent_at"].tolist()
    assert for_audience(both, "station", "S1").handovers["incident_id"].tolist() == ["d1"]
    assert for_audience(both, "public").handovers.empty
