"""A line from border to border becomes the border: who gains, who loses, and what is refused."""

import geopandas as gpd
import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from mapper.crs import to_metres
from mapper.edits.border_stroke import read_stroke, redraw_border
from mapper.edits.outlines import boundary_change
from mapper.errors import InputError
from mapper.project import Project
from tests.districts import grid, square
from tests.drawn import drawn
from tests.mapper.edits.test_boundaries import metres, stroke_at, tilings

BULGE = shapely.LineString([(113.41, 30.302), (113.412, 30.305), (113.41, 30.308)])
CORNER = shapely.LineString([(113.41, 30.305), (113.412, 30.308), (113.415, 30.31)])


def refused(line: shapely.LineString, project: Project) -> str:
    with pytest.raises(InputError) as error:
        redraw_border(line)(project)
    return error.value.code


def gains_km2(project: Project, line: shapely.LineString, to: str | None = None) -> dict[str, float]:
    change = boundary_change(project, redraw_border(line, to))
    return {code: change.km2_after[code] - change.km2_before[code] for code in change.codes}


@given(tilings(), st.integers(0, 10_000), st.floats(-1, 1), st.floats(-1, 1))
@settings(max_examples=drawn(12))
def test_the_line_is_a_border_afterwards_and_the_land_between_has_changed_hands(
    project: Project, pick: int, u: float, v: float
) -> None:
    line = stroke_at(project.communities.geometry.iloc[pick % len(project.communities)], pick, u, v)
    try:
        after, told = redraw_border(line)(project), read_stroke(project, line)
    except InputError:
        return
    shapes = metres(after)
    assert shapely.coverage_is_valid(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(shapely.area(metres(project)).sum(), rel=1e-9)
    new = after.communities.geometry
    assert set(told.codes) <= set(project.communities.index)
    drawn = shapely.LineString(shapely.get_coordinates(line)[1:-1])  # the ends are moved onto the border
    # A line along a border that stands is that border, which is straight in metres: a centimetre beside one in degrees.
    assert shapely.distance(new[told.of].exterior, shapely.points(drawn.coords)).max() < 1e-7
    # What the units that are told of have lost or gained is theirs alone to have: nobody else has another area.
    before_m2, after_m2 = shapely.area(metres(project)), shapely.area(shapes)
    changed = set(new.index[np.abs(after_m2 - before_m2) > 1e-2])
    assert changed <= set(told.codes)


def test_both_sides_follow_a_bulge_and_a_line_that_weaves_across_the_border() -> None:
    project = grid(3, 2)
    gains = gains_km2(project, BULGE)
    bulge = shapely.Polygon(BULGE.coords)
    km2 = shapely.area(to_metres(gpd.GeoSeries([bulge], crs=4326), project.about.map_crs))[0] / 1e6
    assert gains == pytest.approx({"u0-0": km2, "u1-0": -km2})
    weave = shapely.LineString([(113.41, 30.302), (113.412, 30.304), (113.408, 30.306), (113.41, 30.308)])
    after = redraw_border(weave)(project)
    assert shapely.coverage_is_valid(metres(after))
    assert {(113.412, 30.304), (113.408, 30.306)} <= set(after.communities.geometry["u0-0"].exterior.coords)
    assert gains_km2(project, weave) == pytest.approx({"u0-0": 0.0, "u1-0": 0.0}, abs=1e-5)


def test_a_corner_that_is_cut_off_goes_to_the_neighbour_that_is_chosen() -> None:
    project = grid(3, 2)
    told = read_stroke(project, CORNER)
    assert (told.of, told.takers) == ("u1-0", ("u0-0", "u1-1"))
    assert [gains_km2(project, CORNER, to)[to] > 0.1 for to in told.takers] == [True, True]


def test_a_border_from_outline_to_outline_is_shifted_whole() -> None:
    line = shapely.LineString([(113.408, 30.30), (113.407, 30.305), (113.408, 30.31)])
    after = redraw_border(line)(grid(2, 1))
    assert shapely.coverage_is_valid(metres(after))
    assert (113.407, 30.305) in after.communities.geometry["u1-0"].exterior.coords
    assert (113.41, 30.30) not in after.communities.geometry["u0-0"].exterior.coords


def test_stations_give_and_get_the_land_of_their_units() -> None:
    project = grid(2, 1)
    units = project.communities.assign(station_code=["S1", "S2"])
    stations = project.stations.iloc[[0, 0]].set_axis(["S1", "S2"]).rename_axis("station_code")
    stations = stations.set_geometry([square(0, 0), square(1, 0)], crs=4326)
    project = project.with_tables(communities=units, stations=stations)
    after = redraw_border(BULGE)(project)
    pairs = zip(after.communities.geometry, after.stations.geometry, strict=True)
    assert all(shapely.equals_exact(unit.normalize(), station.normalize()) for unit, station in pairs)


def test_a_stroke_that_makes_no_sense_is_refused() -> None:
    project = grid(3, 2)
    crossing = [(113.41, 30.302), (113.414, 30.306), (113.414, 30.303), (113.411, 30.307), (113.41, 30.307)]
    assert refused(shapely.LineString(crossing), project) == "stroke_crosses_itself"
    assert refused(shapely.LineString([(113.41, 30.302), (113.415, 30.305)]), project) == "stroke_ends"
    assert refused(shapely.LineString([(113.405, 30.305), (113.41, 30.305)]), project) == "stroke_ends"
    assert refused(shapely.LineString([(113.41, 30.302), (113.41, 30.308)]), project) == "stroke_same"
    assert refused(shapely.LineString([(113.41, 30.302), (113.43, 30.318)]), project) == "stroke_ends"
    outside = [(113.412, 30.30), (113.415, 30.298), (113.418, 30.30)]
    assert refused(shapely.LineString(outside), project) == "stroke_outer"
    # Out of the unit through its far side and back: what is left of it would be in two.
    through = [(113.41, 30.302), (113.422, 30.304), (113.422, 30.306), (113.41, 30.308)]
    assert refused(shapely.LineString(through), project) == "stroke_parts"
    round_one = [(113.405, 30.31), (113.408, 30.305), (113.424, 30.306), (113.424, 30.324), (113.408, 30.325)]
    assert refused(shapely.LineString([*round_one, (113.405, 30.32)]), grid(3, 3)) == "unit_emptied"
    assert refused(shapely.LineString(), project) == "stroke_line"
