"""Where the police are posted and who looks after the stations: a page of the seat ledger's window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.desk import Desk
from ui.dialogs.visit import VisitDialog
from ui.panels.panel import button, label, share
from ui.panels.rows_model import Field, RowsModel, RowsTable
from ui.seat_rows import PostRow, SeatAnswer


class PostingPage(QWidget):
    """Shares against their norm, each with what it counts; stations without liaison unit or long without a visit."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk, self.say = desk, desk.language
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
                Field("posting.last", lambda p: "—" if p.last_visit is None else p.last_visit.isoformat()),
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
        self.record.setAutoDefault(False)
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
        say, posted = self.say, answer.posting
        none = [post.name for post in answer.posts if not post.liaison_unit]
        below = [post.name for post in answer.posts if post.below]
        late = [post for post in answer.posts if post.due and post.liaison_unit]
        lines = [
            say(
                "posting.community_share", community=posted.community, police=posted.at_stations,
                share=_percent(posted.community_share), norm=share(posted.least_share), below=below or None,
                count=len(below), stations=len(answer.posts),
            ),
            say(
                "posting.station_share", stations=posted.at_stations, police=posted.police,
                share=_percent(posted.station_share), auxiliaries=posted.auxiliaries,
            ),
            say(
                "posting.liaison", day=say.day(answer.as_of), stations=len(answer.posts),
                having=len(answer.posts) - len(none), none=none or None, late=len(late),
                days=answer.project.norms.liaison_visit_days,
            ),
        ]  # fmt: skip
        counties = posted.counties
        if len(counties) > 1:
            lines += [
                say(
                    "posting.county", code=code, stations=at_stations, police=police,
                    station_share=_percent(at_stations / police if police else None), community=community,
                    community_share=_percent(community / at_stations if at_stations else None),
                )
                for code, police, at_stations, community in counties.itertuples()
            ]  # fmt: skip
        self.told.setText("\n".join(lines))

    def ask_visit(self) -> None:
        """Ask for a visit to the station that is marked, or to the one that waits longest."""
        if self.answer is None or not self.answer.posts:
            return
        marked = self.table.row()
        waits = max(self.answer.posts, key=lambda p: (p.due, p.days_since is None, p.days_since or 0))
        dialog = VisitDialog(self.desk, self.answer, (marked or waits).code, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _judged(self, post: PostRow) -> str:
        if post.share is None:
            return "—"
        return self.say("posting.below" if post.below else "posting.reached")

    def _visits(self, post: PostRow) -> str:
        return self.say("posting.visits.tip", visits=post.visits, unannounced=post.unannounced)


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value * 100:.2f} %"
