"""Where bars stand: as long as their figures, on one axis, inside their box; words in lines that lose nothing."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.plots.layout import Box, least_height, place, ticks, wrapped
from layers.plots.plot import Bar, Chart, Form, Group, Key, Plot


def measure(text: str, size_px: int) -> float:
    """Half a square for each Latin letter, a whole one for each Chinese one."""
    return sum(size_px if c > "⺀" else size_px / 2 for c in text)


def plot(values: list[list[int | None]], form: Form = "columns", charts: int = 1, note: str = "note") -> Plot:
    groups = tuple(
        Group(f"g{n}", tuple(Bar(v, "now", str(v)) for v in several), beside="9 of 9")
        for n, several in enumerate(values)
    )
    most = max((v or 0 for several in values for v in several), default=0)
    if form == "rows":
        most = max((sum(v or 0 for v in several) for several in values), default=0)
    chart = Chart(groups, most, form, heading="chart" if charts > 1 else "")
    keys = (Key("now", "now"), Key("no records"))
    return Plot("hazards", "title", note, (chart,) * charts, keys, (), ())


Values = st.lists(st.lists(st.none() | st.integers(0, 4000), min_size=2, max_size=2), min_size=1, max_size=14)


@given(Values, st.integers(300, 1400), st.integers(150, 500))
def test_columns_are_as_high_as_their_figures(values: list[list[int | None]], width: int, height: int) -> None:
    placed = place(plot(values), width, height, measure)
    (chart,) = placed.charts
    assert [bar.bar.value for bar in chart.bars] == [v for several in values for v in several]
    most = ticks(max((v or 0 for several in values for v in several), default=0))[-1]
    full = chart.bars[0].room.height
    for bar in chart.bars:
        assert bar.box.height == pytest.approx(full * (bar.bar.value or 0) / most)
        assert bar.box.y + bar.box.height == pytest.approx(chart.axis.y)
        assert bar.room.x <= bar.box.x
        assert bar.room.x + bar.room.width <= width + 1e-6
    for one, following in zip(chart.bars, chart.bars[1:], strict=False):
        assert one.box.x + one.box.width <= following.box.x + 1e-6
    figures = [text for text in chart.texts if text.y < chart.axis.y and text.align == "center"]
    assert len(figures) in (0, len(chart.bars))


@given(Values, st.integers(300, 1400), st.integers(150, 500))
def test_rows_end_to_end_are_as_long_as_their_sum(values: list[list[int | None]], width: int, height: int) -> None:
    shown = plot(values, "rows")
    (chart,) = place(shown, width, height, measure).charts
    lengths = [sum(b.box.width for b in chart.bars[2 * n : 2 * n + 2]) for n in range(len(values))]
    sums = [sum(v or 0 for v in several) for several in values]
    longest = max(sums) or 1
    scale = max(lengths) / longest
    assert lengths == pytest.approx([one * scale for one in sums])
    for text in chart.texts:
        if text.align == "left" and text.text == "9 of 9":
            assert text.x + measure(text.text, text.size_px) <= width + 6


@given(st.integers(0, 10**7))
def test_ticks_are_whole_begin_at_none_and_reach_the_most(most: int) -> None:
    marks = ticks(most)
    assert marks[0] == 0
    assert marks[-1] >= most
    assert 2 <= len(marks) <= 6
    assert len({b - a for a, b in itertools.pairwise(marks)}) == 1


@given(st.text("ab ，。（）年月日件上12;", max_size=120), st.integers(40, 400))
def test_lines_lose_no_character_and_fit(text: str, width: int) -> None:
    lines = wrapped(text, width, measure)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines[1:]:
        assert line[0] not in "，。）;"


def test_many_charts_stand_in_a_grid_of_one_size_and_ask_for_the_height_they_need() -> None:
    shown = plot([[3, 4]] * 12, charts=9)
    placed = place(shown, 800, 100, measure)
    assert len({(chart.box.width, chart.box.height) for chart in placed.charts}) == 1
    assert len({chart.box.x for chart in placed.charts}) == 3
    assert placed.height == least_height(shown, 800, measure) > 3 * shown.least_px[1]
    assert len({chart.bars[0].box.height for chart in placed.charts}) == 1
    lowest = max(chart.box.y + chart.box.height for chart in placed.charts)
    assert placed.note[0].y > lowest
    assert place(shown, 800, 900, measure).height <= 900
    assert place(shown, 100, 900, measure).charts[1].box.y > placed.charts[0].box.y  # one below the other


def test_labels_that_would_touch_are_left_out_and_the_last_one_stays() -> None:
    (narrow,) = place(plot([[1, 1]] * 12), 150, 200, measure).charts
    labels = [text.text for text in narrow.texts if text.text.startswith("g")]
    assert "g11" in labels
    assert len(labels) < 12
    (wide,) = place(plot([[1, 1]] * 12), 900, 200, measure).charts
    assert sum(text.text.startswith("g") for text in wide.texts) == 12


def test_a_box_holds_its_edges() -> None:
    assert Box(1, 1, 2, 2).holds(3, 3)
    assert not Box(1, 1, 2, 2).holds(3.1, 3)


def test_of_a_thousand_charts_only_those_are_laid_out_that_are_asked_for() -> None:
    asked: list[str] = []

    def measured(text: str, size_px: int) -> float:
        asked.append(text)
        return measure(text, size_px)

    placed = place(plot([[3, 4]] * 12, charts=1000), 1300, 300, measured)
    assert len(placed.boxes) == 1000
    headings = asked.count("chart")
    first = placed.chart(0)
    assert asked.count("chart") == headings + 1
    assert placed.chart(0) is first
    for number in (0, 7, 999):
        box = placed.boxes[number]
        assert placed.chart_at(box.x + 1, box.y + 1) == number
        assert placed.chart(number).box == box
    assert placed.chart_at(-1, 0) is None


def test_the_place_of_a_chart_s_first_bar_counts_those_before_it() -> None:
    shown = plot([[3, 4]] * 5, charts=4)
    assert shown.firsts == (0, 10, 20, 30)
    assert len(shown.bars) == 40
