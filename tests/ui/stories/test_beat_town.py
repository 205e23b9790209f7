"""A town of beats and a year of cases become a sheet of cases per 1,000 residents, and nothing on it is of Hubei."""

import json
import re
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mapper.io.reading import read_communities
from mapper.practice import GENERAL, HUBEI
from mapper.store.store import create, read_project
from tests.beat_town import DAY, cases_of_beats, write_town
from tests.drawn import SOAK, some
from tests.sample import district
from tests.ui.conftest import OpenWindow
from tests.ui.language.test_languages import shown_texts
from tests.ui.language.test_rewording import OF_HUBEI
from tests.ui.waiting import settle
from tests.ui.window.test_everything_has_room import pages, with_long_names
from tests.web_file import read_web_map
from ui.__main__ import main
from ui.language.messages import LANGUAGES
from ui.language.practice_lines import usual_practice
from ui.projects.new_project import make_project
from ui.projects.practice_dialog import PracticeDialog
from ui.widgets.form import FormDialog

pytestmark = pytest.mark.usefixtures("qapp")
# Datums and coordinate systems are named as they are, whoever reads files of them; the options of a practice too.
_NAMED_ANYWHERE = re.compile(r"CGCS2000|GCJ-02|BD-09|^Hubei|^湖北")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, made of the town's files by commands."""
    folder = tmp_path_factory.mktemp("town")
    write_town(folder)
    file = folder / "town.gpkg"
    made: list[list[Any]] = [
        ["new", file, "--practice", "united_states", "--communities", folder / "beats.geojson",
         "--stations", folder / "districts.geojson", "--title", "Springfield"],
        ["import", file, "communities", folder / "residents.csv"],
        ["import", file, "cases", folder / "cases.csv", "--map", "Date=occurred_at", "--map", "Primary Type=category"],
        ["import", file, "officers", folder / "officers.csv"],
    ]  # fmt: skip
    for words in made:
        assert main(["--language", "en", *map(str, words)]) == 0
    return file


def test_new_project_keeps_the_practice_that_was_chosen(town: Path, tmp_path: Path) -> None:
    made, _, _ = make_project(
        read_communities(town.parent / "beats.geojson"), None, tmp_path / "new.gpkg", "Springfield", GENERAL
    )
    about = read_project(made).about
    assert (about.practice, about.title) == (GENERAL, "Springfield")
    assert (usual_practice("zh_CN"), usual_practice("en")) == (HUBEI, GENERAL)


