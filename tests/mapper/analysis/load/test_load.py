"""The minutes of a unit against plain loops over rows, with other weights, factors, ways and unknowns."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from math import asin, cos, radians, sin, sqrt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.analysis.load.load import PARTS, unit_load
from mapper.norms import Norms
from mapper.project import About, Project
from tests.districts import SOUTH, STEP, WEST, cell_centre, frame, grid

DAY = date(2026, 11, 23)
COLUMNS = 3
CELLS = [(column, row) for column in range(COLUMNS) for row in range(2)]


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Six units of two stations, one of them without a known building; incidents and places all over them."""

    def rows(name: str, key: str, **columns: st.SearchStrategy[object]) -> pd.DataFrame:
        cells = draw(st.lists(st.sampled_from(CELLS), max_size=8))
        values = [{key: f"{key}{i}", **{c: draw(s) for c, s in columns.items()}} for i in range(len(cells))]
        return frame(name, values, [cell_centre(*cell) for cell in cells])

    def ago(days: int) -> datetime:
        return datetime(DAY.year, DAY.month, DAY.day, 9) - timedelta(days=days)

    when = st.integers(-2, 40).map(ago)
    base = grid(COLUMNS, 2)
    units = base.communities.assign(
        kind=[draw(st.sampled_from(["community", "village"])) for _ in CELLS],
        station_code=[draw(st.sampled_from(["S1", "S2", None])) for _ in CELLS],
        residents=pd.array([draw(st.none() | st.integers(0, 9000)) for _ in CELLS], dtype="Int64"),
        rentals=pd.array([draw(st.none() | st.integers(0, 900)) for _ in CELLS], dtype="Int64"),
        key_places=pd.array([draw(st.none() | st.integers(0, 4)) for _ in CELLS], dtype="Int64"),
    )
    lon, lat = draw(st.floats(113.3, 113.5)), draw(st.floats(30.2, 30.4))
    stations = pd.concat([base.stations, base.stations.rename({"S1": "S2"})]).assign(
        base_lon=[lon, None], base_lat=[lat, 30.3]
    )
    minutes = st.integers(0, 500)
    norms = Norms()
    norms = replace(
        norms,
        load_minutes={key: draw(minutes) for key in norms.load_minutes},
        hazard_factor={"fire": draw(st.floats(0, 3)), "rental": 0.5},  # a category that no rule names weighs 1
        dispute_factor={**norms.dispute_factor, "wage": draw(st.floats(0, 3))},
        visits_per_month={"community": draw(st.integers(0, 30)), "village": 4},
        travel_detour=draw(st.floats(1, 2)),
    )
    return Project(
        stations=stations,
        communities=units,
        hazards=rows(
            "hazards",
            "hazard_id",
            category=st.sampled_from(["fire", "rental", "school"]),
            origin=st.sampled_from(["reported", "discovered"]),
            reported_at=when,
            closed_at=st.none() | when,
        ),
        disputes=rows(
            "disputes",
            "dispute_id",
            category=st.sampled_from(["wage", "family"]),
            received_at=when,
            reopened=st.booleans(),
        ),
        places=rows("places", "place_id", type=st.sampled_from(["school", "hospital", "hotel", "market"])),
        norms=norms,
        about=About(map_crs="EPSG:4547"),
    )


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """On a sphere, which is within half a percent of the truth."""
    lon, lat = radians(b[0] - a[0]), radians(b[1] - a[1])
    h = sin(lat / 2) ** 2 + cos(radians(a[1])) * cos(radians(b[1])) * sin(lon / 2) ** 2
    return 2 * 6_371_000 * asin(sqrt(h))


