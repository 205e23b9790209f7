"""Beats on the map: neighbours in colours that differ for every kind of eye, a number in each."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.classes.beat_colours import FILLS, colours_of, differences
from layers.scene.beats_shown import BeatsShown
from layers.scene.drawing import Areas, Points
from layers.snapshot import MapState, snapshot_of
from layers.themes.beats import beat_number
from mapper.day.day import Day
from mapper.edits.beats import set_beats
from tests.districts import grid

DAY = date(2026, 11, 23)


@given(st.integers(1, 30), st.randoms(use_true_random=False))
def test_neighbours_never_share_a_colour_on_a_map(columns, random):
    beats = [f"{n}" for n in range(columns * 3)]
    pairs = [
        (beats[a], beats[b])
        for a in range(len(beats))
        for b in (a + 1, a + columns)
        if b < len(beats) and (b != a + 1 or b % columns) and random.random() < 0.9
    ]
    colours = colours_of(beats, pairs)
    assert all(colours[a] != colours[b] for a, b in pairs)
    least = min((differences()[colours[a], colours[b]] for a, b in pairs), default=99)
    assert least > 10, "told apart without red or green cones too"
    moved = [*pairs, (beats[0], beats[-1])] if len(beats) > 2 else pairs
    kept = colours_of(beats, moved, colours)
    changed = {beat for beat in beats if kept[beat] != colours[beat]}
    assert changed <= {beats[0], beats[-1]}, "only who got a neighbour of the same colour changes"
    assert all(kept[a] != kept[b] for a, b in moved)


def test_a_change_does_not_go_on_from_beat_to_beat():
    row = [f"{n}" for n in range(5)]
    pairs = [(a, b) for a, b in pairwise(row)]
    colours = colours_of(row, pairs)
    for a in row:
        for b in row:
            kept = colours_of(row, [*pairs, (a, b)], colours)
            assert {beat for beat in row if kept[beat] != colours[beat]} <= (
                {a, b} if colours[a] == colours[b] else set()
            )


def test_differences_are_a_distance():
    apart = differences()
    assert apart.shape == (len(FILLS), len(FILLS))
    assert np.allclose(apart, apart.T)
    assert (np.diag(apart) == 0).all()


def test_the_beats_that_are_made_stand_in_place_of_those_that_are_kept():
    names = {f"u{c}-{r}": f"所-{1 + c // 2}" for c in range(4) for r in range(2)}
    bare = grid(4, 2)
    kept = set_beats({code: name for code, name in names.items() if name == "所-1"})(bare)
    layer = snapshot_of(MapState(Day(kept, DAY), theme="beats")).layer("units")
    assert [(entry.code, entry.count) for entry in layer.legend] == [("beat", 1), ("beat_none", 4)]
    made = snapshot_of(MapState(Day(bare, DAY), theme="beats", beats=BeatsShown(names, {"所-1": 0, "所-2": 1}))).layer(
        "units"
    )
    assert [(entry.code, entry.count) for entry in made.legend] == [("beat", 2)]
    (badges,) = [d for d in made.drawings if isinstance(d, Points)]
    assert sorted(badges.texts) == ["1", "2"]
    areas = next(d for d in made.drawings if isinstance(d, Areas))
    colours = dict(zip(areas.shapes.ids, areas.class_of_row, strict=True))
    assert {code: colours[code] for code in names} == {code: int(name[-1]) - 1 for code, name in names.items()}
    assert snapshot_of(MapState(Day(bare, DAY), theme="beats")).layer("units").legend[0].count == 8


@pytest.mark.parametrize(
    ("name", "badge"),
    [
        ("云台所-3", "3"), ("Beat 12", "12"), ("B7", "B7"), ("第三警务区", "3"), ("十二警务区", "12"),
        ("第二十警务区", "20"),
        ("二十五号片区", "25"), ("三里桥警务区", "三"), ("Sector Adam", "A"), ("2024-11", "11"), ("", ""),
    ],
)  # fmt: skip
def test_a_badge_has_what_a_disc_has_room_for(name, badge):
    assert beat_number(name) == badge
