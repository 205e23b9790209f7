"""Repairs of the drawing on their limits: how little is beside a gap, which of two gaps, whose sliver and station."""

import numpy as np
import pytest
import shapely

from mapper.analysis.land.tiling import tiling_findings
from mapper.crs import to_metres
from mapper.edit import Edit
from mapper.edits.outlines import require_tiling
from mapper.edits.overlap_claims import mostly_shared
from mapper.edits.repair import cut_overlap, drop_sliver, fill_gap
from mapper.edits.repair_choices import repair_together
from mapper.errors import InputError
from mapper.project import Project
from tests.districts import frame, grid, square

METRE_NORTH = 1 / 110_900  # in degrees of latitude, here


def with_shapes(project: Project, **shapes: shapely.Geometry | None) -> Project:
    """The project with other outlines (codes with ``_`` for ``-``)."""
    units = project.communities.copy()
    for code, shape in shapes.items():
        units.loc[code.replace("_", "-"), "geometry"] = shape
    return project.with_tables(communities=units)


def without(project: Project, *codes: str) -> Project:
    return project.with_tables(communities=project.communities.drop(index=list(codes)))


def refused(edit: Edit, project: Project) -> str:
    with pytest.raises(InputError) as error:
        edit(project)
    return error.value.code


def area_m2(project: Project, code: str) -> float:
    shapes = to_metres(project.communities.geometry, project.about.map_crs)
    return float(shapely.area(shapes[project.communities.index.get_loc(code)]))


@pytest.mark.parametrize(("common_m", "beside"), [(0.0, False), (0.3, True)])
def test_who_has_some_decimetres_of_border_with_a_gap_is_beside_it(common_m: float, beside: bool) -> None:
    project = without(grid(3, 3), "u1-1")
    up = common_m * METRE_NORTH * 100  # in rows
    project = with_shapes(project, u0_0=square(0, 0, 1, 1 + up), u0_1=square(0, 1 + up, 1, 1 - up))
    (gap,) = tiling_findings(project)
    assert gap.shape is not None
    edit = fill_gap(gap.shape, "u0-0")
    if beside:
        assert area_m2(edit(project), "u0-0") == pytest.approx(area_m2(project, "u0-0") + gap.values["area_m2"], abs=1)
    else:
        assert refused(edit, project) == "gap_not_beside"


@pytest.mark.parametrize("filled", [0, 1])
def test_of_two_gaps_in_one_unit_the_one_that_is_meant_is_filled(filled: int) -> None:
    holes = [square(1, 1), square(3, 1)]
    ring = shapely.Polygon(square(0, 0, 5, 3).exterior, [hole.exterior for hole in holes])
    project = with_shapes(grid(1, 1), u0_0=ring)
    after = fill_gap(holes[filled])(project)
    assert after.communities.geometry["u0-0"].equals(shapely.union(ring, holes[filled]))


def test_a_bay_is_filled_to_the_border_of_the_jurisdiction_and_not_beyond() -> None:
    project = without(grid(3, 3), "u1-0")
    (bay,) = tiling_findings(project)
    assert bay.shape is not None
    for into in (None, "u0-0", "u2-0", "u1-1"):
        after = fill_gap(bay.shape, into)(project)
        whole = shapely.union_all(after.communities.geometry.array)
        assert whole.equals(square(0, 0, 3, 3))
        assert after.stations.geometry["S1"].equals(square(0, 0, 3, 3))


def test_a_bay_beyond_the_jurisdiction_is_filled_too_and_is_the_stations_then() -> None:
    project = without(grid(3, 3), "u1-0")
    outside = shapely.difference(square(0, 0, 3, 3), square(1, 0))
    stations = frame("stations", [{"station_code": "S1", "name": "虚构所"}], [outside])
    after = fill_gap(square(1, 0), "u1-1")(project.with_tables(stations=stations))
    filled = shapely.symmetric_difference(after.communities.geometry["u1-1"], square(1, 0, 1, 2))
    assert filled.area < 1e-3 * square(1, 0).area
    assert shapely.covers(after.stations.geometry["S1"], square(1, 0))


