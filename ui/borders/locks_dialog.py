"""What is kept from change: a list with who locked it and when; shown on the map, and unlocked."""

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtWidgets import QAbstractItemView, QDialogButtonBox, QWidget

from mapper.edits.locks import unlock
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.scope import Scope
from mapper.store.added_by import Added, added_by
from ui.language.lock_words import lock_words
from ui.session.rows import table_geometry
from ui.session.session import Session
from ui.session.view_state import Sight
from ui.widgets.day_field import moment_field
from ui.widgets.form import FormDialog
from ui.widgets.kit import label
from ui.widgets.rows_model import Field, RowsModel, RowsTable


@dataclass(frozen=True)
class LockRow:
    """One lock; nothing of who and when where the file came with it."""

    key: str
    kind: str
    subject: str
    what: str
    added: Added | None


class LocksDialog(FormDialog):
    """A row pressed comes up on the map; the marked ones are unlocked together, each as one edit."""

    beside = True

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        say = self.say
        self.model = RowsModel[LockRow](
            [
                Field("locks.kind", lambda row: say.choice("locks", "kind", row.kind)),
                Field("locks.what", lambda row: row.what, tip=lambda row: row.what),
                Field("locks.who", lambda row: "—" if row.added is None else row.added.who or "—"),
                moment_field("locks.at", lambda row: _at(row.added), say),
            ],
            say,
            self,
        )
        self.table = RowsTable(self.model)
        self.table.widths_px(110, 260, 110, 150)
        self.table.setMinimumSize(660, 260)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.clicked.connect(self.show_marked)
        self.table.selectionModel().selectionChanged.connect(self._offer)
        self.hint, self.none = label("quiet", wrap=True), label("heading")
        for place, widget in enumerate((self.hint, self.none, self.table)):
            self.body.insertWidget(place, widget)
        self.buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)
        self.unlock = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.unlock.clicked.connect(self.unlock_marked)
        session.document.changed.connect(self.read)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.say("locks.title"))
        self.table.setAccessibleName(self.say("locks.title"))
        self.hint.setText(self.say("locks.hint"))
        self.none.setText(self.say("locks.none"))
        self.unlock.setText(self.say("locks.unlock"))
        self.read()

    def read(self) -> None:
        """What is locked now."""
        project = self.session.document.project
        known: Mapping[str, Added] = {}
        try:
            known = added_by(self.session.document.store.change_log(), "locks") if len(project.locks) else {}
        except InputError as error:
            self.tell(self.say.error(error))
        self.model.show(
            [
                LockRow(
                    str(key), str(row["kind"]), str(row["subject"]), lock_words(self.say.messages, project, row),
                    known.get(str(key)),
                )
                for key, row in project.locks.iterrows()
            ]
        )  # fmt: skip
        self.none.setVisible(not len(project.locks))
        self._offer()

    def unlock_marked(self) -> None:
        """Let the marked ones be changed again."""
        for row in self.table.selected_rows():
            try:
                self.session.document.do(unlock(self.session.document.project, row.key))
            except InputError as error:
                self.tell(self.say.error(error))
                return

    def show_marked(self) -> None:
        """Bring what the row is about into view."""
        row, project = self.table.row(), self.session.document.project
        if row is None:
            return
        if row.kind == "beat":
            units = project.communities
            shape = Scope(frozenset(units["station_code"].dropna()), row.subject).land(project)
        else:
            shape = table_geometry(project, "communities", row.subject)
        if shape is not None:
            self.session.view.look_at(Sight(shape=shape))

    def _offer(self) -> None:
        self.unlock.setEnabled(bool(self.table.selected_rows()))


def _at(added: Added | None) -> datetime | None:
    """The moment by this computer's own clock."""
    return None if added is None else added.at.astimezone()
