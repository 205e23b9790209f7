"""Paper and web map say that a thing is not recorded, and put nothing in its place."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from layers.edition_map import BLANK
from layers.say import sentence
from layers.sharing.web.web_map import write_web_map
from layers.sheets.export import write_pdf
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from mapper import frames
from mapper.audience import Audience
from mapper.project import Project
from tests.layers.marked_district import DAY, marked_district
from tests.web_file import read_web_map
from ui.language.messages import Messages

SAY = Messages("zh_CN")


def told(folder: Path, project: Project, audience: Audience, station: str | None = None) -> tuple[str, str]:
    """What a sheet and a web map tell, without blanks."""
    order = SheetOrder(audience=audience, station_code=station)
    write_pdf(folder / "a.pdf", pages_of(project, order, DAY), SAY)
    program = shutil.which("pdftotext")
    assert program, "pdftotext is missing; install poppler-utils (make test does)"
    read = [program, "-raw", str(folder / "a.pdf"), "-"]
    paper = subprocess.run(read, check=True, capture_output=True, text=True, timeout=60).stdout
    write_web_map(folder / "a.html", project, DAY, "coverage", audience, SAY, station)
    web = read_web_map(folder / "a.html")
    return "".join(paper.split()), "".join(web.text.split())


def flat(code: str, **values: object) -> str:
    return "".join(SAY(code, **values).split())


@pytest.mark.parametrize(("audience", "station"), [("command", None), ("station", "S1"), ("public", None)])
def test_a_project_without_a_data_date_says_so_and_not_the_day_of_its_figures(
    tmp_path: Path, audience: Audience, station: str | None
) -> None:
    project = marked_district()
    undated = replace(project, about=replace(project.about, data_date=None))
    for text in told(tmp_path, undated, audience, station):
        assert flat("page.data_date_unknown") in text
        assert flat("page.data_date", date=DAY) not in text
        assert flat("page.as_of", date=DAY) in text


@pytest.mark.parametrize(("audience", "station"), [("command", None), ("station", "S1")])
def test_a_project_without_officers_calls_no_seat_vacant(
    tmp_path: Path, audience: Audience, station: str | None
) -> None:
    project = marked_district()
    empty = project.with_tables(officers=frames.empty("officers"), duties=frames.empty("duties"))
    for text in told(tmp_path, empty, audience, station):
        assert flat("page.no_roster") in text
        assert flat("legend.no_roster") in text
        assert flat("legend.vacant") not in text
        assert flat("page.state.vacant") not in text
        assert flat("state.vacant") not in text
        assert flat("page.figure.covered", numerator=0, denominator=12) not in text
    for text in told(tmp_path, project, audience, station):
        assert flat("page.no_roster") not in text
        assert flat("legend.vacant") in text


def test_no_sheet_says_that_it_may_not_be_published_and_none_has_a_number_that_nobody_gave(tmp_path: Path) -> None:
    for text in told(tmp_path, marked_district(), "public"):
        assert flat("page.approval", value=sentence(BLANK, SAY)) in text
        assert "不得公开" not in text
        assert "未送审" not in text