def test_a_gap_fits_its_hole_though_it_is_told_a_little_otherwise() -> None:
    project = without(grid(3, 3), "u1-1")
    for told in (square(1.0005, 1.0005, 0.999, 0.999), square(0.98, 0.98, 1.04, 1.04)):
        after = fill_gap(told, "u1-0")(project)
        assert after.communities.geometry["u1-0"].equals(square(1, 0, 1, 2))
    assert refused(fill_gap(square(1.3, 1.3, 0.3, 0.3)), project) == "gap_missing"  # another, smaller piece of land
    assert refused(fill_gap(square(0.5, 0.5, 2, 2)), project) == "gap_missing"


def test_a_sliver_of_three_units_goes_only_where_it_is_said_of_which_two() -> None:
    project = with_shapes(grid(3, 1), u0_0=square(0, 0, 1.01, 1), u2_0=square(0.9, 0, 1.5, 1))
    sliver = square(1, 0, 0.01, 1)
    assert refused(drop_sliver(sliver), project) == "sliver_missing"
    assert refused(drop_sliver(shapely.Polygon()), project) == "sliver_missing"
    for pair in (("u0-0", "u1-0"), ("u1-0", "u0-0")):
        after = drop_sliver(sliver, pair)(project)
        areas = {code: area_m2(after, code) - area_m2(project, code) for code in project.communities.index}
        assert sum(areas.values()) == pytest.approx(-area_m2(with_shapes(grid(1, 1), u0_0=sliver), "u0-0"), rel=1e-3)
        assert areas["u2-0"] == 0


def test_an_outline_in_parts_is_mended_though_it_stays_in_parts() -> None:
    bow_tie = shapely.Polygon([(113.4, 30.3), (113.41, 30.31), (113.41, 30.3), (113.4, 30.31)])
    project = with_shapes(grid(1, 1), u0_0=shapely.MultiPolygon([bow_tie, square(3, 0)]))
    project = project.with_tables(stations=frame("stations", []))
    broken, parts = tiling_findings(project)
    assert (broken.code, parts.code) == ("unit_invalid", "unit_multipart")
    plan = repair_together(project, [broken])
    assert [mending.finding for mending in plan.done] == [broken]
    assert plan.left == ()


def test_an_overlap_is_that_of_its_two_units_though_a_third_is_there_too() -> None:
    project = with_shapes(grid(3, 1), u0_0=square(0, 0, 1.2, 1), u2_0=square(1, 0, 0.2, 1.5))
    asked = next(f for f in tiling_findings(project) if set(f.subjects) == {"u0-0", "u1-0"})
    plan = repair_together(project, [asked])
    assert [mending.finding for mending in plan.done] == [asked]
    left = [set(f.subjects) for f in tiling_findings(plan.edit(project)) if f.code == "unit_overlap"]
    assert left == [{"u0-0", "u2-0"}]


def test_of_two_strips_that_are_nearly_the_same_land_the_shorter_line_stays() -> None:
    ys = np.linspace(30.3, 30.31, 41)
    zigzag = [(113.41 + (10 if n % 2 else 7) / 96_200, float(y)) for n, y in enumerate(ys)]
    strips = [
        shapely.Polygon([(113.41, 30.3), *zigzag, (113.41, 30.31)]),
        shapely.box(113.41 - 2 / 96_200, 30.3, 113.41 + 8 / 96_200, 30.31),
    ]
    for crooked, straight in (("u0-0", "u1-0"), ("u1-0", "u0-0")):
        project = with_shapes(grid(2, 1), **dict(zip((crooked, straight), strips, strict=True)))
        assert len(mostly_shared(project, crooked, straight)) == 2
        after = drop_sliver(shapely.intersection(*strips), ("u0-0", "u1-0"))(project)
        assert area_m2(after, straight) == pytest.approx(area_m2(project, straight), abs=1)
        assert area_m2(after, crooked) < area_m2(project, crooked) / 2


