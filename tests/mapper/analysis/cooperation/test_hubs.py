"""Each unit goes to the nearest hub; its residents and disputes are summed there, checked one by one."""

from datetime import date, timedelta

import numpy as np
import pytest
import shapely

from mapper.analysis.cooperation.hubs import MEDIATORS
from mapper.crs import transform_xy
from mapper.day.day import Day
from mapper.project import Project
from mapper.rules import with_values
from mapper.schema import DEGREES
from tests.districts import cell_centre, frame, grid
from tests.sample import district

DAY = date(2026, 11, 23)


def with_hubs(*columns: int, residents: int | None = 100) -> Project:
    places = [{"place_id": f"L{n}", "type": "mediation_hub", "lawyers": n} for n in range(len(columns))]
    places += [{"place_id": "hotel", "type": "hotel"}]
    shapes = [*(cell_centre(column, 0) for column in columns), cell_centre(0, 0)]
    return grid(4, 1, residents=residents).with_tables(places=frame("places", places, shapes))


def test_a_unit_between_two_goes_to_the_first_of_the_table() -> None:
    found = Day(with_hubs(1, 1), DAY).hubs
    assert [(hub.key, hub.units, hub.residents) for hub in found.hubs] == [("L0", 4, 400), ("L1", 0, 0)]
    found = Day(with_hubs(3, 0), DAY).hubs
    assert [(hub.key, hub.units) for hub in found.hubs] == [("L0", 2), ("L1", 2)]


def test_mediators_that_are_not_told_are_named_and_none_divides_nothing() -> None:
    first, second = Day(with_hubs(0, 3), DAY).hubs.hubs
    assert (first.mediators, first.per_mediator) == (0, None)
    assert (second.mediators, second.per_mediator) == (1, 0.0)
    assert second.kinds_missing == ("governance_mediators", "justice_mediators")


def test_without_a_hub_or_residents_nothing_is_reached_and_it_is_said() -> None:
    none = Day(with_hubs(), DAY).hubs
    assert (none.hubs, none.residents, none.units_left_out) == ((), 0, 4)
    unknown = Day(with_hubs(0, residents=None), DAY).hubs
    assert (unknown.residents, unknown.units_left_out, unknown.hubs[0].units) == (0, 4, 4)


@pytest.mark.parametrize("ago", [0, 1, 365])
def test_the_sample_is_what_a_look_at_each_unit_says(ago: int) -> None:
    project, as_of = district().project, DAY - timedelta(days=ago)
    project = project.with_tables(communities=project.communities)
    norms = with_values(project.norms, {("hub_reach_km", None): 8.0, ("travel_detour", None): 1.5})
    project = Project(**{**vars(project), "norms": norms})
    day = Day(project, as_of)
    found, crs = day.hubs, project.about.map_crs
    hubs = project.places[project.places["type"] == "mediation_hub"]
    there = {
        str(key): transform_xy(shapely.get_coordinates(point), DEGREES, crs)[0] for key, point in hubs.geometry.items()
    }
    serves: dict[str, str] = {}
    within = 0
    for code, shape in project.communities.geometry.items():
        own = transform_xy(shapely.get_coordinates(shapely.centroid(shape)), DEGREES, crs)[0]
        metres = {key: float(np.hypot(*(place - own))) for key, place in there.items()}
        serves[str(code)] = min(metres, key=lambda key: metres[key])
        if metres[serves[str(code)]] * 1.5 <= 8000:
            within += int(project.communities.at[code, "residents"])
    assert (found.residents_within, found.residents) == (within, int(project.communities["residents"].sum()))
    owned, disputes = day.owned("disputes")["community_code"], project.disputes
    counts = dict.fromkeys(there, 0)
    left_out = 0
    for key, at in disputes["received_at"].items():
        if found.first <= at.date() <= as_of:
            unit = owned[key]
            if isinstance(unit, str):
                counts[serves[unit]] += 1
            else:
                left_out += 1
    assert {hub.key: hub.disputes for hub in found.hubs} == counts
    assert found.disputes_left_out == left_out
    assert sum(hub.residents for hub in found.hubs) == found.residents
    for hub in found.hubs:
        assert hub.mediators == int(hubs.loc[hub.key, list(MEDIATORS)].sum())
