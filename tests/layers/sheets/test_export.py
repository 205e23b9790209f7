"""What comes out of the printer's files is what the page says, read back by programs that know nothing of Qt."""

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pypdf
import pytest
import shapely
from PySide6.QtGui import QFontDatabase, QImage

from layers.sheets.export import (
    write_pdf,
    write_pictures,
    write_png,
    write_svg,
)
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.style import PRINT
from layers.viewport import MM_PER_INCH
from mapper.crs import to_metres
from mapper.errors import InputError
from tests.districts import SOUTH, STEP, WEST, frame, grid
from tests.layers.marked_district import SECRET_PLACES, SECRETS, marked_district
from tests.sample import district
from ui.language.messages import Messages

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(params=["zh_CN", "en"])
def say(request) -> Messages:
    return Messages(request.param)


def poppler(program: str, *arguments: str) -> str:
    assert shutil.which(program), f"{program} is missing; install poppler-utils (make test does)"
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True, timeout=60).stdout


def text_of(path: Path) -> str:
    return poppler("pdftotext", "-raw", str(path), "-")


def test_a_pdf_says_everything_that_the_sheet_must(tmp_path, say):
    path = tmp_path / "sheet.pdf"
    pages = pages_of(marked_district(), SheetOrder(paper="A4"))
    write_pdf(path, pages, say)
    told = text_of(path)
    flat = "".join(told.split())
    assert [row.name for row in pages[0].unit_rows if row.name not in told] == []
    words = [
        say("page.title.coverage", place="测试分局（虚构）"),
        say("page.caveat"),
        say("page.mark.command"),
        say("page.data_date", date="2026-11-23"),
        say("page.figure.covered", numerator=2, denominator=12),
        say("page.figure.gaps", numerator=10, denominator=12),
        say("page.scale", denominator=f"{pages[0].scale_denominator:,}".replace(",", " ")),
        say("page.state.vacant"),
        say("page.duty_phone", phone="0000-110110"),
        "虚构示例",
        "夜市秘密重点",
        "甲警官（虚构）",
        "4,300",
        "16.7%",
    ]
    assert [word for word in words if "".join(word.split()) not in flat] == []
    assert not re.search("[\u2e80-\u2fdf]", told), "radicals instead of characters: nobody finds them"
    pypdf_told = "".join(pypdf.PdfReader(path).pages[0].extract_text().split())
    assert say("page.data_date", date="2026-11-23").split()[-1] in pypdf_told


def test_a_pdf_is_all_vector_and_carries_its_fonts(tmp_path, say):
    path = tmp_path / "sheet.pdf"
    write_pdf(path, pages_of(marked_district(), SheetOrder()), say)
    fonts = poppler("pdffonts", str(path)).splitlines()[2:]
    assert fonts
    assert [line for line in fonts if line.split()[-5] != "yes"] == []
    assert poppler("pdfimages", "-list", str(path)).splitlines()[2:] == []
    about = pypdf.PdfReader(path).metadata
    assert about.title == say("page.title.coverage", place="测试分局（虚构）")
    assert about.author in (None, "")


@pytest.mark.parametrize("paper", ["A4", "A3", "A2"])
def test_the_scale_is_true_on_paper(tmp_path, paper):
    """The vacant units' red land is as many millimetres wide as the scale says, within half a per cent."""
    project = marked_district()
    (page, *_) = pages_of(project, SheetOrder(paper=paper, hidden=frozenset({"reference_lines", "stations"})))
    path, dpi = tmp_path / "sheet.pdf", 150
    write_pdf(path, [page], Messages("en"))
    poppler("pdftoppm", "-r", str(dpi), "-png", "-singlefile", str(path), str(tmp_path / "sheet"))
    image = QImage(str(tmp_path / "sheet.png")).convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    rgb = pixels[:, : image.width() * 4].reshape(image.height(), image.width(), 4)[:, :, 2::-1]
    vacant = [int(PRINT.vacant[i : i + 2], 16) for i in (1, 3, 5)]
    red = np.all([np.abs(rgb[:, :, n].astype(np.int16) - tone) <= 8 for n, tone in enumerate(vacant)], axis=0)
    box, mm = page.frame.box, dpi / 25.4
    inside = np.zeros_like(red)
    inside[int(box.y_mm * mm) : int(box.bottom_mm * mm), int(box.x_mm * mm) : int(box.right_mm * mm)] = True
    columns = np.flatnonzero((red & inside).sum(axis=0) > 5)
    measured_mm = (columns[-1] - columns[0] + 1) / mm
    empty = project.communities[~project.communities.index.isin(["u0-0", "u1-0", "u2-0"])]
    bounds = np.array([shape.bounds for shape in to_metres(empty.geometry, project.about.map_crs)])
    expected_mm = (bounds[:, 2].max() - bounds[:, 0].min()) / page.scale_denominator * 1000
    assert measured_mm == pytest.approx(expected_mm, rel=0.005)
    assert [round(float(side) * 25.4 / 72) for side in pypdf.PdfReader(path).pages[0].mediabox[2:]] == [
        round(page.width_mm),
        round(page.height_mm),
    ]


