"""Ownership against brute force, and the law that owned and excepted are all."""

import geopandas as gpd
import hypothesis.strategies as st
import numpy as np
import shapely
from hypothesis import given

from mapper.analysis.land.ownership import (
    EXCEPTIONS,
    as_json,
    own,
)
from mapper.day.day import Day
from mapper.project import Project
from tests.districts import cell_centre, frame, grid, square

# Coordinates on a coarse lattice, so that corners and borders are hit often.
lattice = st.integers(-1, 4)
boxes = st.lists(st.tuples(lattice, lattice, st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=5)
spots = st.lists(st.none() | st.tuples(st.integers(-2, 14), st.integers(-2, 14)), max_size=20)


def hazards(shapes: list[shapely.Point | None], **values: object) -> gpd.GeoDataFrame:
    return frame("hazards", [{"hazard_id": f"h{i}", **values} for i in range(len(shapes))], shapes)


def units(shapes: list[shapely.Geometry]) -> gpd.GeoDataFrame:
    rows = [{"community_code": f"c{i}", "name": f"c{i}", "station_code": f"s{i}"} for i in range(len(shapes))]
    return frame("communities", rows, shapes)


def plain_owner(point: shapely.Point | None, land: gpd.GeoDataFrame) -> tuple[str | None, str | None]:
    """The unit and the exception, one polygon at a time."""
    if point is None:
        return None, "no_coordinates"
    inside = [code for code, shape in land.geometry.items() if shape.contains(point)]
    if len(inside) == 1:
        return inside[0], None
    if inside:
        return None, "overlap"
    return None, "boundary" if any(shape.touches(point) for shape in land.geometry) else "outside"


@given(boxes, spots)
def test_every_point_has_one_unit_or_one_exception(
    drawn: list[tuple[int, int, int, int]], at: list[tuple[int, int] | None]
) -> None:
    land = units([shapely.box(x, y, x + w, y + h) for x, y, w, h in drawn])
    points = hazards([None if p is None else shapely.Point(p[0] / 2, p[1] / 2) for p in at])
    owned = own(points, land)
    assert list(owned.index) == list(points.index)
    for key, point in points.geometry.items():
        unit, exception = plain_owner(point, land)
        assert owned.loc[key, "community_code"] == unit or (unit is None and owned["community_code"].isna()[key])
        assert owned.loc[key, "exception"] == exception or (exception is None and owned["exception"].isna()[key])
    told = as_json(owned)
    assert told["owned"] + sum(told["exceptions"].values()) == len(points) == len(told["rows"])
    assert tuple(told["exceptions"]) == EXCEPTIONS
    for row in told["rows"]:
        assert (row["community_code"] is None) == (row["exception"] is not None)
        assert row["station_code"] == (None if row["community_code"] is None else "s" + row["community_code"][1:])


def test_many_points_agree_with_a_spatial_join() -> None:
    rng = np.random.default_rng(7)
    project = grid(6, 5)
    west, south, east, north = project.communities.total_bounds
    xy = rng.uniform([west - 0.005, south - 0.005], [east + 0.005, north + 0.005], (2000, 2))
    points = hazards(list(shapely.points(xy)))
    owned = own(points, project.communities)
    joined = points.sjoin(project.communities, predicate="within", how="left")["community_code"]
    assert owned["community_code"].fillna("").tolist() == joined.fillna("").tolist()


def test_holes_and_bow_ties() -> None:
    ring = shapely.Polygon(square(0, 0, 3, 3).exterior, [square(1, 1).exterior])
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    owned = own(
        hazards([cell_centre(1, 1), cell_centre(0, 0), shapely.Point(0.5, 1), shapely.Point(1, 0.2)]),
        units([ring, bow_tie]),
    )
    assert owned["community_code"].fillna("").tolist() == ["", "c0", "c1", ""]
    assert owned["exception"].fillna("").tolist() == ["outside", "", "", "outside"]


def test_findings_say_what_a_stray_point_probably_is() -> None:
    project = grid(2, 2)
    swapped = shapely.Point(30.305, 113.405)
    points = hazards([cell_centre(0, 0), shapely.Point(0, 0), swapped, None], recorded_unit="单元1-1（虚构）")
    project = project.with_tables(hazards=points)
    found = Day(project, project.as_of).ownership_findings("hazards")
    told = [(f.code, f.subjects[0], f.values.get("suggestion")) for f in found]
    assert told == [
        ("point_outside", "h1", "zero"),
        ("point_outside", "h2", "swapped"),
        ("point_no_coordinates", "h3", None),
        ("point_wrong_unit", "h0", None),
    ]
    assert found[-1].values["lies_in"] == "单元0-0（虚构）"


def test_a_unit_that_bears_its_code_for_a_name_is_known_by_it() -> None:
    project = grid(2, 1)
    project = project.with_tables(communities=project.communities.assign(name=project.communities.index))
    points = hazards([cell_centre(0, 0), cell_centre(1, 0)], recorded_unit="u1-0")
    project = project.with_tables(hazards=points)
    (found,) = Day(project, project.as_of).ownership_findings("hazards")
    assert (found.code, found.subjects) == ("point_wrong_unit", ("h0", "u0-0"))


def test_no_units_own_nothing() -> None:
    owned = own(hazards([cell_centre(0, 0), None]), Project().communities)
    assert owned["exception"].tolist() == ["outside", "no_coordinates"]
