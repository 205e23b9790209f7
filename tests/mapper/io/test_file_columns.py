"""What a person sees of a file's columns, what can be mapped, and the rejected rows that are sent back."""

from collections.abc import Callable
from pathlib import Path

from mapper.io.file_columns import file_columns, mappable_fields, rejected_rows
from mapper.io.reading import open_source, read_source
from mapper.schema import TABLES

HEADINGS = ("行号", "工作表", "原因")


def test_each_column_has_three_different_values_and_personal_ones_none(write_text: Callable[..., Path]) -> None:
    lines = ["问题描述,身份证号,责任人", "灯,1,甲", "灯,2,乙", " 井 盖 ,3,", "线,4,丙", "树,5,丁"]
    found = file_columns(open_source(write_text("\n".join(lines)), "hazards"), TABLES["hazards"])
    assert [(one.name, one.samples, one.personal) for one in found] == [
        ("问题描述", ("灯", "井 盖", "线"), False),
        ("身份证号", (), True),
        ("责任人", ("甲", "乙", "丙"), False),
    ]


def test_where_a_row_lies_is_mapped_only_where_the_file_has_no_shapes() -> None:
    assert mappable_fields(TABLES["hazards"], has_shapes=False, by_address=False)[:4] == (
        "hazard_id",
        "lon",
        "lat",
        "x",
    )
    assert "lon" not in mappable_fields(TABLES["hazards"], has_shapes=True, by_address=False)
    assert mappable_fields(TABLES["communities"], has_shapes=False, by_address=True)[1] == "wkt"
    officers = TABLES["officers"]
    assert mappable_fields(officers, has_shapes=False, by_address=True) == ("officer_id", *officers.column_names)


def test_an_address_is_mapped_only_where_there_are_standard_addresses() -> None:
    for table, can in (("hazards", True), ("communities", False), ("standard_addresses", False)):
        assert ("address" in mappable_fields(TABLES[table], has_shapes=False, by_address=True)) == can
        assert "address" not in mappable_fields(TABLES[table], has_shapes=False, by_address=False)


def test_headings_that_nobody_knows_are_mapped_by_hand(
    write_text: Callable[..., Path],
) -> None:
    path = write_text("问题描述,发现日期,东,北,负责\n消防,2026-11-03,113.4,30.3,甲\n溺水,2026-11-04,113.5,30.4,乙")
    source = open_source(path, "hazards")
    asked = {"问题描述": "category", "东": "lon", "北": "lat", "负责": "owner_id"}
    read = read_source(source, path, "hazards", asked)
    assert read.frame["category"].tolist() == ["fire", "water"]
    assert read.frame.geometry.x.tolist() == [113.4, 113.5]
    assert read.dropped_columns == ()
    again = read_source(source, path, "hazards", {**asked, "category": ""} | {"问题描述": ""})
    assert "category" not in again.columns
    assert again.dropped_columns == ("问题描述",)


def test_rejected_rows_have_the_number_that_the_file_itself_shows(write_workbook: Callable[..., Path]) -> None:
    head = ["隐患编号", "身份证号", "经度", "纬度"]
    rows = [["隐患台账"], head, ["A1", "1", 113.4, 30.3], [], ["", "2", 113.4, 30.3]]
    path = write_workbook([["无"]], 甲所=rows, 乙所=[head, *([f"B{n}", "3", 113.4, 30.3] for n in range(4)), rows[4]])
    for layers, sheets, numbers in (
        (["甲所"], None, [5]),
        (["甲所", "乙所"], ["甲所", "乙所"], [5, 6]),
    ):
        source = open_source(path, "hazards", layer=layers)
        assert source.layers == (() if sheets is None else ("Sheet", "甲所", "乙所"))  # one alone is read alone
        read = read_source(source, path, "hazards")
        told = rejected_rows(source, read.rejected, HEADINGS, lambda one: one.code)
        assert told["行号"].tolist() == numbers
        assert told["原因"].tolist()[0] == "key_missing"
        assert (told["工作表"].tolist() if "工作表" in told else None) == sheets
        assert "身份证号" not in told
        assert told["经度"].tolist() == ["113.4"] * len(told)


def test_a_row_with_too_many_cells_is_told_by_its_number_alone(write_text: Callable[..., Path]) -> None:
    path = write_text("编号,经度,纬度\nA,113.4,30.3\nB,113.4,30.3,1,2,3\n")
    source = open_source(path, "hazards")
    told = rejected_rows(source, read_source(source, path, "hazards").rejected, HEADINGS, lambda one: one.code)
    assert told.to_dict("records") == [{"行号": 3, "原因": "row_too_long", "编号": None, "经度": None, "纬度": None}]
    none_read = open_source(write_text("编号,经度,纬度\nB,113.4,30.3,1,2,3\n", "long.csv"), "hazards")
    told = rejected_rows(none_read, none_read.rejected, HEADINGS, lambda one: one.code)
    assert told["行号"].tolist() == [2]
    assert rejected_rows(source, (), HEADINGS, lambda one: one.code).empty
