"""Plots as files and on screen: what is told stands in them, and what was not recorded is no bar."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from layers.plots.layout import PlacedPlot, place
from layers.plots.painting import Marked, hatch_lines, paint, text_width, tone_color
from layers.plots.pictures import HEIGHT_PX, WIDTH_PX, write_picture
from layers.plots.plot import Bar, Chart, Group, Key, Plot
from layers.style import DARK, LIGHT, PRINT, Palette
from mapper.errors import InputError

KEYS = (Key("上年同月", "before"), Key("本期", "now"), Key("未满", "now", partial=True), Key("无记录"))


def plot(*bars: Bar, table: str = "disputes") -> Plot:
    groups = tuple(Group(f"{n}月", (bar,)) for n, bar in enumerate(bars, 1))
    most = max(bar.value or 0 for bar in bars)
    return Plot(
        table, "纠纷：按月新增", "截至 2026-11-23，共 40 件。", (Chart(groups, most),), KEYS, ("月",), (("1",),)
    )


def painted(shown: Plot, palette: Palette, marked: Marked | None = None) -> tuple[QImage, PlacedPlot]:
    placed = place(shown, 600, 300, text_width)
    image = QImage(600, 300, QImage.Format.Format_RGB32)
    image.fill(QColor(palette.paper))
    painter = QPainter(image)
    paint(painter, shown, placed, palette, *([] if marked is None else [marked]))
    painter.end()
    return image, placed


def colours(image: QImage, box: QRectF) -> set[str]:
    at = [(x, y) for x in range(int(box.left()) + 2, int(box.right()) - 2) for y in range(
        int(box.top()) + 2, int(box.bottom()) - 2)]  # fmt: skip
    return {image.pixelColor(x, y).name().upper() for x, y in at}


@pytest.mark.parametrize("palette", [LIGHT, DARK, PRINT], ids=lambda palette: palette.name)
def test_whole_part_and_nothing_recorded_are_told_apart_by_form(qtbot: QtBot, palette: Palette) -> None:
    shown = plot(
        Bar(40, "now", "whole"),
        Bar(40, "now", "part", partial=True),
        Bar(None, "now", "missing"),
        Bar(0, "now", "none"),
    )
    image, placed = painted(shown, palette)
    whole, part, missing, none = placed.charts[0].bars
    tone = tone_color("disputes", "now", palette).upper()
    rect = QRectF(whole.box.x, whole.box.y, whole.box.width, whole.box.height)
    assert colours(image, rect) == {tone}
    hatched = colours(image, QRectF(part.box.x, part.box.y, part.box.width, part.box.height))
    assert len(hatched) > 2
    assert tone not in hatched
    assert (missing.box.height, none.box.height) == (0, 0)
    # Above what was not recorded, and above none, there is only ground and the lines of the axis.
    for bar in (missing, none):
        x = int(bar.room.x + bar.room.width / 2)
        assert {image.pixelColor(x, y).name().upper() for y in range(int(bar.room.y) + 4, int(bar.box.y) - 30)} & {
            tone
        } == (set())


def test_the_bar_that_keys_are_at_and_the_one_pressed_are_marked(qtbot: QtBot) -> None:
    shown = plot(Bar(40, "now", "a"), Bar(20, "before", "b"))
    plain, _ = painted(shown, LIGHT)
    current, _ = painted(shown, LIGHT, Marked(current=1))
    pressed, _ = painted(shown, LIGHT, Marked(pressed=1))
    assert plain != current
    assert plain != pressed
    assert current != pressed


def test_hatching_stays_in_its_box() -> None:
    for box in (QRectF(3, 4, 20, 60), QRectF(0, 0, 60, 5), QRectF(1, 1, 2, 2)):
        for line in hatch_lines(box):
            for end in (line.p1(), line.p2()):
                assert box.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(end)
            assert line.dy() == pytest.approx(-line.dx())


def test_an_svg_holds_every_word_and_a_png_is_twice_as_fine(qtbot: QtBot, tmp_path: Path) -> None:
    shown = plot(Bar(40, "now", "a"), Bar(20, "now", "b", partial=True), Bar(None, "before", "c"))
    write_picture(tmp_path / "a.svg", shown)
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    words = "".join(root.itertext())
    for text in (shown.title, shown.note, "1月", "未满", "无记录", "40", "20"):
        assert text in words
    write_picture(tmp_path / "a.PNG", shown)
    image = QImage(str(tmp_path / "a.PNG"))
    assert image.width() == 2 * WIDTH_PX
    assert image.height() == 2 * HEIGHT_PX
    assert image.pixelColor(4, 4) == QColor(Qt.GlobalColor.white)


def test_another_kind_of_file_is_refused_and_nothing_is_left(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="plot_kind"):
        write_picture(tmp_path / "a.pdf", plot(Bar(1, "now", "a")))
    with pytest.raises(InputError, match="cannot_write"):
        write_picture(tmp_path / "none" / "a.svg", plot(Bar(1, "now", "a")))
    assert list(tmp_path.iterdir()) == []
