"""Coordinates in metres of files that do not state their CRS: read by the zone number before them, or asked about."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyproj
import pytest

from mapper.errors import InputError
from mapper.io.reading import read_table
from tests.districts import SOUTH, STEP, WEST, grid

LON, LAT = WEST + STEP * np.linspace(0.1, 1.9, 10), SOUTH + STEP * np.linspace(0.2, 1.8, 10)


def in_metres(epsg: int, lon: np.ndarray = LON, lat: np.ndarray = LAT) -> list[tuple[float, float]]:
    """Eastings and northings, projected by PROJ itself."""
    east, north = pyproj.Transformer.from_crs(4490, epsg, always_xy=True).transform(lon, lat)
    return list(zip(east.tolist(), north.tolist(), strict=True))


def listed(pairs: list[tuple[float, float]], heading: str = "X,Y") -> str:
    return f"编号,{heading}\n" + "".join(f"N{n},{x:.4f},{y:.4f}\n" for n, (x, y) in enumerate(pairs))


@pytest.mark.parametrize("north_first", [False, True])
@pytest.mark.parametrize(
    ("epsg", "zone", "east"), [(4526, 38, 0.0), (4497, 19, 0.0), (4533, 45, 21.6), (4499, 21, 9.0)]
)
def test_a_zone_number_tells_the_crs(
    write_text: Callable[..., Path], epsg: int, zone: int, east: float, north_first: bool
) -> None:
    pairs = in_metres(epsg, LON + east)
    reading = read_table(write_text(listed([p[::-1] for p in pairs] if north_first else pairs)), "hazards")
    assert ("crs_of_zone", {"zone": zone, "crs": f"EPSG:{epsg}"}) in reading.notes
    assert np.allclose(reading.frame.geometry.x, LON + east, atol=1e-8)
    assert np.allclose(reading.frame.geometry.y, LAT, atol=1e-8)


def test_headings_of_degrees_over_metres_with_a_zone(write_text: Callable[..., Path]) -> None:
    for pairs, heading in ((in_metres(4526), "经度,纬度"), ([p[::-1] for p in in_metres(4526)], "纬度,经度")):
        reading = read_table(write_text(listed(pairs, heading)), "hazards")
        assert np.allclose(reading.frame.geometry.x, LON, atol=1e-8)


def test_areas_written_out_with_a_zone(write_text: Callable[..., Path]) -> None:
    (x, y), (far_x, far_y) = in_metres(4526)[0], in_metres(4526)[-1]
    text = f'社区编码,WKT\n1,"POLYGON (({x} {y}, {far_x} {y}, {far_x} {far_y}, {x} {y}))"\n'
    for crs in (None, "EPSG:4526", "EPSG:4547"):
        found = read_table(write_text(text), "communities", crs=crs).frame.total_bounds
        assert np.allclose(found, [LON[0], LAT[0], LON[-1], LAT[-1]], atol=1e-5)


@pytest.mark.parametrize("crs", [None, "EPSG:4526", "EPSG:4547"])
def test_a_row_that_lies_nowhere_does_not_cost_the_others_their_place(
    write_text: Callable[..., Path], crs: str | None
) -> None:
    reading = read_table(write_text(listed([*in_metres(4526), (0.0, 0.0)])), "hazards", crs=crs)
    assert (reading.read, reading.imported) == (11, 11)
    assert np.allclose(reading.frame.geometry.x.iloc[:10], LON, atol=1e-8)


def test_what_is_said_to_be_on_a_closed_datum_is_refused(write_text: Callable[..., Path]) -> None:
    text = listed(in_metres(4526), "X,Y,说明").replace("\n", ",\n")
    for path in (write_text(text.replace("说明,", "西安80坐标")), write_text(text, name="北京54.csv")):
        with pytest.raises(InputError, match="crs_ballpark"):
            read_table(path, "hazards")


def test_numbers_of_web_mercator_are_taken_for_no_zone(write_text: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match="crs_missing"):
        read_table(write_text(listed(in_metres(3857, LON + 8))), "hazards")  # x begins with 13


@pytest.mark.parametrize("epsg", [4547, 4546, 32649, 3857])
def test_the_units_of_the_project_tell_what_metres_may_be(write_text: Callable[..., Path], epsg: int) -> None:
    known = grid(2, 2).communities
    path = write_text(listed([p[::-1] for p in in_metres(epsg)]))
    with pytest.raises(InputError) as caught:
        read_table(path, "hazards", communities=known)
    assert caught.value.code == "crs_missing_near"
    likely = caught.value.values["likely"]
    assert f"EPSG:{epsg} (10/10)" in likely
    assert len(likely) <= 3
    with pytest.raises(InputError) as caught:
        read_table(path, "hazards")
    assert caught.value.code == "crs_missing"
