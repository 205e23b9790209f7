"""What others have changed while an edit was being made: before, mine and theirs, and whose is to stay."""

from PySide6.QtWidgets import QDialogButtonBox, QWidget

from mapper.edit import Edit
from mapper.project import Project
from mapper.schema import TABLES
from mapper.store.conflicts import Cell, Place, cells_of
from mapper.store.merging import ConflictError
from mapper.store.stored_cells import SHAPE
from ui.language.language import Language
from ui.language.sentences import edit_sentence
from ui.projects.conflict_cells import cell_row, cells_model, cells_table
from ui.widgets.form import FormDialog
from ui.widgets.kit import label


class ConflictDialog(FormDialog):
    """Asks before anything is written; closed without a choice nothing is.

    Attributes
    ----------
    mine
        The cells that are to be one's own; None before a choice.
    """

    def __init__(self, say: Language, conflict: ConflictError, edit: Edit, parent: QWidget | None = None) -> None:
        super().__init__(say, parent)
        self.conflict, self.edit = conflict, edit
        self.mine: frozenset[Place] | None = None
        self.asked, self.hint = label("", wrap=True), label("quiet", wrap=True)
        self.cells = cells_model(say, self, "conflict")
        self.table = cells_table(self.cells)
        self.table.setMinimumSize(880, 190)
        for place, widget in enumerate((self.asked, self.table, self.hint)):
            self.body.insertWidget(place, widget, 1 if widget is self.table else 0)
        self.buttons.setStandardButtons(QDialogButtonBox.StandardButton.Cancel)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.take_mine, self.keep_theirs, self.by_hand = (self.buttons.addButton("", role) for _ in range(3))
        self.take_mine.clicked.connect(lambda: self._choose([row.cell.place for row in self.cells.rows]))
        self.keep_theirs.clicked.connect(lambda: self._choose([]))
        self.by_hand.clicked.connect(lambda: self._choose([row.cell.place for row in self.table.selected_rows()]))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        say, project = self.say, self.conflict.mine
        self.setWindowTitle(say("conflict.title"))
        self.asked.setText(say("conflict.asked", edit=edit_sentence(say.messages, self.edit, project)))
        self.hint.setText(say("conflict.rivals" if self.conflict.rivals else "conflict.hint"))
        self.table.setAccessibleName(say("laptops.cells"))
        self.cells.show([cell_row(say, self._known(cell), cell) for cell in cells_of(self.conflict)])
        for button, code in (
            (self.take_mine, "laptops.take_mine"),
            (self.keep_theirs, "laptops.keep_theirs"),
            (self.by_hand, "laptops.by_hand"),
        ):
            button.setText(say(code))
        self.by_hand.setToolTip(say("conflict.by_hand.tip"))
        self._enable()

    def _known(self, cell: Cell) -> Project:
        """Where the row has the name by which whoever changed it knows it."""
        was = self.conflict.before
        return was if cell.part not in TABLES or cell.key in was.table(cell.part).index else self.conflict.mine

    def _enable(self) -> None:
        self.by_hand.setEnabled(bool(self.table.selected_rows()))

    def _choose(self, places: list[Place]) -> None:
        shapes = {cell.place for cell in cells_of(self.conflict) if cell.column == SHAPE}
        if 0 < len(shapes.intersection(places)) < len(shapes):
            self.tell(self.say("laptops.whole"))
            return
        self.mine = frozenset(places)
        self.accept()
