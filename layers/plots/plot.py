"""What a plot says, without a pixel: bars with their figures and words, a legend, a note, and the same as a table."""

from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import Literal

from layers.scene.incident_filter import IncidentFilter
from mapper.lazy_dataclass import dataclass

# What a bar is painted as: incidents of now, of the year before, late ones, or others; each has a colour in palettes.
Tone = Literal["now", "before", "late", "other"]
# ``columns`` stand side by side, those of one group next to each other; ``rows`` lie below one another, the bars of
# one row end to end.
Form = Literal["columns", "rows"]
Cell = str | int | float | None


@dataclass(frozen=True)
class Bar:
    """One figure.

    Attributes
    ----------
    value
        How long it is; None where nothing was recorded, which is drawn as a gap and not as 0.
    words
        What it says, whole: for a tip and for whoever hears the plot.
    partial
        Whether only a part of its days is counted: drawn hatched.
    whole
        A length that it is a part of, drawn behind it; None for none.
    wanted
        The incidents that it counts; None where no filter can say which.
    """

    value: int | None
    tone: Tone
    words: str
    partial: bool = False
    whole: int | None = None
    wanted: IncidentFilter | None = None


@dataclass(frozen=True)
class Group:
    """Bars with one label; ``under`` is a second line of it, ``beside`` what stands behind the bars of a row."""

    label: str
    bars: tuple[Bar, ...]
    under: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Chart:
    """Groups of bars along one axis, which reaches from 0 to ``most``."""

    groups: tuple[Group, ...]
    most: int
    form: Form = "columns"
    heading: str = ""

    @property
    def bars(self) -> Iterator[Bar]:
        return (bar for group in self.groups for bar in group.bars)

    @property
    def count(self) -> int:
        """How many bars it has."""
        return sum(len(group.bars) for group in self.groups)


@dataclass(frozen=True)
class Key:
    """An entry of the legend: a tone, hatched where ``partial``, or the sign of what was not recorded."""

    words: str
    tone: Tone | None = None
    partial: bool = False


@dataclass(frozen=True)
class Plot:
    """One chart, or several on the same axis.

    Attributes
    ----------
    table
        The incidents that are counted; their colour is that of the bars of now.
    note
        As of when, how many of how many, and what was left out.
    least_px
        Least width and height of one chart, in pixels at 96 dpi.
    headings, rows
        The figures as a table.
    """

    table: str
    title: str
    note: str
    charts: tuple[Chart, ...]
    legend: tuple[Key, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    least_px: tuple[int, int] = (240, 110)

    @cached_property
    def bars(self) -> tuple[Bar, ...]:
        """All bars, chart by chart, as one reads."""
        return tuple(bar for chart in self.charts for bar in chart.bars)

    @cached_property
    def firsts(self) -> tuple[int, ...]:
        """The place of each chart's first bar among all."""
        return tuple(accumulate((chart.count for chart in self.charts[:-1]), initial=0))
