"""The six figures over the map, each with what it counts; a click shows its theme and its gaps."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from layers.scene.incident_filter import IncidentFilter
from mapper.day.headline import Headline
from mapper.lazy_dataclass import dataclass
from ui.language.language import Language
from ui.session.incident_index import IncidentIndex
from ui.session.panel import Panel
from ui.session.rows import Figures
from ui.session.session import Session
from ui.session.view_state import Gaps
from ui.widgets.kit import label

_SLACK_PX = 4  # letters are a little wider or narrower at each number of device pixels a pixel


@dataclass(frozen=True)
class Card:
    """One figure: its name, the theme it opens, the gaps it lists, and the side panel it opens."""

    name: str
    theme: str
    group: Gaps
    panel: str


CARDS = (
    Card("coverage", "coverage", "seats", "gaps"),
    Card("one_to_one", "coverage", "one_to_one", "gaps"),
    Card("overloaded", "load", "load", "gaps"),
    Card("overdue", "hazards", "hazards", "gaps"),
    Card("disputes", "disputes", "disputes", "incidents"),
    Card("focus", "focus", "focus", "focus"),
)


FILTERED = ("overdue", "disputes")  # cards that count incidents


def _days(days: float | None) -> str:
    return "—" if days is None else f"{days:g}"


def filtered(figures: Headline, index: IncidentIndex, wanted: IncidentFilter) -> Headline:
    """The same with hazards and disputes that the filter lets through alone; how long they took is of all."""
    hazards, disputes = index.shown_of("hazards", wanted), index.shown_of("disputes", wanted)
    return replace(
        figures,
        hazards_open=int(hazards.sum()),
        hazards_overdue=int((hazards & index.overdue).sum()),
        disputes_open=int(disputes.sum()),
    )


def card_texts(say: Language, card: Card, figures: Headline, is_filtered: bool = False) -> tuple[str, str, str, bool]:
    """The figure, what it counts, the whole explanation, and whether it is alarming.

    Where a filter narrows the figures (:func:`filtered`) the cards of incidents say so.
    """
    share = figures.covered_share
    values: dict[str, object] = {
        name: getattr(figures, name)
        for name in (
            "units", "covered", "one_to_one", "dedicated", "officers", "overloaded", "hazards_open", "hazards_overdue",
            "hazards_verified_late", "disputes", "disputes_open", "focus", "focus_assigned",
        )
    }  # fmt: skip
    values |= {
        "day": say.day(figures.as_of),
        "missing": figures.units - figures.covered,
        "fte": f"{figures.effective_fte:.1f}",
        "hazards_not_in_time": figures.hazards_overdue + figures.hazards_verified_late,
        "median": _days(figures.dispute_median_days),
        "age": _days(figures.dispute_open_median_days),
    }
    figure = {
        "coverage": "—" if share is None else f"{share * 100:.1f}%",
        "one_to_one": f"{figures.one_to_one:,}",
        "overloaded": f"{figures.overloaded:,}",
        "overdue": f"{figures.hazards_overdue:,}",
        "disputes": f"{figures.disputes_open:,}",
        "focus": f"{figures.focus:,}",
    }[card.name]
    alarm = (card.name == "overloaded" and figures.overloaded > 0) or (
        card.name == "overdue" and figures.hazards_overdue > 0
    )
    words, meaning = say(f"headline.{card.name}", **values), say(f"headline.{card.name}.meaning", **values)
    if is_filtered and card.name in FILTERED:
        meaning = say("headline.filtered.meaning", **values)
        return figure, say(f"headline.{card.name}.filtered", **values), meaning, alarm
    if card.name == "disputes" and figures.dispute_open_median_days is None:
        return figure, say("headline.disputes.none", **values), meaning, alarm
    if card.name == "coverage" and figures.nobody_known:
        return figure, say("headline.no_officers", **values), f"{say('seats.no_officers')}\n{meaning}", True
    return figure, words, meaning, alarm


class _CardButton(QPushButton):
    """A card to press, with a large figure and small words, in two lines where there is no room for one."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "figure_card")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(52)
        self.figure, self.words = label("figure"), label("quiet", wrap=True)
        # As narrow as it must be: a label that wraps would otherwise ask for room of its own.
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 4, 12, 4)
        self._row.setSpacing(10)
        self._row.addWidget(self.figure)
        self._row.addWidget(self.words, 1)
        self.figure.setText("…")  # until it is counted: a province takes some seconds
        for part in (self.figure, self.words):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def recount(self, words: str) -> None:
        """Leave the figure as it was, pale, and say that it is being counted anew."""
        self._show_as("stale", True)
        self.words.setText(words)
        self.setAccessibleName(f"{self.figure.text()} {words}")

    def put(self, figure: str, words: str, meaning: str, alarm: bool) -> None:
        self._show_as("stale", False)
        self.figure.setText(figure)
        self._show_as("alarm", alarm)
        self.words.setText(words)
        self.setToolTip(meaning)
        self.setAccessibleName(f"{figure} {words}")
        self.setAccessibleDescription(meaning)

    def _show_as(self, name: str, is_so: bool) -> None:
        if bool(self.figure.property(name)) != is_so:
            self.figure.setProperty(name, is_so)
            self.figure.style().polish(self.figure)

    @property
    def wanted_px(self) -> int:
        """How wide it would like to be: the words in one line."""
        margins = self._row.contentsMargins()
        words_px = self.words.fontMetrics().horizontalAdvance(self.words.text()) + _SLACK_PX
        return margins.left() + self.figure.sizeHint().width() + self._row.spacing() + words_px + margins.right()


