"""Where the parts of a plot stand in a box: legend above, charts in a grid, note below; sizes in pixels at 96 dpi."""

from collections.abc import Callable, Sequence
from functools import cached_property
from math import ceil, floor, inf, log10

from layers.plots.plot import Bar, Chart, Plot
from mapper.lazy_dataclass import dataclass

TEXT_PX, SMALL_PX = 12, 11
LINE_PX = 16
SWATCH_PX = 12
_GAP_PX = 8
_KEY_GAP_PX = 16
_COLUMN_SHARE = 0.76  # of the room of a group that its columns take
_ROW_SHARE, _ROW_PX = 0.68, 30
_LEAST_FIGURE_PX = 13
_TICK_PX = 12
_LABEL_SHARE = 0.34  # of a chart that the labels of rows take at most

# How wide a text is in a size.
Measure = Callable[[str, int], float]


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


@dataclass(frozen=True)
class PlacedBar:
    """A bar: where it is drawn, and the room around it in which it is pointed at."""

    bar: Bar
    box: Box
    room: Box


@dataclass(frozen=True)
class PlacedText:
    """A line of text: ``x`` is its left, its middle or its right, ``y`` its middle."""

    text: str
    x: float
    y: float
    size_px: int = SMALL_PX
    align: str = "center"
    quiet: bool = True
    bold: bool = False


@dataclass(frozen=True)
class PlacedChart:
    """A chart in its box; ``axis`` is the line that bars begin at, ``lines`` the thin ones at the other ticks."""

    box: Box
    axis: Box
    lines: tuple[Box, ...]
    bars: tuple[PlacedBar, ...]
    texts: tuple[PlacedText, ...]


@dataclass(frozen=True)
class PlacedPlot:
    """All of it; of a thousand charts those that are seen are laid out, each when it is first asked for.

    Attributes
    ----------
    keys
        The swatches of the legend with their words.
    boxes
        Where each chart stands.
    note
        The lines at the foot.
    """

    keys: tuple[tuple[Box, PlacedText], ...]
    boxes: tuple[Box, ...]
    note: tuple[PlacedText, ...]
    height: float
    lay_out: Callable[[int], PlacedChart]

    def chart(self, number: int) -> PlacedChart:
        """A chart laid out in its box."""
        if number not in self._laid_out:
            self._laid_out[number] = self.lay_out(number)
        return self._laid_out[number]

    @cached_property
    def _laid_out(self) -> dict[int, PlacedChart]:
        return {}

    @property
    def charts(self) -> tuple[PlacedChart, ...]:
        return tuple(map(self.chart, range(len(self.boxes))))

    def chart_at(self, x: float, y: float) -> int | None:
        """The number of the chart whose box holds that point."""
        return next((n for n, box in enumerate(self.boxes) if box.holds(x, y)), None)


