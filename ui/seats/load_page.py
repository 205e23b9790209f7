"""What every unit asks for and how full its officers are: a page of the seat ledger's window."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mapper.analysis.load.balance import Balance
from mapper.analysis.load.load import PARTS
from ui.seats.seat_rows import LoadRow, SeatAnswer
from ui.session.session import Session
from ui.widgets.kit import label, share
from ui.widgets.rows_model import Field, RowsModel, RowsTable


class LoadPage(QWidget):
    """One line a unit, minutes a month by what asks for them; above it what all come to and how even that is."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.say = session.language
        self.answer: SeatAnswer | None = None
        self.told, self.remark = label(wrap=True), label("quiet", wrap=True)

        def minutes(name: str, heading: str) -> Field[LoadRow]:
            def of(row: LoadRow) -> float:
                return row.minutes[name]

            return Field(heading, lambda row: f"{of(row):,.0f}", of, right=True)

        self.model = RowsModel[LoadRow](
            [
                Field("units.name", lambda row: row.seat.name, tip=lambda row: f"{row.seat.name} {row.seat.code}"),
                Field("units.station", lambda row: row.seat.station or "—"),
                *(minutes(part, f"load.part.{part}") for part in PARTS),
                minutes("minutes", "load.sum"),
                Field("seats.fte", lambda row: f"{row.seat.fte:.2f}", lambda row: row.seat.fte, right=True),
                Field("units.load", lambda row: share(row.share), lambda row: row.share, right=True),
            ],
            self.say,
            self,
        )
        self.table = RowsTable(self.model)
        self.table.widths_px(104, 104, *[60] * len(PARTS), 72, 60, 60)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        for part in (self.told, self.remark):
            layout.addWidget(part)
        layout.addWidget(self.table, 1)
        self.say.changed.connect(self.retranslate)

    def retranslate(self) -> None:
        if self.answer is not None:
            self._tell(self.answer)

    def show_answer(self, answer: SeatAnswer) -> None:
        """Show these figures, the fullest units first."""
        self.answer = answer
        self.model.show(sorted(answer.loads, key=lambda row: (-(row.share or 0), -row.minutes["minutes"])))
        self._tell(answer)

    def _tell(self, answer: SeatAnswer) -> None:
        say, load, norms = self.say, answer.load, answer.project.norms
        self.told.setText(
            say(
                "load.told", day=say.day(answer.as_of), units=len(load.units), minutes=load.units["minutes"].sum(),
                officers=load.officers, available=load.available, mean=share(load.of_officers.mean),
                limit=share(norms.overload_share), overloaded=load.overloaded,
            )
        )  # fmt: skip
        self.remark.setText(
            "\n".join(
                [
                    say("load.officers_even", even=self._even(load.of_officers), left_out=load.of_officers.left_out),
                    say("load.units_even", even=self._even(load.of_units)),
                    say(
                        "load.left_out", empty=int(load.units["share"].isna().sum()), no_way=load.no_way,
                        no_residents=load.no_residents, discovered=norms.load_minutes["discovered_hazard"],
                    ),
                ]
            )
        )  # fmt: skip

    def _even(self, figures: Balance) -> str:
        """All four figures, for each hides what another shows."""

        def shown(value: float | None, form: str) -> str:
            return "—" if value is None else format(value, form)

        return self.say(
            "load.even", variation=shown(figures.variation, ".3f"), ratio=shown(figures.largest_to_smallest, ".1f"),
            gini=shown(figures.gini, ".3f"), beyond=figures.beyond_band, count=figures.count,
        )  # fmt: skip
