"""Every class can be told from the others by those who lack red or green cones: computed, for every theme and look."""

from itertools import combinations, pairwise
from typing import get_args

import pytest

from layers.classes.ramps import RAMPS, ramp
from layers.map_layers.incidents import LOOK_OF
from layers.plots.painting import tone_color
from layers.plots.plot import Tone
from layers.scene.look import Look
from layers.snapshot import MapState, snapshot_of
from layers.style import PALETTES, AreaStyle
from layers.themes import DECLARED
from mapper.analysis.incidents.kinds import INCIDENT_KINDS
from mapper.day.day import Day
from tests.drawn import some
from tests.layers.maps import DAY
from tests.layers.marked_district import marked_district
from tests.layers.sight import MACHADO, apart, contrast, lab

# CIE 1976: 2.3 is just noticed side by side; on a map classes lie apart from one another and from the legend.
CLEAR, STEP, LEAST_STEP = 10.0, 8.0, 5.0
THEME_CLASSES = [(theme.code, by.code) for theme in DECLARED for by in theme.shadings if not by.is_number]


def test_the_simulation_leaves_grey_and_confuses_what_is_confused():
    for sight in MACHADO:
        assert abs(lab("#808080", sight)[1:]).max() < 1
    assert apart("#000000", "#FFFFFF") == pytest.approx(100, abs=0.1)
    # Red and green of one lightness: the textbook's example.
    assert apart("#C83C3C", "#6E6E1E") < 25 < ((lab("#C83C3C", "usual") - lab("#6E6E1E", "usual")) ** 2).sum() ** 0.5


def marks(style: AreaStyle) -> set[object]:
    """What tells a fill without its colour: the kind and direction of its patterns, and its letter."""
    return {(p.form, p.angle_deg) for p in style.patterns} | ({style.mark} if style.mark else set())


@pytest.mark.parametrize("palette", some(PALETTES, 3))
@pytest.mark.parametrize(("theme", "by"), THEME_CLASSES)
def test_classes_of_land_differ_by_colour_or_by_pattern(palette, theme, by):
    state = MapState(Day(marked_district(), DAY), theme=theme, palette=palette, look=Look(shading={theme: by}))
    entries = [e for e in snapshot_of(state).layer("units").legend if isinstance(e.swatch, AreaStyle)]
    for one, other in combinations(entries, 2):
        assert one.swatch.fill is not None
        assert other.swatch.fill is not None
        far = apart(one.swatch.fill, other.swatch.fill)
        assert far >= CLEAR or marks(one.swatch) != marks(other.swatch), (one.code, other.code, far)


@pytest.mark.parametrize("palette", ["light", "dark", "print"])
def test_a_gap_speaks_by_its_colour_alone(palette):
    """Where units are too small for a hatch, red must not be green's brother."""
    p = PALETTES[palette]
    for gap in (p.vacant, p.on_loan):
        for calm in (p.covered, p.shared, p.quiet_unit):
            assert apart(gap, calm) >= CLEAR
    assert apart(p.vacant, p.on_loan) >= CLEAR


@pytest.mark.parametrize("palette", PALETTES)
def test_load_goes_up_in_clear_steps(palette):
    for one, other in pairwise(PALETTES[palette].load):
        assert apart(one, other) >= STEP


@pytest.mark.parametrize("name", RAMPS)
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("count", range(2, 8))
def test_neighbouring_classes_of_a_number_stay_apart(name, dark, count):
    """Six and seven classes are more than any one hue shows well: the legend's figures and the tip help there."""
    colours = ramp(name, count, dark)
    assert min(apart(*two) for two in combinations(colours, 2)) >= (STEP if count <= 5 else LEAST_STEP)
    for sight in MACHADO:
        lights = [lab(color, sight)[0] for color in colours]
        assert lights == sorted(lights, reverse=not dark)


@pytest.mark.parametrize("palette", PALETTES)
def test_counts_of_two_layers_are_told_apart_and_read(palette):
    p = PALETTES[palette]
    styles = {
        "hazard": LOOK_OF["hazards"].styles(p, 1.0)[1], "overdue": LOOK_OF["hazards"].styles(p, 1.0)[2],
        "dispute": LOOK_OF["disputes"].styles(p, 1.0)[1], "case": LOOK_OF["cases"].styles(p, 1.0)[1],
    }  # fmt: skip
    for (one, a), (other, b) in combinations(styles.items(), 2):
        assert apart(a.color, b.color) >= STEP, (one, other)
    for style in styles.values():
        assert contrast(style.color, style.text_color) >= 4.5
    if palette != "mono":  # there it is the dashes and the number that tell a focus area
        for style in styles.values():
            assert apart(p.focus, style.color) >= CLEAR


@pytest.mark.parametrize("palette", ["light", "dark", "print"])
@pytest.mark.parametrize("table", [kind.table for kind in INCIDENT_KINDS])
def test_bars_of_now_and_before_and_late_and_not_are_told_apart(palette, table):
    tones = {tone: tone_color(table, tone, PALETTES[palette]) for tone in get_args(Tone)}
    for one, other in (("now", "before"), ("late", "other")):
        assert apart(tones[one], tones[other]) >= 2 * CLEAR
        # Also where there is no colour at all, as in a copy in black and white.
        assert contrast(tones[one], tones[other]) >= 1.3
