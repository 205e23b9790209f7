"""What was done in a focus area, marked by hand: who was there on which day; and the closing of an area with it."""

from datetime import date, datetime, time

from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QLineEdit, QListWidget, QListWidgetItem, QWidget

from mapper.analysis.patrol.nearest_officers import offered_officers, units_of_land
from mapper.edits.focus import close_focus
from mapper.edits.focus_visits import MEASURES, VisitMark, mark_visit, remove_mark
from mapper.errors import InputError
from mapper.names import name_of
from ui.language.patrol_words import outcome_words
from ui.session.focus_rows import FocusRow
from ui.session.session import Session
from ui.widgets.form import FormDialog, date_edit, day_of, moment_of, time_edit
from ui.widgets.kit import label, refill
from ui.widgets.searched_box import SearchedBox

_MOST_LETTERS = 300
RESULTS = ("visited", "missed", "none")  # somebody was there, nobody was, and nothing to be marked


class VisitDialog(FormDialog):
    """One mark for an area; where it is ``closing``, the area is over with it, or without any."""

    def __init__(
        self, session: Session, row: FocusRow, parent: QWidget | None = None, *, closing: bool = False
    ) -> None:
        super().__init__(session.language, parent)
        assert session.day_in_hand.figures is not None
        self.session, self.row, self.closing = session, row, closing
        figures, project = session.day_in_hand.figures, session.document.project
        as_of: date = session.view.as_of
        last = as_of if row.ends is None else min(as_of, row.ends.date())
        self.heading, self.about = label("large"), label("quiet", wrap=True)
        self.visited, self.officer, self.measure = QComboBox(), SearchedBox(), QComboBox()
        self.day, self.note = date_edit(last, self.say), QLineEdit()
        self.note.setMaxLength(_MOST_LETTERS)
        self.note.setMinimumWidth(320)
        self.at = time_edit(datetime.combine(as_of, time(23, 59)) if row.ends is None else
                            min(row.ends, datetime.combine(as_of, time(23, 59))), self.say)  # fmt: skip
        units = units_of_land(project, project.focus_areas.geometry[row.focus_id])
        offers = offered_officers(project, figures.coverage, figures.unit_keepers, units)
        others = [one.officer_id for one in offers if one.officer_id not in row.officer_ids]
        self._officers: list[str | None] = [*row.officer_ids, None, *others]
        self.marks = QListWidget()
        self.marks.setMinimumHeight(84)
        self.marks.setMaximumHeight(120)
        self.body.insertWidget(0, self.heading)
        self.body.insertWidget(1, self.about)
        if closing:
            self.field("visit_dialog.at", self.at)
        for name, widget in (
            ("result", self.visited), ("day", self.day), ("officer", self.officer), ("measure", self.measure),
            ("note", self.note), ("marks", self.marks),
        ):  # fmt: skip
            self.field(f"visit_dialog.{name}", widget)
        self.remove = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ResetRole)
        self.remove.setAutoDefault(False)
        self.remove.clicked.connect(self.remove_chosen)
        self.marks.currentRowChanged.connect(lambda _: self._enable())
        self.visited.currentIndexChanged.connect(lambda _: self._enable())
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        say, project = self.say, self.session.document.project
        kind = "close" if self.closing else "mark"
        self.setWindowTitle(say(f"visit_dialog.title.{kind}"))
        self.heading.setText(say("visit_dialog.heading", reason=self.row.reason, key=self.row.focus_id))
        results = RESULTS if self.closing else RESULTS[:2]
        refill(self.visited, [say(f"visit_dialog.result.{one}") for one in results], results)
        names = [say("visit_dialog.not_told") if one is None else f"{name_of(project.officers, one)} [{one}]"
                 for one in self._officers]  # fmt: skip
        refill(self.officer, names, self._officers)
        measures = (None, *MEASURES)
        words = [say("visit_dialog.no_measure") if one is None else say.choice("focus_visits", "measure", one)
                 for one in measures]  # fmt: skip
        refill(self.measure, words, measures)
        self.note.setPlaceholderText(say("steps.note.meaning"))
        self.remove.setText(say("visit_dialog.remove"))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(say(f"visit_dialog.do.{kind}"))
        self._list_marks()
        self._enable()

    @property
    def mark(self) -> VisitMark | None:
        """What is marked as it stands now."""
        result = self.visited.currentData()
        if result == "none":
            return None
        visited = result == "visited"
        officer, measure = (self.officer.currentData(), self.measure.currentData()) if visited else (None, None)
        return VisitMark(day_of(self.day), officer, visited, measure, self.note.text())

    def apply(self) -> None:
        mark = self.mark
        if self.closing:
            self.session.document.do(close_focus(self.row.focus_id, moment_of(self.at), mark))
        elif mark is not None:
            self.session.document.do(mark_visit(self.row.focus_id, mark))

    def remove_chosen(self) -> None:
        """The mark that is chosen never was."""
        item = self.marks.currentItem()
        if item is None:
            return
        try:
            self.session.document.do(remove_mark(item.data(_KEY)))
        except InputError as error:
            self.tell(self.say.error(error))
            return
        self._list_marks()
        self._enable()

    def _list_marks(self) -> None:
        say, project = self.say, self.session.document.project
        marks = project.focus_visits
        mine = marks[(marks["focus_id"] == self.row.focus_id).to_numpy(dtype=bool)].sort_values("visited_on")
        self.marks.clear()
        for key, mark in reversed(list(mine.iterrows())):
            who = name_of(project.officers, mark["officer_id"]) if isinstance(mark["officer_id"], str) else None
            what = mark["measure"] if isinstance(mark["measure"], str) else None
            told = [
                say.day_in_figures(mark["visited_on"].date()),
                say(f"visit_dialog.result.{'visited' if bool(mark['visited']) else 'missed'}"),
                who, None if what is None else say.choice("focus_visits", "measure", what),
                mark["note"] if isinstance(mark["note"], str) else None,
            ]  # fmt: skip
            item = QListWidgetItem(say("window.dot_joint").join(filter(None, told)))
            item.setData(_KEY, str(key))
            self.marks.addItem(item)
        outcome = self.session.day_in_hand.day.after(project).focus_outcomes.get(self.row.focus_id)
        told_so_far = "" if outcome is None else outcome_words(say.messages, project, outcome)
        self.about.setText(say("visit_dialog.about", so_far=told_so_far))

    def _enable(self) -> None:
        result = self.visited.currentData()
        for one in (self.officer, self.measure):
            one.setEnabled(result == "visited")
        self.day.setEnabled(result != "none")
        self.note.setEnabled(result != "none")
        self.remove.setEnabled(self.marks.currentItem() is not None)


_KEY = 0x0100  # Qt's first role for whoever uses a widget