def by_hand(project: Project, column: int, row: int) -> dict[str, float]:
    """The parts of one unit, row by row."""
    unit = project.communities.loc[f"u{column}-{row}"]
    norms, weights = project.norms, project.norms.load_minutes
    parts = dict.fromkeys(PARTS, 0.0)

    def here(name: str) -> list[pd.Series]:
        found = project.table(name)
        return [r for _, r in found.iterrows() if r.geometry.distance(cell_centre(column, row)) < STEP / 10]

    def count(name: str) -> int:
        return 0 if pd.isna(unit[name]) else int(unit[name])

    end = pd.Timestamp(DAY) + pd.Timedelta(days=1)
    parts["residents"] = count("residents") * weights["residents_1000"] / 1000
    parts["rentals"] = count("rentals") * weights["rentals_100"] / 100
    public = sum(place["type"] in ("school", "hospital") for place in here("places"))
    parts["public_places"] = public * weights["public_place"]
    parts["key_places"] = max(count("key_places") - public, 0) * weights["key_place"]
    for hazard in here("hazards"):
        if hazard["reported_at"] >= end or hazard["closed_at"] < end:
            continue
        part, weight = (
            ("hazards", "open_hazard") if hazard["origin"] == "reported" else ("discovered", "discovered_hazard")
        )
        parts[part] += norms.hazard_factor.get(hazard["category"], 1) * weights[weight]
    for dispute in here("disputes"):
        if pd.Timestamp(DAY) - pd.Timedelta(days=29) <= dispute["received_at"] < end:
            weight = "reopened_dispute" if dispute["reopened"] else "new_dispute"
            parts["disputes"] += norms.dispute_factor.get(dispute["category"], 1) * weights[weight]
    parts["outreach"] = weights["outreach"]
    if unit["station_code"] == "S1":
        station = project.stations.loc["S1"]
        centre = (WEST + (column + 0.5) * STEP, SOUTH + (row + 0.5) * STEP)
        km = metres((station["base_lon"], station["base_lat"]), centre) / 1000
        speed = 25 if unit["kind"] == "community" else 40
        parts["travel"] = norms.visits_per_month[unit["kind"]] * 2 * norms.travel_detour * km / speed * 60
    if unit["kind"] == "village":
        parts["fixed"] = weights["village_fixed"]
    return parts


@given(projects())
def test_every_part_is_what_a_count_by_hand_gives(project: Project) -> None:
    found = unit_load(project, DAY)
    for column, row in CELLS:
        told, expected = found.loc[f"u{column}-{row}"], by_hand(project, column, row)
        for part in PARTS:
            assert told[part] == pytest.approx(expected[part], rel=1e-2 if part == "travel" else 1e-9), part
        assert told["minutes"] == pytest.approx(sum(told[part] for part in PARTS))
        assert pd.isna(told["distance_m"]) == (project.communities.loc[told.name, "station_code"] != "S1")


def test_a_station_placed_nowhere_on_earth_leaves_travel_out() -> None:
    project = grid(2, 1)
    swapped = project.with_tables(stations=project.stations.assign(base_lon=30.3, base_lat=113.4))
    found = unit_load(swapped, DAY)
    assert found["distance_m"].isna().all()
    assert (found["travel"] == 0).all()


def test_rules_of_an_older_file_open_with_the_new_weights() -> None:
    old = Norms().as_json()
    for rule in ("hazard_factor", "dispute_factor", "visits_per_month", "travel_km_per_hour", "travel_detour"):
        del old[rule]
    del old["load_minutes"]["outreach"], old["load_minutes"]["public_place"]
    old["load_minutes"]["open_hazard"] = 80
    now = Norms.from_json(old)
    assert now == replace(Norms(), load_minutes={**Norms().load_minutes, "open_hazard": 80})


@pytest.mark.parametrize(
    ("received", "counts"),
    [
        (datetime(2026, 10, 24, 23, 59), False),  # the 31st day back
        (datetime(2026, 10, 25, 0, 0), True),
        (datetime(2026, 11, 23, 23, 59), True),
        (datetime(2026, 11, 24, 0, 0), False),
    ],
)
def test_disputes_of_30_days_are_those_of_30_days(received: datetime, counts: bool) -> None:
    rows = [{"dispute_id": "J1", "category": "other", "received_at": received}]
    project = grid(1, 1).with_tables(disputes=frame("disputes", rows, [cell_centre(0, 0)]))
    assert (unit_load(project, DAY).at["u0-0", "disputes"] > 0) == counts


def test_one_dispute_a_day_makes_thirty() -> None:
    days = pd.date_range(end=pd.Timestamp(DAY), periods=60)
    rows = [{"dispute_id": f"J{n}", "category": "other", "received_at": day} for n, day in enumerate(days)]
    project = grid(1, 1).with_tables(disputes=frame("disputes", rows, [cell_centre(0, 0)] * 60))
    asked = unit_load(project, DAY).at["u0-0", "disputes"]
    assert asked == pytest.approx(30 * project.norms.load_minutes["new_dispute"])
