"""Records to be put right, each with its value before and after, ticked and done as one edit."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from mapper.edits.record_repairs import ROW, RecordRepair, mend_records, record_repairs, repaired
from mapper.errors import InputError
from mapper.finding import Finding
from ui.language.difference_texts import CellWords
from ui.session.session import Session
from ui.widgets.form import FormDialog
from ui.widgets.kit import label
from ui.widgets.rows_model import Field
from ui.widgets.ticked_rows import TickedRows, TickedTable

_SIZE_PX = (860, 460)
_UNIT_PX, _COLUMN_PX, _CHANGE_PX = 220, 150, 420


class RecordsDialog(FormDialog):
    """What the findings propose; nothing is done before it is confirmed."""

    def __init__(self, session: Session, findings: Sequence[Finding], parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        project = session.document.project
        repairs = record_repairs(project, findings, session.view.as_of)
        self._words = {table: CellWords(self.say, project, table) for table in {one.table for one in repairs}}
        self._left = len(findings) - repaired(repairs, findings)
        self.repairs = TickedRows[RecordRepair](
            [
                Field("records.unit", lambda one: self._words[one.table].row(one.key)),
                Field("records.column", self._column),
                Field("records.change", self._change),
            ],
            self.say,
            self,
        )
        self.table = TickedTable(self.repairs)
        self.told = label("quiet", wrap=True)
        self.body.insertWidget(0, self.table, 1)
        self.body.insertWidget(1, self.told)
        self.repairs.show(repairs)
        self.table.widths_px(_UNIT_PX, _COLUMN_PX, _CHANGE_PX)
        self.resize(*_SIZE_PX)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.say("records.title"))
        self.told.setText(self.say("records.left", count=self._left) if self._left else "")
        self.told.setVisible(bool(self._left))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(self.say("records.mend"))
        self.table.setAccessibleName(self.say("records.title"))

    def apply(self) -> None:
        ticked = self.repairs.ticked
        if not ticked:
            raise InputError("records_none")
        self.session.document.do(mend_records(ticked))

    def _column(self, repair: RecordRepair) -> str:
        return (
            self.say(f"table.{repair.table}") if repair.column == ROW else self.say.field(repair.table, repair.column)
        )

    def _change(self, repair: RecordRepair) -> str:
        if repair.column == ROW:
            return self.say("records.goes")
        words = self._words[repair.table]
        return f"{words.value(repair.column, repair.before)} → {words.value(repair.column, repair.after)}"
