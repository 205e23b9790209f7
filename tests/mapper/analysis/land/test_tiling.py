"""Gaps, overlaps, slivers and broken outlines that were put in on purpose are found, and nothing else."""

import geopandas as gpd
import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import example, given, settings

from mapper.analysis.land.tiling import tiling_findings
from mapper.crs import to_metres
from mapper.geometry import overlapping_pairs, polygons_of, width_m
from mapper.project import Project
from tests.districts import frame, grid, square
from tests.drawn import drawn
from tests.flawed_land import FAULTS, flawed, flawed_shapes


def with_shape(project: Project, code: str, shape: shapely.Geometry) -> Project:
    units = project.communities.copy()
    units.loc[code, "geometry"] = shape
    return project.with_tables(communities=units)


@given(st.integers(1, 6), st.integers(1, 6))
@settings(max_examples=drawn(5), deadline=None)
def test_a_clean_tiling_has_no_findings(columns: int, rows: int) -> None:
    assert tiling_findings(grid(columns, rows)) == []


def test_a_missing_unit_is_a_gap_between_its_neighbours() -> None:
    project = grid(3, 3)
    whole = project.communities.geometry["u1-1"]
    project = project.with_tables(communities=project.communities.drop(index="u1-1"))
    (gap,) = tiling_findings(project)
    assert gap.code == "unit_gap"
    assert set(gap.subjects) >= {"u0-1", "u1-0", "u2-1", "u1-2"}
    assert gap.values["stations"] == ["虚构所"]
    assert gap.values["area_km2"] == pytest.approx(1.066, abs=0.01)
    assert shapely.symmetric_difference(gap.shape, whole).area < 1e-7


def test_a_unit_of_several_pieces_without_any_land_is_told_as_wrong() -> None:
    flat = [shapely.Polygon([(x, 30.3), (x + 0.01, 30.3), (x, 30.3)]) for x in (113.4, 113.42)]
    found = tiling_findings(with_shape(grid(2, 2), "u0-0", shapely.MultiPolygon(flat)))
    assert "unit_invalid" in {finding.code for finding in found}
    assert "unit_multipart" not in {finding.code for finding in found}


def test_an_open_bay_is_land_of_the_station_in_no_unit() -> None:
    project = grid(3, 3)
    (bay,) = tiling_findings(project.with_tables(communities=project.communities.drop(index="u1-0")))
    assert (bay.code, bay.values["stations"]) == ("station_uncovered", ["虚构所"])


def test_an_overlap_names_both_units_and_is_told_once() -> None:
    project = with_shape(grid(3, 3), "u1-1", square(1, 1, columns=1.2))
    (overlap,) = tiling_findings(project)
    assert overlap.code == "unit_overlap"
    assert set(overlap.subjects) == {"u1-1", "u2-1"}
    assert overlap.values["area_km2"] == pytest.approx(0.2 * 1.066, abs=0.01)


def test_a_narrow_piece_is_a_sliver() -> None:
    narrow = with_shape(grid(3, 3), "u1-1", square(1, 1, columns=1.01))
    (sliver,) = tiling_findings(narrow)
    assert (sliver.code, sliver.values["of"]) == ("unit_sliver", "unit_overlap")
    assert sliver.values["width_m"] == pytest.approx(9.6, abs=0.3)
    slit = with_shape(grid(3, 3), "u1-1", square(1, 1, columns=0.99))
    assert [(f.code, f.values["of"]) for f in tiling_findings(slit)] == [("unit_sliver", "unit_gap")]


def test_drawing_noise_is_no_gap_and_does_not_hide_one() -> None:
    project = grid(3, 3)
    project = project.with_tables(communities=project.communities.drop(index="u1-1"))
    # A slit of 2 cm would join the gap to the land outside.
    loose = square(2, 1).intersection(shapely.box(113.4200002, 30, 114, 31)).buffer(-2e-7, join_style="mitre")
    found = tiling_findings(with_shape(project, "u2-1", loose))
    assert [f.code for f in found if f.code != "border_near"] == ["unit_gap"]
    assert {f.subjects for f in found if f.code == "border_near"} <= {("u2-0", "u2-1"), ("u2-1", "u2-2")}


def test_a_unit_beyond_its_stations_jurisdiction() -> None:
    project = grid(2, 2)
    project = project.with_tables(
        stations=frame("stations", [{"station_code": "S1", "name": "虚构所"}], [square(0, 0, 2, 1.5)])
    )
    found = tiling_findings(project)
    assert [f.code for f in found] == ["unit_outside_station", "unit_outside_station"]
    assert {f.subjects for f in found} == {("u0-1",), ("u1-1",)}


