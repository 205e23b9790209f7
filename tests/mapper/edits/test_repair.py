"""Faults of the drawing go where they are mended, and no others come."""

import numpy as np
import pytest
import shapely

from mapper.analysis.land.tiling import tiling_findings
from mapper.crs import to_metres
from mapper.edit import Edit
from mapper.edits.outlines import boundary_change
from mapper.edits.repair import cut_overlap, drop_sliver, fill_gap, repair_for, repair_invalid
from mapper.errors import InputError
from mapper.project import Project
from tests.districts import grid, square
from tests.sample import district


def metres(project: Project) -> np.ndarray:
    return to_metres(project.communities.geometry, project.about.map_crs)


def with_shape(project: Project, code: str, shape: shapely.Geometry) -> Project:
    units = project.communities.copy()
    units.loc[code, "geometry"] = shape
    return project.with_tables(communities=units)


def refused(edit: Edit, project: Project) -> str:
    with pytest.raises(InputError) as error:
        edit(project)
    return error.value.code


def test_the_samples_planted_faults_are_mended_and_nothing_else_is_found() -> None:
    sample = district()
    project = sample.project
    planted = {f["finding"] for f in sample.faults if f["belongs_to"] == "geometry"}
    assert planted == {"unit_gap", "unit_overlap", "unit_sliver", "unit_invalid", "unit_multipart"}
    for finding in tiling_findings(project):
        edit = repair_for(project, finding)
        if finding.code == "unit_multipart":  # an enclave is lawful
            assert edit is None
            continue
        assert edit is not None
        change = boundary_change(project, edit)
        if finding.code in ("unit_gap", "unit_overlap"):
            sign = 1 if finding.code == "unit_gap" else -1
            assert change.total_km2 == pytest.approx(sign * finding.values["area_km2"], rel=1e-4)
            assert set(change.codes) <= set(finding.subjects)
        project = edit(project)
    assert [finding.code for finding in tiling_findings(project)] == ["unit_multipart"]
    assert shapely.coverage_is_valid(metres(project))
    stations = to_metres(project.stations.geometry, project.about.map_crs)
    assert shapely.coverage_is_valid(stations)
    whole = shapely.area(metres(project)).sum()
    assert shapely.area(stations).sum() == pytest.approx(whole, rel=1e-9)


def test_a_gap_goes_to_the_neighbour_with_the_longest_border() -> None:
    project = grid(3, 3)
    # u1-1 leaves a strip free along u2-1: 0.3 of a cell wide, so those two touch it most.
    project = with_shape(project, "u1-1", square(1, 1, 0.7, 1))
    (gap,) = [f for f in tiling_findings(project) if f.code == "unit_gap"]
    assert gap.shape is not None
    change = boundary_change(project, fill_gap(gap.shape))
    grown = [code for code in change.codes if change.km2_after[code] > change.km2_before[code] + 1e-3]
    assert grown in (["u1-1"], ["u2-1"])
    assert change.total_km2 == pytest.approx(gap.values["area_km2"], rel=1e-4)
    for into in (None, "u1-1", "u1-2", "u2-1"):
        after = fill_gap(gap.shape, into)(project)
        assert tiling_findings(after) == []
        assert shapely.coverage_is_valid(metres(after))
    assert refused(fill_gap(gap.shape, "u0-0"), project) == "gap_not_beside"
    assert refused(fill_gap(gap.shape), grid(3, 3)) == "gap_missing"


def test_a_gap_around_a_unit_that_stands_alone_is_filled_and_the_unit_stays() -> None:
    ring, island = square(1, 1), square(1.35, 1.35, 0.3, 0.3)
    project = grid(3, 3)
    units = project.communities.copy()
    units.loc["u1-1", "geometry"] = shapely.Polygon(ring.exterior, [square(1.15, 1.15, 0.7, 0.7).exterior])
    units.loc["u0-0", "geometry"] = island
    project = project.with_tables(communities=units, stations=project.stations.iloc[:0])
    (gap,) = [f for f in tiling_findings(project) if f.code == "unit_gap"]
    after = repair_for(project, gap)(project)
    assert shapely.equals_exact(after.communities.geometry["u0-0"], island)
    assert shapely.symmetric_difference(after.communities.geometry["u1-1"], ring - island).area < 1e-12
    assert not [f for f in tiling_findings(after) if f.code == "unit_gap"]


