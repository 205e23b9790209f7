"""A unit cut in two: the code, the name and the counts of the new one."""

from collections.abc import Callable

import pandas as pd
import shapely
from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from mapper.edit import Edit
from mapper.edits.units import COUNTS, split_unit
from mapper.names import name_of
from mapper.project import Project
from ui.language.language import Language
from ui.widgets.form import FormDialog
from ui.widgets.kit import label
from ui.widgets.number_boxes import WholeNumberBox


class SplitDialog(FormDialog):
    """For a unit and the line (degrees) that cuts it. ``offer`` gets the edit; its InputError keeps the dialog open."""

    def __init__(
        self,
        say: Language,
        project: Project,
        code: str,
        line: shapely.LineString,
        offer: Callable[[Edit], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(say, parent)
        self.project, self.unit, self.line, self._offer = project, code, line, offer
        self.row = project.communities.loc[code]
        self.heading, self.about = label("large"), label("quiet", wrap=True)
        self.about.setMinimumWidth(420)
        self.body.insertWidget(0, self.heading)
        self.body.insertWidget(1, self.about)
        self.new_code, self.new_name = QLineEdit(free_code(project, code)), QLineEdit()
        self.field("split.code", self.new_code)
        self.field("split.name", self.new_name)
        self.counts: dict[str, QSpinBox] = {}
        for column in COUNTS:
            had = self.row[column]
            if pd.isna(had) or not int(had):
                continue
            box = WholeNumberBox()
            box.setRange(0, int(had))
            self.counts[column] = box
            self.field(f"unit.{column}", box)
        self.retranslate()
        self.new_name.setFocus()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("split.title"))
        name = name_of(self.project.communities, self.unit)
        self.heading.setText(say("split.heading", name=name))
        self.about.setText(say("split.about", name=name))
        self.new_name.setPlaceholderText(say("split.name_example"))
        for column, box in self.counts.items():
            box.setSuffix(say("split.of", count=int(self.row[column])))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(say("split.do"))

    @property
    def edit(self) -> Edit:
        """What is filled in, as an edit. Counts left at 0 stay with the old unit and are unknown in the new one."""
        given = {column: box.value() for column, box in self.counts.items() if box.value()}
        return split_unit(self.unit, self.line, self.new_code.text().strip(), self.new_name.text(), given)

    def apply(self) -> None:
        self._offer(self.edit)


def free_code(project: Project, code: str) -> str:
    """The next code like another's that is not in use: its number counted up, or with ``-2`` behind it."""
    head = code.rstrip("0123456789")
    digits = code[len(head) :]
    for step in range(1, 10_000):
        following = f"{head}{int(digits) + step:0{len(digits)}d}" if digits else f"{code}-{step + 1}"
        if following not in project.communities.index:
            return following
    return ""
