"""The options of ``print`` and ``html``: each changes the file in the way it says, or is refused with a sentence."""

import json
import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QImageReader

from mapper.store.geopackage.store import create
from tests.layers.marked_district import marked_district
from ui.__main__ import main

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("options") / "p.gpkg"
    create(path, marked_district(4, 3))
    return path


def text_of(path: Path) -> str:
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(path).pages))


def test_title_scale_paper_and_imprint_stand_on_the_sheet(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "图.pdf"
    asked = ["--title", "中心<图> {day}", "--scale", "80000", "--orientation", "portrait", "--paper", "A4"]
    asked += ["--drawn-by", "甲（虚构）", "--reviewed-by", "乙（虚构）", "--map-version", "V3"]
    asked += ["--approval", "虚S(2026)1号", "--copy", "第7份"]
    assert main(["print", str(project), str(out), *asked]) == 0
    text, (page,) = text_of(out), PdfReader(out).pages
    assert page.mediabox.height > page.mediabox.width
    for words in ("中心<图>2026-11-23", "1:80000", "甲（虚构）", "乙（虚构）", "V3", "虚S(2026)1号", "第7份", "指挥版"):
        assert words in text
    web = tmp_path / "图.html"
    assert main(["html", str(project), str(web), "--approval", "虚S(2026)1号"]) == 0
    assert "审图号　虚S(2026)1号" in web.read_text("utf-8")


def test_a_layer_that_is_hidden_is_neither_on_the_map_nor_in_the_legend(project: Path, tmp_path: Path) -> None:
    plain, less = tmp_path / "a.pdf", tmp_path / "b.pdf"
    assert main(["print", str(project), str(plain)]) == 0
    assert main(["print", str(project), str(less), "--hide", "hazards", "--hide", "stations"]) == 0
    assert "派出所辖区" in text_of(plain)
    assert "派出所辖区" not in text_of(less)
    web = tmp_path / "b.html"
    assert main(["html", str(project), str(web), "--hide", "stations"]) == 0
    assert "派出所辖区" not in web.read_text("utf-8")


def test_dots_an_inch_are_those_of_the_picture(project: Path, tmp_path: Path) -> None:
    for dpi in (60, 120):
        out = tmp_path / f"{dpi}.png"
        assert main(["print", str(project), str(out), "--paper", "A4", "--dpi", str(dpi)]) == 0
        assert max(QImageReader(str(out)).size().toTuple()) == pytest.approx(297 / 25.4 * dpi, abs=1)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--dpi", "300"], "--dpi"),
        (["--atlas", "units", "--extent", "1,1,2,2"], "--extent"),
        (["--extent", "1,1,2,2"], "范围内没有"),
        (["--extent", "2,1,1,2"], "西、南、东、北"),
        (["--extent", "nan,1,1,2"], "西、南、东、北"),
        (["--audience", "public", "--show", "hazards"], "--show hazards"),
        (["--show", "cases", "--hide", "cases"], "--show cases"),
        (["--scale", "1"], "1:1 "),
    ],
)  # fmt: skip
def test_what_changes_nothing_or_cannot_be_is_refused(
    project: Path, tmp_path: Path, asked: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.pdf"
    assert main(["print", str(project), str(out), *asked]) != 0
    told = capsys.readouterr().err
    assert said in told
    assert len(told.strip().splitlines()) == 1
    assert not out.exists()


@pytest.mark.parametrize("dpi", ["0", "5000"])
def test_a_picture_too_fine_or_too_coarse_is_refused_with_what_can_be_made(
    project: Path, tmp_path: Path, dpi: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["print", str(project), str(tmp_path / "x.png"), "--dpi", dpi, "--paper", "A0"]) != 0
    assert "439" in capsys.readouterr().err


def test_the_log_of_exports_knows_them(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "logged.pdf"
    assert main(["print", str(project), str(out), "--hide", "disputes"]) == 0
    line = json.loads((project.parent / "p.gpkg.exports.jsonl").read_text("utf-8").splitlines()[-1])
    assert line["file"] == "logged.pdf"
    assert "disputes" not in line["contained"]
