"""Scale bar and legend swatches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from layers.codes import THEMES
from layers.paint.legend import paint_swatch
from layers.paint.scale_bar import (
    length_text,
    paint_scale_bar,
    round_length_m,
)
from layers.snapshot import MapState, snapshot_of
from layers.style import LIGHT
from layers.viewport import Viewport
from tests.layers.maps import district_day, pixels, share_of, words


@given(st.floats(0.01, 1e7))
def test_a_bar_is_round_and_as_long_as_it_may(most_m):
    length = round_length_m(most_m)
    assert f"{length:.0e}"[0] in "125"
    assert length <= most_m * 1.000001 < length * 2.500005


def test_lengths_have_units():
    assert length_text(500, words) == "scale_bar.m 500"
    assert length_text(2000, words) == "scale_bar.km 2"


@pytest.mark.usefixtures("qapp")
def test_the_bar_is_as_long_as_it_says():
    """Dark pixels and open cells of the bar span the pixels that its length has at this scale."""
    viewport = Viewport((0, 0), 10.0, 300, 120)
    image = QImage(300, 120, QImage.Format.Format_RGB888)
    image.fill("#FFFFFF")
    painter = QPainter(image)
    ground = paint_scale_bar(painter, viewport, words)
    painter.end()
    seen = pixels(image)[int(ground.bottom()) - 9 : int(ground.bottom()) - 7, : int(ground.right())].astype(int)
    dark = (seen.max(axis=(0, 2)) < 200).nonzero()[0]
    assert dark.max() - dark.min() + 1 == pytest.approx(round_length_m(10.0 * 180) / 10.0, abs=3)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("theme", THEMES)
def test_every_swatch_is_drawn(theme):
    for entry in snapshot_of(MapState(district_day(), theme=theme)).legend:
        image = QImage(28, 18, QImage.Format.Format_RGB888)
        image.fill("#123456")
        painter = QPainter(image)
        paint_swatch(painter, QRectF(1, 1, 26, 16), entry)
        painter.end()
        assert share_of(pixels(image).astype(int), "#123456") < 0.93, entry.code
        if entry.code == "vacant":
            assert share_of(pixels(image).astype(int), LIGHT.vacant_hatch, 40) > 0.1
