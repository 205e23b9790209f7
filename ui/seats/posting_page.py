"""Where the police are posted and who looks after the stations: a page of the seat ledger's window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.seats.posting_words import posting_lines
from ui.seats.seat_rows import PostRow, SeatAnswer
from ui.seats.visit_dialog import VisitDialog
from ui.session.session import Session
from ui.widgets.day_field import day_field
from ui.widgets.kit import button, label, share
from ui.widgets.rows_model import Field, RowsModel, RowsTable


class PostingPage(QWidget):
    """Shares against their norm, each with what it counts; stations without liaison unit or long without a visit."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session, self.say = session, session.language
        self.answer: SeatAnswer | None = None
        say = self.say
        self.told = label(wrap=True)
        self.model = RowsModel[PostRow](
            [
                Field("units.station", lambda p: p.name),
                Field("posting.police", lambda p: f"{p.police:,}", lambda p: p.police, right=True),
                Field("posting.community", lambda p: f"{p.community:,}", lambda p: p.community, right=True),
                Field("posting.away", lambda p: f"{p.away:,}", lambda p: p.away, right=True),
                Field("posting.share", lambda p: share(p.share), lambda p: p.share, right=True),
                Field("posting.judged", self._judged),
                Field("posting.liaison_unit", lambda p: p.liaison_unit or say("posting.none")),
                Field("posting.visits", lambda p: f"{p.visits:,}", lambda p: p.visits, right=True, tip=self._visits),
                day_field("posting.last", lambda p: p.last_visit, say),
                Field(
                    "posting.days", lambda p: "—" if p.days_since is None else f"{p.days_since:,}",
                    lambda p: p.days_since, right=True,
                ),
                Field("posting.due", lambda p: say("posting.is_due" if p.due else "posting.not_due")),
            ],
            say,
            self,
        )  # fmt: skip
        self.table = RowsTable(self.model)
        self.table.widths_px(120, 56, 56, 56, 64, 84, 170, 56, 92, 56, 72)
        self.record = button("line", self.ask_visit)
        bar = QHBoxLayout()
        bar.addWidget(self.told, 1)
        bar.addWidget(self.record, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)
        say.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        self.record.setText(self.say("posting.record"))
        if self.answer is not None:
            self.show_answer(self.answer)

    def show_answer(self, answer: SeatAnswer) -> None:
        """Show these figures; the station that is marked stays so."""
        marked = self.table.row()
        self.answer = answer
        self.model.show(answer.posts)
        if marked is not None:
            self.table.go_to(lambda post: post.code == marked.code)
        days = answer.project.norms.liaison_visit_days
        day = self.say.day(answer.as_of)
        self.told.setText("\n".join(posting_lines(self.say, answer.posting, answer.posts, day, days)))

    def ask_visit(self) -> None:
        """Ask for a visit to the station that is marked, or to the one that waits longest."""
        if self.answer is None or not self.answer.posts:
            return
        marked = self.table.row()
        waits = max(self.answer.posts, key=lambda p: (p.due, p.days_since is None, p.days_since or 0))
        dialog = VisitDialog(self.session, self.answer, (marked or waits).code, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _judged(self, post: PostRow) -> str:
        if post.share is None:
            return "—"
        return self.say("posting.below" if post.below else "posting.reached")

    def _visits(self, post: PostRow) -> str:
        return self.say("posting.visits.tip", visits=post.visits, unannounced=post.unannounced)