def test_a_bay_of_the_jurisdiction_is_filled_too() -> None:
    project = grid(3, 3)
    project = project.with_tables(communities=project.communities.drop(index="u1-0"))
    (bay,) = tiling_findings(project)
    assert bay.code == "station_uncovered"
    edit = repair_for(project, bay)
    assert edit is not None
    after = edit(project)
    assert tiling_findings(after) == []
    assert shapely.coverage_is_valid(metres(after))


def test_an_overlap_stays_with_the_unit_that_is_to_keep_it() -> None:
    project = with_shape(grid(2, 1), "u0-0", square(0, 0, 1.2, 1))
    for keep, other in (("u0-0", "u1-0"), ("u1-0", "u0-0")):
        edit = cut_overlap("u0-0", "u1-0", keep)
        change = boundary_change(project, edit)
        assert change.km2_after.get(keep) == pytest.approx(change.km2_before.get(keep))
        assert change.km2_after[other] < change.km2_before[other]
        after = edit(project)
        assert tiling_findings(after) == []
        assert shapely.coverage_is_valid(metres(after))
    assert refused(cut_overlap("u0-0", "u1-0", "u9"), project) == "overlap_keep"
    assert refused(cut_overlap("u0-0", "u1-0", "u0-0"), grid(2, 1)) == "overlap_missing"
    swallowed = with_shape(grid(2, 1), "u0-0", square(0, 0, 2, 1))
    assert refused(cut_overlap("u0-0", "u1-0", "u0-0"), swallowed) == "unit_emptied"


def test_an_overlap_whose_borders_cross_between_vertices_is_cut_to_a_tiling() -> None:
    lens = shapely.Polygon([(113.4, 30.3), (113.41, 30.3), (113.4115, 30.305), (113.41, 30.31), (113.4, 30.31)])
    bent = shapely.Polygon([(113.41, 30.3), (113.42, 30.3), (113.42, 30.31), (113.41, 30.31), (113.4105, 30.302)])
    project = with_shape(with_shape(grid(2, 1), "u0-0", lens), "u1-0", bent)
    assert any(finding.code == "unit_overlap" for finding in tiling_findings(project))
    project = cut_overlap("u0-0", "u1-0", "u0-0")(project)
    for finding in tiling_findings(project):
        edit = repair_for(project, finding)
        assert edit is not None
        project = edit(project)
    assert tiling_findings(project) == []
    assert shapely.coverage_is_valid(metres(project))


@pytest.mark.parametrize("slant", [-3, 3])
def test_a_crumb_narrower_than_the_tolerance_is_not_left_over(slant: int) -> None:
    metre = 1 / 96_200
    tip = 113.413
    corners = [(113.41, 30.3), (113.42, 30.3), (113.42, 30.304), (tip, 30.305), (113.42, 30.306), (113.42, 30.31)]
    notched = shapely.Polygon([*corners, (113.41, 30.31)])
    low, high = tip + (0.2 - slant) * metre, tip + (0.2 + slant) * metre  # it passes by the tip at two decimetres
    reaching = shapely.Polygon([(113.4, 30.299), (low, 30.299), (high, 30.311), (113.4, 30.311)])
    project = with_shape(with_shape(grid(2, 1), "u0-0", reaching), "u1-0", notched)
    after = cut_overlap("u0-0", "u1-0", "u1-0")(project)
    assert after.communities.geometry["u0-0"].geom_type == "Polygon"
    assert not any(finding.code == "unit_overlap" for finding in tiling_findings(after))


