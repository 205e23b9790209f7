"""Dialogs that ask for a file: the name gets the ending of the kind that is chosen."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.language.language import Language
from ui.widgets.file_dialogs import ask_file


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_name_follows_the_kind_of_file(qtbot: QtBot, language: str, tmp_path: Path) -> None:
    say, chosen = Language(language), []
    kinds = [say("files.png"), say("files.svg")]
    dialog = ask_file(say, None, "title", kinds, chosen.append, save_as="隐患：2026-11.png")
    qtbot.addWidget(dialog)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("隐患-2026-11.png")
    for kind, ending in ((kinds[1], "svg"), (kinds[0], "png")):
        dialog.selectNameFilter(kind)
        dialog.filterSelected.emit(kind)
        assert [Path(one).name for one in dialog.selectedFiles()] == [f"隐患-2026-11.{ending}"]
        assert dialog.defaultSuffix() == ending
    dialog.selectFile("a.b")  # an ending that is none of these is part of the name
    dialog.filterSelected.emit(kinds[1])
    assert [Path(one).name for one in dialog.selectedFiles()] == ["a.b"]
    dialog.close()
    assert chosen == []
