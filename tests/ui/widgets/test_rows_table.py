"""Columns of a table that come and go, and the widths that were meant for others."""

from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from ui.language.language import Language
from ui.widgets.rows_model import Field, RowsModel, RowsTable


def test_fewer_columns_than_widths_are_given_theirs_when_they_are_told(qtbot: QtBot) -> None:
    def fields(count: int) -> list[Field[int]]:
        return [Field(str(n), str, coded=False) for n in range(count)]

    owner = QObject()
    model = RowsModel[int](fields(4), Language("zh_CN", owner), owner)
    table = RowsTable(model)
    qtbot.addWidget(table)
    table.widths_px(100, 100, 100, 100)
    table.resize(600, 200)
    table.show()
    model.change(fields(2), range(3))
    table.resize(500, 150)  # before the widths of the new columns are told
    table.widths_px(150, 150)
    assert [table.columnWidth(n) >= 150 for n in range(2)] == [True, True]


def test_home_and_end_go_to_the_first_and_the_last_row(qtbot: QtBot) -> None:
    owner = QObject()
    table = RowsTable(RowsModel[int]([Field("n", str, coded=False)], Language("zh_CN", owner), owner))
    qtbot.addWidget(table)
    table.show()
    qtbot.keyClick(table, Qt.Key.Key_Home)  # of no rows
    table.rows_model.show(range(9))
    table.setCurrentIndex(table.rows_model.index(4, 0))
    for key, row in ((Qt.Key.Key_End, 8), (Qt.Key.Key_Home, 0)):
        qtbot.keyClick(table, key)
        assert (table.currentIndex().row(), table.row()) == (row, row)
