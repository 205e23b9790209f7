"""The columns of a file and its unknown words, each with a box that says what it becomes."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mapper import schema
from mapper.edits.file_import import ImportTrial
from mapper.io.columns import KEEP
from mapper.io.file_columns import FileColumn
from ui.language.language import Language
from ui.widgets.choice_rows import ChoiceRow, ChoiceRows
from ui.widgets.kit import ElidedLabel

_VALUES_PX, _FIELD_PX, _WORD_PX, _ROWS_PX = 330, 230, 260, 90


class ColumnsPage(QWidget):
    """Each column with values of it and the field that it becomes; ``changed`` tells that a person chose another."""

    changed = Signal()

    def __init__(self, say: Language, widths_px: tuple[int, int] = (_VALUES_PX, _FIELD_PX)) -> None:
        super().__init__()
        self.say = say
        self.mapping: dict[str, str] = {}
        self._names: list[str] = []
        self.rows = ChoiceRows(("import.columns.name", "import.columns.values", "import.columns.field"), widths_px, say)
        self.lacking = ElidedLabel()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.rows)
        page.addWidget(self.lacking)
        self.rows.chosen.connect(self._choose)

    def show_trial(self, table: str, trial: ImportTrial | None) -> None:
        """Show the columns of a file as it was read; None for no file."""
        self._names = [] if trial is None else [one.name for one in trial.columns]
        if trial is None:
            self.mapping = {}
            self.rows.show_rows([])
            self.lacking.put("")
            return
        say, described = self.say, schema.TABLES[table]
        fields = trial.mappable
        words = (
            say("import.columns.left_out"), say("import.columns.kept"), *(say.field(table, name) for name in fields),
        )  # fmt: skip
        self.mapping = {one.name: trial.fields.get(one.name, "") for one in trial.columns if not one.personal}
        self.rows.show_rows(
            [
                ChoiceRow((one.name, "", say("import.columns.personal")))
                if one.personal
                else _row(one, ("", KEEP, *fields), words, self.mapping[one.name])
                for one in trial.columns
            ]
        )
        missing = [name for name in (described.key.name, *described.column_names) if name not in self.mapping.values()]
        lacking = [say.field(table, name) for name in missing]
        self.lacking.put(say("import.columns.lacking", fields=lacking) if lacking else "")

    def _choose(self, row: int, field: str) -> None:
        name = self._names[row]
        others = {one: "" if of == field != KEEP else of for one, of in self.mapping.items()}
        self.mapping = {**others, name: field}
        self.changed.emit()


def _row(one: FileColumn, values: tuple[str, ...], words: tuple[str, ...], value: str) -> ChoiceRow:
    """A column with its box; what may not be kept as it is written is not offered to be."""
    offered = [(code, word) for code, word in zip(values, words, strict=True) if code != KEEP or one.keepable]
    chosen = value if one.keepable or value != KEEP else ""
    return ChoiceRow(
        (one.name, " · ".join(one.samples)), tuple(c for c, _ in offered), tuple(w for _, w in offered), chosen
    )


class WordsPage(QWidget):
    """Words that no choice is known by, each with a box that says which it stands for."""

    changed = Signal()

    def __init__(self, say: Language) -> None:
        super().__init__()
        self.say = say
        self.words: dict[str, dict[str, str]] = {}
        self._told: list[tuple[str, str]] = []
        headings = ("import.words.column", "import.words.word", "import.words.rows", "import.words.choice")
        self.rows = ChoiceRows(headings, (_WORD_PX, _ROWS_PX, _FIELD_PX), say)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.rows)
        self.rows.chosen.connect(self._choose)

    def show_words(self, table: str, unknown: Mapping[str, Mapping[str, int]]) -> int:
        """Show these (field → word → rows) and those that were told already; how many there are."""
        say = self.say
        self._told = [(name, word) for name, words in self.words.items() for word in words]
        self._told += [
            (name, word) for name, words in unknown.items() for word in words if (name, word) not in self._told
        ]
        rows = []
        for name, word in self._told:
            choices = tuple(schema.TABLES[table].column(name).choices or {})
            words = (say("import.words.unknown"), *(say.choice(table, name, choice) for choice in choices))
            count = unknown.get(name, {}).get(word)
            texts = (say.field(table, name), word, "" if count is None else f"{count:,}")
            rows.append(ChoiceRow(texts, ("", *choices), words, self.words.get(name, {}).get(word, "")))
        self.rows.show_rows(rows)
        return len(rows)

    def _choose(self, row: int, choice: str) -> None:
        name, word = self._told[row]
        told = {one: of for one, of in self.words.get(name, {}).items() if one != word}
        if choice:
            told[word] = choice
        self.words = {**{one: of for one, of in self.words.items() if one != name}, **({name: told} if told else {})}
        self.changed.emit()
