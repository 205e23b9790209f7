"""The rules in the window: every one has a field, the effect is told first, one undo takes the change back."""

import pytest
from PySide6.QtWidgets import QCheckBox, QLineEdit
from pytestqt.qtbot import QtBot

from mapper.norms import Norms
from mapper.rules import rule_lines
from mapper.store.geopackage.store import open_store
from tests.ui.test_editing import dialog_of, press_ok
from tests.ui.waiting import settle
from ui.plans.rules_dialog import RulesDialog
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


@pytest.fixture
def rules(window: MainWindow, workspace: Workspace) -> RulesDialog:
    window.menu_actions["rules"].trigger()
    dialog = dialog_of(workspace, RulesDialog)
    assert isinstance(dialog, RulesDialog)
    return dialog


def ok_enabled(dialog: RulesDialog) -> bool:
    return dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()


def test_every_line_has_a_field_that_holds_its_value(rules: RulesDialog) -> None:
    assert set(rules.fields) == {(line.name, line.key) for line in rule_lines(Norms())}
    assert rules.norms == rules.session.document.project.norms
    assert not ok_enabled(rules)
    assert all("依据" in field.toolTip() for field in rules.fields.values())
    rules.reject()


def test_the_effect_is_told_before_and_true_after(
    window: MainWindow, workspace: Workspace, rules: RulesDialog, qtbot: QtBot
) -> None:
    before = workspace.day_in_hand.figures
    assert before is not None
    rules.put("load_minutes", "residents_1000", 480)
    rules.put("overload_share", None, 1.5)
    qtbot.waitUntil(lambda: not window.tasks.busy and "改动 2 项" in rules.effect.text(), timeout=20_000)
    told = rules.effect.text()
    assert "处理单位不合规则" not in told
    rules.put("negative_cases", None, ())
    qtbot.waitUntil(lambda: not window.tasks.busy and "改动 3 项" in rules.effect.text(), timeout=20_000)
    assert "处理单位不合规则的纠纷" in rules.effect.text()
    rules.put("negative_cases", None, before.project.norms.negative_cases)
    qtbot.waitUntil(lambda: not window.tasks.busy and "改动 2 项" in rules.effect.text(), timeout=20_000)
    assert workspace.document.project.norms == before.project.norms
    press_ok(rules, qtbot)
    settle(qtbot, window)
    after = workspace.day_in_hand.figures
    assert after is not None
    assert after.headline.overloaded > before.headline.overloaded
    assert f"超负荷 {before.headline.overloaded} → {after.headline.overloaded} 人" in told
    reopened = open_store(workspace.document.store.path)
    assert reopened.project.norms.load_minutes["residents_1000"] == 480
    reopened.close()
    assert "2 项" in window.menu_actions["undo"].toolTip()
    window.menu_actions["undo"].trigger()
    settle(qtbot, window)
    assert workspace.document.project.norms == before.project.norms


def test_nonsense_cannot_be_applied_and_reset_fills_in_the_defaults(rules: RulesDialog) -> None:
    for box in rules.fields["dispute_handlers", "family"].findChildren(QCheckBox):
        box.setChecked(False)
    assert not ok_enabled(rules)
    assert "至少要有一个处理单位" in rules.effect.text()
    rules.put("villages_per_beat_least", None, 12)
    rules.to_defaults()
    assert rules.norms == Norms()
    rules.put("negative_cases", None, rules.session.document.project.norms.negative_cases)
    assert not ok_enabled(rules)
    rules.reject()


def test_words_are_typed_in_one_line(rules: RulesDialog) -> None:
    field = rules.fields["negative_cases", None]
    assert isinstance(field, QLineEdit)
    assert field.text() == "抢夺"
    field.setText(" 抢夺，绑架; 抢夺 爆炸、")
    assert rules.norms.negative_cases == ("抢夺", "绑架", "爆炸")
    assert ok_enabled(rules)
    field.setText("长" * 31)
    assert not ok_enabled(rules)
    assert "负面清单每词" in rules.effect.text()
    rules.reject()
