"""Incidents as points: for each kind its classes, their symbols, and which of them the legend has.

Of a kind that ends those open on the day are shown; closed ones (class 0, hollow) only of days that were chosen
(``incident_filter.narrowed``). A case is known by its hour and its cell at most: whoever looks closer finds neither a
house nor a minute.
"""

from collections.abc import Callable, Mapping

import numpy as np

from layers.geometry.shapes import Dots
from layers.scene.drawing import (
    LegendEntry,
    MapLayer,
    PaintOrder,
    Points,
)
from layers.scene.ground import Ground, class_numbers
from layers.style import Palette, PointStyle, ink_on
from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import CASES, DISPUTES, HAZARDS
from mapper.arrays import Ints
from mapper.day.day import Day
from mapper.lazy_dataclass import dataclass
from mapper.message import Message

_CLOSED = 0  # class of incidents that are closed, of a kind that ends
_USUAL = 1  # class of a state that is not named
_LEAST_ON_PAPER = 1.0  # factor on sizes: nobody comes closer to a printed dot, whose rim takes most of a small one


@dataclass(frozen=True)
class IncidentLook:
    """How incidents of a kind look.

    Attributes
    ----------
    classes
        Legend codes by class. In a count of several, the colour is that of the highest class.
    class_of_state
        States whose class is not 1.
    styles
        A symbol for each class, from a palette and a factor on sizes.
    tone
        The kind's own colour, in a palette.
    legend
        Classes in the order of the legend, and those that stand there without any incident too.
    raised_when_back
        Whether incidents that came back are one class above that of their state.
    resized
        Whether symbols are larger in themes that are about them, and smaller in others; else they are the same in all.
    badge_side
        Where the count of several at one place stands, right (1) or left and below (1) or above the symbol, so that
        those of different kinds keep apart.
    """

    kind: IncidentKind
    classes: tuple[str, ...]
    class_of_state: Mapping[str, int]
    styles: Callable[[Palette, float], tuple[PointStyle, ...]]
    tone: Callable[[Palette], str]
    legend: tuple[int, ...]
    always: tuple[int, ...]
    badge_side: tuple[int, int]
    raised_when_back: bool = False
    resized: bool = True

    def class_of(self, state: str) -> int:
        """The class of one incident in that state."""
        return self.class_of_state.get(state, _USUAL)

    def classes_on(self, day: Day) -> Ints:
        """The class of each row of the kind's table, -1 where it is not shown."""
        if not len(day.project.table(self.kind.table)):
            return np.zeros(0, dtype=np.int64)
        states, shown = day.incident_states(self.kind.table), day.incidents_shown(self.kind.table)
        numbers = class_numbers(states, {state: self.class_of(state) for state in self.kind.states})
        if self.kind.ends:  # one whose source says closed but not when is open
            numbers = np.maximum(numbers, _USUAL)
        if self.raised_when_back:
            numbers = numbers + day.incidents_back(self.kind.table).to_numpy(dtype=np.int64)
        return np.where(shown.to_numpy(dtype=bool), numbers, -1)


def _hazard_styles(palette: Palette, factor: float) -> tuple[PointStyle, ...]:
    """Triangles; one not verified in time is larger, red, and carries a "!"."""
    own, ink = palette.hazard, ink_on(palette.hazard)
    return (
        PointStyle("triangle", palette.rim, 9 * factor, own, 1.6, text_color=palette.text, hollow=True),
        PointStyle("triangle", own, 11 * factor, palette.rim, text_color=ink),
        PointStyle("triangle", palette.overdue, 16 * factor, palette.rim, text="!", text_color=palette.rim),
    )


def _dispute_styles(palette: Palette, factor: float) -> tuple[PointStyle, ...]:
    """Circles; one that came back after closing has a ring."""
    own, ink = palette.dispute, ink_on(palette.dispute)
    return (
        PointStyle("circle", palette.rim, 7 * factor, own, 1.6, text_color=palette.text, hollow=True),
        PointStyle("circle", own, 8 * factor, palette.rim, text_color=ink),
        PointStyle("circle", own, 8 * factor, palette.rim, ring=own, text_color=ink),
    )


def _case_styles(palette: Palette, factor: float) -> tuple[PointStyle, ...]:
    """Diamonds; those that patrols discovered are hollow."""
    own = palette.case
    return (
        PointStyle("diamond", palette.rim, 9 * factor, own, 1.8, text_color=own, hollow=True),
        PointStyle("diamond", own, 10 * factor, palette.rim, text_color=palette.rim),
    )


# From the ground up.
INCIDENT_LOOKS = (
    IncidentLook(
        CASES,
        ("case_discovered", "case_reported"),
        {"discovered": 0},
        _case_styles,
        lambda palette: palette.case,
        legend=(1, 0),
        always=(1,),
        badge_side=(-1, 1),
        resized=False,
    ),
    IncidentLook(
        DISPUTES,
        ("dispute_closed", "dispute_open", "dispute_reopened"),
        {"closed": 0, "revisited": 0},
        _dispute_styles,
        lambda palette: palette.dispute,
        legend=(1, 2),
        always=(1,),
        badge_side=(1, 1),
        raised_when_back=True,
    ),
    IncidentLook(
        HAZARDS,
        ("hazard_closed", "hazard_open", "hazard_overdue"),
        {"closed": 0, "overdue": 2},
        _hazard_styles,
        lambda palette: palette.hazard,
        legend=(2, 1),
        always=(2, 1),
        badge_side=(1, -1),
    ),
)
LOOK_OF: Mapping[str, IncidentLook] = {look.kind.table: look for look in INCIDENT_LOOKS}


def incident_layer(ground: Ground, look: IncidentLook) -> MapLayer:
    """Incidents of a kind that are open at the end of the day, or began within the kind's days."""
    kind, day = look.kind, ground.day
    dots, numbers = ground.geometry.dots(kind.table), look.classes_on(day)
    factor = ground.sizes.of(kind.table) if look.resized else 1.0
    styles = look.styles(ground.palette, max(factor, _LEAST_ON_PAPER) if ground.palette.on_paper else factor)
    points = Points(PaintOrder.POINT, kind.table, dots, numbers, styles)
    counts = np.bincount(numbers[numbers >= 0], minlength=len(look.classes))
    swatches = look.styles(ground.palette, 1.0)  # a legend's symbols are the same in every theme
    entries = [LegendEntry(kind.table, *entry) for entry in zip(look.classes, swatches, counts.tolist(), strict=True)]
    legend = tuple(entries[n] for n in look.legend if counts[n] or n in look.always)
    closed = entries[_CLOSED] if kind.ends else None
    notes = () if kind.ends else (_year_note(kind, ground, dots, numbers),)
    alone = int(((numbers >= 0) & ground.day.project.table(kind.table)["approximate"].fillna(False)).sum())
    if alone:
        notes = (*notes, Message(f"note.{kind.table}_of_units", {"rows": alone}))
    return MapLayer(kind.table, True, (points,), legend, int(counts.sum()), notes=notes, closed=closed)


def _year_note(kind: IncidentKind, ground: Ground, dots: Dots, numbers: Ints) -> Message:
    """Of which days incidents are shown, and how many are not, by why."""
    year = ground.day.shown_days(kind.table)
    unplaced = int(((numbers >= 0) & ~np.isfinite(dots.xy[:, 0])).sum())
    values = {"first": year.first, "last": year.last, "earlier": year.earlier, "later": year.later}
    return Message(f"note.{kind.table}", {**values, "undated": year.undated, "unplaced": unplaced})
