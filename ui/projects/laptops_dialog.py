"""Parts of the project on laptops, taken out and brought back, and their edits that wait for a person's word."""

from collections.abc import Callable
from operator import attrgetter
from typing import NamedTuple

import pandas as pd
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QHBoxLayout, QLabel, QWidget

from mapper.edit import Edit
from mapper.errors import InputError
from mapper.laptops.checkout import checkout_of
from mapper.laptops.waiting import Waiting, by_hand, keep_theirs, take_mine, waiting
from mapper.names import name_of
from mapper.project import Project
from ui.language.language import Language
from ui.language.laptop_words import reason_word
from ui.language.sentences import logged_sentence
from ui.projects.conflict_cells import cell_row, cells_model, cells_table
from ui.session.session import Session
from ui.widgets.form import FormDialog
from ui.widgets.kit import button, label, refill
from ui.widgets.rows_model import Field, RowsModel, RowsTable

_OUT_PX, _WAITING_PX = 102, 120  # two or three rows of each: the whole stands on a screen of 768


class _OutRow(NamedTuple):
    """A laptop that has a part."""

    letters: str
    part: str
    taken_at: str
    back: str
    waits: str


class _Row(NamedTuple):
    """An edit that waits, as it is read."""

    edit: Waiting
    laptop: str
    at: str
    by: str
    what: str
    why: str