@pytest.mark.parametrize("theme", ["coverage", "change"])
def test_nothing_is_written_below_the_foot_of_a_small_sheet(tmp_path, theme, say):
    (page, *_) = pages_of(district().project, SheetOrder(theme, paper="A4"))
    write_pdf(tmp_path / "sheet.pdf", [page], say)
    told = poppler("pdftotext", "-bbox", str(tmp_path / "sheet.pdf"), "-")
    lowest_mm = max(float(y) for y in re.findall(r'yMax="([\d.]+)">', told)) / 72 * MM_PER_INCH
    assert lowest_mm < page.foot_box.bottom_mm + 1.5, "tails of letters"


def test_more_units_than_a_page_holds_go_over_the_page(tmp_path):
    say, path = Messages("zh_CN"), tmp_path / "sheet.pdf"
    project = marked_district(18, 15)
    pages = pages_of(project, SheetOrder(paper="A4"))
    assert len(pages) > 1
    write_pdf(path, pages, say)
    reader = pypdf.PdfReader(path)
    assert len(reader.pages) == len(pages)
    told = [page.extract_text() for page in reader.pages]
    codes = [row.community_code for page in pages for row in page.unit_rows]
    assert sorted(codes) == sorted(project.communities.index)
    for page, text in list(zip(pages, told, strict=True))[1:]:
        assert [row.name for row in page.unit_rows if text.count(row.name) != 1] == []
        assert "（续表）" in text
        assert say("page.number", number=page.number, count=len(pages)) in text
        assert "2026-11-23" in text, "figures are of a day on every page"
    assert [row.name for row in pages[0].unit_rows if row.name not in told[0]] == []


def test_the_public_edition_leaks_nothing(tmp_path, say):
    pages = pages_of(marked_district(), SheetOrder(audience="public"))
    pdf, svg = tmp_path / "public.pdf", tmp_path / "public.svg"
    write_pdf(pdf, pages, say)
    write_svg(svg, pages[0], say)
    for told in (text_of(pdf), svg.read_text("utf-8")):
        assert [secret for secret in (*SECRETS, *SECRET_PLACES, "4321") if secret in told] == []
        assert "警官" not in told
        assert say("page.state.vacant") not in told
        assert say("page.mark.internal").split()[0] not in told
    assert not any(secret.encode() in pdf.read_bytes() for secret in SECRETS)


def test_png_and_svg_are_as_large_as_the_paper(tmp_path, say):
    (page,) = pages_of(marked_district(), SheetOrder(paper="A4"))
    write_png(tmp_path / "sheet.png", page, say, dpi=100)
    image = QImage(str(tmp_path / "sheet.png"))
    assert abs(image.width() / 100 * 25.4 - page.width_mm) < 0.5
    assert abs(image.height() / 100 * 25.4 - page.height_mm) < 0.5
    assert image.dotsPerMeterX() == pytest.approx(100 / 0.0254, abs=1)
    write_svg(tmp_path / "sheet.svg", page, say)
    root = ET.parse(tmp_path / "sheet.svg").getroot()
    assert root.get("width") == f"{page.width_mm:g}mm"
    texts = "".join("".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "".join(say("page.caveat").split()) in "".join(texts.split())
    assert not list(root.iter("{http://www.w3.org/2000/svg}image"))


def test_pictures_of_many_pages_are_many_files(tmp_path):
    say = Messages("en")
    pages = pages_of(marked_district(2, 1), SheetOrder(atlas="units", paper="A4"))
    assert write_pictures(tmp_path / "u.svg", pages, say) == (tmp_path / "u.svg", tmp_path / "u-2.svg")
    assert write_pictures(tmp_path / "one.png", pages[:1], say, dpi=30) == (tmp_path / "one.png",)
    assert {path.name for path in tmp_path.iterdir()} == {"u.svg", "u-2.svg", "one.png"}
    with pytest.raises(InputError) as refused:
        write_pictures(tmp_path / "one.bmp", pages, say)
    assert refused.value.code == "picture_kind"


def test_an_atlas_is_one_file(tmp_path, say):
    pages = pages_of(marked_district(2, 1), SheetOrder(atlas="units", paper="A4"))
    write_pdf(tmp_path / "atlas.pdf", pages, say)
    told = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "atlas.pdf").pages]
    assert [say("atlas.sheet", number=n, count=2) in text for n, text in enumerate(told, 1)] == [True, True]


@pytest.mark.parametrize("place", ["missing/sheet.pdf", "."])
def test_where_nothing_can_be_written_nothing_is_left(tmp_path, place):
    pages = pages_of(marked_district(1, 1), SheetOrder(paper="A4"))
    path = tmp_path / place
    for write in (
        lambda: write_pdf(path, pages, Messages("en")),
        lambda: write_png(path, pages[0], Messages("en"), dpi=30),
        lambda: write_svg(path, pages[0], Messages("en")),
    ):
        with pytest.raises(InputError) as refused:
            write()
        assert refused.value.code in ("cannot_write", "is_directory")
    assert list(tmp_path.iterdir()) == []


