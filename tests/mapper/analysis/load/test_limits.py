"""Load on its limits: a month that is exactly as full as the norm allows, and the first day of a year of disputes."""

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from mapper.analysis.land.ownership import own
from mapper.analysis.load.balance import balance, beyond_band
from mapper.analysis.load.load import PARTS, load_findings, officer_load, unit_load
from mapper.analysis.load.unit_measures import open_disputes, open_hazards, residents_per_officer, year_of_incidents
from mapper.analysis.seats.coverage import coverage
from mapper.norms import Norms
from mapper.project import Project
from tests.districts import cell_centre, frame, grid

DAY = date(2026, 11, 23)


def pair(fte: float = 1.0, **norms: object) -> Project:
    """Two units; ``o1`` has both, ``o2`` has the second with ``o1``."""
    officers = [{"officer_id": f"o{n}", "role": "community_officer", "fte": fte} for n in (1, 2)]
    held = [("o1", "u0-0"), ("o1", "u1-0"), ("o2", "u1-0")]
    duties = [{"duty_id": f"D{n}", "officer_id": o, "community_code": c} for n, (o, c) in enumerate(held)]
    tables = grid(2, 1, residents=1000).with_tables(
        officers=frame("officers", officers), duties=frame("duties", duties)
    )
    return Project(**{**tables.__dict__, "norms": Norms(**norms)})  # type: ignore[arg-type]  # names of norms


@pytest.mark.parametrize(("minutes", "over"), [(199.0, False), (200.0, False), (200.5, True)])
def test_overload_begins_above_the_norm_and_not_on_it(minutes: float, over: bool) -> None:
    # u0-0 is o1's alone, u1-0 is divided between the two; 100 minutes are a month, twice that is the norm.
    project = pair(officer_minutes_per_month=100, overload_share=2.0)
    asked = pd.Series({"u0-0": minutes - 50, "u1-0": 100.0})
    load = officer_load(project, coverage(project, DAY), asked)
    assert load["minutes"].tolist() == [minutes, 50.0]
    assert load["share"].tolist() == [minutes / 100, 0.5]
    assert load["overloaded"].tolist() == [over, False]
    told = load_findings(project, load)
    assert [f.subjects for f in told] == [("o1", "u0-0", "u1-0")] * over
    if told:
        assert told[0].values["residents"] == 2000
        assert (told[0].values["minutes"], told[0].values["available"]) == (200, 100)


def test_half_time_is_half_a_month_and_no_time_is_no_share() -> None:
    asked = pd.Series({"u0-0": 50.0, "u1-0": 0.0})
    half, none = (
        officer_load(project, coverage(project, DAY), asked)
        for project in (pair(fte=0.5, officer_minutes_per_month=100), pair(fte=0.0, officer_minutes_per_month=100))
    )
    assert half["available"].tolist() == [50.0, 50.0]
    assert half["share"].tolist() == [1.0, 0.0]
    assert none["share"].isna().all()
    assert not none["overloaded"].any()
    little = pair(fte=0.001, officer_minutes_per_month=100)  # a tenth of a minute
    assert officer_load(little, coverage(little, DAY), asked)["share"]["o1"] == pytest.approx(500.0)


def dispute(received: datetime, residents: int | None = 2000) -> Project:
    rows = [{"dispute_id": "J1", "category": "other", "received_at": received}]
    return grid(1, 1, residents=residents).with_tables(disputes=frame("disputes", rows, [cell_centre(0, 0)]))


@pytest.mark.parametrize(
    ("received", "counts"),
    [
        (datetime(2025, 11, 23, 23, 59), False),  # the 366th day back
        (datetime(2025, 11, 24, 0, 0), True),
        (datetime(2026, 11, 23, 23, 59), True),
        (datetime(2026, 11, 24, 0, 0), False),
    ],
)
def test_disputes_of_a_year_are_those_of_365_days(received: datetime, counts: bool) -> None:
    project = dispute(received)
    found = year_of_incidents(project, "disputes_per_1000", DAY, own(project.disputes, project.communities))
    assert found.values["u0-0"] == (0.5 if counts else 0.0)
    assert found.facts == {
        "first": date(2025, 11, 24),
        "numerator": int(counts),
        "denominator": 2000,
        "nowhere": 0,
    }


@pytest.mark.parametrize(("residents", "known"), [(None, False), (0, False), (1, True)])
def test_a_rate_needs_residents(residents: int | None, known: bool) -> None:
    project = dispute(datetime(2026, 11, 1), residents)
    found = year_of_incidents(project, "disputes_per_1000", DAY, own(project.disputes, project.communities))
    assert found.without == (not known)
    assert (found.facts["numerator"], found.facts["denominator"]) == ((1, 1) if known else (0, 0))


