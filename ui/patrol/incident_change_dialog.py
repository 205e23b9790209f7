"""Incidents in a focus area, around it and in the rest of its stations, before it began and while it ran."""

from typing import NamedTuple

from PySide6.QtWidgets import QDialogButtonBox, QWidget

from mapper.analysis.incidents.kinds import INCIDENT_KINDS
from mapper.analysis.patrol.incident_changes import BEFORE_DAYS, RING_M, IncidentChange, ZoneChange, incident_changes
from ui.language.patrol_words import not_compared_words, ratio_words
from ui.session.focus_rows import FocusRow
from ui.session.session import Session
from ui.widgets.form import FormDialog
from ui.widgets.kit import ElidedLabel, label
from ui.widgets.rows_model import Field, RowsModel, RowsTable

_LEFT_OUT = ("discovered", "sensitive", "without_place")


class _Row(NamedTuple):
    change: IncidentChange
    zone: ZoneChange


class IncidentChangeDialog(FormDialog):
    """Reads only. A row is grey where there were too few before to say anything of it."""

    beside = True

    def __init__(self, session: Session, row: FocusRow, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        project, as_of = session.document.project, session.view.as_of
        self.row = row
        found = [incident_changes(project, as_of, kind.table, [row.focus_id]) for kind in INCIDENT_KINDS]
        self.changes = tuple(one[row.focus_id] for one in found if row.focus_id in one)
        self.heading, self.about, self.lacks = (
            ElidedLabel(look="large"), label("quiet", wrap=True), label("alarm", wrap=True),
        )  # fmt: skip
        say = self.say
        self.model = RowsModel[_Row](
            [
                Field("focus.change.table", lambda r: say(f"table.{r.change.table}")),
                Field("focus.change.zone", lambda r: say(f"focus.change.zone.{r.zone.zone}", metres=RING_M)),
                Field("focus.change.before", lambda r: f"{r.zone.before:,}", lambda r: r.zone.before, right=True),
                Field("focus.change.now", lambda r: f"{r.zone.now:,}", lambda r: r.zone.now, right=True),
                Field("focus.change.ratio", lambda r: ratio_words(r.zone), right=True),
            ],
            say,
            self,
        )
        self.model.is_faint = lambda row: row.zone.base_small
        self.table = RowsTable(self.model, self)
        self.table.widths_px(90, 190, 100, 100, 220)
        self.table.setMinimumSize(740, 330)
        for place, part in enumerate((self.heading, self.lacks, self.table, self.about)):
            self.body.insertWidget(place, part, int(part is self.table))
        self.buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)
        self.retranslate()
        self.model.show([_Row(change, zone) for change in self.changes for zone in change.zones])

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("focus.change.title"))
        self.table.setAccessibleName(say("focus.change.title"))
        if not self.changes:
            return
        one = self.changes[0]
        self.heading.put(
            say(
                "focus.change.heading",
                reason=self.row.reason,
                first=one.now.first,
                last=one.now.last,
                days=one.now.days,
                before=BEFORE_DAYS,
            )
        )
        lacks = [not_compared_words(say.messages, change) for change in self.changes if change.not_compared]
        self.lacks.setText("\n".join(lacks))
        self.lacks.setVisible(bool(lacks))
        left = {name: sum(getattr(change, name) for change in self.changes) for name in _LEFT_OUT}
        self.about.setText(
            "\n".join((say("focus.change.about"), say("focus.change.grey"), say("focus.change.left_out", **left)))
        )
