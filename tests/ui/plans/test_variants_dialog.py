"""Plans kept from the page where they are made, set against each other, and one of them carried out and undone."""

from pathlib import Path

import pandas as pd
import pytest
from PySide6.QtCore import QDate
from pytestqt.qtbot import QtBot

from mapper.edits.beats import beats_so_far
from mapper.edits.variants import variants_of
from mapper.effects.side_by_side import side_by_side
from mapper.effects.sides import Side, days_of
from mapper.store.export_log import log_path
from mapper.store.store import read_project
from tests.ui.test_editing import dialog_of
from tests.ui.waiting import settle
from ui.plans.beats_page import BeatsPage
from ui.plans.staffing_page import StaffingPage
from ui.plans.variants_dialog import VariantsDialog
from ui.session.keep_variant import KeepVariantDialog
from ui.window.main_window import MainWindow
from ui.window.variant_sheets import write_sheet
from ui.window.workspace import Workspace


def wait(window: MainWindow, qtbot: QtBot) -> None:
    settle(qtbot, window)
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)


def keep(page: BeatsPage | StaffingPage, name: str) -> None:
    page.keep.click()
    (dialog,) = page.findChildren(KeepVariantDialog)
    dialog.name.setText(name)
    dialog.accept()
    assert not dialog.isVisible()
    dialog.setParent(None)


def choose(dialog: VariantsDialog, *keys: str) -> None:
    for box, key in zip(dialog.choices, keys, strict=True):
        box.setCurrentIndex(box.findData(key))


def test_two_divisions_and_a_staffing_plan_are_kept_compared_and_one_carried_out(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    document = workspace.document
    window.menu_actions["beats"].trigger()
    wait(window, qtbot)
    beats = workspace.planning.page
    assert isinstance(beats, BeatsPage)
    for count in (2, 3):
        beats.count.setValue(count)
        beats.divide.click()
        qtbot.waitUntil(lambda count=count: beats.beats is not None and len(beats.beats.beats) == count, timeout=30_000)
        keep(beats, f"{count} 个")
        wait(window, qtbot)
    window.menu_actions["staffing_plan"].trigger()
    wait(window, qtbot)
    staffing = workspace.planning.page
    assert isinstance(staffing, StaffingPage)
    lines = len(staffing.model.ticked)
    keep(staffing, "补岗")
    workspace.planning.close()
    assert beats_so_far(document.project) == {}
    assert [variant.name for variant in variants_of(read_project(document.store.place))] == ["2 个", "3 个", "补岗"]

    window.menu_actions["variants"].trigger()
    dialog = dialog_of(workspace, VariantsDialog)
    assert isinstance(dialog, VariantsDialog)
    choose(dialog, "Y1", "Y2")
    wait(window, qtbot)
    figures = workspace.day_in_hand.figures
    assert figures is not None
    assert dialog.answer is not None
    found = side_by_side(*days_of(figures, Side("Y1"), Side("Y2")))
    assert dialog.models[0].all_rows == found.units
    assert dialog.models[2].all_rows == tuple(row for row in found.beats if not row.is_same)
    dialog.tabs.setCurrentIndex(2)
    dialog.write(tmp_path / "beats.csv")
    assert len(pd.read_csv(tmp_path / "beats.csv")) == len(dialog.models[2].all_rows)
    window.switch_language()
    assert dialog.windowTitle() == workspace.say("variants.title")
    window.switch_language()

    write_sheet(workspace, dialog.answer, tmp_path / "sheet.pdf")
    wait(window, qtbot)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert '"theme": "variants"' in log_path(Path(document.store.place)).read_text()

    dialog.days[0].setDate(QDate(2026, 11, 1))
    choose(dialog, "day", "now")
    wait(window, qtbot)
    assert not dialog.models[0].all_rows
    assert dialog.models[1].all_rows
    assert dialog.tabs.currentIndex() == 1, "no empty table stands in front of what differs"
    assert workspace.say("variants.same") not in dialog.told.text()
    dialog.days[0].setDate(QDate(2026, 1, 1))
    choose(dialog, "day", "Y3")
    wait(window, qtbot)
    before = document.project
    assert dialog.apply_side[1].isEnabled()
    dialog.apply_side[1].click()
    wait(window, qtbot)
    assert len(document.project.duties) == len(before.duties) + lines
    assert "补岗" in dialog.note.text()
    assert dialog.answer is not None
    assert dialog.answer.sides == (Side(before="Y3"), Side())
    assert {unit.gap for unit in dialog.models[0].all_rows} >= {"closes"}, "set against what was before"
    assert dialog.answer.names[0] != dialog.answer.names[1] == workspace.say("variants.as_it_is")
    window.menu_actions["undo"].trigger()
    wait(window, qtbot)
    assert dialog.answer is not None
    assert dialog.answer.sides == (Side(), Side("Y3")), "taken back it is a plan again"
    window.menu_actions["redo"].trigger()
    wait(window, qtbot)
    choose(dialog, "now", "Y3")
    wait(window, qtbot)
    assert not dialog.apply_side[1].isEnabled()  # it has been carried out
    window.menu_actions["undo"].trigger()
    wait(window, qtbot)
    assert document.project.duties is before.duties
    assert dialog.apply_side[1].isEnabled()
    choose(dialog, "now", "now")
    wait(window, qtbot)
    assert dialog.answer is None
    assert dialog.trouble.text()
    choose(dialog, "now", "Y1")
    dialog.forget.click()
    wait(window, qtbot)
    assert [variant.key for variant in variants_of(document.project)] == ["Y2", "Y3"]


@pytest.mark.parametrize("bad", ["", "  "])
def test_a_plan_without_a_name_is_refused_in_the_dialog(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, bad: str
) -> None:
    from datetime import date

    from mapper.edits.variants import keep_beats

    code = str(workspace.document.project.communities.index[0])
    dialog = KeepVariantDialog(
        workspace.say, workspace.document, "beats",
        lambda name, _: keep_beats(name, {code: "A"}, date(2026, 1, 1)), lambda _: None, workspace.page,
    )  # fmt: skip
    dialog.open()
    dialog.name.setText(bad)
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.trouble.text() == workspace.say("error.variant_nameless")
    dialog.reject()
    settle(qtbot, window)
