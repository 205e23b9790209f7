"""``--station`` and ``stations``: the same figures whichever command tells them, and all stations are the whole."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from mapper.edits.absences import drop_absence, put_absence
from mapper.edits.beats import set_beats
from mapper.edits.locks import lock
from mapper.store.store import create, open_store
from tests.drawn import some
from tests.sample import district
from tests.ui.cli.answers import told
from ui.__main__ import main
from ui.language.language import LANGUAGES

PROJECT = district().project
STATIONS = sorted(PROJECT.stations.index)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("station") / "p.gpkg"
    create(path, PROJECT)
    return path


def test_stations_tell_what_each_command_tells_of_the_station(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = {row["station"]: row for row in told(capsys, "stations", file)["rows"]}
    assert [code for code in rows if code] == STATIONS
    assert sum(row["units"] for row in rows.values()) == len(PROJECT.communities)
    for code in STATIONS[:3]:
        row, here = rows[code], ("--station", code)
        ledger = told(capsys, "coverage", file, *here)
        assert ledger["station"] == [code]
        assert {n: ledger[n] for n in ("units", "covered", "one_to_one")} == {
            n: row[n] for n in ("units", "covered", "one_to_one")
        }
        assert {r["community_code"] for r in ledger["rows"]} == set(
            PROJECT.communities.index[PROJECT.communities["station_code"] == code]
        )
        (by_station,) = told(capsys, "coverage", file, "--by", "station", *here)["rows"]
        assert (by_station["station_code"], by_station["covered"]) == (code, row["covered"])
        loops = {one["table"]: one for one in told(capsys, "loop", file, *here)["loops"]}
        assert (loops["hazards"]["open"], loops["disputes"]["open"]) == (row["hazards_open"], row["disputes_open"])
        assert sum(stage["late"] for stage in loops["disputes"]["stages"]) == row["disputes_late"]
        found = told(capsys, "check", file, *here)["counts"]
        assert found.get("officer_overloaded", 0) == row["overloaded"]
        assert found.get("hazard_overdue", 0) == row["hazards_overdue"]


def test_what_is_counted_by_station_is_the_same_asked_one_by_one(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = STATIONS[0]
    owned = told(capsys, "own", file, "hazards")["rows"]
    mine = told(capsys, "own", file, "hazards", "--station", code)
    assert mine["rows"] == [row for row in owned if row["station_code"] == code]
    days = ("--from", "2026-10-01", "--to", "2026-10-31")
    by = {row["group"]: row for row in told(capsys, "compare", file, "disputes", *days, "--by", "station")["rows"]}
    units = {row["group"]: row for row in told(capsys, "compare", file, "disputes", *days)["rows"]}
    alone = told(capsys, "compare", file, "disputes", *days, "--station", code)
    assert sum(row["now"] for row in alone["rows"]) == by[code]["now"] == alone["total"]["now"]
    for row in alone["rows"]:
        assert (row["now"], row["smoothed"]) == (units[row["group"]]["now"], units[row["group"]]["smoothed"])
    every = told(capsys, "trend", file, "--stations")["trends"][0]["stations"]
    trend = told(capsys, "trend", file, "--station", PROJECT.stations["name"][code])
    assert (trend["station"], trend["trends"][0]["intervals"]) == (
        [code],
        next(one["intervals"] for one in every if one["station_code"] == code),
    )
    work = told(capsys, "work", file, "--station", code)
    whole = told(capsys, "work", file)
    assert work["places"]["station"] == [row for row in whole["places"]["station"] if row["code"] == code]
    (every,) = work["places"]["all"]
    assert every["inspected"] == work["places"]["station"][0]["inspected"]
    room = told(capsys, "room", file, "--station", code, "--station", STATIONS[1])
    assert room["station"] == [code, STATIONS[1]]
    assert 0 < len(room["without_owner"]) < len(told(capsys, "room", file)["without_owner"])


def test_slips_of_a_station_are_its_officers_with_all_they_have_to_do(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = STATIONS[0]
    assert main(["slip", str(file), "--all", str(tmp_path / "s"), "--station", code]) == 0
    names = {path.stem.removeprefix("slip-") for path in (tmp_path / "s").glob("*.txt")} - {"nobody"}
    own = set(PROJECT.officers.index[PROJECT.officers["station_code"] == code])
    assert names
    assert names <= own
    one = min(names)
    assert main(["slip", str(file), "--officer", one, str(tmp_path / "one.txt")]) == 0
    assert (tmp_path / "one.txt").read_text("utf-8") == (tmp_path / "s" / f"slip-{one}.txt").read_text("utf-8")


def test_the_past_locks_and_rows_of_stations_are_narrowed_to_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was changed, what is locked and the table of stations, each of one station and of the rest apart."""
    path = tmp_path / "p.gpkg"
    create(path, PROJECT)
    of = PROJECT.communities["station_code"]
    units = [str(of.index[of == code][0]) for code in STATIONS[:2]]
    store = open_store(path)
    try:
        for number, unit in enumerate(units):
            store.write(set_beats({unit: f"片{number}"}), "x")
            store.write(lock("unit", unit), "x")
        store.write(lock("beat", "片1"), "x")
        officer = str(PROJECT.officers.index[0])
        store.write(put_absence(officer, "leave", date(2026, 12, 1), date(2026, 12, 3)), "x")
        store.write(drop_absence(str(store.project.absences.index[-1]), officer), "x")
    finally:
        store.close()
    every = told(capsys, "history", path)["cells"]
    one, other = (told(capsys, "history", path, "--station", code) for code in STATIONS[:2])
    assert {cell["row"] for cell in one["cells"] if cell["table"] == "communities"} == {units[0]}
    assert {cell["row"] for cell in other["cells"] if cell["table"] == "communities"} == {units[1]}
    gone = [cell for cell in every if cell["table"] == "absences"]
    assert one["rows_gone"] == len(gone) > 0
    locked = [told(capsys, "locks", path, "list", "--station", code)["locks"] for code in STATIONS[:3]]
    assert [[row["subject"] for row in rows] for rows in locked] == [[units[0]], [units[1], "片1"], []]
    rows = told(capsys, "stations", path, "--station", STATIONS[1])["rows"]
    assert rows == [row for row in told(capsys, "stations", path)["rows"] if row["station"] == STATIONS[1]]


