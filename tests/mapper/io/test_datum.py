"""Which datum a file is in: told rightly or not at all, by points, outlines and headings; applied only where asked."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from benchmarks.datum import MOVES, confusion
from mapper.crs import bd09_to_wgs84, gcj02_to_wgs84, wgs84_to_bd09, wgs84_to_gcj02
from mapper.errors import InputError
from mapper.io.reading import Reading, read_communities, read_table


def told(reading: Reading, code: str) -> dict[str, object]:
    return dict(next(note.values for note in reading.notes if note.code == code))


@pytest.mark.parametrize("seed", [2, 3])
def test_no_confident_answer_is_wrong(seed: int) -> None:
    counts = confusion(60, seed)
    wrong = {key: count for key, count in counts.items() if key[2] not in (key[1], "unsure")}
    assert wrong == {}
    assert sum(count for key, count in counts.items() if key[2] == "unsure") < 20


@pytest.mark.parametrize(
    ("there", "back"), [(wgs84_to_gcj02, gcj02_to_wgs84), (wgs84_to_bd09, bd09_to_wgs84)], ids=["gcj02", "bd09"]
)
def test_there_and_back_is_less_than_a_millimetre_in_china(
    there: Callable[[np.ndarray], np.ndarray], back: Callable[[np.ndarray], np.ndarray]
) -> None:
    rng = np.random.default_rng(5)
    xy = np.column_stack([rng.uniform(73.5, 135.1, 50_000), rng.uniform(3.8, 53.6, 50_000)])
    assert np.abs(back(there(xy)) - xy).max() * 111_320 < 0.001
    outside = np.array([[-104.99, 39.74], [153.02, -27.47], [-43.17, -22.9]])
    assert (gcj02_to_wgs84(outside) == outside).all()
    assert (wgs84_to_gcj02(outside) == outside).all()


def _project(tmp_path: Path, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    units.to_file(tmp_path / "units.gpkg")
    return read_communities(tmp_path / "units.gpkg").frame


@pytest.mark.parametrize("datum", MOVES)
def test_outlines_of_known_units(tmp_path: Path, units: gpd.GeoDataFrame, datum: str) -> None:
    known = _project(tmp_path, units)
    moved = units.set_geometry(shapely.transform(units.geometry.to_numpy(), MOVES[datum]), crs=4326)
    for columns in (["名称", "geometry"], ["编码", "geometry"]):
        moved[columns].to_file(tmp_path / "moved.gpkg")
        reading = read_communities(tmp_path / "moved.gpkg", communities=known)
        proposed = [values["datum"] for code, values in reading.notes if code == "datum_outlines"]
        assert proposed == ([] if datum == "wgs84" else [datum])
        assert reading.datum == "wgs84"
        chosen = read_communities(tmp_path / "moved.gpkg", communities=known, datum="detect")
        assert chosen.datum == told(chosen, "datum_chosen")["datum"] == datum
        assert shapely.equals_exact(chosen.frame.geometry.to_numpy(), units.geometry.to_numpy(), 1e-7).all()


def test_weak_evidence_decides_nothing(
    tmp_path: Path, units: gpd.GeoDataFrame, write_text: Callable[..., Path]
) -> None:
    known = _project(tmp_path, units)
    path = write_text("编号,社区,经度,纬度\n" + "".join(f"{n},虚构东湖社区,113.405,30.305\n" for n in range(10)))
    for communities in (known, None):
        with pytest.raises(InputError, match="datum_unclear"):
            read_table(path, "hazards", communities=communities, datum="detect")
        assert "datum_proposed" not in [code for code, _ in read_table(path, "hazards", communities=communities).notes]


@pytest.mark.parametrize(
    ("lon", "datum"),
    [("经度(GCJ-02)", "gcj02"), ("高德经度", "gcj02"), ("百度经度", "bd09"), ("经度（BD09）", "bd09"),
     ("GPS经度", None), ("经度", None)],
)  # fmt: skip
def test_a_heading_may_say_it(write_text: Callable[..., Path], lon: str, datum: str | None) -> None:
    path = write_text(f"隐患编号,{lon},{lon.replace('经', '纬')}\n1,113.4,30.3\n")
    mapped = {lon: "lon", lon.replace("经", "纬"): "lat"}
    reading = read_table(path, "hazards", mapped)
    assert [values["datum"] for code, values in reading.notes if code == "datum_heading"] == ([datum] if datum else [])
    assert reading.frame.geometry.iloc[0].x == 113.4


def test_districts_as_amap_hands_them_out(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    units[["名称", "geometry"]].assign(adcode="1", citycode="2", level="district").to_file(tmp_path / "d.geojson")
    assert told(read_communities(tmp_path / "d.geojson"), "datum_heading")["datum"] == "gcj02"
