"""Depths are found without recursion and never refuse a shape that real files have."""

import json

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mapper.files.limits import DEEPEST_JSON, DEEPEST_SHAPE
from mapper.files.nesting import json_too_deep, wkb_too_deep, wkt_too_deep
from tests.dangerous import nested_wkb, nested_wkt

AREA = shapely.box(113, 30, 114, 31).difference(shapely.box(113.2, 30.2, 113.4, 30.4))
SHAPES = [
    shapely.Point(113, 30),
    shapely.Point(113, 30, 5),
    shapely.Point(),
    shapely.LineString([(113, 30), (114, 31)]),
    AREA,
    shapely.MultiPolygon([AREA, shapely.box(115, 30, 116, 31)]),
    shapely.GeometryCollection([AREA, shapely.GeometryCollection([shapely.MultiPoint([(113, 30), (114, 31)])])]),
    shapely.MultiPolygon([shapely.box(n, 0, n + 0.5, 1) for n in range(500)]),
]


@pytest.mark.parametrize("flavour", ["iso", "extended"])
@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.geom_type)
def test_real_shapes_are_not_too_deep(shape: shapely.Geometry, order: int, flavour: str) -> None:
    assert not wkb_too_deep(shapely.to_wkb(shape, byte_order=order, flavor=flavour))
    assert not wkb_too_deep(shapely.to_wkb(shapely.set_srid(shape, 4326), include_srid=True))
    assert not wkt_too_deep(shapely.to_wkt(shape))


@given(st.integers(0, 3 * DEEPEST_SHAPE))
def test_the_bound_is_a_number_of_collections(depth: int) -> None:
    assert wkb_too_deep(nested_wkb(depth)) == (depth > DEEPEST_SHAPE)
    if depth > DEEPEST_SHAPE + 2:
        assert wkt_too_deep(nested_wkt(depth))
    if depth <= DEEPEST_SHAPE:
        assert not wkt_too_deep(nested_wkt(depth))
        assert shapely.from_wkb(nested_wkb(depth)) == shapely.from_wkt(nested_wkt(depth))


@given(st.binary(max_size=200))
def test_what_is_no_shape_is_nobodys_error_here(data: bytes) -> None:
    assert wkb_too_deep(data) in (True, False)


def test_a_count_without_its_bytes_ends_the_search() -> None:
    assert not wkb_too_deep(b"\1\3\0\0\0\xff\xff\xff\xff")
    assert not wkb_too_deep(b"\1\6\0\0\0\xff\xff\xff\xff" + b"\1\3\0\0\0\xff\xff\xff\xff")


LEAVES = st.none() | st.floats(allow_nan=False) | st.text()
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


def _depth(value: object) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


@given(JSON, st.integers(DEEPEST_JSON - 12, DEEPEST_JSON + 2), st.booleans())
def test_brackets_in_texts_do_not_count(value: object, around: int, ascii_only: bool) -> None:
    text = "[" * around + json.dumps(value, ensure_ascii=ascii_only) + "]" * around
    assert json_too_deep(text) == (around + _depth(value) > DEEPEST_JSON)
