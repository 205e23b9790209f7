"""Colours as a printer without colour, and eyes without a kind of cones, have them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage

from layers.paint.vision import VISIONS, seen, seen_colour
from layers.style import PRINT
from tests.drawn import drawn

COLOUR = st.tuples(*[st.integers(0, 255)] * 3)


@given(COLOUR, st.sampled_from(VISIONS))
@settings(max_examples=drawn(40))
def test_a_picture_is_seen_dot_by_dot_as_its_colours_are(color, vision):
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(QColor(*color))
    image.setPixelColor(1, 1, QColor(10, 200, 30))
    told = seen(image, vision)
    for x, y, there in ((0, 0, color), (1, 1, (10, 200, 30))):
        assert told.pixelColor(x, y).getRgb()[:3] == seen_colour(there, vision)


@given(st.integers(0, 255), st.sampled_from(VISIONS))
@settings(max_examples=drawn(40))
def test_grey_stays_grey(value, vision):
    assert np.abs(np.array(seen_colour((value,) * 3, vision)) - value).max() <= 1


@given(COLOUR)
@settings(max_examples=drawn(20))
def test_black_and_white_has_no_colour(color):
    assert len(set(seen_colour(color, "grey"))) == 1


@pytest.mark.parametrize("vision", ["protan", "deutan"])
def test_red_and_green_of_one_lightness_look_alike_and_the_classes_of_a_sheet_do_not(vision):
    """The known confusion is there; what the sheet's own alarm and water are stays apart."""

    def apart(one, other):
        return float(np.linalg.norm(np.array(seen_colour(one, vision)) - np.array(seen_colour(other, vision))))

    red, green = (190, 60, 40), (110, 115, 40)
    assert apart(red, green) < 0.6 * float(np.linalg.norm(np.array(red) - np.array(green)))
    alarm, water = (tuple(QColor(code).getRgb()[:3]) for code in (PRINT.alarm, PRINT.accent))
    assert apart(alarm, water) > 60
