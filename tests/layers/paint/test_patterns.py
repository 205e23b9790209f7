"""Hatches and dots keep to their polygon: shapely is the judge."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.paint.cache import dots, hatch
from layers.style import Pattern


def rings_of(polygon: shapely.Polygon) -> tuple[np.ndarray, np.ndarray]:
    rings = [np.asarray(ring.coords)[:-1] for ring in (polygon.exterior, *polygon.interiors)]
    return np.vstack(rings), np.append(0, np.cumsum([len(ring) for ring in rings]))


@st.composite
def holed(draw):
    """A star-like polygon with a hole around its middle."""
    seed, n = draw(st.integers(0, 100_000)), draw(st.integers(4, 20))
    rng = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    radius = rng.uniform(40, 90, n)
    outer = np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None] + rng.uniform(-500, 500, 2)
    polygon = shapely.Polygon(outer)
    return polygon.difference(shapely.Point(outer.mean(axis=0)).buffer(12, quad_segs=3))


@given(holed(), st.sampled_from([0.0, 45.0, -45.0, 90.0, 17.0]), st.floats(3, 12))
def test_hatch_lines_are_all_of_the_inside_and_nothing_else(polygon, angle, spacing):
    if polygon.geom_type != "Polygon":
        return
    xy, offsets = rings_of(polygon)
    strokes, part = hatch(
        xy, offsets, np.zeros(len(offsets) - 1, dtype=np.int64), Pattern("lines", "", spacing, 1, angle), 1
    )
    lines = shapely.linestrings(strokes.reshape(-1, 2, 2))
    assert (part == 0).all()
    assert shapely.within(lines, polygon.buffer(1e-6)).all()
    # Lines a spacing apart measure the area: Σ length · spacing ≈ area, to within a border's share.
    assert abs(shapely.length(lines).sum() * spacing - polygon.area) <= polygon.length * spacing


@given(holed(), st.floats(4, 12))
def test_dots_lie_inside(polygon, spacing):
    if polygon.geom_type != "Polygon":
        return
    xy, offsets = rings_of(polygon)
    places, _ = dots(xy, offsets, np.zeros(len(offsets) - 1, dtype=np.int64), Pattern("dots", "", spacing, 2), 1)
    assert shapely.intersects_xy(polygon.buffer(1e-6), places[:, 0], places[:, 1]).all()


def test_a_hatch_leans_as_it_says():
    """45° rises to the right on a screen whose y grows downwards."""
    xy = np.array([[0, 0], [50, 0], [50, 50], [0, 50]], dtype=float)
    one_part = np.zeros(1, dtype=np.int64)
    strokes, _ = hatch(xy, np.array([0, 4]), one_part, Pattern("lines", "", 5, 1, 45), 1)
    slope = (strokes[:, 3] - strokes[:, 1]) / (strokes[:, 2] - strokes[:, 0])
    assert np.allclose(slope, -1)
