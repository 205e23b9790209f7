"""What is odd about the units' records is found, and put right where something tells what is right."""

import pytest

from mapper.analysis.land.unit_records import kind_by_code, unit_record_findings
from mapper.edits.record_repairs import mend_records, record_repairs
from mapper.project import Project
from tests.districts import frame, grid, square


def test_a_sound_district_has_none() -> None:
    assert unit_record_findings(grid(3, 2)) == []


def odd() -> Project:
    rows = [
        {"community_code": "420999001001", "name": "甲", "kind": "village", "station_code": "S1"},
        {"community_code": "420999001200", "name": "乙", "kind": "village", "station_code": "S9"},
        {"community_code": "420999001002", "name": "乙", "kind": "community", "station_code": "S1"},
        {"community_code": "420999001003", "name": "乙", "kind": "community", "station_code": "S1"},
        {"community_code": "420999001004", "name": "丁", "kind": "community"},
    ]
    shapes = [square(0, 0), square(1, 0), square(2, 0), None, square(9, 9)]
    return grid(3, 1).with_tables(communities=frame("communities", rows, shapes))


def test_each_oddity_is_found_and_what_is_told_is_mended() -> None:
    project = odd()
    found = unit_record_findings(project)
    assert [(f.code, f.subjects) for f in found] == [
        ("unit_no_outline", ("420999001003",)),
        ("unit_station_unknown", ("420999001200",)),
        ("unit_station_unknown", ("420999001004",)),
        ("unit_kind_other", ("420999001001",)),
        ("unit_name_twice", ("420999001002", "420999001003")),
    ]
    repairs = record_repairs(project, found)
    assert [(r.key, r.column, r.before, r.after) for r in repairs] == [
        ("420999001200", "station_code", "S9", "S1"),
        ("420999001001", "kind", "village", "community"),
    ]
    after = mend_records(repairs)(project)
    assert [f.code for f in unit_record_findings(after)] == [
        "unit_no_outline",
        "unit_station_unknown",
        "unit_name_twice",
    ]
    assert project.communities["kind"].iloc[0] == "village"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("420999001001", "community"), ("420999001199", "community"), ("420999001200", "village"),
        ("420999001399", "village"), ("420999001400", None), ("420999001000", None), ("42099900100", None),
        ("４２０９９９００１００１", None),
    ],
)  # fmt: skip
def test_a_code_says_its_kind(code: str, kind: str | None) -> None:
    assert kind_by_code(code) == kind
