"""A small table of figures before and after, with what each of them means."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from layers.say import Say
from mapper.analysis.load.balance import Balance
from ui.language.plan_sentences import balance_figures
from ui.widgets.kit import empty_layout, label

Line = tuple[str, str, str, str]  # name, before, after, meaning


def figure_line(say: Say, of: str, name: str, before: str, after: str) -> Line:
    """A line of a figure, in the words of ``of``."""
    return say(f"{of}.figure.{name}"), before, after, say(f"{of}.figure.{name}.meaning")


def balance_lines(say: Say, of: str, before: Balance, after: Balance) -> list[Line]:
    """How evenly work is divided before and after, in the words of ``of``."""
    one, two = balance_figures(before), balance_figures(after)
    return [figure_line(say, of, name, one[name], two[name]) for name in one]


class FiguresTable(QWidget):
    """Three columns: what it is, before, after."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(16)
        self._grid.setColumnStretch(0, 1)

    def put(self, headings: tuple[str, str], lines: Sequence[Line]) -> None:
        """Show these lines in place of those before."""
        empty_layout(self._grid)
        for row, (name, before, after, meaning) in enumerate([("", *headings, ""), *lines]):
            for column, text in enumerate((name, before, after)):
                words = label("quiet" if row == 0 or column == 0 else "heading" if column == 2 else "")
                words.setText(text)
                words.setToolTip(meaning)
                if column:
                    words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._grid.addWidget(words, row, column)
