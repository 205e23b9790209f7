"""Rows of a file with an address alone get a place, or stand in their unit, or stay without; and nothing else moves."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from mapper import frames
from mapper.errors import InputError
from mapper.io.reading import Reading, read_table
from mapper.schema import DEGREES
from tests.districts import cell_centre, grid

COMMUNITIES = grid(2, 1).communities
KEYS = pd.Index(["Z1", "Z2", "Z3"], name="address_id")
TEXTS = ["云汉区长丰路12号", "云汉区光明路5号", "云汉区光明路7号"]
STANDARD = frames.conform(
    "standard_addresses",
    gpd.GeoDataFrame({"text": TEXTS}, index=KEYS, geometry=[cell_centre(0, 0), cell_centre(1, 0), None], crs=DEGREES),
)


def read(path: Path, table: str = "hazards", **options: object) -> Reading:
    return read_table(path, table, communities=COMMUNITIES, standard_addresses=STANDARD, **options)  # type: ignore[arg-type]


def test_a_row_gets_the_point_and_its_address_is_not_kept(write_text: Callable[..., Path]) -> None:
    got = read(write_text("编号,地址\nH1,长丰路12号\nH2,光明路7号\nH3,\n"))
    assert got.frame.geometry["H1"].equals(cell_centre(0, 0))
    assert got.frame.geometry[["H2", "H3"]].isna().all()  # that address has no point; that row has no address
    assert "address" not in got.frame.columns
    assert got.dropped_columns == ()
    assert [one.text for one in got.unsure_addresses] == ["光明路7号"]
    assert (got.read, got.imported) == (3, 3)


def test_a_row_with_coordinates_keeps_them(write_text: Callable[..., Path]) -> None:
    got = read(write_text("编号,经度,纬度,地址\nH1,113.4,30.3,长丰路12号\nH2,,,光明路5号\n"))
    assert (got.frame.geometry["H1"].x, got.frame.geometry["H1"].y) == (113.4, 30.3)
    assert got.frame.geometry["H2"].equals(cell_centre(1, 0))


def test_a_new_row_whose_unit_alone_is_known_stands_there_and_is_at_no_place(write_text: Callable[..., Path]) -> None:
    path = write_text("编号,地址,社区编码\nH1,不知名路1号,u1-0\nH2,不知名路1号,u9\nH3,不知名路1号,u1-0\n")
    got = read(path, keys_in_use={"H3"})
    assert COMMUNITIES.geometry["u1-0"].contains(got.frame.geometry["H1"])
    assert got.frame.geometry[["H2", "H3"]].isna().all()  # no such unit; one that is known stays where it is
    assert got.frame["approximate"].fillna(False).tolist() == [True, False, False]
    assert frames.known_places(got.frame).isna().all()


def test_a_choice_counts_for_all_rows_that_are_written_so(write_text: Callable[..., Path]) -> None:
    path = write_text("编号,地址\nH1,光明路\nH2,光明路\nH3,长丰路12号\n")
    got = read(path, address_choices={"光明路": "Z2", "长丰路12号": ""})
    assert [got.frame.geometry[key] is not None for key in ("H1", "H2", "H3")] == [True, True, False]
    assert {one.text: one.chosen for one in got.unsure_addresses} == {"光明路": "Z2", "长丰路12号": ""}


def test_without_standard_addresses_an_address_is_no_place(write_text: Callable[..., Path]) -> None:
    path = write_text("编号,地址\nH1,长丰路12号\n")
    with pytest.raises(InputError) as told:
        read_table(path, "hazards", communities=COMMUNITIES)
    assert told.value.code == "no_coordinates"


def test_a_home_address_is_never_looked_up(write_text: Callable[..., Path]) -> None:
    with pytest.raises(InputError) as told:
        read(write_text("编号,家庭住址\nH1,长丰路12号\n"))
    assert told.value.code == "no_coordinates"
    got = read(write_text("编号,地址\nH1,长丰路12号 电话13800138000\n"))
    assert got.frame.geometry.isna().all()
    assert got.unsure_addresses == ()
    assert "personal_removed" in [note.code for note in got.notes]
