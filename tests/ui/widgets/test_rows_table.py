"""Columns of a table that come and go, and the widths that were meant for others."""

from PySide6.QtCore import QObject
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
