"""The page about what a file will tell, before it is made."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from layers.sharing.disclosure import Disclosure
from ui.language.disclosure_words import disclosure_page
from ui.language.language import Language
from ui.widgets.form import FormDialog
from ui.widgets.kit import label
from ui.widgets.notice import NoticeBar
from ui.widgets.tasks import TaskGroup

_WIDTH_PX, _HEIGHT_PX = 640, 520


class DisclosureDialog(FormDialog):
    """Headings with their sentences, what is to be settled last; ``go_on`` is done where the reader goes on."""

    def __init__(self, found: Disclosure, go_on: Callable[[], object] | None, say: Language, parent: QWidget) -> None:
        super().__init__(say, parent)
        self.found, self.go_on = found, go_on
        self.page = QScrollArea()
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setWidgetResizable(True)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page.setMinimumSize(_WIDTH_PX, _HEIGHT_PX)
        self.settle = label("alarm", wrap=True)
        self.body.insertWidget(0, self.page, 1)
        self.body.insertWidget(1, self.settle)
        if go_on is None:
            self.buttons.setStandardButtons(self.buttons.StandardButton.Close)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.say("disclosure.title"))
        inner = QWidget()
        inner.setProperty("look", "page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 4, 16, 12)
        column.setSpacing(4)
        *told, (heading, unsettled) = disclosure_page(self.found, self.say.messages)
        for name, sentences in told:
            head = label("heading", wrap=True)
            head.setText(name)
            column.addSpacing(8)
            column.addWidget(head)
            for each in sentences:
                line = label(wrap=True)
                line.setText(each)
                column.addWidget(line)
        column.addStretch(1)
        self.page.setWidget(inner)
        # What is not settled stays in sight, however long the page is.
        marked = [heading, *(f"· {each}" for each in unsettled)] if self.found.to_settle else list(unsettled)
        self.settle.setText("\n".join(marked))
        self.settle.setProperty("look", "alarm" if self.found.to_settle else "quiet")
        button = self.buttons.button(self.buttons.StandardButton.Ok)
        if button is not None:
            button.setText(self.say("disclosure.go_on"))

    def apply(self) -> None:
        if self.go_on is not None:
            self.go_on()


def show_disclosure(
    tasks: TaskGroup,
    say: Language,
    notice: NoticeBar,
    parent: QWidget,
    found: Callable[[], Disclosure],
    go_on: Callable[[], object] | None,
) -> None:
    """Work the page out off the main thread and show it; where that fails, the notice bar says why."""
    tasks.start(
        "disclosure",
        lambda _: found(),
        lambda made: DisclosureDialog(made, go_on, say, parent).open(),
        lambda error: notice.tell(say.error(error)),
        shown=True,
    )
