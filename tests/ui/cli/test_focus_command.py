"""``focus`` and ``briefing``: what the day says, in words and as JSON; pages and places that others can read."""

import re
import subprocess
from datetime import date
from pathlib import Path

import pyogrio
import pytest
import shapely

from mapper.analysis.patrol.focus_days import week_of
from mapper.analysis.patrol.incident_changes import incident_changes
from mapper.day.day import Day
from mapper.day.scope import ScopedDay
from mapper.edits.focus_visits import VisitMark, mark_visit
from mapper.project import Project
from mapper.scope import Scope
from mapper.store.store import create, open_store, read_project
from tests.districts import frame, grid, square
from tests.sample import district
from tests.ui.cli.answers import told
from ui.__main__ import main
from ui.cli.focus_command import focus_json
from ui.language.language import LANGUAGES

pytestmark = pytest.mark.usefixtures("qapp")
PROJECT = district().project


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("focus") / "p.gpkg"
    create(path, PROJECT)
    return path


def test_areas_week_and_conflicts_are_those_of_the_day(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day, week = Day(PROJECT, PROJECT.as_of), week_of(PROJECT.as_of)
    answer = told(capsys, "focus", file, "--weeks", "3")
    assert [area["focus_id"] for area in answer["areas"]] == PROJECT.focus_areas.index.tolist()
    assert [area["number"] for area in answer["areas"]] == [1, 2, 3, 4, 5, None, None]
    assert [area["state"] for area in answer["areas"]] == ["running"] * 5 + ["closed", "expired"]
    (cases,) = [one for one in answer["areas"][5]["incidents"] if one["table"] == "cases"]
    change = incident_changes(PROJECT, PROJECT.as_of, "cases", ["F6"])["F6"]
    assert [(zone["before"], zone["now"]) for zone in cases["zones"]] == [(z.before, z.now) for z in change.zones]
    assert answer["week"] == [one.isoformat() for one in week]
    assert [one["reason"] for one in answer["conflicts"]] == ["minutes"]
    work = day.focus_work((date(2026, 11, 9), week[1]))
    assert answer["weeks"][0] == "2026-11-09"
    assert sum(one["done"] for one in answer["work"]) == int(work["done"].sum()) == 9
    assert sum(one["planned"] for one in answer["work"]) == int(work["planned"].sum())


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_words_and_as_a_table(file: Path, tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "focus.csv"
    assert main(["--language", language, "focus", str(file), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert len(out.read_text("utf-8-sig").splitlines()) == 1 + len(PROJECT.focus_areas)
    assert "270" in said
    assert ("不能作为证明" if language == "zh_CN" else "No proof of anything") in said
    assert ("已办结" if language == "zh_CN" else "closed") in said
    assert re.search("补光照明 3 次" if language == "zh_CN" else "lighting ×3", said)


def test_a_station_is_told_of_its_own_areas_under_the_same_numbers(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = Day(PROJECT, PROJECT.as_of)
    week = week_of(PROJECT.as_of)
    numbers = {area["focus_id"]: area["number"] for area in focus_json(whole, week, week)["areas"]}
    answers = {
        code: focus_json(ScopedDay(whole, Scope(frozenset({code}))), week, week)["areas"]
        for code in map(str, PROJECT.stations.index)
    }
    first = next(code for code, areas in answers.items() if areas)
    assert told(capsys, "focus", file, "--station", first)["areas"] == answers[first]
    seen = set()
    for areas in answers.values():
        for area in areas:
            assert area["number"] == numbers[area["focus_id"]]
            seen.add(area["focus_id"])
    assert seen == set(numbers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_briefing_on_paper_as_text_and_as_places(
    file: Path, tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    officer = PROJECT.focus_areas["officer_ids"].iloc[0]
    mine = PROJECT.focus_areas[PROJECT.focus_areas["officer_ids"] == officer]
    made = {ending: tmp_path / f"b.{ending}" for ending in ("pdf", "txt", "gpx", "kml")}
    for path in made.values():
        assert main(["--language", language, "briefing", str(file), "--officer", officer, str(path)]) == 0
        assert path.name in capsys.readouterr().out
    page = subprocess.run(
        ["pdftotext", "-raw", str(made["pdf"]), "-"], check=True, capture_output=True, text=True
    ).stdout
    for words in (page, made["txt"].read_text("utf-8")):
        flat = "".join(words.split())
        places = [flat.index("".join(reason.split())) for reason in mine["reason"]]
        assert places == sorted(places)
        assert all("".join(task.split()) in flat for task in mine["prevention_task"])
        assert "270" in flat  # more minutes than there are
        assert "H0" not in flat  # nothing of the slip but focus areas
    waypoints = pyogrio.read_dataframe(made["gpx"], layer="waypoints")
    marks = pyogrio.read_dataframe(made["kml"])
    assert [re.search(r"\d+", name).group() for name in waypoints["name"]] == ["1", "2"]  # type: ignore[union-attr]  # there is one
    for point, outline, shape in zip(waypoints.geometry, marks.geometry, mine.geometry, strict=True):
        assert shape.contains(point)
        (land,) = (part for part in outline.geoms if isinstance(part, shapely.Polygon))
        assert land.symmetric_difference(shape).area < shape.area * 1e-3


def test_everybody_who_is_sent_anywhere_gets_one(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "all"
    assert main(["briefing", str(file), "--all", str(folder)]) == 0
    assert "2 份" in capsys.readouterr().out
    sent = {one for one in PROJECT.focus_areas["officer_ids"][:5] if one}
    assert {path.stem for path in folder.iterdir()} == {f"briefing-{one}" for one in sent}
    assert {path.suffix for path in folder.iterdir()} == {".pdf", ".gpx", ".kml"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--officer", "P1044", "b.docx"), "a briefing is a .pdf, .txt, .gpx or .kml file"),
        (("--officer", "nobody", "b.pdf"), "no row nobody in Officer"),
        (("--officer", "P1001", "b.gpx"), "has no focus area on 2026-11-23"),
        (("--officer", "P1044", "b.pdf", "--station", "x"), "--station"),
        (("--officer", "P1044", "b.pdf", "--beat", "x"), "--beat"),
        ((), "One of --officer, --all is needed"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    file: Path, words: tuple[str, ...], sentence: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["--language", "en", "briefing", str(file), *words]) == 2
    out, err = capsys.readouterr()
    assert (sentence in err, out, list(tmp_path.iterdir())) == (True, "", [])


def small() -> Project:
    span = {"starts": date(2026, 11, 20), "ends": date(2026, 11, 27)}
    return grid(2, 1).with_tables(
        officers=frame("officers", [{"officer_id": "o1", "display_name": "甲警官（虚构）"}]),
        focus_areas=frame("focus_areas", [{"focus_id": "F1", "reason": "夜市", "officer_ids": "o1"} | span],
                          [square(0, 0)]),
    )  # fmt: skip


def test_a_list_of_visits_is_taken_by_number_and_only_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, sheet = tmp_path / "p.gpkg", tmp_path / "到访.csv"
    create(file, small())
    sheet.write_text(
        "到访编号,重点编号,到访日期,警号,是否到访,采取措施,备注\n"
        "M1,F1,2026-11-21,o1,是,照明,路灯已补\nM2,F1,2026-11-22,,否,,电话13912345678\nM3,,2026-11-22,o1,是,,\n",
        "utf-8",
    )
    first = told(capsys, "import", file, "focus_visits", sheet)
    assert (len(first["new"]), len(first["rejected"])) == (2, 1)
    assert told(capsys, "import", file, "focus_visits", sheet)["unchanged"] == 2
    marks = read_project(file).focus_visits
    assert marks["measure"].fillna("").tolist() == ["lighting", ""]
    assert marks["visited"].tolist() == [True, False]
    assert marks["note"].fillna("").tolist() == ["路灯已补", ""]  # what tells of a person is left out
    store = open_store(file)
    store.write(mark_visit("F1", VisitMark(date(2026, 11, 23), "o1")), "somebody")
    store.close()
    assert told(capsys, "focus", file, "--as-of", "2026-11-24")["areas"][0]["done"] == 2


def test_an_area_without_an_expiry_does_not_come_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, sheet = tmp_path / "p.gpkg", tmp_path / "重点.csv"
    create(file, small())
    outline = square(1, 0).wkt
    sheet.write_text(
        "重点编号,原因,开始,到期,分钟,wkt\n"
        f'F8,背街,2026-11-23 08:00,2026-11-25 22:00,60,"{outline}"\nF9,校门口,2026-11-23 08:00,,60,"{outline}"\n',
        "utf-8",
    )
    answer = told(capsys, "import", file, "focus_areas", sheet)
    assert [row["row"] for row in answer["rejected"]] == [3], "as the file counts, header and all"
    assert read_project(file).focus_areas.index.tolist() == ["F1", "F8"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shift_is_proposed_within_its_minutes_and_nothing_is_written(
    file: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, language: str
) -> None:
    before = file.read_bytes()
    station = str(PROJECT.stations.index[0])
    asked = ("focus", file, "--station", station, "--minutes", "300", "--language", language)
    answer = told(capsys, *asked)
    assert sum(place["minutes"] for place in answer["places"]) == answer["minutes_used"] <= 300
    assert answer["minutes_available"] == 300
    assert answer["gap"] == pytest.approx(max(0, 1 - answer["objective"] / answer["bound"]))
    for place in answer["places"]:
        assert place["reasons"]
        assert place["officer_id"] in PROJECT.officers.index
        unit = PROJECT.communities.loc[place["community_code"]]
        assert unit["station_code"] == station
        assert unit["geometry"].distance(shapely.Point(place["lon"], place["lat"])) < 1e-6
    out = tmp_path / "places.csv"
    assert main([*map(str, asked), "--out", str(out)]) == 0
    rows = out.read_text("utf-8-sig").splitlines()
    assert len(rows) == len(answer["places"]) + 1
    assert "300" in capsys.readouterr().out
    assert main(["focus", str(file), "--minutes", "0"]) == 2
    assert file.read_bytes() == before
