"""Where rows lie: angles in every dress, axes exchanged, shapes written in a cell, CRS that lead nowhere."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mapper.errors import InputError
from mapper.io.coordinates import angle
from mapper.io.reading import Reading, read_communities, read_table

DRESSES = (
    "{d}°{m}′{s}″{side}", "{side}{d}°{m}'{s}\"", "{d}度{m}分{s}秒", "{d} {m} {s}", "{d}-{m}-{s}", "{d}:{m}:{s}",
    "{d}º{m}'{s}''",
    "{side} {d}° {m}′ {s}″", "{decimal}°{side}", "{side}{decimal}", "{decimal}{side}", "{decimal}", "{d}°{minutes}′",
)  # fmt: skip


def notes(reading: Reading) -> dict[str, object]:
    return {code: values.get("rows") for code, values in reading.notes}


@given(
    st.integers(0, 179), st.integers(0, 59), st.integers(0, 59), st.sampled_from(DRESSES),
    st.sampled_from(["E", "东经", "N", "W", "南纬"]), st.booleans(),
)  # fmt: skip
def test_an_angle_is_read_in_any_dress(d: int, m: int, s: int, dress: str, side: str, wide: bool) -> None:
    decimal = d + m / 60 + s / 3600
    text = dress.format(d=d, m=m, s=s, side=side, decimal=f"{decimal:.9f}", minutes=f"{m + s / 60:.9f}")
    if wide:
        text = text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789."})
    sign = -1 if side in ("W", "南纬") and "{side}" in dress else 1
    assert angle(text) == pytest.approx(sign * decimal, abs=1e-7)


@pytest.mark.parametrize("text", ["113°75′", "113.5°30′", "E113°E", "5 5 5 5", "1°2′61″", "114°5″", "°", "E", "经度"])
def test_what_is_no_angle_is_none(text: str) -> None:
    assert angle(text) != angle(text)


def test_letters_tell_which_column_is_which(write_text: Callable[..., Path]) -> None:
    reading = read_table(write_text("编号,经度,纬度\n1,N30.3,E113.4\n2,北纬30°18′,东经113°24′\n"), "hazards")
    assert [(p.x, p.y) for p in reading.frame.geometry] == [pytest.approx((113.4, 30.3))] * 2
    assert notes(reading)["coordinates_exchanged"] == 2


def _swapped(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_geometry(frame.geometry.map(lambda shape: shapely.transform(shape, lambda xy: xy[:, ::-1])))


def test_areas_with_the_latitude_first_are_refused_and_read_when_asked(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    path = tmp_path / "u.geojson"
    _swapped(units).to_file(path)
    with pytest.raises(InputError, match="axes_exchanged"):
        read_communities(path)
    reading = read_communities(path, swap_xy=True)
    assert shapely.equals_exact(reading.frame.geometry.to_numpy(), units.geometry.to_numpy(), 1e-9).all()
    assert notes(reading)["axes_swapped"] == 4
    mixed = units.copy()
    mixed.geometry = [*_swapped(units).geometry[:1], *units.geometry[1:]]
    mixed.to_file(path)
    reading = read_communities(path)
    assert [(r.row, r.code) for r in reading.rejected] == [(1, "axes_exchanged")]
    assert reading.read == reading.imported + 1


def test_points_with_the_latitude_first_are_told(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    points = units.set_geometry(units.geometry.representative_point())
    path = tmp_path / "p.geojson"
    _swapped(points).to_file(path)
    reading = read_table(path, "hazards", communities=read_communities(_saved(units, tmp_path)).frame)
    assert notes(reading)["coordinates_maybe_swapped"] == 4
    assert notes(reading)["points_far"] == 4
    swapped = read_table(path, "hazards", swap_xy=True)
    assert shapely.equals_exact(swapped.frame.geometry.to_numpy(), points.geometry.to_numpy(), 1e-9).all()
    assert "coordinates_maybe_swapped" not in notes(swapped)


def _saved(units: gpd.GeoDataFrame, folder: Path) -> Path:
    units.to_file(folder / "units.gpkg")
    return folder / "units.gpkg"


def test_shapes_of_surveyors_have_the_northing_first(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    metres = _swapped(units.to_crs(4546))
    path = tmp_path / "u.shp"
    metres.set_axis(["code", "name", "station", "geometry"], axis=1).to_file(path)
    reading = read_communities(path)
    assert shapely.equals_exact(
        shapely.normalize(reading.frame.geometry.to_numpy()), shapely.normalize(units.geometry.to_numpy()), 1e-7
    ).all()
    assert notes(reading)["xy_northing_first"]


@pytest.mark.parametrize("write", [
    shapely.to_wkt, lambda s: f"SRID=4490;{shapely.to_wkt(s)}", lambda s: shapely.to_wkb(s, hex=True),
    shapely.to_geojson,
    lambda s: shapely.to_wkb(shapely.set_srid(s, 4326), hex=True, include_srid=True),
])  # fmt: skip
def test_shapes_written_in_a_cell(
    write: Callable[[shapely.Geometry], str], write_text: Callable[..., Path], units: gpd.GeoDataFrame
) -> None:
    rows = "".join(f"{code}\t{write(shape)}\n" for code, shape in zip(units["编码"], units.geometry, strict=True))
    reading = read_communities(write_text(f"社区编码\tgeometry\n{rows}"))
    assert shapely.equals_exact(reading.frame.geometry.to_numpy(), units.geometry.to_numpy(), 1e-9).all()


UNKNOWN = (
    'PROJCS["x",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["No_Such_Projection"],UNIT["Meter",1.0]]'
)
XIAN = (
    'PROJCS["x",GEOGCS["{gcs}",DATUM["{datum}",SPHEROID["IAU_1976",6378140.0,298.257]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],'
    'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",114.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (UNKNOWN, "crs_unusable"),
        (XIAN.format(gcs="GCS_Xian_1980", datum="D_Xian_1980"), "crs_ballpark"),
        (XIAN.format(gcs="西安80", datum="D_Unknown"), "crs_ballpark"),
        (XIAN.format(gcs="GCS_x", datum="Unknown"), "crs_ballpark"),
    ],
)
def test_a_coordinate_system_that_leads_nowhere_is_refused(
    tmp_path: Path, units: gpd.GeoDataFrame, text: str, code: str
) -> None:
    path = tmp_path / "u.shp"
    units.to_crs(4547).set_axis(["code", "name", "station", "geometry"], axis=1).to_file(path)
    path.with_suffix(".prj").write_text(text)
    with pytest.raises(InputError) as refused:
        read_communities(path)
    assert refused.value.code == code
    if code == "crs_unusable":
        assert read_communities(path, crs="EPSG:4547").imported == 4


def test_an_area_that_is_written_out_is_no_point(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    area = "POLYGON((113.4 30.3, 113.5 30.3, 113.5 30.4, 113.4 30.3))"
    path.write_text(f'编号,wkt\nA1,"{area}"\nA2,POINT(113.4 30.3)\nA3,\nA4,MULTIPOINT(113.4 30.3)\n', "utf-8")
    read = read_table(path, "hazards")
    assert [(one.row, one.code) for one in read.rejected] == [(1, "geometry_not_point")]
    assert read.frame.geometry.geom_type.fillna("").tolist() == ["Point", "", "Point"]
    assert [values["rows"] for code, values in read.notes if code == "coordinates_missing"] == [1]
    path.write_text(f'编号,wkt\nA1,"{area}"\n', "utf-8")
    with pytest.raises(InputError) as refused:
        read_table(path, "hazards")
    assert refused.value.code == "geometry_not_point"
