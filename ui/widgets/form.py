"""What the dialogs have in common: a form, a place for the one sentence of an error, and two buttons."""

from datetime import date, datetime

from PySide6.QtCore import QDate, QDateTime, Qt, QTime
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDateTimeEdit, QDialog, QDialogButtonBox, QFormLayout, QPushButton, QVBoxLayout, QWidget

from mapper.errors import InputError
from ui.language.language import Language
from ui.widgets.kit import label
from ui.widgets.moment_edit import MomentEdit

_BUTTONS = {
    QDialogButtonBox.StandardButton.Ok: "window.ok",
    QDialogButtonBox.StandardButton.Cancel: "window.cancel",
    QDialogButtonBox.StandardButton.Close: "window.close",
}
_BUTTON_SIDES_PX = 30


class FormDialog(QDialog):
    """A dialog with labelled fields. ``apply`` does what it is for; an InputError keeps it open and tells why.

    Where it is to be ``beside`` the window and not before it, the window can be used meanwhile.
    """

    beside = False

    def __init__(self, say: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say = say
        self.setModal(True)
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(12)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.trouble = label("alarm", wrap=True)
        self.trouble.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(24, 20, 24, 20)
        self.body.setSpacing(16)
        self.body.addLayout(self.form)
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.buttons)
        self._names: list[tuple[str, QWidget, QFormLayout]] = []
        say.changed.connect(self.retranslate)

    def field(self, code: str, widget: QWidget, form: QFormLayout | None = None) -> None:
        """A field under the label that the code says; in another form than the dialog's first where that is given."""
        form = form or self.form
        form.addRow(self.say(code), widget)
        self._names.append((code, widget, form))
        widget.setAccessibleName(self.say(code))

    def retranslate(self) -> None:
        """Put every word again, in the language of now."""
        for code, widget, form in self._names:
            words = form.labelForField(widget)
            if words is not None:
                words.setText(self.say(code))  # type: ignore[attr-defined]  # the stubs call it a QWidget; it is a QLabel
            widget.setAccessibleName(self.say(code))
        # Qt puts its own words on them once, in the language of then.
        for button, code in _BUTTONS.items():
            found = self.buttons.button(button)
            if found is not None:
                found.setText(self.say(code))

    def apply(self) -> None:
        """Do what the dialog is for; InputError where what was filled in makes no sense."""

    def accept(self) -> None:
        try:
            self.apply()
        except InputError as error:
            self.tell(self.say.error(error))
        else:
            super().accept()

    def open(self) -> None:
        """Be shown without stopping the program."""
        if self.beside:
            self.setModal(False)
            self.show()
        else:
            super().open()

    def do_or_ask(self, *, at_once: bool) -> None:
        """Do it without being shown where it may be done ``at_once`` and Shift is not held; else be shown.

        Where it is refused it is shown too, with the reason.
        """
        shift = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
        if at_once and not shift:
            try:
                self.apply()
            except InputError as error:
                self.tell(self.say.error(error))
            else:
                self.deleteLater()
                return
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.open()

    def tell(self, sentence: str) -> None:
        """Show why it did not work."""
        self.trouble.setText(sentence)
        self.trouble.show()
        self.make_room()

    def make_room(self, *, gives_back: bool = False) -> None:
        """Grow to what the words ask for: a layout's own hint knows nothing of lines that wrap, and cuts fields off.

        ``gives_back``: and shrink to it, where fields have gone.
        """
        if not self.isVisible():  # before it is shown it has no width of its own
            return
        if gives_back:
            self.body.activate()  # else it is held to what the fields needed that are gone
        needed_px = self.body.totalHeightForWidth(self.width())
        if self.height() < needed_px or gives_back:
            self.resize(self.width(), needed_px)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 Qt's own name
        super().showEvent(event)
        # Enter is for what the dialog is for: not for choosing the file again from the button that was pressed last.
        main = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        for push in self.findChildren(QPushButton):
            push.setAutoDefault(push is main)
        if self.focusWidget() is None or self.focusWidget() in self.buttons.buttons():
            first = next((field for _, field, _ in self._names if field.isEnabled() and field.isVisible()), None)
            if first is not None:
                first.setFocus(Qt.FocusReason.TabFocusReason)
        # The stylesheet's bold letters of a default button are wider than the button's own hint knows of.
        for button in self.buttons.buttons():
            bold = QFont(button.font())
            bold.setBold(True)
            text_px = QFontMetrics(bold).horizontalAdvance(button.text())
            button.setMinimumWidth(max(text_px + _BUTTON_SIDES_PX, button.minimumWidth()))
        self.make_room()


def date_edit(day: date, say: Language) -> MomentEdit:
    """A date field with a calendar, in the order in which the place writes days."""
    edit = MomentEdit(say)
    edit.setDate(QDate(day.year, day.month, day.day))
    return edit


def time_edit(moment: datetime, say: Language) -> MomentEdit:
    """A date and time field, such as 2026-11-23 18:00."""
    edit = MomentEdit(say, with_clock=True)
    edit.setDateTime(QDateTime(QDate(moment.year, moment.month, moment.day), QTime(moment.hour, moment.minute)))
    return edit


def day_of(edit: QDateTimeEdit) -> date:
    chosen = edit.date()
    return date(chosen.year(), chosen.month(), chosen.day())


def moment_of(edit: QDateTimeEdit) -> datetime:
    chosen = edit.dateTime()
    day, clock = chosen.date(), chosen.time()
    return datetime(day.year(), day.month(), day.day(), clock.hour(), clock.minute())
