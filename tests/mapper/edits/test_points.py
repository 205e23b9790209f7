"""Rows entered on the map stand where they were put, in the unit that is there, and are gone again after undo."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.day.day import Day
from mapper.edits.points import ENTERED, add_point, place_in_unit, place_point, surroundings
from mapper.errors import InputError
from mapper.project import Project
from mapper.store.geopackage.store import create, open_store
from tests.districts import SOUTH, STEP, WEST, cell_centre, frame, grid

DAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 23, 9)


def district() -> Project:
    return grid(2, 1).with_tables(
        officers=frame("officers", [{"officer_id": "o1", "role": "community_officer"}, {"officer_id": "o2"}]),
        duties=frame("duties", [{"duty_id": "D1", "officer_id": "o1", "community_code": "u0-0"}]),
        hazards=frame("hazards", [{"hazard_id": "H7", "reported_at": NINE}], [None]),
    )


def test_a_new_hazard_gets_the_unit_the_station_and_the_officer_of_its_place() -> None:
    project = district()
    ledger = Day(project, DAY).coverage
    here, there, beyond = (surroundings(project, (WEST + x * STEP, SOUTH + 0.5 * STEP), ledger) for x in (0.5, 1.5, 9))
    assert (here.community_code, here.station_code, here.exception, here.owner_id) == ("u0-0", "S1", None, "o1")
    assert (there.community_code, there.owner_id) == ("u1-0", None)
    assert (beyond.community_code, beyond.exception, beyond.owner_id) == (None, "outside", None)


VALUES = {
    "hazards": {"reported_at": NINE, "category": "fire", "owner_id": "o1"},
    "disputes": {"received_at": NINE, "category": "wage"},
    "places": {"type": "hotel", "name": "云汉宾馆（虚构）"},
    "outreach": {"category": "反诈宣传", "held_at": datetime(2026, 11, 23), "contacts": 40, "community_code": "u0-0"},
}


@given(st.sampled_from(ENTERED), st.floats(0.01, 1.99), st.floats(0.01, 0.99))
def test_it_stands_exactly_there_and_nothing_else_changes(table: str, across: float, up: float) -> None:
    project = district()
    where = (WEST + across * STEP, SOUTH + up * STEP)
    after = add_point(table, where, VALUES[table])(project)
    added = after.table(table).drop(index=project.table(table).index)
    (point,) = added.geometry
    assert (point.x, point.y) == where
    assert {name: added[name].iloc[0] for name in VALUES[table]} == VALUES[table]
    assert after.table(table).loc[project.table(table).index].equals(project.table(table))
    if table == "hazards":
        assert added.index.tolist() == ["H8"]
        assert Day(after, DAY).owned("hazards").at["H8", "community_code"] == f"u{int(across)}-0"


def test_a_shop_may_be_called_after_somebody() -> None:
    after = add_point("places", (WEST + 0.001, SOUTH + 0.001), {"type": "other", "name": "李先生牛肉面（虚构）"})(
        district()
    )
    assert after.places["name"].tolist() == ["李先生牛肉面（虚构）"]


def test_a_row_without_a_place_gets_one_exactly_or_somewhere_in_its_unit(tmp_path: Path) -> None:
    create(tmp_path / "p.gpkg", district())
    store = open_store(tmp_path / "p.gpkg")
    store.write(place_in_unit("hazards", "H7", "u1-0"), "")
    assert Day(store.project, DAY).owned("hazards").at["H7", "community_code"] == "u1-0"
    assert bool(store.project.hazards.at["H7", "approximate"])
    exact = cell_centre(0, 0)
    store.write(place_point("hazards", "H7", (exact.x, exact.y)), "")
    store.close()
    again = open_store(tmp_path / "p.gpkg")
    again.close()
    row = again.project.hazards.loc["H7"]
    assert (row["geometry"].equals(exact), bool(row["approximate"])) == (True, False)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (add_point("officers", (113, 30), {}), "not_entered"),
        (add_point("hazards", (181, 30), {"reported_at": NINE}), "place_invalid"),
        (add_point("hazards", (113, float("nan")), {"reported_at": NINE}), "place_invalid"),
        (add_point("hazards", (113, 30), {"category": "fire"}), "value_missing"),
        (add_point("hazards", (113, 30), {"reported_at": NINE, "category": "tea"}), "value_unknown"),
        (add_point("hazards", (113, 30), {"reported_at": NINE, "note": "x"}), "column_unknown"),
        (add_point("hazards", (113, 30), {"reported_at": NINE, "owner_id": "o9"}), "row_unknown"),
        (add_point("outreach", (113, 30), {"community_code": "u9"}), "row_unknown"),
        (add_point("places", (113, 30), {"name": "张先生 13800138000"}), "note_personal"),
        (place_point("hazards", "H1", (113, 30)), "row_unknown"),
        (place_point("duties", "D1", (113, 30)), "not_entered"),
        (place_in_unit("police_rooms", "R1", "u0-0"), "not_entered"),
        (place_in_unit("hazards", "H7", "u9"), "row_unknown"),
    ],
)
def test_what_makes_no_sense_is_refused(edit: object, code: str) -> None:
    with pytest.raises(InputError) as refused:
        edit(district())  # type: ignore[operator]  # an Edit
    assert refused.value.code == code
