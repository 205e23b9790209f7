"""Black and white: no file for the printer has a colour, and every class can still be told from the others."""

import re
import shutil
import subprocess
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from layers.classes.ramps import mono_ramp
from layers.codes import THEMES
from layers.paint.legend import paint_swatch
from layers.scene.drawing import LegendEntry
from layers.scene.look import Look
from layers.sheets.export import write_pdf, write_png, write_svg
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.snapshot import MapState, snapshot_of
from layers.style import AreaStyle
from layers.themes import DECLARED
from tests.layers.maps import Pixels, district_day, fitted, picture, pixels
from tests.layers.marked_district import marked_district
from ui.language.messages import Messages

pytestmark = pytest.mark.usefixtures("qapp")
SHOWN = [(theme.code, by.code) for theme in DECLARED for by in theme.shadings]


@pytest.fixture(scope="module")
def plain():
    return snapshot_of(MapState(district_day(), palette="mono"))


def swatch(entry: LegendEntry | AreaStyle) -> Pixels:
    image = QImage(90, 60, QImage.Format.Format_RGB888)
    image.fill("white")
    painter = QPainter(image)
    paint_swatch(painter, QRectF(0, 0, 90, 60), entry)
    painter.end()
    return pixels(image)


def texture(image: Pixels) -> np.ndarray:
    """How light it is, how much it varies, and how much along each of the four directions, in levels of grey."""
    grey = image[6:-6, 6:-6].astype(float).mean(axis=-1)
    steps = [
        np.abs(grey[2:, :] - grey[:-2, :]),
        np.abs(grey[:, 2:] - grey[:, :-2]),
        np.abs(grey[2:, 2:] - grey[:-2, :-2]),
        np.abs(grey[2:, :-2] - grey[:-2, 2:]),
    ]
    return np.array([grey.mean(), grey.std(), *(step.mean() for step in steps)])


@pytest.mark.parametrize(("theme", "by"), SHOWN)
@pytest.mark.parametrize("classes", [3, 7])
def test_every_class_of_land_is_told_from_the_others(plain, theme, by, classes):
    look = Look(shading={theme: by}, classes=classes)
    snapshot = snapshot_of(replace(plain.state, theme=theme, look=look), plain)
    entries = [e for layer in snapshot.layers for e in layer.legend if isinstance(e.swatch, AreaStyle)]
    entries = [e for e in entries if e.layer in ("units", "findings")]
    for one, other in combinations(entries, 2):
        apart = np.abs(texture(swatch(one)) - texture(swatch(other))).max()
        assert apart > 8 or one.swatch.mark != other.swatch.mark, (one.code, other.code, apart)


@pytest.mark.parametrize("count", range(2, 8))
def test_steps_are_told_apart(count):
    looks = [texture(swatch(AreaStyle(grey, patterns=lines))) for grey, lines in mono_ramp(count)]
    for one, other in combinations(looks, 2):
        assert np.abs(one - other).max() > 8


@pytest.mark.parametrize("theme", THEMES)
def test_the_map_has_no_colour(plain, theme):
    snapshot = snapshot_of(replace(plain.state, theme=theme), plain)
    image = picture(snapshot, fitted(snapshot), labels=True).astype(int)
    assert np.ptp(image, axis=-1).max() <= 2
    assert image.min() < 40


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed")
def test_no_file_for_the_printer_has_a_colour(tmp_path):
    say = Messages("zh_CN")
    pages = pages_of(marked_district(), SheetOrder(paper="A4", mono=True))
    assert pages[0].mono
    write_pdf(tmp_path / "a.pdf", pages, say)
    subprocess.run(["pdftoppm", "-r", "60", "-png", "-singlefile", "a.pdf", "a"], cwd=tmp_path, check=True)
    write_png(tmp_path / "b.png", pages[0], say, dpi=60)
    for name in ("a.png", "b.png"):
        image = pixels(QImage(str(tmp_path / name))).astype(int)
        assert np.ptp(image, axis=-1).max() <= 2, name
        assert image.min() < 60
    write_svg(tmp_path / "c.svg", pages[0], say)
    colors = set(re.findall(r"\"#([0-9a-f]{6})\"", (tmp_path / "c.svg").read_text("utf-8")))
    assert len(colors) > 3
    assert all(len({color[i : i + 2] for i in (0, 2, 4)}) == 1 for color in colors)


def test_a_sheet_in_colour_stays_in_colour(tmp_path):
    (page, *_) = pages_of(marked_district(), SheetOrder(paper="A4"))
    write_png(tmp_path / "a.png", page, Messages("en"), dpi=60)
    assert np.ptp(pixels(QImage(str(tmp_path / "a.png"))).astype(int), axis=-1).max() > 60
