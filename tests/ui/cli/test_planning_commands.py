"""staff and beats on the command line."""

import json
from pathlib import Path

import pytest

from mapper.edits.beats import set_beats
from mapper.project import Project
from mapper.store.geopackage.store import create
from tests.districts import grid
from tests.sample import district
from tests.ui.cli.answers import told
from ui.__main__ import main


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.gpkg"
    create(path, grid(2, 2, residents=1000))
    return path


def test_staff_closes_the_gaps_of_the_sample(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sample.read_bytes()
    plan = told(capsys, "staff", sample)
    assert (plan["vacant_before"], plan["vacant_after"], plan["gap"]) == (6, 0, 0)
    assert len(plan["proposals"]) == 6
    for line in plan["proposals"]:
        assert set(line) >= {"community_code", "officer_id", "kind", "until", "reason"}
        assert line["kind"] in ("fill", "acting")
    assert len({line["community_code"] for line in plan["proposals"]}) == 6
    assert plan["objective"] == plan["bound"] == 0
    assert sample.read_bytes() == before
    more = told(capsys, "staff", sample, "--posts", 3)
    assert more["posts_used"] == 3
    assert more["balance_after"]["variation"] < plan["balance_after"]["variation"]


def test_a_station_is_told_what_the_plan_of_the_district_brings_it(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, project = told(capsys, "staff", sample), district().project
    station_of = project.communities["station_code"]
    parts = {code: told(capsys, "staff", sample, "--station", code) for code in project.stations.index}
    for code, part in parts.items():
        assert part["station"] == [code]
        assert part["proposals"] == [x for x in plan["proposals"] if station_of[x["community_code"]] == code]
    assert sum(part["vacant_before"] for part in parts.values()) == plan["vacant_before"]
    assert sum(part["vacant_after"] for part in parts.values()) == plan["vacant_after"]
    code = station_of[plan["proposals"][0]["community_code"]]
    assert main(["staff", str(sample), "--station", code, "--language", "en"]) == 0
    here = parts[code]
    *_, last = capsys.readouterr().out.splitlines()
    assert last.endswith(f"vacant seats here {here['vacant_before']} → {here['vacant_after']}.")


def test_beats_of_a_station_of_the_sample(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = told(capsys, "beats", sample, "--station", "429999510000", "--count", 3)
    units = [unit for beat in answer["beats"] for unit in beat["units"]]
    assert len(answer["beats"]) == 3
    assert len(units) == len(set(units)) == 15
    assert answer["bound"] <= answer["max_deviation"]
    assert answer["gap"] == pytest.approx(answer["max_deviation"] - answer["bound"])
    assert answer["units_moved"] == 0
    assert (answer["as_of"], answer["moved"], answer["without_beat_before"]) == ("2026-11-23", [], 15)
    assert answer["balance_after"]["count"] == 3
    earlier = told(capsys, "beats", sample, "--station", "429999510000", "--count", 3, "--as-of", "2026-06-01")
    assert earlier["mean"] != answer["mean"]  # other hazards and disputes were open then
    people = told(capsys, "beats", sample, "--station", "429999510000", "--count", 3, "--balance", "residents")
    project = district().project
    here: Project = project
    total = here.communities["residents"][here.communities["station_code"] == "429999510000"].sum()
    assert sum(beat["amount"] for beat in people["beats"]) == total


def test_both_speak_both_languages(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for language in ("zh_CN", "en"):
        assert main(["staff", str(sample), "--posts", "2", "--language", language]) == 0
        out = capsys.readouterr().out
        assert len(out.splitlines()) == 12  # six seats, two posts, the posts, the balance twice, the sum
        assert "{" not in out
        assert main(["beats", str(sample), "--station", "429999560000", "--count", "2", "--language", language]) == 0
        out = capsys.readouterr().out
        assert len(out.splitlines()) >= 3
        assert "{" not in out


@pytest.mark.parametrize(
    "arguments",
    [
        ("beats", "--count", "5"),
        ("beats", "--count", "0"),
        ("beats", "--count", "-1"),
        ("beats", "--count", "two"),
        ("beats",),
        ("beats", "--count", "2", "--station", "nowhere"),
        ("beats", "--count", "2", "--balance", "luck"),
        ("staff", "--posts", "-2"),
        ("staff", "--as-of", "yesterday"),
    ],
)
def test_bad_usage_is_one_sentence(small: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([arguments[0], str(small), *arguments[1:], "--language", "en"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_nothing_to_divide_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, project in (("no_units", Project()), ("no_residents", grid(2, 1))):
        path = tmp_path / f"{name}.gpkg"
        create(path, project)
        assert main(["beats", str(path), "--count", "1", "--balance", "residents"]) == 2
        assert capsys.readouterr().err.count("\n") == 1
        assert main(["staff", str(path), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["proposals"] == []


def test_beats_tell_who_gains_and_who_loses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, project = tmp_path / "kept.gpkg", grid(2, 2, residents=1000)
    had = {"u0-0": "东", "u0-1": "东", "u1-0": "东", "u1-1": "西"}
    create(path, set_beats(had)(project))
    answer = told(capsys, "beats", path, "--count", 2, "--balance", "residents")
    assert answer["amounts_before"] == {"东": 3000, "西": 1000}
    assert answer["amounts_after"] == {"东": 2000, "西": 2000}
    (moved,) = answer["moved"]
    assert (moved["from"], moved["to"]) == ("东", "西")
    assert answer["balance_before"]["variation"] == pytest.approx(0.5)
    assert main(["beats", str(path), "--count", "2", "--balance", "residents", "--language", "en"]) == 0
    out = capsys.readouterr().out
    assert "东 -1,000, 西 +1,000" in out
    assert "(东 → 西)" in out
