"""``reach``: ways of units, and more rooms, in words, as JSON and as a file."""

from pathlib import Path

import pandas as pd
import pytest

from tests.ui.cli.answers import told
from ui.__main__ import main


def test_units_and_rooms_are_told(sample: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = told(capsys, "reach", sample, "--within-km", "3", "--rooms", "2")
    assert answer["within"] + answer["beyond"] + answer["unknown"] == len(answer["units"]) == 108
    assert sum(unit["within"] is True for unit in answer["units"]) == answer["within"]
    rooms = answer["rooms"]
    assert rooms["before"] < rooms["objective"] == pytest.approx(rooms["bound"])
    assert len(rooms["sites"]) == 2
    out = tmp_path / "reach.xlsx"
    assert main(["reach", str(sample), "--out", str(out), "--aim", "shorten", "--rooms", "1"]) == 0
    assert len(pd.read_excel(out, engine="openpyxl")) == 108
    said = capsys.readouterr().out
    assert "1.3" in said
    assert "增设 1 处" in said


@pytest.mark.parametrize("asked", [("--within-km", "0"), ("--rooms", "x"), ("--aim", "far")])
def test_what_makes_no_sense_is_refused(
    sample: Path, asked: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reach", str(sample), *asked]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_part_of_a_station_is_told_alone(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = told(capsys, "reach", sample)
    part = told(capsys, "reach", sample, "--station", "东津派出所")
    codes = {unit["community_code"] for unit in part["units"]}
    assert 0 < len(codes) < 108
    assert part["units"] == [unit for unit in whole["units"] if unit["community_code"] in codes]