class LaptopsDialog(FormDialog):
    """Nothing goes from the list before it is decided; each decision is an edit of its own that undo takes back.

    ``take_out`` has the code of a station, empty for the whole project; ``bring_back`` asks for a laptop's file, and
    ``send`` for the project of this one, where it is a laptop's itself. Who listens asks for files and does it.
    """

    take_out = Signal(str)
    bring_back = Signal()
    send = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        self._under_way = False
        self.is_part = checkout_of(session.document.store) is not None
        self.part_told = label("quiet", wrap=True)
        self.out = RowsModel[_OutRow](
            [
                Field(f"laptops.{name}", attrgetter(name), tip=attrgetter(name))
                for name in ("letters", "part", "taken_at", "back", "waits")
            ],
            self.say,
            self,
        )
        self.out_table = RowsTable(self.out)
        self.out_table.widths_px(110, 300, 150, 150, 110)
        self.out_table.setMinimumWidth(880)
        self.out_table.setFixedHeight(_OUT_PX)
        self.out_told = label("heading")
        self.stations, self.station_label = QComboBox(), QLabel()
        self.station_label.setBuddy(self.stations)
        self.take = button("", lambda: self.take_out.emit(self.stations.currentData()))
        self.bring = button("", self.bring_back.emit)
        self.send_edits = button("", self.send.emit)
        moves = QWidget()
        side_by_side = QHBoxLayout(moves)
        side_by_side.setContentsMargins(0, 0, 0, 0)
        side_by_side.addWidget(self.station_label)
        side_by_side.addWidget(self.stations)
        side_by_side.addWidget(self.take)
        side_by_side.addStretch(1)
        side_by_side.addWidget(self.bring)
        side_by_side.addWidget(self.send_edits)
        of_a_part: tuple[QWidget, ...] = (self.part_told, self.send_edits)
        of_a_whole: tuple[QWidget, ...] = (
            self.out_told,
            self.out_table,
            self.station_label,
            self.stations,
            self.take,
            self.bring,
        )
        for there in of_a_part:
            there.setVisible(self.is_part)
        for there in of_a_whole:
            there.setVisible(not self.is_part)
        self.outcome = label("", wrap=True)
        self.outcome.hide()
        self.counted = label("", wrap=True)
        self.model = RowsModel[_Row](
            [
                Field(f"laptops.{name}", attrgetter(name), tip=attrgetter(name))
                for name in ("laptop", "at", "by", "what", "why")
            ],
            self.say,
            self,
        )
        self.table = RowsTable(self.model)
        self.table.widths_px(80, 130, 90, 300, 240)
        self.table.setMinimumWidth(880)
        self.table.setFixedHeight(_WAITING_PX)
        self.cells = cells_model(self.say, self, "laptops")
        self.cell_table = cells_table(self.cells)
        self.cell_table.setMinimumHeight(_WAITING_PX)
        self.heading = label("")
        shown: tuple[QWidget, ...] = (
            self.part_told, self.out_told, self.out_table, moves, self.outcome,
            self.counted, self.table, self.heading, self.cell_table,
        )  # fmt: skip
        for place, part in enumerate(shown):
            self.body.insertWidget(place, part, 1 if part is self.cell_table else 0)
        self.buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.mine, self.theirs, self.hand = (self.buttons.addButton("", role) for _ in range(3))
        self.mine.clicked.connect(lambda: self._decide(take_mine))
        self.theirs.clicked.connect(lambda: self._decide(keep_theirs))
        self.hand.clicked.connect(lambda: self._decide(self._by_hand))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_cells())
        self.cell_table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        session.document.changed.connect(self._read)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("laptops.title"))
        self.heading.setText(say("laptops.cells"))
        self.out_told.setText(say("laptops.out"))
        self.part_told.setText(say("laptops.is_part"))
        self.station_label.setText(say("laptops.part_to_take"))
        self.stations.setAccessibleName(say("laptops.part_to_take"))
        self.out_table.setAccessibleName(say("laptops.out"))
        for push, code in ((self.take, "take_out"), (self.bring, "bring_back"), (self.send_edits, "send")):
            push.setText(say(f"laptops.{code}"))
            push.setToolTip(say(f"laptops.{code}.tip"))
        self.table.setAccessibleName(say("laptops.waiting"))
        self.cell_table.setAccessibleName(say("laptops.cells"))
        for push, code in (
            (self.mine, "laptops.take_mine"),
            (self.theirs, "laptops.keep_theirs"),
            (self.hand, "laptops.by_hand"),
        ):
            push.setText(say(code))
        self.hand.setToolTip(say("laptops.by_hand.tip"))
        self._read()

    def _read(self, *_: object) -> None:
        project = self.session.document.project
        chosen = max(self.table.currentIndex().row(), 0)
        rows = [_row(self.say, project, one) for one in waiting(project)]
        self.out.show(_out_rows(self.say, project))
        codes = [str(code) for code in project.stations.index]
        scope = self.session.view.scope
        mine = None if scope is None else scope.station
        refill(
            self.stations,
            [self.say("laptops.whole_project"), *(name_of(project.stations, code) for code in codes)],
            ["", *codes],
            0 if mine is None else codes.index(mine) + 1,
        )
        self.wait_for(under_way=self._under_way)  # others may write meanwhile
        self.model.show(rows)
        self.counted.setText(self.say("laptops.count", count=len(rows)) if rows else self.say("laptops.none"))
        for part in (self.table, self.heading, self.cell_table, self.mine, self.theirs, self.hand):
            part.setVisible(bool(rows))
        self.table.selectRow(min(chosen, len(rows) - 1))
        self._show_cells()
        self.make_room(gives_back=True)

    def wait_for(self, *, under_way: bool) -> None:
        """Take no part out or in while one is ``under_way``."""
        self._under_way = under_way
        for push in (self.take, self.bring, self.send_edits):
            push.setEnabled(not under_way and not self.session.document.store.read_only)

    def tell_done(self, sentence: str) -> None:
        """Tell what was taken out or brought back."""
        self.trouble.hide()
        self.outcome.setText(sentence.replace("/", "/\u200b"))
        self.outcome.show()
        self.make_room()

    def _chosen(self) -> Waiting | None:
        rows = self.table.selected_rows()
        return rows[0].edit if rows else None

    def _show_cells(self) -> None:
        one, project = self._chosen(), self.session.document.project
        self.cells.show([] if one is None else [cell_row(self.say, project, cell) for cell in one.cells])
        self._enable()

    def _enable(self) -> None:
        there = self._chosen() is not None and not self.session.document.store.read_only
        self.mine.setEnabled(there)
        self.theirs.setEnabled(there)
        self.hand.setEnabled(there and bool(self.cell_table.selected_rows()))

    def _by_hand(self, project: Project, offline_id: str) -> Edit:
        marked = {row.cell.place: row.cell.mine for row in self.cell_table.selected_rows()}
        return by_hand(project, offline_id, marked)

    def _decide(self, edit_of: Callable[[Project, str], Edit]) -> None:
        one = self._chosen()
        if one is None:
            return
        document = self.session.document
        try:
            document.do(edit_of(document.project, one.offline_id))
        except InputError as error:
            self.tell(self.say.error(error))


def _out_rows(say: Language, project: Project) -> list[_OutRow]:
    """Every part that is out, the one that was taken last at the end."""
    waits = project.offline_edits["checkout_id"].value_counts()
    rows = []
    for letters, out in project.checkouts.sort_values("taken_at").iterrows():
        code = out["station_code"]
        part = say("laptops.whole_project") if pd.isna(code) else name_of(project.stations, str(code))
        count = int(waits.get(letters, 0))
        taken, synced = (_here(say, out[column]) for column in ("taken_at", "synced_at"))
        rows.append(_OutRow(str(letters), part, taken, synced, f"{count:,}"))
    return rows


def _here(say: Language, moment: pd.Timestamp) -> str:
    """A moment of UTC on this machine's clock."""
    return say.moment(None if pd.isna(moment) else moment.tz_localize("UTC").to_pydatetime().astimezone())


def _row(say: Language, project: Project, one: Waiting) -> _Row:
    what = logged_sentence(say.messages, one.code, one.details, project)
    made_at, reason = _here(say, one.made_at), reason_word(say.messages, one.reason)
    return _Row(one, one.laptop, made_at, one.made_by or "—", what, reason)
