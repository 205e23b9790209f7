"""Borders that nearly meet are found as brute force finds them, made to meet by one edit, and brought back by undo."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mapper.analysis.land.near_borders import MEETS_M, NEAR_M
from mapper.analysis.land.tiling import tiling_findings
from mapper.crs import to_metres
from mapper.edit import Edit
from mapper.edits.near_borders import meet_borders
from mapper.edits.repair_choices import repair_together
from mapper.errors import InputError
from mapper.finding_kinds import BORDER_NEAR
from mapper.project import Project
from mapper.store.store import create, open_store, read_project
from tests.districts import SOUTH, STEP, WEST, frame, grid
from tests.flawed_land import voronoi

METRES = np.array([111_320.0 * np.cos(np.radians(SOUTH + 2 * STEP)), 111_320.0])


def nearly_met(rng: np.random.Generator) -> Project:
    """A tiling of two stations, some corners of which have moved in one unit alone, by 0.2 mm to 0.9 m."""
    shapes = voronoi(rng)
    at = {f"u{n}": "S1" if n % 2 else "S2" for n in range(len(shapes))}
    lands = {code: shapely.union_all([s for s, of in zip(shapes, at.values(), strict=True) if of == code])
             for code in set(at.values())}  # fmt: skip
    places = np.unique(shapely.get_coordinates(shapes), axis=0)
    for place in rng.permutation(places)[: rng.integers(1, 5)]:
        number = int(rng.choice([n for n, shape in enumerate(shapes) if shape.touches(shapely.Point(place))]))
        ring = shapely.get_coordinates(shapes[number].exterior)[:-1]
        angle, away_m = rng.uniform(0, 2 * np.pi), 10 ** rng.uniform(-3.7, -0.05)
        moved = place + away_m * np.array([np.cos(angle), np.sin(angle)]) / METRES
        shapes[number] = shapely.Polygon(np.where((ring == place).all(axis=1)[:, None], moved, ring))
    rows = [{"community_code": code, "name": code, "kind": "community", "station_code": s} for code, s in at.items()]
    stations = [{"station_code": code, "name": code} for code in lands]
    return Project(
        stations=frame("stations", stations, list(lands.values())), communities=frame("communities", rows, shapes)
    )


def nearly_by_brute_force(project: Project) -> set[frozenset[str]]:
    """Every two units one of which has a corner, or the middle of an edge, beside the other's border.

    Only edges count that no other unit has and that a neighbour is near to: all others are as they should be.
    """
    plane = {
        code: shapely.transform(shape, lambda xy: xy * METRES) for code, shape in project.communities.geometry.items()
    }
    edges = {
        code: {frozenset((tuple(a), tuple(b))) for a, b in pairwise(shapely.get_coordinates(shape).tolist())}
        for code, shape in plane.items()
    }
    loose = {}
    for code in plane:
        others = set().union(*(edges[other] for other in plane if other != code))
        lines = [shapely.LineString(sorted(edge)) for edge in edges[code] - others]
        land = [plane[other] for other in plane if other != code]
        loose[code] = [line for line in lines if min(map(line.centroid.distance, land), default=9) <= NEAR_M]
    found = set()
    for code, lines in loose.items():
        borders = {other: plane[other].boundary for other in plane if other != code}
        corners = [shapely.Point(xy) for line in lines for xy in line.coords]
        middles = [line.interpolate(0.5, normalized=True) for line in lines]
        middles = [place for place in middles if min(map(place.distance, borders.values()), default=9) > MEETS_M]
        for place in [*corners, *middles]:
            for other, border in borders.items():
                near = min(map(place.distance, loose[other]), default=9) <= NEAR_M
                if near and MEETS_M < place.distance(border) <= NEAR_M:
                    found.add(frozenset((code, other)))
    return found


def areas_m2(project: Project) -> np.ndarray:
    return shapely.area(to_metres(project.communities.geometry, project.about.map_crs))


@given(st.integers(0, 2**32 - 1))
def test_borders_of_random_land_are_found_met_and_brought_back(seed: int) -> None:
    project = nearly_met(np.random.default_rng(seed))
    findings = [f for f in tiling_findings(project) if f.kind is BORDER_NEAR]
    assert {frozenset(f.subjects) for f in findings} == nearly_by_brute_force(project)
    plan = repair_together(project, findings)
    after = plan.edit(project)
    assert plan.left == ()
    assert [f.code for f in tiling_findings(after) if f.kind is BORDER_NEAR] == []
    assert nearly_by_brute_force(after) == set()
    lengths_m = shapely.length(to_metres(project.communities.geometry, project.about.map_crs))
    assert (np.abs(areas_m2(after) - areas_m2(project)) <= NEAR_M * lengths_m).all()
    assert areas_m2(after).sum() == pytest.approx(areas_m2(project).sum(), abs=NEAR_M * lengths_m.sum() / 2)


def test_corners_that_stations_share_move_with_the_units() -> None:
    project = grid(2, 1)
    units, stations = project.communities.copy(), project.stations.copy()
    west, south, east, north = units.total_bounds
    corner, moved = (units.geometry["u0-0"].bounds[2], south), (units.geometry["u0-0"].bounds[2] + 4e-6, south)  # 0.4 m
    ring = shapely.get_coordinates(units.geometry["u0-0"].exterior)
    units.loc["u0-0", "geometry"] = shapely.Polygon([moved if tuple(xy) == corner else tuple(xy) for xy in ring])
    stations.loc["S1", "geometry"] = shapely.Polygon(
        [(west, south), moved, (east, south), (east, north), (west, north)]
    )
    project = project.with_tables(communities=units, stations=stations)
    (found,) = [f for f in tiling_findings(project) if f.kind is BORDER_NEAR]
    after = meet_borders(*found.subjects)(project)
    assert shapely.coverage_is_valid(np.asarray(after.communities.geometry.array))
    corners = {tuple(xy) for shape in after.communities.geometry for xy in shapely.get_coordinates(shape)}
    assert {tuple(xy) for xy in shapely.get_coordinates(after.stations.geometry["S1"])} <= corners
    assert tiling_findings(after) == []


def test_a_true_overlap_is_not_cut_by_it() -> None:
    project = grid(2, 1)
    units = project.communities.copy()
    units.loc["u0-0", "geometry"] = shapely.box(WEST, SOUTH, WEST + 1.2 * STEP, SOUTH + STEP)
    project = project.with_tables(communities=units)
    assert [f for f in tiling_findings(project) if f.kind is BORDER_NEAR] == []
    with pytest.raises(InputError) as told:
        meet_borders("u0-0", "u1-0")(project)
    assert told.value.code == "borders_apart"


def test_undo_restores_every_byte(tmp_path: Path) -> None:
    project = nearly_met(np.random.default_rng(7))
    path = tmp_path / "near.gpkg"
    create(path, project)
    store = open_store(path)
    before = store.project
    plan = repair_together(before, tiling_findings(before))
    assert plan.done
    store.write(plan.edit, "")
    store.write(Edit("undo", lambda _: before), "")
    store.close()
    again = read_project(path)
    for table in ("communities", "stations"):
        old, new = (np.asarray(one.table(table).geometry.array) for one in (before, again))
        assert shapely.to_wkb(old).tolist() == shapely.to_wkb(new).tolist()
