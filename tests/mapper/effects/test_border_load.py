"""What a change of borders does to load, against the load of the whole project before and after."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
import shapely

from mapper.analysis.load.load import officer_load, unit_load
from mapper.analysis.seats.coverage import coverage
from mapper.edit import Edit
from mapper.edits.boundaries import move_vertex
from mapper.edits.outlines import change_between
from mapper.edits.units import merge_units, split_unit
from mapper.effect import Change, Effect
from mapper.effects.border_load import border_load
from mapper.project import Project
from tests.districts import WEST, frame, grid

DAY = date(2026, 11, 23)


def busy(seed: int) -> Project:
    """Nine units with random points, some of them on borders, and officers who share and combine units."""
    rng = np.random.default_rng(seed)
    project = grid(3, 3, residents=2000)
    codes = list(project.communities.index)

    def places(count: int) -> list[shapely.Point]:
        return [shapely.Point(*xy) for xy in np.array([WEST, 30.3]) + rng.integers(0, 61, (count, 2)) * 0.0005]

    hazards = [{"hazard_id": f"h{n}", "reported_at": "2026-11-20 08:00"} for n in range(60)]
    disputes = [{"dispute_id": f"d{n}", "received_at": "2026-11-10 08:00"} for n in range(60)]
    duties = [
        {"duty_id": f"t{n}", "officer_id": f"p{rng.integers(6)}", "community_code": str(rng.choice(codes))}
        for n in range(12)
    ]
    officers = [
        {"officer_id": f"p{n}", "role": "community_officer", "fte": float(rng.choice([0.5, 1.0]))} for n in range(6)
    ]
    return project.with_tables(
        hazards=frame("hazards", hazards, places(60)),
        disputes=frame("disputes", disputes, places(60)),
        places=frame("places", [{"place_id": f"s{n}", "type": "school"} for n in range(10)], places(10)),
        officers=frame("officers", officers),
        duties=frame("duties", duties),
    )


def of_all(before: Project, after: Project) -> Effect:
    """The same from the load of everything."""

    def loads(project: Project) -> tuple[pd.Series, pd.Series]:
        minutes = unit_load(project, DAY)["minutes"]
        return minutes, officer_load(project, coverage(project, DAY), minutes)["share"].dropna()

    pairs = [pd.concat(both, axis=1, keys=["a", "b"]) for both in zip(loads(before), loads(after), strict=True)]
    units, officers = (
        {
            str(key): Change(None if pd.isna(row.a) else float(row.a), None if pd.isna(row.b) else float(row.b))
            for key, row in pair.iterrows()
            if pd.isna(row.a) or pd.isna(row.b) or abs(row.a - row.b) > least
        }
        for pair, least in zip(pairs, (0.5, 0.0005), strict=True)
    )
    return Effect({("communities", "minutes"): units, ("officers", "share"): officers})


EDITS: dict[str, Edit] = {
    "move": move_vertex((WEST + 0.01, 30.31), (WEST + 0.013, 30.313)),
    "merge": merge_units(["u0-0", "u1-0"], "u0-0"),
    "split": split_unit("u1-1", shapely.LineString([(WEST + 0.013, 30.2), (WEST + 0.013, 30.4)]), "n", "新（虚构）"),
}


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("seed", range(4))
def test_equal_to_the_load_of_everything_before_and_after(name: str, seed: int) -> None:
    before = busy(seed)
    after = EDITS[name](before)
    found = border_load(before, after, change_between(before, after).codes, DAY)
    expected = of_all(before, after)
    assert found.rows.keys() == expected.rows.keys()
    for measure, told in found.rows.items():
        assert told.keys() == expected.rows[measure].keys()
        for key in told:
            assert told[key] == pytest.approx(expected.rows[measure][key])
    if name != "move":
        assert None in [value for pair in found.rows["communities", "minutes"].values() for value in pair]


def test_a_border_that_only_gets_a_vertex_changes_no_load() -> None:
    project = busy(0)
    assert border_load(project, project, ["u0-0", "u1-0"], DAY) == Effect(
        {("communities", "minutes"): {}, ("officers", "share"): {}}
    )
