"""Every file that is written lies at the path that was named, whatever signs are in it; no other file is touched."""

import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from mapper.edits.duties import assign
from mapper.io.exports import write_table
from mapper.store.export_log import log_path
from mapper.store.geopackage.store import create, open_store
from tests.districts import frame, grid
from tests.drawn import drawn, some
from tests.file_names import STEMS, decoys, stems
from tests.ui.waiting import settle
from ui.__main__ import main
from ui.language.messages import Messages
from ui.session.document import Document
from ui.window.main_window import MainWindow

DAY = date(2026, 11, 23)
ROOT = Path(__file__).parents[3]
OpenWindow = Callable[..., MainWindow]


def told(path: Path, statement: str) -> list[tuple[object, ...]]:
    """What SQL says of a file, by its plain path."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Path:
    units = grid(2, 2).communities.reset_index()[["community_code", "name", "station_code", "geometry"]]
    file = tmp_path_factory.mktemp("land") / "land.geojson"
    units.to_file(file)
    return file


def run(command: str, *arguments: object) -> None:
    assert main([command, *map(str, arguments)]) == 0, arguments


@pytest.mark.parametrize("stem", ["".join(STEMS[start::4]) for start in range(4)])
def test_whatever_the_command_line_writes_is_there_and_nothing_else(stem: str, land: Path, tmp_path: Path) -> None:
    folder = tmp_path / stem
    folder.mkdir()
    names = [f"{stem}.{kind}" for kind in ("gpkg", "pdf", "png", "svg", "html", "csv", "xlsx")]
    names.append(f"{stem}.units.gpkg")
    others = {other for name in names for other in decoys(name)}
    for other in others:
        (folder / other).write_bytes(b"another file")
    project, pdf, png, svg, web, csv, xlsx, layer = (folder / name for name in names)
    run("new", project, "--communities", land)
    run("print", project, pdf, "--paper", "A4")
    run("print", project, png, "--paper", "A4")
    run("print", project, svg, "--paper", "A4")
    run("html", project, web)
    run("coverage", project, "--out", csv)
    run("coverage", project, "--out", xlsx)
    run("export", project, "units", layer)
    assert told(project, "SELECT count(*) FROM communities") == [(4,)]
    assert told(layer, "SELECT count(*) FROM units") == [(4,)]
    assert pdf.read_bytes().startswith(b"%PDF")
    assert not QImage.fromData(png.read_bytes()).isNull()
    assert b"</svg>" in svg.read_bytes()
    assert "</html>" in web.read_text("utf-8")
    assert len(pd.read_csv(io.BytesIO(csv.read_bytes()))) == 4
    assert len(pd.read_excel(io.BytesIO(xlsx.read_bytes()), engine="calamine")) == 4
    log = log_path(project)
    assert {path.name for path in folder.iterdir()} == {*names, *others, log.name}
    # Three pictures, the web map, two tables and a layer left the house.
    assert [json.loads(line)["file"] for line in log.read_text("utf-8").split("\n")[:-1]] == names[1:]
    assert all((folder / other).read_bytes() == b"another file" for other in others)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("stem", STEMS)
def test_a_table_is_exported_where_it_was_named(stem: str, suffix: str, tmp_path: Path) -> None:
    name = f"{stem}{suffix}"
    for other in decoys(name):
        (tmp_path / other).write_bytes(b"another file")
    write_table(pd.DataFrame({"a": [1, 2]}), tmp_path / name)
    assert {path.name for path in tmp_path.iterdir()} == {name, *decoys(name)}
    assert all((tmp_path / other).read_bytes() == b"another file" for other in decoys(name))


def test_the_sample_is_written_into_a_folder_of_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "".join(stem for stem in STEMS if len(stem) < 4)
    run("sample", folder)
    assert {path.name for path in tmp_path.iterdir()} == {folder.name}
    assert {path.name for path in folder.iterdir()} == {"raw", "faults.json", "yunhan.gpkg"}
    assert told(folder / "yunhan.gpkg", "SELECT count(*) FROM communities") == [(108,)]
    assert len(list((folder / "raw").glob("*.shp"))) == len(list((folder / "raw").glob("*.dbf"))) > 0
    assert len(list((folder / "raw").glob("*.geojson"))) > 0


@settings(max_examples=drawn(7))
@given(stems(), stems())
def test_a_story_of_one_project_by_any_name(first: str, second: str) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        name, copied = f"{first}.gpkg", f"copy {second}.gpkg"
        others = {*decoys(name), *decoys(copied)} - {name, copied}
        for other in others:
            (folder / other).write_bytes(b"another file")
        officers = frame("officers", [{"officer_id": "o1", "role": "community_officer"}])
        create(folder / name, grid(2, 2, residents=100).with_tables(officers=officers))
        document = Document(open_store(folder / name))
        for unit in ("u0-0", "u1-1"):
            document.do(assign("o1", unit, DAY))
        assert told(folder / name, "SELECT community_code FROM duties ORDER BY 1") == [("u0-0",), ("u1-1",)]
        document.undo()
        document.store.copy_to(folder / copied)
        document.redo()
        document.close()
        assert told(folder / name, "SELECT community_code FROM duties ORDER BY 1") == [("u0-0",), ("u1-1",)]
        assert told(folder / copied, "SELECT community_code FROM duties") == [("u0-0",)]
        assert told(folder / name, "SELECT count(*) FROM change_log") == [(4,)]
        for file, seats in ((name, 2), (copied, 1)):
            out = folder / "seats.csv"
            assert (
                main(["coverage", str(folder / file), "--as-of", str(DAY), "--out", str(out), "--language", "en"]) == 0
            )
            assert (pd.read_csv(out)["State"] != "Vacant").sum() == seats
            out.unlink()
        logs = {f"{one}.exports.jsonl" for one in (name, copied)}
        assert {path.name for path in folder.iterdir()} == {name, copied, *logs, *others}
        assert all((folder / other).read_bytes() == b"another file" for other in others)


@pytest.mark.parametrize("stem", some(["3#", "x%41", "a&b", 'say "so"', "行一\n行二"], 2))
@pytest.mark.skipif(sys.platform == "win32", reason="some of these are no names there")
def test_the_window_saves_a_copy_onto_the_project_that_was_named(
    stem: str, open_window: OpenWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    name = f"{stem}.gpkg"
    path, copy = tmp_path / name, tmp_path / "copies" / name
    copy.parent.mkdir()
    officers = frame("officers", [{"officer_id": "o1", "role": "community_officer"}])
    create(path, grid(2, 2, residents=100).with_tables(officers=officers))
    create(copy, grid(1, 1))
    window = open_window(path)
    assert window.workspace is not None
    window.workspace.document.do(assign("o1", "u0-0", DAY))
    window.workspace.document.store.copy_to(copy)
    assert told(copy, "SELECT officer_id FROM duties") == [("o1",)]
    window._fill_recent()
    assert [action.text().replace("&&", "&") for action in window.header.recent.actions()] == [
        str(path).replace("\n", "␊")
    ]
    window.close_project()
    window.open_project(window.settings.recent[0])
    settle(qtbot, window)
    assert window.workspace is not None
    assert len(window.workspace.document.project.duties) == 1


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_path_with_line_breaks_is_still_one_sentence(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a\nb.gpkg", "a\rb.gpkg", "a\x1b[2Jb.gpkg", "a\u2028b.gpkg", "{0}.gpkg", "n" * 400):
        assert main(["check", str(tmp_path / name), "--language", language]) == 2
        err = capsys.readouterr().err
        assert err.count("\n") == 1
        assert len(err.splitlines()) == 1
        assert err[:-1].isprintable()


@pytest.mark.skipif(sys.platform == "win32", reason="names there are texts, not bytes")
def test_a_name_in_another_encoding_goes_all_the_way(land: Path, tmp_path: Path) -> None:
    project = tmp_path / os.fsdecode("张湾.gpkg".encode("gb18030"))
    points = tmp_path / os.fsdecode("隐患.csv".encode("gb18030"))
    points.write_text("隐患编号,经度,纬度\na,113.405,30.305\n", "utf-8")
    sheet = tmp_path / os.fsdecode("图.pdf".encode("gb18030"))
    for arguments in (
        ["new", project, "--communities", land],
        ["import", project, "hazards", points],
        ["check", project, "--json"],
        ["print", project, sheet],
    ):
        command = [sys.executable, "-m", "ui", *map(os.fsencode, arguments)]
        ran = subprocess.run(command, check=False, cwd=ROOT, capture_output=True)
        assert ran.returncode == 0, ran.stderr
        if "--json" in arguments:
            json.loads(ran.stdout)
    assert told(project, "SELECT hazard_id FROM hazards") == [("a",)]
    assert sheet.read_bytes().startswith(b"%PDF")


def test_an_error_of_such_a_path_can_be_shown() -> None:
    from mapper.errors import InputError

    sentence = Messages("en").error(InputError("file_missing", path="/a\udcff\nb"))
    assert sentence.encode("utf-8").count(b"\n") == 0