def test_stations_that_claim_the_same_land() -> None:
    project = grid(2, 1)
    stations = frame(
        "stations",
        [{"station_code": "S1", "name": "甲（虚构）"}, {"station_code": "S2", "name": "乙（虚构）"}],
        [square(0, 0, 2, 1), square(1, 0, 2, 1)],
    )
    codes = [f.code for f in tiling_findings(project.with_tables(stations=stations))]
    assert codes == ["station_overlap", "station_uncovered"]


def test_a_bow_tie_is_told_and_its_borders_are_left_out_by_amount() -> None:
    a, b, c, d = shapely.get_coordinates(square(1, 1))[:4]
    found = tiling_findings(with_shape(grid(3, 3), "u1-1", shapely.Polygon([a, b, d, c])))
    (broken,) = found
    assert broken.code == "unit_invalid"
    assert broken.values["left_out_km2"] == pytest.approx(1.066 / 2, abs=0.01)


def test_an_enclave_is_only_a_note() -> None:
    project = grid(4, 4)
    two = shapely.MultiPolygon([square(0, 0), square(2, 2)])
    units = project.communities.drop(index="u2-2")
    found = tiling_findings(with_shape(project.with_tables(communities=units), "u0-0", two))
    assert [(f.code, f.severity, f.values["parts"]) for f in found] == [("unit_multipart", "note", 2)]


def test_a_unit_alone_in_a_gap_is_no_gap() -> None:
    project = grid(5, 5)
    ring = [f"u{c}-{r}" for c in (1, 2, 3) for r in (1, 2, 3) if (c, r) != (2, 2)]
    lost = to_metres(project.communities.geometry.loc[ring], project.about.map_crs)
    (gap,) = tiling_findings(project.with_tables(communities=project.communities.drop(index=ring)))
    assert gap.code == "unit_gap"
    assert gap.values["area_m2"] == pytest.approx(float(shapely.area(lost).sum()), rel=1e-4)
    assert "u2-2" in gap.subjects


@given(st.sets(st.tuples(st.integers(1, 3), st.integers(1, 3)), max_size=4))
@example({(1, 2), (2, 1), (2, 3), (3, 2)})  # u2-2 touches the rest with its corners only
@settings(max_examples=drawn(7), deadline=None)
def test_gaps_have_the_area_of_what_was_taken_out(taken: set[tuple[int, int]]) -> None:
    project = grid(5, 5)
    codes = [f"u{c}-{r}" for c, r in taken]
    lost = to_metres(project.communities.geometry.loc[codes], project.about.map_crs)
    found = tiling_findings(project.with_tables(communities=project.communities.drop(index=codes)))
    assert {f.code for f in found} <= {"unit_gap"}
    assert sum(f.values["area_m2"] for f in found) == pytest.approx(float(shapely.area(lost).sum()), rel=1e-4)


def test_no_units_no_findings() -> None:
    assert tiling_findings(Project()) == []


def test_a_unit_drawn_inside_another_is_an_overlap() -> None:
    project = grid(2, 1)
    project = with_shape(with_shape(project, "u0-0", square(0, 0, 2, 2)), "u1-0", square(0.5, 0.5))
    (overlap,) = [f for f in tiling_findings(project) if f.code == "unit_overlap"]
    assert set(overlap.subjects) == {"u0-0", "u1-0"}
    assert overlap.values["area_km2"] == pytest.approx(1.066, abs=1e-3)


def test_a_unit_that_reaches_over_its_neighbours_overlaps_the_third_too() -> None:
    found = tiling_findings(with_shape(grid(2, 2), "u0-0", square(0, 0, 1.2, 1.2)))
    assert {f.code for f in found} == {"unit_overlap"}
    assert {frozenset(f.subjects) for f in found} == {frozenset(("u0-0", code)) for code in ("u0-1", "u1-0", "u1-1")}
    (third,) = [f for f in found if "u1-1" in f.subjects]
    assert third.values["area_m2"] == pytest.approx(42_651, abs=5)


def test_an_enclave_in_a_hole_is_no_overlap() -> None:
    around = shapely.Polygon(square(0, 0, 3, 3).exterior, [square(1, 1).exterior])
    project = with_shape(with_shape(grid(2, 1), "u0-0", around), "u1-0", square(1, 1))
    assert tiling_findings(project.with_tables(stations=frame("stations", []))) == []