def test_without_a_chinese_font_nothing_is_printed(tmp_path, monkeypatch):
    monkeypatch.setattr(QFontDatabase, "families", lambda *_: [])
    with pytest.raises(InputError) as refused:
        write_pdf(tmp_path / "sheet.pdf", pages_of(marked_district(1, 1), SheetOrder()), Messages("en"))
    assert refused.value.code == "font_missing"


def test_a_count_in_the_legend_ends_before_the_next_column(tmp_path):
    pages = pages_of(marked_district(), SheetOrder(hidden=frozenset()))
    shown_map = pages[0].shown_map
    layers = tuple(
        replace(layer, legend=tuple(replace(entry, count=123_456) for entry in layer.legend))
        for layer in shown_map.snapshot.layers
    )
    many = replace(pages[0], shown_map=replace(shown_map, snapshot=replace(shown_map.snapshot, layers=layers)))
    legend, path = many.shown_map.legend, tmp_path / "sheet.pdf"
    write_pdf(path, (many,), Messages("zh_CN"))
    box = pages[0].panel["legend"]
    boxes = poppler("pdftotext", "-bbox", str(path), "-")
    ends = [float(right) / 72 * MM_PER_INCH for right in re.findall(r'xMax="([\d.]+)"[^>]*>123,456<', boxes)]
    assert len(ends) == len(legend)
    middle_mm = box.x_mm + box.width_mm / 2
    assert all(end < middle_mm or middle_mm + 9 < end < box.right_mm for end in ends)
    assert sum(end < middle_mm for end in ends) == -(-len(legend) // 2)


@pytest.mark.parametrize("together", [True, False])
def test_the_legend_says_what_a_number_at_a_symbol_is_where_there_is_one(tmp_path, say, together):
    rows = [{"hazard_id": f"H{i}", "reported_at": datetime(2026, 11, 23, 9)} for i in range(2)]
    places = [(WEST + STEP, SOUTH + STEP), (WEST + (1 if together else 2) * STEP, SOUTH + STEP)]
    project = grid(4, 3).with_tables(hazards=frame("hazards", rows, list(shapely.points(places))))
    write_pdf(tmp_path / "sheet.pdf", pages_of(project, SheetOrder(paper="A4")), say)
    lines = text_of(tmp_path / "sheet.pdf").splitlines()
    assert any(line.endswith(say("page.legend.badge")) for line in lines) is together


def test_a_name_too_long_for_its_column_is_broken_not_cut(tmp_path):
    project = marked_district(2, 1)
    long_name = "超长名称" * 8 + "社区"
    names = project.communities["name"].where(project.communities.index != "u0-0", long_name)
    pages = pages_of(replace(project, communities=project.communities.assign(name=names)), SheetOrder(paper="A4"))
    write_pdf(tmp_path / "sheet.pdf", pages, Messages("zh_CN"))
    told = pypdf.PdfReader(tmp_path / "sheet.pdf").pages[0].extract_text()
    assert told.count("超长名称") >= 6
    assert "社区" in told


def test_a_pdf_says_its_title_language_and_mark_and_an_atlas_has_an_outline(tmp_path, say):
    path = tmp_path / "atlas.pdf"
    pages = pages_of(marked_district(2, 2), SheetOrder(atlas="units", paper="A4"))
    write_pdf(path, pages, say)
    read = pypdf.PdfReader(path)
    assert read.trailer["/Root"]["/Lang"] == say("web.lang")
    assert read.metadata.title == "测试分局（虚构）"
    assert read.metadata.subject == say("page.mark.command")
    titles = [say("page.title.unit", place=page.shown_map.place) for page in pages]
    assert [entry.title for entry in read.outline] == titles
    assert [read.get_destination_page_number(entry) for entry in read.outline] == [0, 1, 2, 3]


def test_the_same_sheets_are_the_same_bytes_in_another_process(tmp_path):
    """Qt draws the names and the order of its subsets of fonts by lot, once a process."""
    script = (
        "from PySide6.QtGui import QGuiApplication; app = QGuiApplication([])\n"
        "from pathlib import Path; import sys\n"
        "from layers.sheets.export import write_pdf; from layers.sheets.order import SheetOrder\n"
        "from layers.sheets.page import pages_of; from ui.language.messages import Messages\n"
        "from tests.layers.marked_district import marked_district\n"
        "write_pdf(Path(sys.argv[1]), pages_of(marked_district(), SheetOrder()), Messages('en'))"
    )
    files = [tmp_path / f"{n}.pdf" for n in range(2)]
    for n, file in enumerate(files):
        env = os.environ | {"SOURCE_DATE_EPOCH": "1790000000", "QT_QPA_PLATFORM": "offscreen"}
        env |= {"QT_HASH_SEED": "0"} if n else {}
        env["PYTHONPATH"] = os.pathsep.join(filter(None, (str(Path.cwd()), os.environ.get("PYTHONPATH"))))
        subprocess.run([sys.executable, "-c", script, str(file)], check=True, env=env, timeout=120)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert "2026" in text_of(files[0])
