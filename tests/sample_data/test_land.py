"""The land before and after its faults, judged by areas and shared vertices alone."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from mapper.crs import to_metres
from sample_data.answer_key import AnswerKey
from sample_data.broken_land import broken_land
from sample_data.fictional import District
from sample_data.land import CRS, Land, land


@pytest.fixture(scope="module", params=[1])
def other_land(request: pytest.FixtureRequest) -> Land:
    return land(np.random.default_rng(request.param))


def metres(geometry: gpd.GeoSeries) -> np.ndarray:
    return to_metres(geometry, CRS)


def check_tiles(clean: Land) -> None:
    units, stations = clean.units, clean.stations
    assert (units["kind"] == "community").sum() == 46
    assert (units["kind"] == "village").sum() == 62
    assert stations["kind"].tolist() == ["urban"] * 5 + ["town"] * 2 + ["rural"]
    for shapes in (np.asarray(units.geometry.array), metres(units.geometry)):
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)
    whole = shapely.union_all(metres(units.geometry))
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert shapely.area(metres(units.geometry)).sum() == pytest.approx(whole.area, rel=1e-12)
    assert whole.area / 1e6 == pytest.approx(480, rel=0.02)
    assert shapely.get_num_geometries(np.asarray(units.geometry.array)).sum() == len(units) + 1
    for code, station in stations.geometry.items():
        own = shapely.union_all(units.geometry[units["station_code"] == code].array)
        assert own.geom_type == "Polygon"
        assert shapely.normalize(own).equals(shapely.normalize(station))
        assert station.symmetric_difference(own).area < 1e-15


def test_units_tile_the_stations_and_the_district(sample: District) -> None:
    check_tiles(sample.clean)


def test_any_seed_gives_land_that_tiles(other_land: Land) -> None:
    check_tiles(other_land)


def test_any_seed_has_room_for_the_faults(other_land: Land) -> None:
    key = AnswerKey()
    broken = broken_land(other_land, np.random.default_rng(5), key)
    kinds = [fault["kind"] for fault in key.faults]
    assert kinds.count("sliver_gap") == kinds.count("sliver_overlap") == 3
    assert {"gap", "overlap", "bow_tie", "enclave"} <= set(kinds)
    assert (~broken.shapes.is_valid).sum() == 1


def test_town_is_dense_and_villages_are_wide(sample: District) -> None:
    units = sample.clean.units
    area = metres(units.geometry)
    km2 = shapely.area(area) / 1e6
    community = (units["kind"] == "community").to_numpy()
    assert np.median(km2[~community]) > 4 * np.median(km2[community])
    assert km2.min() > 0.1


def test_codes_tell_communities_from_villages(sample: District) -> None:
    units = sample.project.communities
    assert units.index.str.fullmatch(r"429999\d{6}").all()
    number = units.index.str[9:].astype(int)
    assert ((number >= 200) == (units["kind"] == "village")).all()
    assert units["name"].is_unique


def test_borders_follow_the_river(sample: District) -> None:
    river = shapely.union_all(metres(sample.rivers)).buffer(60.0)
    district = shapely.union_all(metres(sample.clean.units.geometry))
    borders = shapely.union_all(shapely.boundary(metres(sample.clean.units.geometry)))
    along = borders.intersection(river).length
    assert along > 0.5 * shapely.union_all(metres(sample.rivers)).intersection(district).length


def pieces(shape: shapely.Geometry) -> list[float]:
    """Areas (m²) of the parts of at least a square metre, largest first."""
    areas = shapely.area(shapely.get_parts(shape))
    return sorted((float(a) for a in areas if a >= 1.0), reverse=True)


def test_only_the_planted_faults_break_the_tiling(sample: District) -> None:
    """An oracle by areas: unions and pairwise intersections of sound polygons."""
    now, clean = sample.project.communities.geometry, sample.clean.units.geometry
    (crossed,) = (fault["subjects"][0] for fault in sample.faults if fault["kind"] == "bow_tie")
    assert now.index[~now.is_valid].tolist() == [crossed]
    redrawn = {fault["values"]["redrawn"] for fault in sample.faults if "redrawn" in fault["values"]}
    same = shapely.to_wkb(np.asarray(now.array)) == shapely.to_wkb(np.asarray(clean.array))
    assert set(now.index[~same]) == redrawn | {crossed}
    # The crossed outline aside, which has no sound area:
    sound = now.drop(crossed)
    shapes = metres(sound)
    land_left = shapely.union_all(metres(clean.drop(crossed)))
    gaps = pieces(shapely.difference(land_left, shapely.union_all(shapes)))
    first, second = shapely.STRtree(shapes).query(shapes, predicate="overlaps")
    overlaps = [
        area
        for a, b in zip(first, second, strict=True)
        if a < b
        for area in pieces(shapely.intersection(shapes[a], shapes[b]))
    ]
    planted = {
        of: sorted((f["values"]["area_km2"] for f in sample.faults if f["kind"] in (of, f"sliver_{of}")), reverse=True)
        for of in ("gap", "overlap")
    }
    assert [area / 1e6 for area in gaps] == pytest.approx(planted["gap"], abs=6e-5)
    assert sorted((area / 1e6 for area in overlaps), reverse=True) == pytest.approx(planted["overlap"], abs=6e-5)
    assert round(planted["gap"][0], 2) == 0.31
    assert round(planted["overlap"][0], 2) == 0.12


def test_faults_of_geometry_stay_clear_of_each_other(sample: District) -> None:
    faults = [fault for fault in sample.faults if fault["belongs_to"] == "geometry"]
    subjects = [code for fault in faults for code in fault["subjects"]]
    assert len(subjects) == len(set(subjects))
    places = metres(gpd.GeoSeries([shapely.Point(fault["where"]) for fault in faults], crs="EPSG:4326"))
    apart = shapely.distance(places[:, None], places[None])
    assert apart[~np.eye(len(places), dtype=bool)].min() > 500
