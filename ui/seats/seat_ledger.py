"""The seat ledger's window: every seat on any day, sums by station, gaps to come, posting and liaison."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QHBoxLayout, QLineEdit, QTabWidget, QWidget

from mapper.analysis.seats.coverage import COUNTED, STATES
from mapper.analysis.seats.presence import away_without_dates
from mapper.errors import InputError
from mapper.names import folded
from ui.language.language import choices
from ui.language.personnel_words import holder_words
from ui.seats.foundations_page import FoundationsPage
from ui.seats.load_page import LoadPage
from ui.seats.posting_page import PostingPage
from ui.seats.seat_rows import (
    SeatAnswer,
    SeatRow,
    StationRow,
    seat_answer,
)
from ui.seats.work_page import WorkPage
from ui.session.rows import table_geometry
from ui.session.session import Session
from ui.session.table_file import write_logged
from ui.session.view_state import Sight
from ui.widgets.day_field import day_field
from ui.widgets.file_dialogs import ask_table_file
from ui.widgets.form import FormDialog, date_edit, day_of
from ui.widgets.kit import label, refill, share
from ui.widgets.number_boxes import WholeNumberBox
from ui.widgets.row_texts import as_frame
from ui.widgets.rows_model import (
    ROW_ROLE,
    Field,
    RowsModel,
    RowsTable,
)

_PERIOD_DAYS, _AHEAD_DAYS = 90, 30
_ANY, _GAPS = "any", "gaps"
PAGES = ("seats", "stations", "gaps", "load", "posting", "foundations", "work")
_FILTERED = ("seats", "gaps", "load")


class SeatLedgerDialog(FormDialog):
    """Day, period and horizon are chosen; the rest follows off the main thread. The map stays usable beside it."""

    beside = True  # a seat that is double-clicked comes up on the map

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        self.answer: SeatAnswer | None = None
        as_of = session.view.as_of
        self.day, self.until = date_edit(as_of, self.say), date_edit(as_of, self.say)
        self.since = date_edit(as_of - timedelta(days=_PERIOD_DAYS - 1), self.say)
        self.ahead = WholeNumberBox()
        self.ahead.setRange(1, 730)
        self.ahead.setValue(_AHEAD_DAYS)
        self._words = {name: label("quiet") for name in ("day", "since", "until", "ahead", "after")}
        asked = QHBoxLayout()
        for name, widget in (("day", self.day), ("since", self.since), ("until", self.until), ("ahead", self.ahead)):
            asked.addWidget(self._words[name])
            asked.addWidget(widget)
            asked.addSpacing(12)
        asked.addWidget(self._words["after"])
        asked.addStretch(1)
        self.text = QLineEdit()
        self.text.setClearButtonEnabled(True)
        self.boxes = {name: QComboBox() for name in ("station", "kind", "state", "role")}
        self.filters = QWidget()
        # Where a page has no filters the tabs stay where they are, under the hand.
        kept = self.filters.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.filters.setSizePolicy(kept)
        filters = QHBoxLayout(self.filters)
        filters.setContentsMargins(0, 0, 0, 0)
        filters.addWidget(self.text, 1)
        for box in self.boxes.values():
            filters.addWidget(box)
        self.told, self.remark = label("heading", wrap=True), label("quiet", wrap=True)
        self.seats = RowsModel[SeatRow](self._seat_fields(), self.say, self)
        self.stations = RowsModel[StationRow](self._station_fields(), self.say, self)
        self.gaps = RowsModel[SeatRow](self._gap_fields(), self.say, self)
        self.stations.is_sum = lambda row: row.county or row.code == "*"
        self.load, self.posting = LoadPage(session, self), PostingPage(session, self)
        self.foundations, self.work = FoundationsPage(session, self), WorkPage(session, self)
        self.tabs = QTabWidget()
        self._tables: list[RowsTable] = []
        for model, widths in (
            (self.seats, (104, 104, 64, 84, 312, 84, 84, 64, 64, 64, 52)),
            (self.stations, (150, 70, 70, 70, 70, 70, 84, 84, 84, 70, 70)),
            (self.gaps, (130, 110, 64, 190, 110, 80, 150)),
        ):  # fmt: skip
            table = RowsTable(model)
            table.widths_px(*widths)
            table.doubleClicked.connect(self._go)
            self._tables.append(table)
            self.tabs.addTab(table, "")
        for page in (self.load, self.posting, self.foundations, self.work):
            self.tabs.addTab(page, "")
        self.tabs.setMinimumSize(1000, 360)
        self.resize(1280, 720)
        self.body.insertLayout(0, asked)
        self.body.insertWidget(1, self.told)
        self.body.insertWidget(2, self.remark)
        self.body.insertWidget(3, self.filters)
        self.body.insertWidget(4, self.tabs, 1)
        self.buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)
        self.export = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.retranslate()
        self.export.clicked.connect(self._ask_export)
        self.tabs.currentChanged.connect(lambda n: self.filters.setVisible(PAGES[n] in _FILTERED))
        for edit in (self.day, self.since, self.until):
            edit.dateChanged.connect(self.read)
        self.ahead.valueChanged.connect(self.read)
        self.text.textChanged.connect(self._refilter)
        for box in self.boxes.values():
            box.currentIndexChanged.connect(self._refilter)
        session.document.changed.connect(self.read)
        session.view.scope_changed.connect(self.read)
        self.read()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("seats.title"))
        for name, words in self._words.items():
            words.setText(say(f"seats.{name}"))
        for name, edit in (("day", self.day), ("since", self.since), ("until", self.until), ("ahead", self.ahead)):
            edit.setAccessibleName(say(f"seats.{name}"))
        self.text.setPlaceholderText(say("units.filter"))
        self.text.setAccessibleName(say("units.filter"))
        self.export.setText(say("units.export"))
        self._fill_boxes()
        for table, name in zip(self._tables, PAGES, strict=False):
            table.setAccessibleName(say(f"seats.page.{name}"))
        for number, name in enumerate(PAGES):
            self.tabs.setTabText(number, say(f"seats.page.{name}"))
        self._tell()

    def read(self) -> None:
        """Ask for the ledger of the day, period and horizon chosen."""
        project, day = self.session.document.project, day_of(self.day)
        since, until, ahead = day_of(self.since), day_of(self.until), timedelta(days=self.ahead.value())
        scope = self.session.view.scope
        self.session.tasks.start(
            "seats", lambda _: seat_answer(project, day, since, until, day + ahead, scope), self._take, self._fail
        )

    def write(self, path: Path) -> None:
        """Write the rows of the page on top, with the day, to an Excel or CSV file; InputError where that fails."""
        if self.answer is None:
            return
        name = PAGES[self.tabs.currentIndex()]
        page = getattr(self, name)
        model = page if isinstance(page, RowsModel) else page.model
        frame = as_frame(model)
        frame.insert(0, self.say("header.as_of"), self.answer.as_of.isoformat())
        write_logged(self.session, self.answer.as_of, "seats", frame, path)

    def done(self, result: int) -> None:
        self.session.tasks.cancel("seats")
        super().done(result)

    def _take(self, answer: SeatAnswer) -> None:
        first = self.answer is None or self.answer.seats != answer.seats
        self.answer = answer
        self.trouble.hide()
        if first:
            self._fill_boxes()
        self.seats.show(sorted(answer.seats, key=lambda seat: -STATES.index(seat.state)))
        self.stations.show(answer.stations)
        self.gaps.show(sorted((s for s in answer.seats if s.gap_from), key=lambda s: (s.gap_from or date.max, s.code)))
        for page in (self.load, self.posting):
            page.show_answer(answer)
        self.foundations.show_answer(answer)
        self.work.show_answer(answer)
        self._refilter()

    def _fail(self, error: InputError) -> None:
        self.tell(self.say.error(error))

    def _fill_boxes(self) -> None:
        say = self.say
        stations = {} if self.answer is None else {s.station_code: s.station for s in self.answer.seats}
        options: dict[str, list[tuple[str, str]]] = {
            "station": [(code, name or say("seats.no_station")) for code, name in sorted(stations.items())],
            "kind": [(kind, say.choice("communities", "kind", kind)) for kind in choices("communities", "kind")],
            "state": [(_GAPS, say("seats.uncovered")), *((state, say(f"state.{state}")) for state in STATES)],
            "role": [(role, say.choice("officers", "role", role)) for role in choices("officers", "role")],
        }
        for name, box in self.boxes.items():
            offered = [(_ANY, say(f"seats.any.{name}")), *options[name]]
            refill(box, [words for _, words in offered], [value for value, _ in offered])
            box.setAccessibleName(say(f"seats.any.{name}"))

    def _wanted(self, seat: SeatRow) -> bool:
        station, kind, state, role = (self.boxes[name].currentData() for name in ("station", "kind", "state", "role"))
        text = folded(" ".join((seat.code, seat.name, seat.station, *seat.officers, *seat.away)))
        return (
            station in (_ANY, seat.station_code)
            and kind in (_ANY, seat.kind)
            and (state in (_ANY, seat.state) or (state == _GAPS and seat.state not in COUNTED))
            and role in (_ANY, seat.role)
            and all(word in text for word in folded(self.text.text()).split())
        )

    def _refilter(self) -> None:
        for model in (self.seats, self.gaps):
            model.keep(np.array([self._wanted(seat) for seat in model.all_rows], dtype=bool))
        self.load.model.keep(np.array([self._wanted(row.seat) for row in self.load.model.all_rows], dtype=bool))
        self._tell()

    def _tell(self) -> None:
        """What the figures count, out of what, and what they leave out."""
        answer, say = self.answer, self.say
        self.export.setEnabled(answer is not None)
        if answer is None:
            return
        table, ledger = answer.table, answer.table.coverage
        self.told.setText(
            say(
                "seats.told", day=say.day(answer.as_of), covered=ledger.covered, units=ledger.units,
                share="—" if not ledger.units else f"{ledger.covered / ledger.units * 100:.1f}%",
                one_to_one=ledger.one_to_one, dedicated=ledger.dedicated, fte=f"{ledger.effective_fte:.1f}",
            )
        )  # fmt: skip
        days = table.lost.seats
        remarks = [
            say(
                "seats.lost", since=table.lost.since, until=table.lost.until, days=table.lost.rostered_days,
                vacant=int(days["vacant_days"].sum()), away=int(days["away_days"].sum()),
                ahead=self.ahead.value(), gaps=len(self.gaps.all_rows),
            ),
            say("seats.left_out", **table.left_out),
        ]  # fmt: skip
        undated = away_without_dates(answer.project)
        if undated:
            remarks.append(say("seats.away_without_dates", officers=undated))
        if not len(answer.project.officers):
            remarks.insert(0, say("seats.no_officers"))
        self.remark.setText("\n".join(remarks))
        shown, everything = self.seats.rowCount(), len(self.seats.all_rows)
        page = say("seats.page.seats")
        self.tabs.setTabText(0, f"{page} {shown:,}" if shown == everything else f"{page} {shown:,} / {everything:,}")
        self.tabs.setTabText(2, f"{say('seats.page.gaps')} {self.gaps.rowCount():,}")

    def _go(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        selection = self.session.selection
        table = "stations" if isinstance(row, StationRow) else "communities"
        shape = table_geometry(self.session.document.project, table, row.code)
        if shape is not None:
            selection.choose(table, row.code)
            self.session.view.look_at(Sight(shape=shape))

    def _ask_export(self) -> None:
        title = self.say(f"seats.page.{PAGES[self.tabs.currentIndex()]}")
        ask_table_file(
            self.say, self, self.say("units.export"), f"{title}-{day_of(self.day)}", self.write,
            lambda error: self.tell(self.say.error(error)),
        )  # fmt: skip

    def _kinds(self) -> list[str]:
        return [self.say.choice("communities", "kind", kind) for kind in choices("communities", "kind")]

    def _states(self) -> list[str]:
        return [self.say(f"state.{state}") for state in STATES]

    def _needs(self, seat: SeatRow) -> str:
        return self.say("seats.needs", role=self.say.choice("officers", "role", seat.role))

    def _people(self, seat: SeatRow) -> str:
        say = self.say
        away = [
            say("seats.away" if back is None else "seats.away_until", name=name, back=back)
            for name, back in zip(seat.away, seat.back, strict=True)
        ]
        present = holder_words(say, seat.officers, seat.acting_until)
        return say("window.list_joint").join((*filter(None, (present,)), *away)) or "—"

    def _seat_fields(self) -> list[Field[SeatRow]]:
        say = self.say
        return [
            Field("units.name", lambda s: s.name, tip=lambda s: f"{s.name} {s.code}"),
            Field("units.station", lambda s: s.station or "—"),
            Field(
                "units.kind", lambda s: say.choice("communities", "kind", s.kind), tip=self._needs, words=self._kinds
            ),
            Field(
                "units.state", lambda s: say(f"state.{s.state}"), lambda s: -STATES.index(s.state), words=self._states
            ),
            Field("seats.officers", self._people),
            day_field("seats.from", lambda s: s.since, self.say),
            day_field("seats.to", lambda s: s.until, self.say),
            Field("seats.vacant_days", lambda s: f"{s.vacant_days:,}", lambda s: s.vacant_days, right=True),
            Field("seats.away_days", lambda s: f"{s.away_days:,}", lambda s: s.away_days, right=True),
            Field("seats.fte", lambda s: f"{s.fte:.2f}", lambda s: s.fte, right=True),
            Field("seats.dedicated", lambda s: say("roster.yes" if s.dedicated else "roster.no")),
        ]

    def _station_fields(self) -> list[Field[StationRow]]:
        def figure(name: str) -> Field[StationRow]:
            return Field(f"seats.sum.{name}", lambda s: f"{getattr(s, name):,}", lambda s: getattr(s, name), right=True)

        return [
            Field("units.station", self._station_name),
            figure("units"),
            figure("covered"),
            Field("seats.sum.share", lambda s: share(s.share), lambda s: s.share, right=True),
            figure("one_to_one"),
            figure("dedicated"),
            Field("seats.fte", lambda s: f"{s.fte:.1f}", lambda s: s.fte, right=True),
            *map(figure, ("days", "vacant_days", "away_days", "gaps")),
        ]

    def _station_name(self, row: StationRow) -> str:
        if row.county:
            return self.say("seats.county", code=row.code)
        return row.name if row.code not in ("*", "") else self.say("seats.all" if row.code else "seats.no_station")

    def _gap_fields(self) -> list[Field[SeatRow]]:
        return [
            Field("units.name", lambda s: s.name),
            Field("units.station", lambda s: s.station or "—"),
            Field("units.kind", lambda s: self.say.choice("communities", "kind", s.kind), words=self._kinds),
            Field("seats.officers_now", self._people),
            day_field("seats.gap_from", lambda s: s.gap_from, self.say),
            Field("seats.gap_in", lambda s: f"{s.gap_in_days}", lambda s: s.gap_in_days, right=True),
            Field("seats.gap_why", lambda s: self.say(f"seats.gap_why.{s.gap_why}") if s.gap_why else "—"),
        ]
