"""What the program finds in the sample district is what was planted there: nothing is missed, nothing is made up."""

from collections import Counter

import pytest

from mapper.day.day import Day
from sample_data.fictional import District

KINDS = {
    "coverage": ("seat_", "duty_"),
    "ownership": ("point_outside", "point_overlap", "point_boundary", "point_no_coordinates"),
    "geometry": ("unit_", "station_"),
    "clocks": ("hazard_overdue", "hazard_ownerless", "hazard_closed", "dispute_turned"),
    "routing": ("dispute_misrouted", "case_not_for_station"),
    "handovers": ("handover_", "incident_returned", "diversion_"),
    "patrol": ("focus_visit", "focus_without", "focus_dates"),
    "work": ("place_", "liaison_", "rectification_", "area_", "work_"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_found_is_planted(sample: District, kind: str) -> None:
    found = [f for f in Day(sample.project, sample.project.as_of).findings if f.code.startswith(KINDS[kind])]
    key = [fault for fault in sample.faults if fault["belongs_to"] == kind and fault["finding"]]
    assert Counter(f.code for f in found) == Counter(fault["finding"] for fault in key)
    for fault in key:
        # A gap's finding may name more neighbours than the one whose border was moved to make it.
        matches = [
            f
            for f in found
            if f.code == fault["finding"] and set(fault["subjects"][:1]) <= set(f.subjects) and near(f, fault)
        ]
        assert matches, fault
        area = fault["values"].get("area_km2")
        if area is not None and kind == "geometry" and fault["finding"] in ("unit_gap", "unit_overlap"):
            assert matches[0].values["area_km2"] == pytest.approx(area, rel=0.01)


def near(finding: object, fault: dict[str, object]) -> bool:
    """Within a kilometre, where both say where they are."""
    here, there = getattr(finding, "where", None), fault["where"]
    if here is None or there is None:
        return True
    return abs(here[0] - there[0]) < 0.01 and abs(here[1] - there[1]) < 0.01  # type: ignore[index]  # [lon, lat]


def test_nothing_else_is_an_error(sample: District) -> None:
    found = Day(sample.project, sample.project.as_of).findings
    codes = {fault["finding"] for fault in sample.faults}
    assert {f.code for f in found if f.severity == "error"} <= codes


def test_the_headline_tells_the_truth(sample: District) -> None:
    project = sample.project
    figures = Day(project, project.as_of).headline
    assert (figures.covered, figures.units) == (102, 108)
    assert f"{figures.covered_share:.1%}" == "94.4%"
    assert figures.one_to_one == 97
    assert figures.hazards_overdue == 9
    assert figures.overloaded == 1
    assert (figures.focus, figures.focus_assigned) == (5, 3)
