"""Breaks chosen by hand: every value in its class whatever the others are, told as it was chosen, and kept."""

import json
from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from layers.classes.classing import are_breaks, classed_at
from layers.scene.look import Look
from layers.snapshot import MapState, snapshot_of
from mapper.day.day import Day
from mapper.errors import InputError
from tests.drawn import drawn
from tests.layers.maps import DAY, district
from ui.language.break_words import breaks_text, told_breaks

_BREAKS = st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=1, max_size=6, unique=True).map(sorted)


@settings(max_examples=drawn(30))
@given(_BREAKS, st.lists(st.floats(allow_infinity=True)))
def test_each_value_is_between_its_breaks(breaks: list[float], values: list[float]) -> None:
    for value, number in zip(values, classed_at(np.array(values), breaks).tolist(), strict=True):
        expected = sum(value >= one for one in breaks) if np.isfinite(value) else -1
        assert number == expected


@settings(max_examples=drawn(30))
@given(_BREAKS)
def test_breaks_are_read_back_and_kept(breaks: list[float]) -> None:
    rounded = sorted({float(f"{one:.12g}") for one in breaks})
    assert told_breaks(breaks_text(rounded)) == tuple(rounded)
    look = Look(method="manual", breaks={"cases_per_1000": tuple(rounded)}, figures_written=False)
    assert Look.from_json(json.loads(json.dumps(look.as_json()))) == look


@pytest.mark.parametrize("text", ["", "x", "5 4", "5;5", "1 2 3 4 5 6 7", "nan", "inf", "5,"])
def test_what_are_no_breaks_is_said_in_one_sentence(text: str) -> None:
    if text == "5,":
        assert told_breaks(text) == (5.0,)
        return
    with pytest.raises(InputError, match="breaks_unread"):
        told_breaks(text)
    assert not are_breaks([3, 2])
    assert Look.from_json({"breaks": {"a": [3, 2], "b": ["x"], "c": 4}}).breaks == {}


def test_the_map_has_every_class_and_the_figure_on_each_unit() -> None:
    project = district()
    look = Look(
        shading={"load": "residents_per_officer"},
        method="manual",
        breaks={"residents_per_officer": (500.0, 1500.0, 9000.0)},
    )
    state = MapState(Day(project, DAY), "load", look=look)
    units = snapshot_of(state).layer("units")
    codes = [(entry.code, dict(entry.values), entry.count) for entry in units.legend if entry.code != "no_figure"]
    assert [code for code, _, _ in codes] == ["under", "from_to", "from_to", "at_least"]
    assert codes[1][1] == {"low": "500", "high": "1,500"}
    figures = dict(units.figures)
    held = [float(text.replace(",", "")) for text in figures.values() if text]
    assert [count for _, _, count in codes] == [
        sum(v < 500 for v in held), sum(500 <= v < 1500 for v in held), sum(1500 <= v < 9000 for v in held),
        sum(v >= 9000 for v in held),
    ]  # fmt: skip
    names, written = units.names
    assert (names.is_figure, written.is_figure) == (False, True)  # type: ignore[union-attr]
    assert list(written.texts) == [figures[code] for code in project.communities.index]
    plain = snapshot_of(replace(state, look=replace(look, figures_written=False))).layer("units")
    assert len(plain.names) == 1
