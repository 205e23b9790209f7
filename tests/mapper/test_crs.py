import numpy as np
import pyproj
import pytest

from mapper.crs import bounds_in_metres, metre_crs, transform_xy
from mapper.schema import DEGREES

HUBEI = metre_crs((108.3, 29.0, 116.2, 33.3))
EQUATOR_M = {"EPSG:32760": 10_000_000.0}


@pytest.mark.parametrize(
    "crs", ["EPSG:4534", "EPSG:4547", "EPSG:4554", "EPSG:32601", "EPSG:32650", "EPSG:32760", HUBEI]
)
def test_our_own_projections_are_those_that_proj_finds_by_itself(crs: str) -> None:
    rng = np.random.default_rng(7)
    middle = pyproj.Transformer.from_crs(crs, DEGREES, always_xy=True).transform(
        *((0.0, 0.0) if crs == HUBEI else (500_000.0, EQUATOR_M.get(crs, 0.0)))
    )
    span, north = (2.0, (3.0, 53.0)) if crs != HUBEI else (4.0, (29.0, 33.0))
    lat = rng.uniform(*north, 50) * (-1 if crs in EQUATOR_M else 1)
    degrees = np.column_stack([middle[0] + rng.uniform(-span, span, 50), lat])
    found = pyproj.Transformer.from_crs(DEGREES, crs, always_xy=True).transform(*degrees.T)
    metres = transform_xy(degrees, DEGREES, crs)
    np.testing.assert_array_equal(metres, np.column_stack(found))
    back = pyproj.Transformer.from_crs(crs, DEGREES, always_xy=True).transform(*metres.T)
    np.testing.assert_array_equal(transform_xy(metres, crs, DEGREES), np.column_stack(back))


def test_any_other_crs_is_left_to_proj() -> None:
    xy = np.array([[113.4, 30.3]])
    found = pyproj.Transformer.from_crs(DEGREES, "EPSG:3857", always_xy=True).transform(*xy.T)
    np.testing.assert_array_equal(transform_xy(xy, DEGREES, "EPSG:3857"), np.column_stack(found))


@pytest.mark.parametrize("crs", ["EPSG:4547", "EPSG:32616"])
def test_a_box_in_metres_holds_every_place_of_the_box_in_degrees(crs: str) -> None:
    west, south, east, north = (-87.9, 41.6, -87.5, 42.1) if crs == "EPSG:32616" else (113.2, 30.1, 113.6, 30.5)
    inside = np.random.default_rng(1).uniform((west, south), (east, north), (500, 2))
    xy = transform_xy(inside, "EPSG:4326", crs)
    low_x, low_y, high_x, high_y = bounds_in_metres((west, south, east, north), crs)
    assert ((xy >= (low_x, low_y)) & (xy <= (high_x, high_y))).all()
    assert np.abs([low_x, low_y] - xy.min(axis=0)).max() < 3000
