"""The drawing on its limits: inside two units, just narrow enough for a sliver, just large enough to be told."""

from typing import Any

import pytest
import shapely

from mapper.analysis.land.ownership import as_json, own
from mapper.analysis.land.tiling import tiling_findings, tiling_findings_near
from mapper.crs import to_metres
from mapper.day.day import Day
from mapper.finding import Finding
from mapper.norms import Norms
from mapper.project import Project
from tests.districts import cell_centre, frame, grid, square


def with_shape(project: Project, code: str, shape: shapely.Geometry) -> Project:
    units = project.communities.copy()
    units.loc[code, "geometry"] = shape
    return project.with_tables(communities=units)


def under(project: Project, **norms: Any) -> Project:
    return Project(**{**project.__dict__, "norms": Norms(**norms)})


def test_a_point_in_two_units_is_an_overlap_and_on_their_edge_a_boundary() -> None:
    project = with_shape(grid(2, 1), "u0-0", square(0, 0, 1.5, 1))  # the left half of u1-0 is u0-0's too
    places = {
        "one": cell_centre(0, 0),
        "two": shapely.Point(113.412, 30.305),
        "other": shapely.Point(113.418, 30.305),
        "edge": shapely.Point(113.4, 30.305),
        "edge of one in the other": shapely.Point(113.415, 30.305),
        "out": shapely.Point(113.5, 30.305),
        "none": None,
    }
    points = frame("hazards", [{"hazard_id": key} for key in places], list(places.values()))
    owned = own(points, project.communities)
    assert owned["community_code"].fillna("").to_dict() == {
        "one": "u0-0", "two": "", "other": "u1-0", "edge": "", "edge of one in the other": "u1-0", "out": "",
        "none": "",
    }  # fmt: skip
    assert owned["exception"].dropna().to_dict() == {
        "two": "overlap", "edge": "boundary", "out": "outside", "none": "no_coordinates",
    }  # fmt: skip
    told = as_json(owned)
    assert told["owned"] == 3
    assert told["exceptions"] == {"outside": 1, "overlap": 1, "boundary": 1, "no_coordinates": 1}


@pytest.mark.parametrize(
    ("place", "cause"),
    [
        ((0.0, 0.0), "zero"),
        ((0.0, 30.305), None),  # one axis lost is not both
        ((113.405, 0.0), None),
        ((30.305, 113.405), "swapped"),
        ((30.3, 113.4), "swapped"),  # on the corner of the land
        ((30.32, 113.42), "swapped"),
        ((30.33, 113.405), None),
        ((30.305, 113.43), None),
        ((30.29, 113.405), None),
        ((30.305, 113.39), None),
    ],
)
def test_why_a_point_lies_outside(place: tuple[float, float], cause: str | None) -> None:
    project = grid(2, 2).with_tables(hazards=frame("hazards", [{"hazard_id": "h"}], [shapely.Point(place)]))
    (found,) = Day(project, project.as_of).ownership_findings("hazards")
    assert (found.code, found.where, found.values["suggestion"]) == ("point_outside", place, cause)


@pytest.mark.parametrize(
    ("recorded", "told"),
    [("u0-0", 0), ("单元0-0（虚构）", 0), ("u1-0", 1), ("单元1-0（虚构）", 1), ("别处", 0), (None, 0)],
)
def test_a_point_recorded_in_another_unit_is_told_by_code_and_by_name(recorded: str | None, told: int) -> None:
    rows = [{"hazard_id": "h", "recorded_unit": recorded}]
    project = grid(2, 1).with_tables(hazards=frame("hazards", rows, [cell_centre(0, 0)]))
    found = Day(project, project.as_of).ownership_findings("hazards")
    assert [(f.code, f.subjects) for f in found] == [("point_wrong_unit", ("h", "u0-0"))] * told


def faults(project: Project) -> list[Finding]:
    return tiling_findings(project)


# An overlap about 19.2 m wide and 1,109 m long.
NARROW = square(0, 0, 1.02, 1)


@pytest.mark.parametrize("fault", ["unit_overlap", "unit_gap", "station_uncovered"])
@pytest.mark.parametrize(("norm_m", "sliver"), [(19.0, False), (19.5, True)])
def test_narrower_than_the_norm_is_a_sliver(fault: str, norm_m: float, sliver: bool) -> None:
    shape = NARROW if fault == "unit_overlap" else square(0, 0, 0.98, 1)
    land = with_shape(grid(3, 1), "u0-0", shape)
    if fault == "unit_gap":
        land = with_shape(grid(3, 3), "u1-1", square(1, 1, 0.98, 1))
    elif fault == "station_uncovered":
        land = with_shape(grid(3, 1), "u2-0", square(2, 0, 0.98, 1))
    (found,) = faults(under(land, sliver_width_m=norm_m))
    assert found.values["width_m"] == pytest.approx(19.2, abs=0.05)
    assert (found.code, found.values.get("of")) == (("unit_sliver", fault) if sliver else (fault, None))
    if sliver:
        assert found.severity == "warning"


@pytest.mark.parametrize(("norm", "below", "above"), [("least_width_m", 19.0, 19.5), ("least_area_m2", 21_000, 21_600)])
def test_drawing_noise_is_what_is_smaller_than_the_norm(norm: str, below: float, above: float) -> None:
    land = with_shape(grid(3, 1), "u0-0", NARROW)
    (found,) = faults(under(land, **{norm: below}))
    assert found.values["area_m2"] == pytest.approx(21_329, abs=15)
    assert found.values["area_km2"] == pytest.approx(found.values["area_m2"] / 1e6, abs=1e-6)
    assert faults(under(land, **{norm: above})) == []