@pytest.mark.parametrize(("west", "east"), [("S1", "S2"), ("S2", "S1")])
def test_land_that_is_handed_over_is_of_the_takers_station_alone(west: str, east: str) -> None:
    """Of a gap across the border of two stations, and of land that a unit reached over, whichever is told first."""
    project = with_shapes(grid(3, 3), u1_1=square(1, 1, 0.7, 1), u2_1=square(2.2, 1, 0.8, 1))
    units = project.communities.copy()
    units["station_code"] = [east if code.startswith("u2") else west for code in units.index]
    stations = frame(
        "stations",
        [{"station_code": west, "name": "西"}, {"station_code": east, "name": "东"}],
        [square(0, 0, 2, 3), square(2, 0, 1, 3)],
    )
    project = project.with_tables(communities=units, stations=stations)
    (gap,) = [finding for finding in tiling_findings(project) if finding.code == "unit_gap"]
    assert gap.shape is not None
    for into, borders_at in (("u1-1", 2.2), ("u2-1", 1.7)):
        after = fill_gap(gap.shape, into)(project)
        assert tiling_findings(after) == []
        taken = square(min(2, borders_at), 1, abs(borders_at - 2), 1)
        ours, theirs = (west, east) if into == "u1-1" else (east, west)
        land = project.stations.geometry
        assert after.stations.geometry[ours].equals(shapely.union(land[ours], taken))
        assert after.stations.geometry[theirs].equals(shapely.difference(land[theirs], taken))


@pytest.mark.parametrize("keep", ["u0-0", "u1-0"])
def test_an_overlap_of_two_stations_units_goes_with_its_keeper(keep: str) -> None:
    project = with_shapes(grid(2, 1), u0_0=square(0, 0, 1.2, 1))
    units = project.communities.copy()
    units["station_code"] = ["S1", "S2"]
    land = [square(0, 0, 1.2, 1), square(1, 0, 1, 1)]
    stations = frame("stations", [{"station_code": "S1", "name": "西"}, {"station_code": "S2", "name": "东"}], land)
    after = cut_overlap("u0-0", "u1-0", keep)(project.with_tables(communities=units, stations=stations))
    assert tiling_findings(after) == []
    edge = 1.2 if keep == "u0-0" else 1.0
    assert after.stations.geometry["S1"].equals(square(0, 0, edge, 1))
    assert after.stations.geometry["S2"].equals(square(edge, 0, 2 - edge, 1))


@pytest.mark.parametrize(("deep_m2", "refused_with"), [(0.0005, None), (0.002, "border_crosses")])
def test_an_overlap_that_coordinates_cannot_say_is_none(deep_m2: float, refused_with: str | None) -> None:
    before = grid(2, 1)
    east = 113.41 + 0.01 * deep_m2 / area_m2(before, "u0-0")
    after = with_shapes(before, u0_0=shapely.box(113.4, 30.3, east, 30.31))
    if refused_with is None:
        require_tiling(before, after, ["u0-0"], mends=True)
    else:
        with pytest.raises(InputError, match=refused_with):
            require_tiling(before, after, ["u0-0"], mends=True)
    with pytest.raises(InputError, match="border_crosses"):  # but its borders do not match
        require_tiling(before, after, ["u0-0"])


@pytest.mark.parametrize(("columns", "grows"), [(1.1, False), (1.2, False), (1.3, True)])
def test_an_overlap_that_was_there_may_shrink_and_not_grow(columns: float, grows: bool) -> None:
    before = with_shapes(grid(2, 1), u0_0=square(0, 0, 1.2, 1))
    after = with_shapes(before, u0_0=square(0, 0, columns, 1))
    if not grows:
        require_tiling(before, after, ["u0-0"])
    else:
        with pytest.raises(InputError, match="border_crosses"):
            require_tiling(before, after, ["u0-0"], mends=True)


def test_a_fault_that_was_there_excuses_no_other_units() -> None:
    before = with_shapes(grid(4, 1), u0_0=square(0, 0, 1.2, 1))
    bent = shapely.Polygon([(113.42, 30.3), (113.43, 30.3), (113.4300001, 30.305), (113.43, 30.31), (113.42, 30.31)])
    after = with_shapes(before, u2_0=bent)  # a centimetre into its neighbour
    with pytest.raises(InputError) as told:
        require_tiling(before, after, ["u0-0", "u2-0"])
    assert told.value.values == {"units": ["单元2-0（虚构）", "单元3-0（虚构）"]}


@pytest.mark.parametrize(
    "shape", [None, shapely.Polygon(), shapely.Polygon([(113.4, 30.3), (113.41, 30.3), (113.4, 30.3)])]
)
def test_a_unit_is_not_left_without_land(shape: shapely.Polygon | None) -> None:
    with pytest.raises(InputError, match="unit_emptied"):
        require_tiling(grid(2, 1), with_shapes(grid(2, 1), u0_0=shape), ["u0-0"], mends=True)
