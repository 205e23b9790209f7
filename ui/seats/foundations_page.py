"""Addresses, cadres, volunteers and the way to the next police room: a page of the seat ledger's window."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mapper.analysis.land.foundations import FIGURES, Foundations
from mapper.names import name_of
from ui.seats.seat_rows import SeatAnswer
from ui.session.session import Session
from ui.widgets.kit import label
from ui.widgets.rows_model import Field, RowsModel, RowsTable


class FoundationsPage(QWidget):
    """One line a station, a county where there are several, and all; each figure tells what it counts."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.say = session.language
        self.answer: SeatAnswer | None = None
        self.told = label("quiet", wrap=True)
        self.model = RowsModel[Foundations](
            [
                Field("foundations.where", self._where),
                Field("foundations.units", lambda f: f"{f.units:,}", lambda f: f.units, right=True),
                *map(self._figure, FIGURES),
                Field("foundations.farthest", self._farthest, lambda f: f.farthest[1] if f.farthest else None),
            ],
            self.say,
            self,
        )
        self.model.is_sum = lambda row: row.code == "*" or self._is_county(row)
        self.table = RowsTable(self.model)
        self.table.widths_px(112, 60, 196, 196, 152, 160, 124, 140)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.told)
        layout.addWidget(self.table, 1)
        self.say.changed.connect(self.retranslate)

    def retranslate(self) -> None:
        if self.answer is not None:
            self.show_answer(self.answer)

    def show_answer(self, answer: SeatAnswer) -> None:
        """Show these figures, with their day and what they leave out."""
        self.answer = answer
        self.model.show(answer.foundations)
        norms, every = answer.project.norms, answer.foundations[-1]
        left_out = [
            self.say("foundations.left_out", figure=self.say(f"foundations.{f.code}"), units=f.left_out)
            for f in every.figures
            if f.left_out
        ]
        self.told.setText(
            self.say(
                "foundations.told", day=self.say.day(answer.project.as_of), km=f"{norms.room_reach_km:g}",
                detour=f"{norms.travel_detour:g}", rooms=len(answer.project.police_rooms), left_out=left_out or None,
            )
        )  # fmt: skip

    def _figure(self, code: str) -> Field[Foundations]:
        def text(row: Foundations) -> str:
            figure = row.figure(code)
            if figure.value is None:
                return self.say("unit.not_recorded")
            value = f"{figure.value:.1%}" if figure.times == 1 else f"{figure.value:.1f}"
            return self.say("foundations.value", value=value, over=figure.numerator, under=figure.denominator)

        def tip(row: Foundations) -> str:
            figure = row.figure(code)
            return self.say(
                "foundations.tip", figure=self.say(f"foundations.{code}"), over=figure.numerator,
                under=figure.denominator, units=row.units - figure.left_out, left_out=figure.left_out,
            )  # fmt: skip

        return Field(f"foundations.{code}", text, lambda row: row.figure(code).value, tip=tip)

    def _where(self, row: Foundations) -> str:
        if row.code == "*":
            return self.say("seats.all")
        assert self.answer is not None
        name = name_of(self.answer.project.stations, row.code)
        return self.say("seats.county", code=row.code) if name == row.code and self._is_county(row) else name

    def _is_county(self, row: Foundations) -> bool:
        return self.answer is not None and any(s.code == row.code for s in self.answer.stations if s.county)

    def _farthest(self, row: Foundations) -> str:
        if row.farthest is None:
            return self.say("unit.not_recorded")
        assert self.answer is not None
        code, metres = row.farthest
        name = name_of(self.answer.project.communities, code)
        return self.say("foundations.far", name=name, km=f"{metres / 1000:.1f}")