def test_noise_elsewhere_hides_no_gap_of_three_metres() -> None:
    land = with_shape(grid(3, 3), "u1-1", square(1, 1, 0.997, 1))
    told = [(f.code, f.values.get("of")) for f in faults(land)]
    assert told == [("unit_sliver", "unit_gap")]
    reaching = with_shape(land, "u0-0", square(0, 0, 1.2, 1))
    assert [(f.code, f.values.get("of")) for f in faults(reaching)] == [*told, ("unit_overlap", None)]


def test_pieces_are_told_by_code_and_the_largest_first() -> None:
    land = with_shape(with_shape(grid(5, 1), "u0-0", square(0, 0, 1.1, 1)), "u3-0", square(3, 0, 1.3, 1))
    land = land.with_tables(
        stations=frame("stations", [{"station_code": "S1", "name": "虚构所"}], [square(0, 0, 6, 1)])
    )
    found = faults(land)
    assert [f.code for f in found] == ["station_uncovered", "unit_overlap", "unit_overlap"]
    assert [f.subjects for f in found[1:]] == [("u3-0", "u4-0"), ("u0-0", "u1-0")]
    assert [f.severity for f in found] == ["warning", "error", "error"]
    lon, lat = found[1].where or (0.0, 0.0)
    assert square(4, 0).contains(shapely.Point(lon, lat))
    assert found[1].values["units"] == ["单元3-0（虚构）", "单元4-0（虚构）"]


def test_a_gap_names_first_who_has_the_longest_border_with_it() -> None:
    # 0.3 of a cell is free between u1-1 and u2-1: these two have its long sides, u1-0 and u1-2 the short ones.
    (gap,) = faults(with_shape(grid(3, 3), "u1-1", square(1, 1, 0.7, 1)))
    assert set(gap.subjects[:2]) == {"u1-1", "u2-1"}
    assert set(gap.subjects[2:4]) == {"u1-0", "u1-2"}
    assert set(gap.subjects[4:]) == {"u2-0", "u2-2"}  # touch a corner of it


def test_the_smaller_part_of_a_unit_in_two_is_shown() -> None:
    two = shapely.MultiPolygon([square(0, 0), square(2, 0, 0.5, 1)])
    land = with_shape(grid(2, 1), "u0-0", two)
    (found,) = [f for f in faults(land) if f.code == "unit_multipart"]
    smaller = to_metres(with_shape(land, "u0-0", two.geoms[1]).communities.geometry, land.about.map_crs)[0]
    assert found.values["smallest_km2"] == round(smaller.area / 1e6, 6)
    assert found.values["parts"] == 2
    large = with_shape(grid(2, 1), "u0-0", shapely.MultiPolygon([square(0, 3, 9, 9), square(10, 3, 8, 8)]))
    (told,) = [f for f in faults(large) if f.code == "unit_multipart"]
    apart = to_metres(with_shape(large, "u0-0", square(10, 3, 8, 8)).communities.geometry, large.about.map_crs)[0]
    assert told.values["smallest_km2"] == round(apart.area / 1e6, 6)
    lon, lat = found.where or (0.0, 0.0)
    assert square(2, 0, 0.5, 1).contains(shapely.Point(lon, lat))


def test_a_fault_over_a_stations_border_names_that_station_and_no_other_beside_it() -> None:
    """Each of two units reaches into the other's station, whose unit there ends as much before it."""
    shapes = [square(0, 0, 1.2, 1), square(1.2, 0, 0.8, 1), square(0, 1, 0.8, 1), square(0.8, 1, 1.2, 1)]
    project = grid(2, 2)
    units = project.communities.loc[["u0-0", "u1-0", "u0-1", "u1-1"]].copy()
    units["station_code"] = ["S1", "S2", "S1", "S2"]
    stations = [{"station_code": "S1", "name": "甲（虚构）"}, {"station_code": "S2", "name": "乙（虚构）"}]
    land = [square(0, 0, 1, 2), square(1, 0, 1, 2)]
    found = faults(
        project.with_tables(
            communities=units.set_geometry(shapes, crs=units.crs), stations=frame("stations", stations, land)
        )
    )
    told = {f.subjects: f.values["stations"] for f in found if f.code == "unit_outside_station"}
    assert told == {("u0-0",): ["甲（虚构）"], ("u1-1",): ["乙（虚构）"]}


def test_a_broken_outline_says_what_and_where() -> None:
    bow_tie = shapely.Polygon([(113.4, 30.3), (113.41, 30.31), (113.41, 30.3), (113.4, 30.31)])
    land = with_shape(grid(1, 1), "u0-0", bow_tie).with_tables(stations=frame("stations", []))
    (found,) = faults(land)
    assert (found.code, found.subjects, found.values["reason"]) == ("unit_invalid", ("u0-0",), "Self-intersection")
    assert found.where == pytest.approx((113.405, 30.305))
    assert found.values["left_out_km2"] == 0.0


def test_findings_near_a_place_are_those_that_reach_it() -> None:
    land = with_shape(with_shape(grid(6, 1), "u0-0", square(0, 0, 1.2, 1)), "u4-0", square(4, 0, 1.2, 1))
    land = land.with_tables(stations=frame("stations", []))
    everywhere = faults(land)
    assert len(everywhere) == 2
    for at, code in ((1, "u1-0"), (5, "u5-0")):
        near = tiling_findings_near(land, [square(at, 0, 0.1, 0.1)])
        assert [f.subjects for f in near] == [f.subjects for f in everywhere if code in f.subjects]
    assert tiling_findings_near(land, [square(3, 0, 0.1, 0.1)]) == []
    assert tiling_findings_near(land, []) == []
