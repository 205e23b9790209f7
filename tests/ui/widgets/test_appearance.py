"""Light and dark: every text can be read, and switching reaches window, map and panels at once."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from layers import style
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from tests.layers.maps import color_of, pixels, share_of
from tests.ui.conftest import OpenWindow
from tests.ui.waiting import settle
from ui.session.settings import Settings
from ui.widgets.appearance import (
    DARK,
    LIGHT,
    Roles,
    apply_look,
    current_look,
    map_palette,
)
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace

AA = 4.5


def luminance(color: str) -> float:
    """Relative luminance after WCAG 2.1."""
    parts = color_of(color) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_the_norm() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("roles", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("text", ["text", "quiet", "accent", "alarm"])
@pytest.mark.parametrize("ground", ["card", "band", "window"])
def test_text_can_be_read_on_every_ground(roles: Roles, text: str, ground: str) -> None:
    assert contrast(getattr(roles, text), getattr(roles, ground)) >= AA


@pytest.mark.parametrize("roles", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [("on_accent", "accent"), ("text", "accent_soft"), ("accent", "accent_soft"), ("text", "alarm_soft")],
)
def test_text_can_be_read_on_colour(roles: Roles, text: str, ground: str) -> None:
    assert contrast(getattr(roles, text), getattr(roles, ground)) >= AA


@pytest.mark.parametrize("palette", style.PALETTES.values(), ids=lambda palette: palette.name)
@pytest.mark.parametrize("text", ["text", "station_border", "alarm", "water_text", "quiet_text"])
def test_names_on_the_map_stand_out_from_their_halo(palette: style.Palette, text: str) -> None:
    assert contrast(getattr(palette, text), palette.halo) >= AA


def grab(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def test_one_action_changes_window_map_and_panels(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    assert current_look() is LIGHT
    action = window.menu_actions["dark"]
    before = action.text()
    try:
        action.trigger()
        settle(qtbot, window)
        assert current_look() is DARK
        assert map_palette() is style.DARK
        assert action.text() != before
        assert workspace.map.snapshot is not None
        assert workspace.map.snapshot.palette is style.DARK
        assert share_of(pixels(grab(workspace.map.canvas)).astype(int), style.DARK.paper, 12) > 0.1
        for panel in (
            window.header,
            workspace.sides.layers,
            workspace.sides.gaps,
            workspace.sides.units,
            workspace.sides.timeline,
        ):
            shown = pixels(grab(panel)).reshape(-1, 3).mean()
            assert shown < 90, type(panel).__name__
        assert Settings(tmp_path / "settings.ini").appearance == "dark" == window.settings.appearance
        action.trigger()
        settle(qtbot, window)
        assert current_look() is LIGHT
        assert action.text() == before
        assert workspace.map.snapshot.palette is style.LIGHT
        assert pixels(grab(workspace.sides.gaps)).reshape(-1, 3).mean() > 200
    finally:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_look(application, LIGHT)


def test_paper_stays_white_whatever_is_worn(open_window: OpenWindow, project_file: Path) -> None:
    window = open_window(project_file)
    assert window.workspace is not None
    (page, *_) = pages_of(window.workspace.document.project, SheetOrder())
    assert page.shown_map.snapshot.palette.paper == "#FFFFFF"
