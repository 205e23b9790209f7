"""Rows of the file that are not as this program last wrote them, and the word that they are to be taken so."""

from itertools import groupby

from PySide6.QtWidgets import QWidget

from mapper.errors import InputError
from mapper.project import Changes
from mapper.store.rows_seen import SeenRows
from ui.language.sentences import elsewhere_sentence
from ui.session.session import Session
from ui.widgets.form import FormDialog
from ui.widgets.kit import label
from ui.widgets.tasks import Ticket

_SUBJECT = "rows elsewhere"
_MOST_NAMED = 12


class RowsElsewhereDialog(FormDialog):
    """The file is read through, and the rows are taken, beside the window; it stays open until that is done."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        self.told = label("", wrap=True)
        self.told.setMinimumWidth(460)
        self.body.insertWidget(1, self.told)
        self.seen: SeenRows | None = None
        self._taking = False
        self.retranslate()
        store = session.document.store

        def read(_: Ticket) -> SeenRows:
            return store.seen_rows()

        session.tasks.start(_SUBJECT, read, self._show)

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.say("action.elsewhere"))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(self.say("elsewhere.take"))
        self._show(self.seen)

    def accept(self) -> None:
        try:
            self.session.document.accept_rows_beside(self.session.tasks, self._taken, self._refused)
        except InputError as error:
            self.tell(self.say.error(error))
        else:
            self._set_taking(True)

    def reject(self) -> None:
        if not self._taking:
            super().reject()

    def _taken(self, _: Changes | None) -> None:
        self.done(self.DialogCode.Accepted)

    def _refused(self, error: InputError) -> None:
        self._set_taking(False)
        self.tell(self.say.error(error))

    def _set_taking(self, taking: bool) -> None:
        self._taking = taking
        self.buttons.button(self.buttons.StandardButton.Cancel).setEnabled(not taking)
        self._show(self.seen)

    def done(self, result: int) -> None:
        self.session.tasks.cancel(_SUBJECT)
        super().done(result)

    def _show(self, seen: SeenRows | None) -> None:
        self.seen = seen
        there = seen is not None and not self._taking and bool(seen.altered or seen.elsewhere)
        self.buttons.button(self.buttons.StandardButton.Ok).setEnabled(there)
        self.told.setText("\n\n".join(self._sentences(seen)))
        self.make_room()

    def _sentences(self, seen: SeenRows | None) -> list[str]:
        if self._taking:
            return [self.say("elsewhere.taking")]
        if seen is None:
            return [self.say("elsewhere.reading")]
        told = []
        for table, rows in groupby(seen.altered, key=lambda row: row.table):
            keys = [row.key for row in rows]
            more = "…" if len(keys) > _MOST_NAMED else ""
            named = self.say("window.list_joint").join(keys[:_MOST_NAMED]) + more
            told.append(self.say("elsewhere.altered", table=self.say(f"table.{table}"), rows=len(keys), keys=named))
        if told:
            told.append(self.say("elsewhere.altered.what"))
        if seen.elsewhere:
            told.append(elsewhere_sentence(self.say.messages, seen.elsewhere))
        return told or [self.say("elsewhere.none")]