def place(plot: Plot, width: float, height: float, measure: Measure) -> PlacedPlot:
    """The plot in a box of that size; higher than the box where its charts need more room."""
    keys, top = _keys(plot, width, measure)
    note, foot = _note(plot, width, measure)
    across, down = _grid(plot, width)
    wide = (width - (across - 1) * _GAP_PX) / across
    high = max(min((height - top - foot - (down - 1) * _GAP_PX) / down, _most_high(plot)), plot.least_px[1])
    boxes = tuple(
        Box(n % across * (wide + _GAP_PX), top + n // across * (high + _GAP_PX), wide, high)
        for n in range(len(plot.charts))
    )
    below = top + down * high + (down - 1) * _GAP_PX + 4
    lines = tuple(
        PlacedText(line, 0, below + (n + 0.5) * LINE_PX, align="left") for n, line in enumerate(note)
    )  # fmt: skip
    return PlacedPlot(
        keys, boxes, lines, below - 4 + foot, lambda number: _placed(plot.charts[number], boxes[number], measure)
    )


def _grid(plot: Plot, width: float) -> tuple[int, int]:
    """How many charts stand side by side, and in how many rows."""
    across = 1 if len(plot.charts) == 1 else max(1, floor((width + _GAP_PX) / (plot.least_px[0] + _GAP_PX)))
    return across, max(1, ceil(len(plot.charts) / across))


def _note(plot: Plot, width: float, measure: Measure) -> tuple[tuple[str, ...], float]:
    """The lines of the note, and the height that they take."""
    lines = wrapped(plot.note, width, measure)
    return lines, len(lines) * LINE_PX + (4 if lines else 0)


def _most_high(plot: Plot) -> float:
    """Rows are no higher than their words ask for; columns may be as high as there is room."""
    return max((len(c.groups) * _ROW_PX if c.form == "rows" else inf for c in plot.charts), default=inf)


def least_height(plot: Plot, width: float, measure: Measure) -> float:
    """The least height in which a plot of that width shows all of it."""
    down = _grid(plot, width)[1]
    top, foot = _keys(plot, width, measure)[1], _note(plot, width, measure)[1]
    return top + down * plot.least_px[1] + (down - 1) * _GAP_PX + foot


def ticks(most: int) -> tuple[int, ...]:
    """Three to six whole numbers from 0 up to at least ``most``, apart by 1, 2 or 5 times a power of ten."""
    if most <= 2:
        return tuple(range(max(most, 1) + 1))
    rough = most / 4
    power = 10 ** floor(log10(rough)) if rough >= 1 else 1
    step = next(int(times * power) for times in (1, 2, 5, 10) if times * power >= rough)
    return tuple(range(0, ceil(most / step) * step + 1, step))


def wrapped(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """A text in lines of that width: parted at spaces, and between characters where it is Chinese."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and measure(line + piece.rstrip(), SMALL_PX) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return (*lines, line.rstrip()) if line.strip() else tuple(lines)


_NEVER_FIRST = "，。；：、）！？,.;:)!?%”’"
_NEVER_LAST = "（“‘("


def _pieces(text: str) -> list[str]:
    """What must stay on one line: words with the space behind them, Chinese characters with their punctuation."""
    pieces: list[str] = []
    for character in text:
        glued = pieces and (
            character in _NEVER_FIRST
            or character == " "
            or pieces[-1][-1] in _NEVER_LAST
            or (character < "⺀" and pieces[-1][-1] < "⺀" and pieces[-1][-1] != " ")
        )
        if glued:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _keys(plot: Plot, width: float, measure: Measure) -> tuple[tuple[tuple[Box, PlacedText], ...], float]:
    """The legend's entries, line by line, and where they end."""
    placed, x, y = [], 0.0, 0.0
    for key in plot.legend:
        wide = SWATCH_PX + 5 + measure(key.words, SMALL_PX)
        if x and x + wide > width:
            x, y = 0.0, y + LINE_PX
        text = PlacedText(key.words, x + SWATCH_PX + 5, y + LINE_PX / 2, align="left")
        placed.append((Box(x, y + (LINE_PX - SWATCH_PX) / 2, SWATCH_PX, SWATCH_PX), text))
        x += wide + _KEY_GAP_PX
    return tuple(placed), y + LINE_PX + 6 if placed else 0.0


def _placed(chart: Chart, box: Box, measure: Measure) -> PlacedChart:
    heading: tuple[PlacedText, ...] = ()
    whole = box
    if chart.heading:
        shown = _fitting(chart.heading, box.width, TEXT_PX, measure)
        heading = (PlacedText(shown, box.x, box.y + LINE_PX / 2, TEXT_PX, "left", quiet=False, bold=True),)
        box = Box(box.x, box.y + LINE_PX, box.width, box.height - LINE_PX)
    found = (_columns if chart.form == "columns" else _rows)(chart, box, measure)
    return PlacedChart(whole, found.axis, found.lines, found.bars, heading + found.texts)


def _columns(chart: Chart, box: Box, measure: Measure) -> PlacedChart:
    marks = ticks(chart.most)
    left = max(measure(f"{mark:,}", SMALL_PX) for mark in marks) + 6
    foot = LINE_PX * (2 if any(group.under for group in chart.groups) else 1)
    across = max((len(group.bars) for group in chart.groups), default=1)
    wide = (box.width - left) / max(len(chart.groups), 1) * _COLUMN_SHARE / across
    # Figures over all columns or over none: one here and there would look like the only ones that count.
    widest = max((measure(_figure(bar), SMALL_PX) for bar in chart.bars), default=0)
    head = LINE_PX if max(widest, _LEAST_FIGURE_PX) <= wide + 1 else 6
    field = Box(box.x + left, box.y + head, box.width - left, max(box.height - head - foot, 1))
    bottom = field.y + field.height
    if len(marks) * _TICK_PX > field.height:
        marks = (0, marks[-1])

    def up(value: float) -> float:
        return bottom - field.height * value / marks[-1]

    texts = [PlacedText(f"{mark:,}", field.x - 6, up(mark), align="right") for mark in marks]
    room = field.width / max(len(chart.groups), 1)
    bars = []
    for n, group in enumerate(chart.groups):
        for m, bar in enumerate(group.bars):
            x = field.x + n * room + room * (1 - _COLUMN_SHARE) / 2 + m * wide
            top = bottom if bar.value is None else up(bar.value)
            bars.append(PlacedBar(bar, Box(x, top, wide, bottom - top), Box(x, field.y, wide, field.height)))
            if head == LINE_PX:
                texts.append(PlacedText(_figure(bar), x + wide / 2, top - 8, quiet=bar.tone != "now"))
    texts += _labels(chart, field, room, measure)
    lines = tuple(Box(field.x, up(mark), field.width, 0) for mark in marks[1:])
    return PlacedChart(box, Box(field.x, bottom, field.width, 0), lines, tuple(bars), tuple(texts))


def _figure(bar: Bar) -> str:
    return "–" if bar.value is None else f"{bar.value:,}"


def _labels(chart: Chart, field: Box, room: float, measure: Measure) -> list[PlacedText]:
    """Every label, or every second, third …, so that none touches the next; of the second lines the last ones first."""
    wide = max((measure(group.label, SMALL_PX) for group in chart.groups), default=0) + 4
    every = max(1, ceil(wide / room))
    bottom, texts, free = field.y + field.height, [], field.x + field.width
    for n, group in reversed(tuple(enumerate(chart.groups))):
        middle = field.x + (n + 0.5) * room
        if (len(chart.groups) - 1 - n) % every == 0:
            inside = field.x + field.width - measure(group.label, SMALL_PX) / 2  # the last one ends where its axis does
            texts.append(PlacedText(group.label, min(middle, inside), bottom + LINE_PX / 2 + 1))
        half = measure(group.under, SMALL_PX) / 2
        if group.under and middle + half <= free:
            texts.append(PlacedText(group.under, middle, bottom + LINE_PX * 1.5))
            free = middle - half - 8
    return texts


def _rows(chart: Chart, box: Box, measure: Measure) -> PlacedChart:
    most_wide = box.width * _LABEL_SHARE
    labels = [_fitting(group.label, most_wide, SMALL_PX, measure) for group in chart.groups]
    left = max((measure(text, SMALL_PX) for text in labels), default=0) + 8
    right = max((measure(group.beside, SMALL_PX) for group in chart.groups), default=0) + 8
    field = Box(box.x + left, box.y, max(box.width - left - right, 24), box.height)
    room = min(field.height / max(len(chart.groups), 1), _ROW_PX)
    bars, texts = [], []
    for n, group in enumerate(chart.groups):
        y, x = field.y + n * room, field.x
        high = room * _ROW_SHARE
        texts.append(PlacedText(labels[n], field.x - 8, y + room / 2, align="right", quiet=False))
        for bar in group.bars:
            wide = field.width * (bar.value or 0) / max(chart.most, 1)
            at = Box(x, y + (room - high) / 2, wide, high)
            reach = field.width * (bar.whole or 0) / max(chart.most, 1)
            bars.append(PlacedBar(bar, at, Box(x, y, max(wide, reach, 4), room)))
            x += wide
        ends = max((b.room.x + b.room.width for b in bars[-len(group.bars) :]), default=x) if group.bars else x
        texts.append(PlacedText(group.beside, max(ends, x) + 6, y + room / 2, align="left", quiet=False))
    return PlacedChart(box, Box(field.x, field.y, 0, room * len(chart.groups)), (), tuple(bars), tuple(texts))


def _fitting(text: str, width: float, size_px: int, measure: Measure) -> str:
    """The text, ending in … where there is no room for all of it."""
    if measure(text, size_px) <= width:
        return text
    kept: Sequence[str] = text
    while kept and measure(f"{kept}…", size_px) > width:
        kept = kept[:-1]
    return f"{kept}…"
