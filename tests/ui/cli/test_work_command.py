"""``work``: the figures as JSON are those of the day, the tables tell the same; files of it are taken by key."""

import json
from datetime import date
from pathlib import Path

import pytest

from mapper.day.day import Day
from mapper.store.store import create, read_project
from tests.drawn import some
from tests.sample import district
from ui.__main__ import main
from ui.language.language import LANGUAGES


@pytest.fixture
def file(tmp_path: Path) -> Path:
    create(tmp_path / "p.gpkg", district().project)
    return tmp_path / "p.gpkg"


def test_json_is_the_answer_of_the_day(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["work", str(file), "--json", "--as-of", "2026-08-01"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads(json.dumps(Day(read_project(file), date(2026, 8, 1)).community_work.as_json()))
    assert told["as_of"] == "2026-08-01"
    assert [row["code"] for row in told["places"]["unit"]] == sorted(row["code"] for row in told["places"]["unit"])


@pytest.mark.parametrize("language", some(LANGUAGES, 1))
@pytest.mark.parametrize("by", ["unit", "station", "type"])
def test_tables_are_told_in_both_languages(
    file: Path, capsys: pytest.CaptureFixture[str], language: str, by: str
) -> None:
    assert main(["work", str(file), "--by", by, "--language", language]) == 0
    told = capsys.readouterr().out
    assert "1,144/1,147" in told
    assert ("4/9" in told, "336/1,114" in told) == (True, by == "station")


def test_a_list_of_surveys_is_taken_by_name_of_the_unit_and_only_once(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    units = read_project(file).communities
    code, name = str(units.index[0]), units["name"].iloc[0]
    sheet = tmp_path / "测评.csv"
    sheet.write_text(f"测评编号,测评日期,社区名称,测评项目,样本数,满意数\nN1,2026-11-20,{name},安全感,50,48\n", "utf-8")
    for new in (["N1"], []):
        assert main(["import", str(file), "surveys", str(sheet), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["new"] == new
    taken = read_project(file).surveys.loc["N1"]
    assert taken[["community_code", "topic", "asked", "positive"]].tolist() == [code, "safety", 50, 48]


def test_a_list_of_inspections_names_places_and_a_doubtful_day_is_told(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = read_project(file).places["name"]
    once = places[~places.duplicated(keep=False)]
    sheet = tmp_path / "检查.csv"
    sheet.write_text(
        f"检查编号,场所,检查日期,隐患数\nN1,{once.iloc[0]},2999-01-01,2\nN2,没有这家,2026-11-01,1\n", "utf-8"
    )
    assert main(["import", str(file), "inspections", str(sheet), "--json"]) == 0
    notes = {note["code"] for note in json.loads(capsys.readouterr().out)["notes"]}
    assert {"places_unknown", "dates_ahead"} <= notes
    assert read_project(file).inspections.at["N1", "place_id"] == once.index[0]
    assert main(["check", str(file), "--json"]) == 0
    lost = [f for f in json.loads(capsys.readouterr().out)["findings"] if f["code"] == "work_nowhere"]
    assert ["N2"] in [finding["subjects"] for finding in lost]
