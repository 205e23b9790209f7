"""A place's own names of stages are said wherever a stage is, by window and command; without them the usual words."""

import json
import sqlite3
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from mapper.analysis.incidents.kinds import DISPUTES, HAZARDS
from mapper.edits.rules import set_rules
from mapper.norms import Norms
from mapper.project import Project
from mapper.rules import with_values
from tests.ui.conftest import OpenWindow
from tests.ui.incidents.few_incidents import of
from tests.ui.incidents.few_incidents import written as few_written
from tests.ui.waiting import settle
from ui.__main__ import main
from ui.language.incident_words import stage_word
from ui.language.messages import NO_OWN_WORDS, Messages
from ui.language.own_words import own_words
from ui.plans.rules_dialog import RulesDialog

NAMED = with_values(
    Norms(), {("dispute_stage_names", "assessed"): "分流研判{", ("hazard_stage_names", "verified"): "上门核实"}
)


def test_every_stage_has_a_line() -> None:
    assert set(Norms().dispute_stage_names) == {stage.code for stage in DISPUTES.stages}
    assert set(Norms().hazard_stage_names) == {stage.code for stage in HAZARDS.stages}
    assert {"dispute_stage_names", "hazard_stage_names"} <= {field.name for field in fields(Norms)}


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_own_names_are_said_and_the_others_stay(language: str) -> None:
    say, usual = Messages(language), Messages(language)
    assert own_words(Project()) == NO_OWN_WORDS
    say.use_own(own_words(Project(norms=NAMED)))
    assert stage_word(say, "disputes", "assessed") == "分流研判{"
    assert stage_word(say, "hazards", "verified") == "上门核实"
    for table, stage in (("disputes", "closed"), ("hazards", "found")):
        assert stage_word(say, table, stage) == stage_word(usual, table, stage)
    assert Norms.from_json(json.loads(json.dumps(NAMED.as_json()))) == NAMED


def test_rules_dialog_card_board_and_command_say_them(
    open_window: OpenWindow, tmp_path: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    path = few_written(tmp_path)
    window = open_window(path)
    workspace = of(window)
    dialog = RulesDialog(workspace.session, window)
    field = dialog.fields["dispute_stage_names", "assessed"]
    assert isinstance(field, QLineEdit)
    field.setText(" 分流  研判 ")
    dialog.apply()
    dialog.deleteLater()
    settle(qtbot, window)
    window.menu_actions["loop"].trigger()
    settle(qtbot, window)
    board = workspace.foot_pane.board
    assert board is not None
    board.show_kind("disputes")  # type: ignore[attr-defined]  # it is the loop's
    settle(qtbot, window)
    assert "分流 研判" in [words.text() for words in board.findChildren(QLabel)]
    workspace.say.use("en")
    assert stage_word(workspace.say, "disputes", "assessed") == "分流 研判"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        assert any("分流 研判" in str(row) for row in connection.execute("select value from project_settings"))
    assert main(["loop", str(path)]) == 0
    assert "分流 研判" in capsys.readouterr().out
    workspace.do(set_rules(workspace.document.project.norms, Norms()))
    assert stage_word(workspace.say, "disputes", "assessed") == stage_word(Messages("en"), "disputes", "assessed")
