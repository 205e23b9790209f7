"""Every export is in the log beside the project, with its hash, and nothing is made that could not be logged."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from mapper.edit import editor
from mapper.errors import InputError
from mapper.store.export_log import Export, exports_of, log_elsewhere, log_export, log_path, require_log
from mapper.store.geopackage.store import create
from tests.layers.marked_district import SECRETS, marked_district
from ui.__main__ import main
from ui.sheets.record import file_name

pytestmark = pytest.mark.usefixtures("qapp")


def test_each_file_has_a_line_with_its_hash_and_what_it_contained(tmp_path: Path) -> None:
    project = tmp_path / "p.gpkg"
    create(project, marked_district())
    asked = (
        ("print", "a.pdf", "--audience", "public"),
        ("html", "b.html", "--audience", "station", "--station", "S1", "--theme", "disputes"),
    )
    for command, name, *options in asked:
        assert main([command, str(project), str(tmp_path / name), *options]) == 0
    public, station = exports_of(project)
    assert (public.audience, public.scope, public.file) == ("public", "", "a.pdf")
    assert (station.audience, station.scope, station.theme, station.file) == ("station", "S1", "disputes", "b.html")
    for export in (public, station):
        assert export.sha256 == hashlib.sha256((tmp_path / export.file).read_bytes()).hexdigest()
        assert (export.who, export.as_of) == (editor(), "2026-11-23")
        assert export.contained["units"] == 12
    assert not {"disputes", "hazards", "cases"} & public.contained.keys()
    assert (station.contained["disputes"], station.contained["without_place"]) == (2, 1)
    told = log_path(project).read_text("utf-8")
    assert [secret for secret in SECRETS if secret in told] == []


def test_nothing_is_made_where_the_log_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = tmp_path / "p.gpkg"
    create(project, marked_district())
    log_path(project).mkdir()
    for command, name in (("print", "a.pdf"), ("html", "b.html")):
        assert main([command, str(project), str(tmp_path / name)]) == 2
        assert not (tmp_path / name).exists()
        assert str(log_path(project)) in capsys.readouterr().err


@pytest.mark.parametrize("stem", ["p", "长" * 79], ids=["read only", "long"])
def test_where_nothing_can_be_written_beside_it_is_logged_elsewhere_and_said(
    stem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / f"{stem}.gpkg"
    create(project, marked_district())
    first = Export("2026-01-01T08:00:00+00:00", "某", "public", "", "focus", "2026-01-01", "图.pdf", "0" * 64, {})
    if stem == "p":
        log_export(project, first)  # while the folder could be written to
        # The tests may run as a user who can write everywhere.
        monkeypatch.setattr("mapper.store.places.os.access", lambda place, _: Path(place) != tmp_path)
    log = log_elsewhere(project)
    assert log is not None
    assert main(["workbook", str(project), str(tmp_path / "a.xlsx")]) == 0
    assert str(log) in capsys.readouterr().err
    *earlier, last = exports_of(project)
    assert (last.file, last.sha256) == ("a.xlsx", hashlib.sha256((tmp_path / "a.xlsx").read_bytes()).hexdigest())
    assert earlier == ([first] if stem == "p" else [])
    log.unlink()
    log.mkdir()
    with pytest.raises(InputError, match="cannot_write"):
        require_log(project)
    log.rmdir()


def test_lines_that_cannot_be_read_hide_none_of_the_others(tmp_path: Path) -> None:
    project = tmp_path / "p.gpkg"
    assert exports_of(project) == ()
    first = Export(
        "2026-11-23T08:00:00+00:00", "某", "public", "", "focus", "2026-11-23", "图.pdf", "0" * 64, {"units": 12}
    )
    log_export(project, first)
    with log_path(project).open("a", encoding="utf-8") as log:
        log.write('{"at": "2026-1\n[]\n{}\n')
    log_export(project, first)
    assert exports_of(project) == (first, first)
    assert json.loads(log_path(project).read_text("utf-8").splitlines()[0])["file"] == "图.pdf"


def test_a_file_is_called_by_extent_edition_theme_and_day() -> None:
    name = file_name(("甲分局", "", "公示版", ""), date(2026, 11, 23), "pdf")
    assert name == "甲分局-公示版-2026-11-23.pdf"
    assert file_name(("a/b", 'c:"d"'), date(2026, 1, 2), "html") == "a-b-c--d--2026-01-02.html"