@pytest.mark.parametrize("language", some(LANGUAGES, 1))
def test_tables_say_which_station_and_go_into_a_file(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    name = PROJECT.stations["name"][STATIONS[0]]
    for words in (["coverage"], ["check"], ["loop"], ["work"], ["room"], ["trend"], ["own", "cases"]):
        asked = [words[0], str(file), *words[1:], "--station", name, "--language", language]
        assert main(asked) == 0
        assert name in capsys.readouterr().out.splitlines()[0]
    assert main(["stations", str(file), "--language", language]) == 0
    assert name in capsys.readouterr().out
    assert main(["stations", str(file), "--out", str(tmp_path / "s.csv")]) == 0
    kept = pd.read_csv(tmp_path / "s.csv", dtype={"station": str})
    assert kept["station"].dropna().tolist() == STATIONS


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_station_is_one_sentence_with_the_nearest(
    file: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    name = PROJECT.stations["name"][STATIONS[0]]
    for command in (["coverage"], ["html", "a.html"], ["own", "places"]):
        asked = [command[0], str(file), *command[1:], "--station", name[:-1], "--language", language]
        assert main(asked) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n"), name in err) == ("", 1, True)


def test_beats_of_a_station_add_up_to_it_and_an_unknown_one_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = STATIONS[0]
    units = PROJECT.communities[(PROJECT.communities["station_code"] == code).to_numpy(dtype=bool)].index
    names = {unit: "东片" if number % 2 else "西片" for number, unit in enumerate(units)}
    path = tmp_path / "beats.gpkg"
    create(path, set_beats(names)(PROJECT))
    whole = told(capsys, "coverage", path, "--station", code)
    parts = [told(capsys, "coverage", path, "--beat", beat) for beat in ("东片", "西片")]
    assert [(part["station"], part["beat"]) for part in parts] == [([code], "东片"), ([code], "西片")]
    for figure in ("units", "covered", "one_to_one"):
        assert sum(part[figure] for part in parts) == whole[figure]
    loops = [told(capsys, "loop", path, "--beat", beat)["loops"] for beat in ("东片", "西片")]
    of_all = told(capsys, "loop", path, "--station", code)["loops"]
    assert [sum(part[n]["open"] for part in loops) for n in (0, 1)] == [loop["open"] for loop in of_all]
    assert main(["coverage", str(path), "--beat", "东"]) == 2
    assert "东片" in capsys.readouterr().err
    assert main(["coverage", str(path), "--beat", "东片", "--station", STATIONS[1]]) == 2
    capsys.readouterr()