def test_land_between_two_near_corners_is_not_lost() -> None:
    """An outline passes by the other's corner at 15 mm and has that corner then too; 300 m of border end there."""
    pass_by = np.array([113.4 + 1.6e-7, 30.31])
    away = np.array([113.398, 30.3126])
    reaching = shapely.Polygon([away, pass_by + 2 * (pass_by - away), (113.404, 30.299), (113.398, 30.299)])
    project = with_shape(grid(2, 1), "u1-0", reaching)
    after = cut_overlap("u0-0", "u1-0", "u0-0")(project)
    old, new = (shapely.union_all(p.communities.geometry.array) for p in (project, after))
    assert shapely.difference(old, new).area < 1e-13  # square degrees: ten square centimetres
    assert not [f for f in tiling_findings(after) if f.code not in ("station_uncovered", "unit_outside_station")]


def test_a_hole_whose_corners_are_nearer_than_borders_are_joined_at_is_filled() -> None:
    draw, metre = np.random.default_rng(46), 1 / 96_200
    turn, far = np.sort(draw.uniform(0, 2 * np.pi, 16)), draw.uniform(0.3, 3, 16) * metre
    hole = shapely.Polygon(np.column_stack([113.41 + far * np.cos(turn), 30.305 + far * np.sin(turn)]))
    project = grid(2, 1)
    for column in (0, 1):
        project = with_shape(project, f"u{column}-0", shapely.difference(square(column, 0), hole))
    found = next(finding for finding in tiling_findings(project) if finding.code == "unit_sliver")
    assert found.shape is not None
    after = fill_gap(found.shape)(project)
    assert {finding.code for finding in tiling_findings(after)} <= {"border_near"}
    free = [shapely.difference(found.shape, shapely.union_all(p.communities.geometry.array)) for p in (project, after)]
    assert free[1].area < 0.01 * free[0].area


def test_a_sliver_is_dropped_whichever_kind_it_is() -> None:
    for width in (-0.01, 0.01):
        project = with_shape(grid(3, 1), "u0-0", square(0, 0, 1 + width, 1))
        (sliver,) = [finding for finding in tiling_findings(project) if finding.code == "unit_sliver"]
        assert sliver.shape is not None
        after = drop_sliver(sliver.shape)(project)
        assert tiling_findings(after) == []
        assert shapely.coverage_is_valid(metres(after))
        assert refused(drop_sliver(sliver.shape), after) in ("sliver_missing", "gap_missing")


@pytest.mark.parametrize("turn", range(6))
def test_vertices_in_the_wrong_order_are_put_in_order(turn: int) -> None:
    right = [(113.4, 30.3), (113.41, 30.3), (113.41, 30.31), (113.407, 30.31), (113.403, 30.31), (113.4, 30.31)]
    wrong = [*right[:3], right[4], right[3], right[5]]
    tangled = shapely.Polygon(wrong[turn:] + wrong[:turn])
    project = with_shape(grid(2, 1), "u0-0", tangled)
    if tangled.is_valid:  # points on one line: no two edges cross
        tangled = shapely.Polygon([(x, y + (0.001 if (x, y) == right[4] else 0)) for x, y in tangled.exterior.coords])
        project = with_shape(project, "u0-0", tangled)
    assert not project.communities.geometry["u0-0"].is_valid
    after = repair_invalid("u0-0")(project)
    shape = after.communities.geometry["u0-0"]
    assert shape.is_valid
    assert set(shape.exterior.coords) == set(tangled.exterior.coords)
    assert refused(repair_invalid("u0-0"), after) == "unit_sound"


def test_a_figure_of_eight_becomes_one_piece_of_land() -> None:
    eight = shapely.Polygon([(113.4, 30.3), (113.41, 30.31), (113.41, 30.3), (113.4, 30.31)])
    after = repair_invalid("u0-0")(with_shape(grid(2, 1), "u0-0", eight))
    assert after.communities.geometry["u0-0"].is_valid
    assert after.communities.geometry["u0-0"].geom_type == "Polygon"
