"""Dialogs that ask for a file: the name gets the ending of the kind that is chosen."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.language.language import Language
from ui.session.settings import Settings
from ui.widgets.file_dialogs import ask_file, keep_folder_in


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


def test_a_dialog_opens_where_a_file_was_chosen_last_in_the_next_run_too(qtbot: QtBot, tmp_path: Path) -> None:
    say, chosen = Language("en"), list[Path]()
    folder, gone = tmp_path / "maps", tmp_path / "gone"
    folder.mkdir()
    settings = Settings(tmp_path / "settings.ini")
    keep_folder_in(settings)
    first = ask_file(say, None, "title", ["PDF (*.pdf)"], chosen.append, save_as="a.pdf")
    qtbot.addWidget(first)
    first.fileSelected.emit(str(folder / "a.pdf"))
    assert chosen == [folder / "a.pdf"]
    settings.save()
    keep_folder_in(Settings(tmp_path / "settings.ini"))
    again = ask_file(say, None, "title", ["PDF (*.pdf)"], chosen.append)
    qtbot.addWidget(again)
    assert Path(again.directory().absolutePath()) == folder
    settings.folder = str(gone)
    assert settings.folder == ""
    for dialog in (first, again):
        dialog.close()
