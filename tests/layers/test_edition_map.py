"""A sheet and a web map of one edition tell the same: title, dates, figures, legend, notes, and who has which seat."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from layers.codes import THEMES
from layers.edition_map import map_for
from layers.say import sentence
from layers.sharing.web.web_map import write_web_map
from layers.sheets.export import write_pdf
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.sheets.parts import Page
from mapper.audience import Audience
from mapper.day.day import Day
from mapper.set_aside import SetAside
from tests.drawn import some
from tests.layers.marked_district import DAY, marked_district
from tests.web_file import read_web_map
from ui.language.messages import Messages

LATER = date(2026, 11, 25)
SAY = Messages("zh_CN")
EDITIONS: list[tuple[Audience, str | None]] = [
    ("command", None), ("command", "S1"), ("station", "S1"), ("public", None), ("public", "S1"),
]  # fmt: skip


def page_of(audience: Audience, station: str | None, theme: str = "coverage", day: date = DAY) -> Page:
    return pages_of(marked_district(), SheetOrder(theme, audience=audience, station_code=station), day)[0]


def web_of(
    folder: Path, audience: Audience, station: str | None, theme: str = "coverage", day: date = DAY
) -> dict[str, Any]:
    """The data in a web map's file, and what its blocks tell of rows."""
    write_web_map(folder / "a.html", marked_district(), day, theme, audience, SAY, station)
    web = read_web_map(folder / "a.html")
    return web.data | {"popups": web.all_popups}


@pytest.mark.parametrize(("audience", "station"), some(EDITIONS, 2))
@pytest.mark.parametrize(("day", "themes"), [(DAY, tuple(THEMES)), (LATER, ("coverage", "change"))])
def test_a_web_map_tells_of_an_edition_what_its_sheet_tells(
    tmp_path: Path, audience: Audience, station: str | None, day: date, themes: tuple[str, ...]
) -> None:
    for theme in themes:
        page, web = page_of(audience, station, theme, day), web_of(tmp_path, audience, station, theme, day)
        assert web["title"] == sentence(page.title, SAY)
        assert web["mark"] == ("" if page.shown_map.mark is None else sentence(page.shown_map.mark, SAY))
        assert web["dates"] == [sentence(told, SAY) for told in page.shown_map.dates]
        counts = [(figure.numerator, figure.denominator) for figure in page.shown_map.figures]
        assert [tuple(map(int, re.findall(r"\d+", told))) for told in web["figures"]] == counts
        assert web["notes"] == [sentence(note, SAY) for note in page.shown_map.notes]
        assert web["advice"] == ("" if page.shown_map.advice is None else sentence(page.shown_map.advice, SAY))
        legend = [(entry["text"], entry["count"]) for layer in web["layers"] for entry in layer["legend"]]
        assert legend == [(entry.words(SAY), entry.count) for entry in page.shown_map.legend]
        facts = (page.shown_map.caveat, page.shown_map.sources, page.shown_map.crs, page.shown_map.approval)
        assert [web[name] for name in ("caveat", "sources", "crs", "approval")] == [sentence(f, SAY) for f in facts]
        shadings = [layer["shading"] for layer in web["layers"] if layer["shading"]]
        named = page.shown_map.shading
        assert shadings == ([] if named is None else [sentence(named, SAY)])
        assert web["layers"][0]["name"] == SAY("layer.units")
        # And what that is.
        public = audience == "public"
        assert len(web["dates"]) == (1 if day == DAY else 2)
        assert (web["mark"] == "", page.shown_map.advice is not None) == (public, public)
        assert len(web["figures"]) <= (0 if public else 4)
        if theme == "coverage":
            assert len(web["figures"]) == (0 if public else 4)


@pytest.mark.parametrize(("audience", "station"), EDITIONS)
def test_what_the_web_map_tells_stands_on_paper(tmp_path: Path, audience: Audience, station: str | None) -> None:
    web = web_of(tmp_path, audience, station, "change", LATER)
    write_pdf(tmp_path / "a.pdf", (page_of(audience, station, "change", LATER),), SAY)
    program = shutil.which("pdftotext")
    assert program, "pdftotext is missing; install poppler-utils (make test does)"
    read = [program, "-raw", str(tmp_path / "a.pdf"), "-"]
    paper = subprocess.run(read, check=True, capture_output=True, text=True, timeout=60).stdout
    told = [web["title"], web["mark"], web["share"], web["advice"], *web["dates"], *web["figures"], *web["notes"]]
    told += [web["caveat"], web["sources"], web["crs"], web["maker"], web["approval"]]
    told += [layer["shading"] for layer in web["layers"]]
    assert [text for text in told if "".join(text.split()) not in "".join(paper.split())] == []


@pytest.mark.parametrize(("audience", "station"), EDITIONS)
def test_a_unit_has_the_same_holders_and_residents_in_both(
    tmp_path: Path, audience: Audience, station: str | None
) -> None:
    rows, web = page_of(audience, station).unit_rows, web_of(tmp_path, audience, station)
    popups = {popup["title"]: dict(popup["rows"]) for popup in web["popups"]}
    assert len(rows) == 12
    for row in rows:
        popup = popups[row.name]
        assert popup[SAY("web.residents")] == f"{row.residents:,}"
        assert popup.get(SAY("web.officers"), "") == row.officer_text
        assert popup.get(SAY("web.state")) == (None if row.state is None else SAY(f"state.{row.state}"))
        assert (row.state is None) == (audience == "public")


def test_paper_and_web_map_lead_to_no_menu_of_the_window(tmp_path: Path) -> None:
    page, web = page_of("command", None, "beats"), web_of(tmp_path, "command", None, "beats")
    assert [note.code for note in page.shown_map.notes] == ["page.cells"]
    assert web["notes"] == [SAY("page.cells")]


def test_cells_are_told_of_where_there_are_any(tmp_path: Path) -> None:
    """Only a map that shows disputes tells how family disputes are shown, and only where it shows one."""
    assert "page.cells" in [note.code for note in page_of("command", None, "disputes").shown_map.notes]
    assert SAY("page.cells") in web_of(tmp_path, "command", None, "disputes")["notes"]
    assert "page.cells" not in [note.code for note in page_of("command", None, "cases").shown_map.notes]


@pytest.mark.parametrize(("audience", "station"), EDITIONS)
def test_cells_that_are_not_believed_are_told_to_whoever_gets_figures(audience: Audience, station: str | None) -> None:
    cells = tuple(SetAside("duties", key, "ends", "2026/11/01", "date") for key in ("U1", "U2"))
    shown_map = map_for(Day(replace(marked_district(), set_aside=cells), DAY), audience, "coverage", station)
    told = [sentence(note, SAY) for note in shown_map.notes if note.code == "page.set_aside"]
    assert told == ([] if audience == "public" else [SAY("page.set_aside", count=2)])
