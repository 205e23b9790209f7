"""The rows of a file that cannot be used, with the number that the file gives them, to be saved and sent back."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mapper.errors import InputError
from mapper.files.whole_file import require_other
from mapper.io.exports import write_table
from mapper.io.source import Rejected, Source
from ui.language.language import Language
from ui.language.reading_texts import rejected_table
from ui.widgets.file_dialogs import ask_table_file
from ui.widgets.kit import button
from ui.widgets.rows_model import Field, RowsModel, RowsTable

_ROWS_SHOWN = 500
_NUMBER_PX, _REASON_PX, _CELL_PX = 70, 260, 110
_Row = dict[str, Any]


class RejectedPage(QWidget):
    """``failed`` tells why the rows could not be saved."""

    failed = Signal(InputError)

    def __init__(self, say: Language, parent: QWidget) -> None:
        super().__init__(parent)
        self.say = say
        self.rows = RowsModel[_Row]([], say, self)
        self.table = RowsTable(self.rows)
        self.save = button("", self._ask)
        self._source: Source | None = None
        self._rejected: Sequence[Rejected] = ()
        self._path: Path | None = None
        page, bar = QVBoxLayout(self), QHBoxLayout()
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.table)
        bar.addWidget(self.save)
        bar.addStretch(1)
        page.addLayout(bar)

    def show_rejected(self, source: Source | None, rejected: Sequence[Rejected], path: Path | None) -> int:
        """Show these rows of the file at ``path``; how many there are."""
        self._source, self._rejected, self._path = source, rejected, path
        self.save.setText(self.say("import.rejected.save"))
        told = self._table(rejected[:_ROWS_SHOWN]) if rejected else pd.DataFrame()
        fields = [Field[_Row](str(column), partial(_text, str(column)), coded=False) for column in told.columns]
        self.rows.change(fields, told.to_dict("records"))
        first = [_NUMBER_PX, *([_CELL_PX] if source is not None and source.sheets is not None else []), _REASON_PX]
        self.table.widths_px(*first, *[_CELL_PX] * (len(fields) - len(first)))
        self.table.setAccessibleName(self.say("import.tab.rejected", count=len(rejected)))
        return len(rejected)

    def write(self, path: Path) -> None:
        """All of them as an Excel or CSV file; InputError where it cannot be written, or is the one they are of."""
        require_other(path, (self._path,))
        write_table(self._table(self._rejected), path, index=False)

    def _table(self, rejected: Sequence[Rejected]) -> pd.DataFrame:
        assert self._source is not None
        return rejected_table(self.say, self._source, rejected)

    def _ask(self) -> None:
        name = self.say("import.rejected.file", name="" if self._path is None else self._path.stem)
        ask_table_file(self.say, self, self.say("import.rejected.save"), name, self.write, self.failed.emit)


def _text(column: str, row: _Row) -> str:
    value = row[column]
    return "" if pd.isna(value) else str(value)
