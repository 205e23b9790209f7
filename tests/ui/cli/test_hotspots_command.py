"""``hotspots``: its JSON keeps its shape, agrees with the analysis, and bad usage is one sentence."""

import json
from pathlib import Path

import openpyxl
import pytest

from mapper.analysis.hotspots.hotspots import hotspots, incidents_of
from mapper.analysis.hotspots.methods import METHODS
from mapper.analysis.incidents.kinds import DISPUTES
from mapper.crs import to_metres
from mapper.day.day import Day
from mapper.day.scope import ScopedDay
from mapper.frames import sensitive_rows
from mapper.scope import Scope
from mapper.store.store import read_project
from tests.ui.cli.answers import told
from ui.__main__ import main

STATION = "429999550000"


def test_json_is_what_the_analysis_says(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = read_project(sample)
    asked = ("hotspots", sample, "disputes", "--station", STATION)
    document = told(capsys, *asked, "--backtest", "--out", tmp_path / "cells.xlsx")
    project = ScopedDay(Day(whole, whole.as_of), Scope(frozenset({STATION}))).project
    found = hotspots(
        incidents_of(project, DISPUTES, project.as_of), to_metres(project.communities.geometry, project.about.map_crs)
    )
    assert set(document["cells"][0]) == {"lon", "lat", "count", "score", "gi_z", "gi_p", "expected"}
    assert [cell["count"] for cell in document["cells"]] == found.cells["count"].tolist()
    assert document["backtest"]["pai"] == found.score.pai
    assert document["backtest"]["baseline_pai"] == found.baseline.pai
    assert document["backtest"]["beats_baseline"] == found.beats_baseline
    assert {"pai", "pei", "hit_rate", "baseline_pai", "beats_baseline"} <= set(document["backtest"])
    assert {row["method"] for row in document["backtests"]} == set(METHODS)
    rows = project.disputes
    left = sum(document["left_out"].values())
    assert document["incidents"] + left == len(rows)
    assert document["left_out"]["sensitive"] <= sensitive_rows("disputes", rows).sum()
    sheet = openpyxl.load_workbook(tmp_path / "cells.xlsx").active
    assert sheet is not None
    assert sheet.max_row == 1 + len(document["cells"])


def test_a_station_has_its_own_land_and_refuses_where_it_must(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    station = read_project(sample).stations.index[0]
    document = told(capsys, "hotspots", sample, "hazards", "--station", station, "--until", "2025-03-01")
    assert document["station"] == [station]
    assert document["cells"] == []
    assert document["refused"]
    for language, words in (("en", "No place is named"), ("zh_CN", "不指出地点")):
        asked = ["--language", language, "hotspots", str(sample), "hazards", "--station", station]
        assert main([*asked, "--until", "2025-03-01"]) == 0
        assert words in capsys.readouterr().out


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_it_says_in_one_line_how_such_a_choice_did(
    sample: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--language", language, "hotspots", str(sample), "cases", "--station", STATION, "--top", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum("PAI" in line for line in lines) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ("officers",),
        ("cases", "--cell-m", "70"),
        ("cases", "--cell-m", "nan"),
        ("cases", "--area-share", "0"),
        ("cases", "--area-share", "nan"),
        ("cases", "--days", "0"),
        ("disputes", "--category", "nothing of that kind"),
        ("cases", "--until", "1900-01-01", "--method", "best"),
    ],
)
def test_bad_usage_is_one_sentence(sample: Path, wrong: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "en", "hotspots", str(sample), *wrong]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err


def test_a_project_without_incidents_or_land_is_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    units = tmp_path / "units.geojson"
    square = {"type": "Polygon", "coordinates": [[[114, 30], [114.05, 30], [114.05, 30.05], [114, 30.05], [114, 30]]]}
    feature = {"type": "Feature", "properties": {"community_code": "1", "name": "a"}, "geometry": square}
    units.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    project = tmp_path / "p.gpkg"
    assert main(["new", str(project), "--communities", str(units)]) == 0
    capsys.readouterr()
    document = told(capsys, "hotspots", project, "hazards")
    assert [why["code"] for why in document["refused"]] == ["few"]
    assert document["backtest"] is None
