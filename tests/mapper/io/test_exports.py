"""Tables out: read back as they were, and nothing in them runs."""

from datetime import datetime
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from shapely import Point

from mapper.errors import InputError
from mapper.io.exports import safe_cell, write_table

FRAME = gpd.GeoDataFrame(
    {
        "名称": ["虚构东湖社区", '=HYPERLINK("x")'],
        "residents": pd.array([7400, None], dtype="Int64"),
        "fte": [-0.5, float("nan")],
        "ends": pd.to_datetime(["2026-11-23 14:05", None]),
    },
    index=pd.Index(["000429999001", "-1+1"], name="community_code"),
    geometry=[Point(0, 0), Point(1, 1)],
)


def test_a_csv_that_excel_reads(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_table(FRAME, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(path, dtype=str)
    assert back.columns.tolist() == ["community_code", "名称", "residents", "fte", "ends"]
    assert back.iloc[0].tolist() == ["000429999001", "虚构东湖社区", "7400", "-0.5", "2026-11-23 14:05:00"]
    assert back.iloc[1].fillna("").tolist() == ["'-1+1", '\'=HYPERLINK("x")', "", "", ""]


def test_a_workbook_keeps_codes_as_text_and_numbers_as_numbers(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_table(FRAME, path)
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert rows[1] == ("000429999001", "虚构东湖社区", 7400, -0.5, datetime(2026, 11, 23, 14, 5))
    assert rows[2] == ("'-1+1", '\'=HYPERLINK("x")', None, None, None)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_text_runs(start: str) -> None:
    assert safe_cell(f"{start}cmd").startswith("'")


@pytest.mark.parametrize("value", [-3, -0.5, "-3.25", "a=b", "桃园"])
def test_what_is_harmless_stays(value: object) -> None:
    assert safe_cell(value) == value


def test_control_characters_do_not_stop_a_workbook(tmp_path: Path) -> None:
    write_table(pd.DataFrame({"a": ["x\x01y"]}), tmp_path / "o.xlsx", index=False)
    assert openpyxl.load_workbook(tmp_path / "o.xlsx").active["A2"].value == "xy"


def test_what_cannot_be_written_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.csv"
    write_table(FRAME, path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mapper.io.exports._write_csv", full)
    with pytest.raises(InputError, match="cannot_write"):
        write_table(FRAME, path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]


def test_places_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "dir.csv").mkdir()
    for path, code in [
        (tmp_path / "no" / "out.csv", "cannot_write"),
        (tmp_path / "file" / "out.csv", "cannot_write"),
        (tmp_path / "dir.csv", "is_directory"),
        (tmp_path / "out.doc", "export_kind_unknown"),
    ]:
        with pytest.raises(InputError) as caught:
            write_table(FRAME, path)
        assert caught.value.code == code
