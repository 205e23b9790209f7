"""Many entries are narrowed by typing, and typing alone chooses none."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.widgets.searched_box import SearchedBox

NAMES = ["重庆路社区 · 云台派出所", "朝阳社区 · 云台派出所", "朝阳村 · 东河派出所", "Ávila 7TH · East"]


@pytest.fixture
def box(qtbot: QtBot) -> SearchedBox:
    made = SearchedBox()
    qtbot.addWidget(made)
    made.addItem("不指定", None)
    for number, name in enumerate(NAMES):
        made.addItem(name, number)
    made.show()
    return made


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("朝阳", NAMES[1:3]), ("朝阳 东河", NAMES[2:3]), ("cqlsq", NAMES[:1]), ("chaoyang", NAMES[1:3]),
        ("avila", NAMES[3:]), ("7th", NAMES[3:]), ("没有", []),
    ],
)  # fmt: skip
def test_every_word_typed_is_in_what_is_offered(typed: str, found: list[str], box: SearchedBox) -> None:
    box.seek(typed)
    assert box.offered == found


def test_what_is_left_alone_is_taken_and_what_names_several_or_none_is_not(box: SearchedBox, qtbot: QtBot) -> None:
    field = box.field
    box.setCurrentIndex(1)
    for typed in ("朝阳", "没有"):
        field.setText(typed)  # QTest types no Chinese
        field.editingFinished.emit()
        assert (box.currentData(), field.text()) == (0, NAMES[0])
    field.selectAll()
    qtbot.keyClicks(field, "donghe")
    field.editingFinished.emit()
    assert (box.currentData(), field.text()) == (2, NAMES[2])


def test_an_entry_is_taken_from_what_is_offered_by_keys(box: SearchedBox, qtbot: QtBot) -> None:
    field = box.field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "zhaoyang")
    popup = box.field.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(popup, key)
    assert (box.currentData(), field.text()) == (2, NAMES[2])
