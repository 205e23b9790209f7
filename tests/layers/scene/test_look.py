"""How a person wants the map: what is kept comes back, nonsense does no harm, and the stack is as it was put."""

from dataclasses import replace
from datetime import date

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from layers.classes.classing import METHODS
from layers.classes.ramps import RAMPS
from layers.codes import LAYERS
from layers.geometry.shapes import Dots
from layers.say import sentence
from layers.scene.drawing import MapLayer, PaintOrder, Points
from layers.scene.look import (
    LEAST_OPACITY,
    LINE_WIDTHS_PX,
    PLAIN,
    LineLook,
    Look,
)
from layers.scene.stacking import paint_order, stacked
from layers.snapshot import MapState, snapshot_of
from layers.style import LIGHT
from layers.themes import DECLARED, theme_of
from tests.layers.maps import DAY, assert_same_picture, at, color_of, district_day, fitted, patch, picture
from ui.language.messages import LANGUAGES, Messages

looks = st.builds(
    Look,
    order=st.permutations(LAYERS).map(tuple) | st.just(()),
    opacity=st.dictionaries(st.sampled_from(LAYERS), st.floats(LEAST_OPACITY, 1.0)),
    shading=st.sampled_from([{}, {"load": "load_share"}, {"change": "disputes", "disputes": "open_disputes"}]),
    method=st.sampled_from(METHODS),
    classes=st.integers(3, 7),
    ramp=st.sampled_from(list(RAMPS)),
    since=st.none() | st.dates(),
    lines=st.dictionaries(
        st.text(max_size=4),
        st.builds(LineLook, st.sampled_from(["#112233", "#AABBCC"]), st.sampled_from(LINE_WIDTHS_PX), st.booleans()),
        max_size=3,
    ),
)
anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.sampled_from(LAYERS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
names = ("order", "opacity", "shading", "method", "classes", "ramp", "since", "lines")


@given(looks)
def test_what_is_kept_comes_back(look):
    assert Look.from_json(look.as_json()) == look


@given(anything | st.fixed_dictionaries({}, optional=dict.fromkeys(names, anything)))
def test_nonsense_is_the_programs_own(kept):
    look = Look.from_json(kept)
    assert all(LEAST_OPACITY <= value <= 1 for value in look.opacity.values())
    assert {layer.code for layer in stacked(_layers(), look)} == set(LAYERS)
    assert theme_of("change").shading(look) in theme_of("change").shadings


def _layers() -> list[MapLayer]:
    """Layers whose drawings have the orders of the real ones."""
    dots = Dots(np.array([], dtype=object), np.empty((0, 2)))

    def drawing(order: PaintOrder) -> Points:
        return Points(order, "hazards", dots, np.array([], dtype=np.int64), ())

    orders = {
        "units": (PaintOrder.GROUND, PaintOrder.PATTERN, PaintOrder.UNIT_BORDER),
        "reference_lines": (PaintOrder.REFERENCE,),
        "stations": (PaintOrder.STATION_BORDER,),
        "findings": (PaintOrder.FINDING, PaintOrder.FINDING),
        "focus_areas": (PaintOrder.FOCUS, PaintOrder.BADGE),
    }
    return [
        MapLayer(code, True, tuple(drawing(order) for order in orders.get(code, (PaintOrder.POINT,))))
        for code in LAYERS
    ]


@given(st.permutations(LAYERS))
def test_what_is_put_above_is_painted_above(order):
    layers = stacked(_layers(), Look(order=tuple(order)))
    assert [layer.code for layer in layers] == list(order)
    painted = paint_order(layers, LAYERS)
    place = {id(drawing): n for n, drawing in enumerate(painted)}
    assert len(place) == sum(len(layer.drawings) for layer in layers)
    for i, low in enumerate(layers):
        for high in layers[i + 1 :]:
            lifted = LAYERS.index(high.code) < LAYERS.index(low.code)
            for below in low.drawings:
                for above in high.drawings:
                    if lifted or above.order >= below.order:
                        assert place[id(below)] < place[id(above)]
    assert [d.order for d in paint_order(_layers(), LAYERS)] == sorted(d.order for d in painted)


def test_a_layer_of_another_version_keeps_its_place():
    some = Look(order=("hazards", "units", "gone"))
    codes = [layer.code for layer in stacked(_layers(), some)]
    assert codes.index("hazards") < codes.index("units") < codes.index("stations")


@pytest.fixture(scope="module")
def plain():
    return snapshot_of(MapState(district_day()))


@pytest.mark.usefixtures("qapp")
def test_opacity_mixes_with_the_paper_and_asks_nothing_again(plain):
    look = Look(opacity={"units": 0.5})
    hidden = frozenset({"hazards", "disputes", "focus_areas", "reference_lines", "stations"})
    half = snapshot_of(replace(plain.state, look=look, hidden=hidden), plain)
    assert half.whole is plain.whole
    viewport = fitted(plain)
    found = patch(picture(half, viewport), at(half, viewport, "u3-1"), 4).mean(axis=0)
    assert np.abs(found - (color_of(LIGHT.covered) + color_of(LIGHT.paper)) / 2).max() < 2
    assert all(e.opacity == 0.5 for e in half.legend if e.layer == "units")


@pytest.mark.usefixtures("qapp")
def test_reset_paints_the_picture_of_before(plain, tmp_path):
    moved = snapshot_of(replace(plain.state, look=Look(order=LAYERS[::-1], opacity={"hazards": 0.4})), plain)
    again = snapshot_of(replace(plain.state, look=PLAIN), moved)
    viewport = fitted(plain)
    assert (picture(moved, viewport) != picture(plain, viewport)).any()
    assert_same_picture(picture(again, viewport), picture(plain, viewport), tmp_path, worst=0)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("theme", "by"), [(theme.code, by.code) for theme in DECLARED if len(theme.shadings) > 1 for by in theme.shadings]
)
def test_each_shading_counts_every_unit_once_and_says_so(plain, theme, by, language):
    look = Look(shading={theme: by}, since=date(2026, 10, 1))
    snapshot = snapshot_of(replace(plain.state, theme=theme, look=look), plain)
    units = [entry for entry in snapshot.legend if entry.layer == "units"]
    assert sum(entry.count or 0 for entry in units) == len(plain.state.project.communities)
    say = Messages(language)
    assert len({entry.words(say) for entry in units}) == len(units)
    if by not in ("none", "load_steps"):
        assert snapshot.notes
        tips = snapshot.layer("units").tips
        # Where no cell may be chosen there is nothing to tell of a unit.
        assert set(tips) == (set() if theme == "hotspots" else set(plain.state.project.communities.index))
        told = [sentence(note, say) for note in snapshot.notes] + [
            sentence(words, say) for each in tips.values() for words in each
        ]
        assert all(text and "{" not in text for text in told)


def test_the_units_without_a_figure_are_a_class(plain):
    project = plain.state.project
    residents = project.communities["residents"].where(project.communities.index != "u3-3")
    less = project.with_tables(communities=project.communities.assign(residents=residents))
    look = Look(shading={"disputes": "disputes_per_1000"})
    snapshot = snapshot_of(replace(plain.state, day=plain.state.day.after(less), theme="disputes", look=look), plain)
    counts = {e.code: e.count for e in snapshot.legend if e.layer == "units"}
    assert counts["no_figure"] == 1
    (note,) = snapshot.notes
    assert note[1]["note"][1]["without"] == 1


def test_the_earlier_day_is_before_the_later_one():
    assert Look(since=date(2026, 1, 1)).earlier_day(DAY) == date(2026, 1, 1)
    assert Look(since=DAY).earlier_day(DAY) == PLAIN.earlier_day(DAY) == date(2026, 10, 24)
