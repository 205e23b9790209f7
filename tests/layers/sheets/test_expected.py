"""Sheets and maps as they have been looked at: nothing moves, goes or changes its colour unseen."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from layers.sheets.export import write_png
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.sheets.parts import Imprint
from layers.snapshot import MapState, snapshot_of
from mapper.audience import Audience
from mapper.day.day import Day
from tests.layers.maps import DAY as MAP_DAY
from tests.layers.maps import Pixels, assert_same_picture, district, fitted, picture, pixels
from tests.layers.marked_district import DAY, marked_district
from tests.pictures import SHARE, WORST, assert_as_expected
from ui.language.messages import Messages

pytestmark = pytest.mark.usefixtures("qapp")
IMPRINT = Imprint("虚构制图", "甲", "乙", date(2026, 11, 24), "1.0")


def painted(path: Path, audience: Audience = "command", **order: object) -> Pixels:
    asked = replace(SheetOrder(paper="A4", audience=audience, imprint=IMPRINT), **order)
    pages = pages_of(marked_district(), asked, DAY)
    write_png(path, pages[0], Messages("zh_CN"), dpi=42)
    return pixels(QImage(str(path)))


@pytest.mark.parametrize("audience", ["command", "public"])
def test_a_sheet_is_as_expected(tmp_path: Path, audience: Audience) -> None:
    assert_as_expected(painted(tmp_path / "sheet.png", audience), f"sheet_{audience}", tmp_path)


@pytest.mark.parametrize("theme", ["coverage", "load", "hazards"])
def test_a_map_is_as_expected(tmp_path: Path, theme: str) -> None:
    snapshot = snapshot_of(MapState(Day(district(), MAP_DAY), theme))
    assert_as_expected(picture(snapshot, fitted(snapshot, 480, 300)), f"map_{theme}", tmp_path)


def test_another_picture_is_told_in_three_panels(tmp_path: Path) -> None:
    one, other = (painted(tmp_path / f"{look}.png", mono=look == "mono") for look in ("full", "mono"))
    with pytest.raises(AssertionError, match="of pixels differ"):
        assert_same_picture(one, other, tmp_path, worst=WORST, share=SHARE)
    shown = QImage(str(tmp_path / "difference.png"))
    assert shown.width() >= 3 * one.shape[1]