def even_shares(wanted_px: list[int], room_px: int) -> list[int]:
    """The same width for all, but for those that want more and can have it; in proportion where there is not enough."""
    level, left_px, rest = 0.0, float(room_px), len(wanted_px)
    for wish in sorted(wanted_px, reverse=True):
        level = left_px / rest
        if wish <= level or rest == 1:
            break
        left_px, rest = left_px - wish, rest - 1
    return [max(round(level), wish, 1) for wish in wanted_px]


class HeadlinePanel(Panel):
    """The cards in a row. Pressing one tells which; pressing it again lets the filter go."""

    pressed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.setProperty("look", "")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        self.buttons: dict[str, _CardButton] = {}
        for card in CARDS:
            button = _CardButton()
            button.clicked.connect(lambda on, card=card: self._press(card, on))
            self.buttons[card.name] = button
            layout.addWidget(button, 1)
        self._row = layout
        session.view.filter.gaps_changed.connect(self._filter_changed)
        session.view.filter.incidents_changed.connect(self.retranslate)
        session.day_in_hand.recounted.connect(self._recounted)
        self._is_stale = False
        self.begin()

    def retranslate(self) -> None:
        if self.figures is not None:
            self.refresh(self.figures)

    def rests_on(self, figures: Figures) -> tuple[object, ...]:
        return (figures.headline,)

    def refresh(self, figures: Figures) -> None:
        told, filters = (self.part or figures).headline, self.session.view.filter
        if filters.narrowed:
            told = filtered(told, figures.index, filters.incidents)
        for card in CARDS:
            button = self.buttons[card.name]
            button.put(*card_texts(self.say, card, told, filters.narrowed))
            if self._is_stale:
                button.recount(self.say("headline.recounted"))
        self._share_room()

    def _recounted(self, is_stale: bool) -> None:
        """Whether these are figures of before, while those of now are being counted."""
        if is_stale != self._is_stale:
            self._is_stale = is_stale
            self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's own name
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        buttons = list(self.buttons.values())
        room_px = self.width() - self._row.spacing() * (len(buttons) - 1)
        for button, share_px in zip(buttons, even_shares([b.wanted_px for b in buttons], room_px), strict=True):
            self._row.setStretchFactor(button, share_px)

    def _press(self, card: Card, on: bool) -> None:
        if on:
            self.session.view.map.set_theme(card.theme)
            self.pressed.emit(card)
        self.session.view.filter.set_gaps(card.group if on else None)

    def _filter_changed(self) -> None:
        for card in CARDS:
            self.buttons[card.name].setChecked(card.group == self.session.view.filter.gaps)
