"""Two windows on one project of a server: each sees what the other writes, and nothing is written over unseen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mapper.edit import Edit, put_rows
from mapper.errors import InputError
from mapper.project import Project
from mapper.store.store import create, read_project
from tests.districts import grid
from tests.postgres import Server
from tests.ui.conftest import OpenWindow
from tests.ui.waiting import settle
from ui.projects.conflict_dialog import ConflictDialog
from ui.projects.server_dialog import ServerDialog
from ui.window.main_window import MainWindow
from ui.window.project_files import ask_server
from ui.window.workspace import Workspace

_SEEN_MS = 20_000  # a bound for a machine that is busy; how long it takes is measured elsewhere


def changed(key: str, **values: Any) -> Edit:
    def change(project: Project) -> Project:
        return put_rows(project, "communities", project.communities.loc[[key]].assign(**values))

    return Edit("unit_changed", change, {"name": key})


def shown(window: MainWindow) -> Workspace:
    assert window.workspace is not None
    return window.workspace


def when_asked(answer: Callable[[ConflictDialog], None]) -> list[list[tuple[str, ...]]]:
    """Answer the next question; what it showed of each cell comes into the list."""
    seen: list[list[tuple[str, ...]]] = []

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ConflictDialog)
        seen.append([(row.field, row.before, row.mine, row.theirs) for row in dialog.cells.rows])
        answer(dialog)

    QTimer.singleShot(0, act)
    return seen


def test_two_windows_on_one_project(server: Server, open_window: OpenWindow, qtbot: QtBot) -> None:
    address = server.address("windows")
    create(address, grid(3, 3))
    ours, theirs = (open_window(Path(address), "en") for _ in range(2))
    document, other = shown(ours).document, shown(theirs).document
    document.do(changed("u2-2", name="first"))
    shown(ours).selection.choose("communities", "u1-1")

    # An edit comes by itself; what is chosen and what can be undone stay.
    other.do(changed("u0-0", name="theirs"))
    qtbot.waitUntil(lambda: document.project.communities.at["u0-0", "name"] == "theirs", timeout=_SEEN_MS)
    assert shown(ours).selection.current == ("communities", "u1-1")
    assert document.can_undo

    # Different cells both stay, and nothing is asked.
    other.do(changed("u0-1", name="theirs"))
    document.do(changed("u0-1", residents=7))
    assert document.project.communities.loc["u0-1", ["name", "residents"]].tolist() == ["theirs", 7]

    # The same cell asks: closed without a choice nothing is written, then theirs, then mine.
    other.do(changed("u0-2", name="theirs", residents=5))
    seen = when_asked(lambda dialog: dialog.reject())
    with pytest.raises(InputError, match="changed_meanwhile"):
        document.do(changed("u0-2", name="mine"))
    assert seen == [[("Name", "单元0-2（虚构）", "mine", "theirs")]]
    assert document.project.communities.at["u0-2", "name"] == "theirs"
    other.do(changed("u0-2", name="again"))
    when_asked(lambda dialog: dialog.keep_theirs.click())
    assert document.do(changed("u0-2", name="mine", households=3)).line is not None
    assert document.project.communities.loc["u0-2", ["name", "households"]].tolist() == ["again", 3]
    other.do(changed("u0-2", name="once more"))
    when_asked(lambda dialog: dialog.take_mine.click())
    document.do(changed("u0-2", name="mine"))
    assert read_project(address).communities.loc["u0-2", ["name", "residents"]].tolist() == ["mine", 5]
    document.undo()
    assert document.project.communities.at["u0-2", "name"] == "once more"


def test_an_address_is_remembered_and_its_password_is_asked_for(
    server: Server, open_window: OpenWindow, qtbot: QtBot
) -> None:
    address = server.address("asked")
    create(address, grid(2, 2))
    server.run(
        "psql",
        "-q",
        "-d",
        "asked",
        "-c",
        "DROP ROLE IF EXISTS keeper; CREATE ROLE keeper SUPERUSER LOGIN PASSWORD 'a/b@c'",
    )
    window = open_window(None, "en")
    window.open_project(Path(server.address("asked", "keeper")))
    qtbot.waitUntil(lambda: bool(window.findChildren(ServerDialog)), timeout=_SEEN_MS)
    (dialog,) = window.findChildren(ServerDialog)
    assert dialog.trouble.isVisible()
    dialog.password.setText("a/b@c")
    dialog.accept()
    qtbot.waitUntil(lambda: window.workspace is not None, timeout=_SEEN_MS)
    settle(qtbot, window)
    told = server.address("asked", "keeper")
    assert window.settings.server == shown(window).document.store.place == told
    assert [str(path) for path in window.settings.recent] == [str(Path(told))]
    assert "a/b@c" not in Path(window.settings._values.fileName()).read_text("utf-8")
    ask_server(window)
    again = window.findChildren(ServerDialog)[-1]
    assert again.address.text() == told
    again.address.setText("no address")
    again.accept()
    assert again.trouble.isVisible()
    again.reject()
