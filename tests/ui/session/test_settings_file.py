"""The file of settings may hold keys of backgrounds' addresses: nobody else reads it, at no time."""

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ui.session.settings import Settings


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps who may read a file with its folder")
def test_its_user_alone_reads_it_from_the_first_word_on(tmp_path: Path, qapp: QApplication) -> None:
    path = tmp_path / "its" / "window.ini"
    settings = Settings(path)
    settings.language = "en"
    qapp.processEvents()  # Qt writes it by itself
    settings.save()
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)  # of a program before
    again = Settings(path)
    again.appearance = "dark"
    again.save()
    assert path.stat().st_mode & 0o777 == 0o600
    assert Settings(path).language == "en"
    nowhere = Settings(path / "none.ini")
    nowhere.language = "en"
    nowhere.save()
