"""The fields of the print dialog beyond paper and scale: what stands on a sheet, how an atlas is made, who answers."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QWidget,
)

from layers.codes import LEAVES
from layers.paint.finished_pdf import made_at
from layers.sheets.atlas.front_pages import FRONT_PAGES
from layers.sheets.design import SLOTS, Design
from layers.sheets.order import Sequence, Size
from layers.sheets.parts import Imprint
from mapper.lazy_dataclass import dataclass
from ui.language.language import Language
from ui.widgets.kit import refill

SIZES: tuple[Size, ...] = ("small", "usual", "large")
CUT_INTO = ("", *LEAVES)  # one piece, or leaves
SEQUENCES: tuple[Sequence, ...] = ("table", "land")
IMPRINT = ("drawn_by", "reviewed_by", "version", "approval", "copy")
_ROW_PX = 24


class TickedList(QListWidget):
    """A short list whose rows are ticked, and moved with the mouse or with Alt and the arrow keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)

    def offer(self, rows: list[tuple[str, str]], ticked: tuple[str, ...]) -> None:
        """Rows by code and words: the ticked ones first, in their order."""
        words = dict(rows)
        marked = dict.fromkeys(code for code in ticked if code in words)
        self.clear()
        for code in (*marked, *(code for code in words if code not in marked)):
            item = QListWidgetItem(words[code])
            item.setData(Qt.ItemDataRole.UserRole, code)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable & ~Qt.ItemFlag.ItemIsDropEnabled)
            item.setCheckState(Qt.CheckState.Checked if code in marked else Qt.CheckState.Unchecked)
            self.addItem(item)

    @property
    def ticked(self) -> tuple[str, ...]:
        """Codes of the ticked rows, from the top."""
        items = (self.item(row) for row in range(self.count()))
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() == Qt.CheckState.Checked
        )


@dataclass(eq=False)
class SheetFields:
    """What stands on a sheet."""

    slots: TickedList
    size: QComboBox
    words: QPlainTextEdit
    inset: QCheckBox

    @classmethod
    def made(cls) -> "SheetFields":
        fields = cls(TickedList(), QComboBox(), QPlainTextEdit(), QCheckBox())
        fields.slots.setFixedHeight(len(SLOTS) * _ROW_PX + 8)
        fields.words.setFixedHeight(56)
        fields.words.setTabChangesFocus(True)
        fields.inset.setChecked(True)
        return fields

    def retranslate(self, say: Language) -> None:
        kept = self.slots.ticked if self.slots.count() else Design("").slots
        self.slots.offer([(code, say(f"print.slot.{code}")) for code in SLOTS], kept)
        refill(self.size, [say(f"print.size.{size}") for size in SIZES], start=1)
        self.words.setPlaceholderText(say("print.words.hint"))
        self.inset.setText(say("print.inset.do"))

    def untick_index(self, say: Language) -> None:
        """The sheet has no index."""
        kept = tuple(slot for slot in self.slots.ticked if slot != "index")
        self.slots.offer([(code, say(f"print.slot.{code}")) for code in SLOTS], kept)

    def put(self, design: Design, say: Language) -> None:
        """Show what a design says."""
        self.slots.offer([(code, say(f"print.slot.{code}")) for code in SLOTS], design.slots)
        self.size.setCurrentIndex(SIZES.index(design.size))
        self.words.setPlainText(design.words)
        self.inset.setChecked(design.inset)


@dataclass(eq=False)
class AtlasFields:
    """Which sheets an atlas has, and how it is made."""

    sheets: TickedList
    sequence: QComboBox
    front: TickedList
    alike: QCheckBox
    apart: QCheckBox
    changed: QCheckBox

    @classmethod
    def made(cls) -> "AtlasFields":
        fields = cls(TickedList(), QComboBox(), TickedList(), QCheckBox(), QCheckBox(), QCheckBox())
        fields.sheets.setMinimumHeight(5 * _ROW_PX)
        fields.front.setFixedHeight(3 * _ROW_PX + 8)
        return fields

    def retranslate(self, say: Language) -> None:
        kept = self.front.ticked if self.front.count() else FRONT_PAGES
        self.front.offer([(code, say(f"atlas.front.{code}")) for code in FRONT_PAGES], kept)
        refill(self.sequence, [say(f"print.sequence.{one}") for one in SEQUENCES])
        for name in ("alike", "apart", "changed"):
            getattr(self, name).setText(say(f"print.{name}.do"))


@dataclass(eq=False)
class ImprintFields:
    """Who answers for the sheets; what is left empty is a blank on the paper, for a pen."""

    drawn_by: QLineEdit
    reviewed_by: QLineEdit
    version: QLineEdit
    approval: QLineEdit
    copy: QLineEdit

    @classmethod
    def made(cls) -> "ImprintFields":
        return cls(*(QLineEdit() for _ in IMPRINT))

    @property
    def imprint(self) -> Imprint:
        """As it is filled in now, made today."""
        return Imprint(made_on=made_at().date(), **{name: getattr(self, name).text().strip() for name in IMPRINT})