def test_two_tilings_on_top_of_each_other_overlap_where_no_border_is_at_fault() -> None:
    lower, upper = grid(4, 4).communities, grid(4, 4).communities
    upper = upper.set_geometry(upper.geometry.translate(0.005, 0.005))
    upper.index = "v" + upper.index
    both = gpd.GeoDataFrame(pd.concat([lower, upper]))
    found = tiling_findings(Project(communities=both.rename_axis(lower.index.name)))
    assert {frozenset(f.subjects) for f in found} == {
        frozenset((f"u{c}-{r}", f"vu{d}-{s}"))
        for c in range(4) for r in range(4) for d in (c - 1, c) for s in (r - 1, r) if d >= 0 and s >= 0
    }  # fmt: skip


def test_stations_that_lie_in_one_another_claim_the_same_land() -> None:
    stations = frame(
        "stations",
        [{"station_code": "S1", "name": "甲（虚构）"}, {"station_code": "S2", "name": "乙（虚构）"}],
        [square(0, 0, 2, 2), square(0.5, 0.5)],
    )
    (found,) = tiling_findings(grid(2, 2).with_tables(stations=stations))
    assert (found.code, found.values["area_km2"]) == ("station_overlap", pytest.approx(1.066, abs=1e-3))


def test_a_gap_within_an_island_within_a_gap_is_told_once() -> None:
    outer = shapely.Polygon(square(0, 0, 5, 5).exterior, [square(1, 1, 3, 3).exterior])
    island = shapely.Polygon(square(1.5, 1.5, 2, 2).exterior, [square(2, 2).exterior])
    project = with_shape(with_shape(grid(2, 1), "u0-0", outer), "u1-0", island)
    gaps = [f for f in tiling_findings(project) if f.code == "unit_gap"]
    assert [f.values["area_km2"] for f in gaps] == pytest.approx([1.066 * 5, 1.066], abs=5e-3)


def test_overlaps_of_random_land_are_those_of_brute_force() -> None:
    rng = np.random.default_rng(20261126)
    seen: set[str] = set()
    for _ in range(1_000):
        shapes, planted = flawed_shapes(rng)
        seen.update(planted)
        units = shapely.transform(shapes, lambda xy: xy * (96_000, 111_000))  # degrees as metres, near enough
        first, second = np.triu_indices(len(units), 1)
        areas = shapely.area(shapely.intersection(units[first], units[second]))
        expected = {(a, b): m2 for a, b, m2 in zip(first, second, areas, strict=True) if m2 > 1e-3}
        one, other, common = overlapping_pairs(units)
        told = {(a, b): m2 for a, b, m2 in zip(one, other, shapely.area(common), strict=True) if m2 > 1e-3}
        assert told == pytest.approx(expected), planted
    assert seen == set(FAULTS)


@pytest.mark.parametrize("seed", range(drawn(20)))
def test_findings_of_random_land_are_those_of_brute_force(seed: int) -> None:
    project = flawed(np.random.default_rng(seed))
    units = to_metres(project.communities.geometry, project.about.map_crs)
    norms = project.norms
    first, second = np.triu_indices(len(units), 1)
    overlaps: dict[tuple[str, ...], float] = {}
    for a, b in zip(first, second, strict=True):
        codes = tuple(project.communities.index[[a, b]])
        for part in polygons_of(shapely.intersection(units[a], units[b])):
            if part.area >= norms.least_area_m2 and width_m(part) >= norms.least_width_m:
                overlaps[codes] = overlaps.get(codes, 0) + part.area
    whole = shapely.union_all(units)
    filled = shapely.union_all([shapely.Polygon(part.exterior) for part in polygons_of(whole)])
    free = [
        part.area
        for part in polygons_of(shapely.difference(filled, whole))
        if part.area >= norms.least_area_m2 and width_m(part) >= norms.least_width_m
    ]
    told: dict[tuple[str, ...], float] = {}
    gaps = []
    for finding in tiling_findings(project):
        if finding.values.get("of", finding.code) == "unit_overlap":
            told[finding.subjects] = told.get(finding.subjects, 0) + finding.values["area_m2"]
        elif finding.values.get("of", finding.code) == "unit_gap":
            gaps.append(finding.values["area_m2"])
    assert told == pytest.approx(overlaps, abs=1)
    assert sorted(gaps) == pytest.approx(sorted(free), abs=5)
