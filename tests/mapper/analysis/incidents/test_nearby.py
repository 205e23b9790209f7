"""What stands near a place: measured on the ground, nothing without a place, the nearest first."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from mapper.analysis.incidents.nearby import near
from mapper.arrays import Bools
from mapper.project import Project
from tests.districts import frame, grid

GEOD = Geod(ellps="GRS80")
HERE = (113.405, 30.305)


def with_hazards(places: list[tuple[float, float] | None]) -> tuple[Project, Bools]:
    rows = [{"hazard_id": f"H{n}"} for n in range(len(places))]
    shapes = [None if place is None else shapely.Point(place) for place in places]
    project = grid(2, 2).with_tables(hazards=frame("hazards", rows, shapes))
    return project, np.ones(len(places), dtype=bool)


@given(
    st.lists(st.tuples(st.floats(-0.006, 0.006), st.floats(-0.006, 0.006)), max_size=12),
    st.sampled_from([50.0, 200.0, 500.0]),
)
def test_they_are_those_that_a_geodesic_finds(offsets: list[tuple[float, float]], within_m: float) -> None:
    places = [(HERE[0] + dx, HERE[1] + dy) for dx, dy in offsets]
    project, all_of_them = with_hazards([*places])
    found = near(project, "hazards", all_of_them, HERE, within_m)
    true_m = {f"H{n}": GEOD.inv(*HERE, *place)[2] for n, place in enumerate(places)}
    slack = 1.002  # a projected metre is not quite one on the ground
    assert {key for key, _ in found} >= {key for key, metres in true_m.items() if metres * slack <= within_m}
    assert {key for key, _ in found} <= {key for key, metres in true_m.items() if metres <= within_m * slack}
    assert [metres for _, metres in found] == sorted(metres for _, metres in found)
    assert all(metres == pytest.approx(true_m[key], rel=0.002, abs=0.1) for key, metres in found)


def test_what_has_no_place_or_is_not_chosen_is_not_near() -> None:
    project, chosen = with_hazards([None, HERE, HERE])
    assert near(project, "hazards", chosen, HERE) == [("H1", 0.0), ("H2", 0.0)]
    chosen[1] = False
    assert near(project, "hazards", chosen, HERE) == [("H2", 0.0)]
    assert near(project, "disputes", np.zeros(0, dtype=bool), HERE) == []