def pdf_words(path: Path) -> str:
    words = subprocess.run(["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True, text=True).stdout
    return words.replace("\u00a0", " ")


def test_the_sheet_tells_cases_per_1000_by_beat(town: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "cases.pdf"
    assert main(["--language", "en", "print", str(town), str(sheet), "--theme", "cases", "--shading", "cases_per_1000",
                 "--as-of", DAY]) == 0  # fmt: skip
    words = pdf_words(sheet)
    with sqlite3.connect(town) as file:
        residents = dict(file.execute("SELECT community_code, residents FROM communities"))
        assert file.execute("SELECT COUNT(*) FROM cases").fetchone() == (600,)
        assert file.execute("SELECT MIN(occurred_at) >= '2017-01-01' FROM cases").fetchone() == (1,)
    counts = cases_of_beats(town.parent)
    for code, cases in counts.items():
        told = f"{cases:,} {cases / residents[code] * 1000:.1f}"
        assert re.search(rf"^\d+ {code} [A-H]\d [\d,]+ {re.escape(told)}$", words, re.MULTILINE), (code, told)
    districts = re.findall(r"^(1ST|7TH|17TH)$", words, re.MULTILINE)
    assert list(dict.fromkeys(districts)) == ["1ST", "7TH", "17TH"]
    total = sum(residents.values())
    assert f"Cases per 1,000: 600 cases 01/01/2017 to 12/31/2017 ÷ {total:,} residents" in " ".join(words.split())
    size = subprocess.run(["pdfinfo", str(sheet)], check=True, capture_output=True, text=True).stdout
    assert re.search(r"Page size: +(1224 x 792|792 x 1224|791.* x 1223.*|1223.* x 791.*)", size), size  # Tabloid


def readings(town: Path, folder: Path, language: str, capsys: pytest.CaptureFixture[str]) -> Iterator[tuple[str, str]]:
    """Everything that commands write of the project, each with what can be read in it."""

    def run(*words: object) -> str:
        assert main(["--language", language, *map(str, words)]) == 0
        return capsys.readouterr().out

    for theme in ("coverage", "load", "cases", "change", "beats") if SOAK else ("load",):
        yield f"print {theme}", run("print", town, folder / f"{theme}.pdf", "--theme", theme, "--as-of", DAY)
        yield f"sheet {theme}", pdf_words(folder / f"{theme}.pdf")
    for audience in ("command", "public"):
        run("print", town, folder / f"{audience}.pdf", "--audience", audience)
        yield f"{audience} sheet", pdf_words(folder / f"{audience}.pdf")
        run("html", town, folder / f"{audience}.html", "--audience", audience)
        found = read_web_map(folder / f"{audience}.html")
        page = re.sub(r"<(script|style)\b.*?</\1>", " ", found.page, flags=re.DOTALL)
        told = [text for text in _texts(found.data) if not re.fullmatch(r"[a-z_-]+", text)]
        yield f"{audience} web map", "\n".join([page, *told, *(f"{p['title']} {p['rows']}" for p in found.all_popups)])
    run("print", town, folder / "station.pdf", "--audience", "station", "--station", "7TH")
    yield "station sheet", pdf_words(folder / "station.pdf")
    for ending in ("pdf", "txt"):
        run("slip", town, "--officer", "B1", folder / f"slip.{ending}")
    yield "slip", pdf_words(folder / "slip.pdf") + (folder / "slip.txt").read_text()
    run("workbook", town, folder / "book.xlsx", "--as-of", DAY)
    book = openpyxl.load_workbook(folder / "book.xlsx")
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    yield "workbook", "\n".join([*book.sheetnames, *cells])
    for command in ("coverage", "check", "stations", "loop", "work", "trend", "staff", "reach", "practice"):
        out = run(command, town)
        # A practice's own lines tell what its terms are.
        yield command, out if command != "practice" else ""


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        for value in told.values():
            yield from _texts(value)
    elif isinstance(told, list):
        for value in told:
            yield from _texts(value)
    elif isinstance(told, str):
        yield told


@pytest.mark.parametrize("language", some(LANGUAGES, 1))
def test_nothing_that_is_written_is_of_another_practice(
    town: Path, tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {}
    for name, text in readings(town, tmp_path, language, capsys):
        left = {line.strip() for line in text.splitlines() if re.search(OF_HUBEI[language], line)}
        if left:
            found[name] = left
        if name == "public sheet":
            assert "911" in text
    assert found == {}


@pytest.mark.parametrize("language", some(LANGUAGES, 1))
def test_nothing_in_the_window_is_of_another_practice(
    town: Path, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, language: str
) -> None:
    """The window and the dialogs that name most; for every page see the soak below."""
    file = tmp_path / "town.gpkg"
    file.write_bytes(town.read_bytes())
    window = open_window(file, language)
    found: dict[str, set[str]] = {}

    def read(name: str, page: QWidget) -> None:
        texts = shown_texts(page) | ({page.windowTitle()} if isinstance(page, FormDialog) else set())
        left = {t for t in texts if re.search(OF_HUBEI[language], t) and not _NAMED_ANYWHERE.search(t)}
        if left:
            found[name] = left

    read("window", window)
    for name in ("import", "print", "rules", "seats", "roster"):
        _opened(window, name, qtbot, read)
    assert found == {}
    if language == "en":
        _changed_in_its_dialog(window, qtbot)


@pytest.mark.skipif(not SOAK, reason="opens every page: make soak")
def test_no_page_of_a_full_district_is_of_another_practice(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """The sample district, which has something on every page, with Latin names and the general practice."""
    project = with_long_names(district().project, "en")
    project = replace(project, about=replace(project.about, practice=GENERAL))
    create(tmp_path / "d.gpkg", project)
    window = open_window(tmp_path / "d.gpkg", "en")
    found: dict[str, set[str]] = {}
    words = OF_HUBEI["en"].replace(r"|\b110\b", "")  # a count may be 110
    for name, page in pages(window, qtbot):
        left = {t for t in shown_texts(page) if re.search(words, t) and not _NAMED_ANYWHERE.search(t)}
        if left and name != "practice":  # whose terms stand for whatever a place calls them
            found[name] = left
    assert found == {}


def _changed_in_its_dialog(window: Any, qtbot: QtBot) -> None:
    """Another number and a word of one's own, chosen in the dialog: kept, said at once, and undone like any edit."""
    document = window.workspace.document
    before = document.project.about.practice
    window.menu_actions["practice"].trigger()
    dialog = next(d for d in window.findChildren(PracticeDialog) if d.isVisible())
    assert (dialog.number.text(), dialog.words["unit"].placeholderText()) == ("911", "beat")
    dialog.number.setText("112")
    dialog.words["unit"].setText("patch/patches")
    dialog.accept()
    settle(qtbot, window)
    now = document.project.about.practice
    assert now == replace(before, emergency_number="112", words=(("unit", "patch/patches"),))
    assert window.workspace.sides.side.tabText(1) == "Patch"
    window.menu_actions["undo"].trigger()
    settle(qtbot, window)
    assert document.project.about.practice == before
    assert window.workspace.sides.side.tabText(1) == "Beat"


def _opened(window: Any, name: str, qtbot: QtBot, read: Callable[[str, QWidget], None]) -> None:
    window.menu_actions[name].trigger()
    settle(qtbot, window)
    dialog = next(d for d in window.findChildren(FormDialog) if d.isVisible())
    read(name, dialog)
    dialog.reject()


def test_a_word_of_ones_own_goes_everywhere_and_back(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "town.gpkg"
    file.write_bytes(town.read_bytes())
    assert main(["--language", "en", "practice", str(file), "--word-for", "unit=patch/patches", "--emergency-number",
                 "112", "--caveat", "For patrols only.", "--papers", "Letter", "A4"]) == 0  # fmt: skip
    assert "Smallest unit: patch" in capsys.readouterr().out
    sheet = tmp_path / "public.pdf"
    assert main(["--language", "en", "print", str(file), str(sheet), "--audience", "public"]) == 0
    words = pdf_words(sheet)
    assert "For patrols only." in words
    assert "call 112" in " ".join(words.split())
    assert re.search(r"\bPatch\b", words)
    assert not re.search(r"\b[Bb]eats?\b", words)
    capsys.readouterr()
    assert main(["practice", str(file), "hubei", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["emergency_number"] == "110"