def test_counts_tell_what_lies_nowhere() -> None:
    when = datetime(2026, 11, 23, 8)
    places = [cell_centre(0, 0), cell_centre(0, 0), cell_centre(5, 5)]
    project = grid(1, 1).with_tables(
        disputes=frame("disputes", [{"dispute_id": f"J{n}", "received_at": when} for n in range(3)], places),
        hazards=frame("hazards", [{"hazard_id": f"H{n}", "reported_at": when} for n in range(3)], places),
    )
    for measure, points in ((open_disputes, project.disputes), (open_hazards, project.hazards)):
        found = measure(project, DAY, own(points, project.communities))
        assert found.values.tolist() == [2.0]
        assert found.facts == {"numerator": 2, "nowhere": 1}


def test_residents_by_officer_leave_out_an_empty_seat_on_both_sides() -> None:
    project = pair()
    project = project.with_tables(duties=project.duties[project.duties["community_code"] == "u1-0"])
    found = residents_per_officer(project, coverage(project, DAY))
    assert found.values.isna().tolist() == [True, False]
    assert found.values["u1-0"] == 500.0
    assert found.facts == {"numerator": 1000, "denominator": 2.0}
    third = pair(fte=0.33)
    assert residents_per_officer(third, coverage(third, DAY)).facts["denominator"] == 0.7
    half = pair(fte=0.5)
    assert residents_per_officer(half, coverage(half, DAY)).values.tolist() == [4000.0, 1000 / 0.75]


def test_a_value_on_the_edge_of_the_band_lies_within_it() -> None:
    # The mean is 100: the band reaches from 85 to 115.
    assert beyond_band([85.0, 115.0]) == 0
    assert beyond_band([84.9, 115.1]) == 2
    assert beyond_band([85.0, 115.1, 99.9]) == 1
    assert beyond_band([90.0, 110.0], band=0.1) == 0
    assert beyond_band([]) == 0
    nothing = balance([None, float("nan")])
    assert (nothing.count, nothing.left_out, nothing.mean, nothing.beyond_band) == (0, 2, None, 0)
    assert (nothing.variation, nothing.largest_to_smallest, nothing.gini) == (None, None, None)
    assert balance([0.0, 0.0]).as_json() == {
        "count": 2, "left_out": 0, "mean": 0.0, "variation": None, "largest_to_smallest": None, "gini": None,
        "beyond_band": 0,
    }  # fmt: skip
    known = balance([1.0, 3.0])
    # deviation 1 from a mean of 2; one has a quarter of all more than its half
    assert (known.mean, known.variation, known.largest_to_smallest, known.gini, known.beyond_band) == (
        2,
        0.5,
        3,
        0.25,
        2,
    )


def test_every_part_of_a_unit_by_hand() -> None:
    when = datetime(2026, 11, 23, 8)
    hazards = [
        {"hazard_id": "H1", "category": "fire", "origin": "reported", "reported_at": when},
        {"hazard_id": "H2", "category": "fire", "origin": "discovered", "reported_at": when},
        {"hazard_id": "H3", "category": "fire", "origin": "reported", "reported_at": when, "closed_at": when},
    ]
    disputes = [
        {"dispute_id": "J1", "category": "wage", "received_at": when, "reopened": False},
        {"dispute_id": "J2", "category": "wage", "received_at": when, "reopened": True},
    ]
    places = [{"place_id": f"P{n}", "type": kind} for n, kind in enumerate(("school", "hospital", "market"))]
    tables = grid(1, 1, kind="village", residents=2500, rentals=150, key_places=5).with_tables(
        hazards=frame("hazards", hazards, [cell_centre(0, 0)] * 3),
        disputes=frame("disputes", disputes, [cell_centre(0, 0)] * 2),
        places=frame("places", places, [cell_centre(0, 0)] * 3),
    )
    usual = Norms()
    minutes = dict.fromkeys(usual.load_minutes, 10) | {
        "residents_1000": 100, "rentals_100": 40, "key_place": 7, "public_place": 11, "open_hazard": 13,
        "discovered_hazard": 17, "new_dispute": 19, "reopened_dispute": 23, "outreach": 29, "village_fixed": 31,
    }  # fmt: skip
    norms = replace(usual, load_minutes=minutes, hazard_factor={"fire": 2.0}, dispute_factor={"wage": 3.0})
    load = unit_load(Project(**{**tables.__dict__, "norms": norms}), DAY).loc["u0-0"]
    assert load[list(PARTS)].to_dict() == {
        "residents": 250, "rentals": 60, "key_places": 21, "public_places": 22, "hazards": 26, "discovered": 34,
        "disputes": 126, "outreach": 29, "travel": 0, "fixed": 31,
    }  # fmt: skip
    assert load["minutes"] == 250 + 60 + 21 + 22 + 26 + 34 + 126 + 29 + 31
