"""The district's tables: what is in them, that all but the planted faults is sound, and that the key is whole."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import shapely

from mapper import schema
from mapper.crs import to_metres
from mapper.day.day import Day
from mapper.norms import Norms
from sample_data.district import AS_OF, district
from sample_data.fictional import District

END = pd.Timestamp(AS_OF) + pd.Timedelta(days=1)

PLANTED = {
    "vacant": 4, "expired": 1, "on_loan": 1, "part_time": 3, "shared": 5, "overload": 1, "gap": 1, "overlap": 1,
    "sliver_gap": 3, "sliver_overlap": 3, "enclave": 1, "bow_tie": 1, "beyond": 7, "zero": 2, "swapped": 3,
    "wrong_unit": 11, "overdue": 9, "ownerless": 2, "closed_before_reported": 1, "misrouted": 20, "exact_copy": 12,
    "near_copy": 8, "inspection_bias": 1, "small_base": 1, "focus_overbooked": 1, "focus_visit_lost": 1,
    "inspection_overdue": 3, "outreach_nowhere": 1, "rectification_overdue": 1, "liaison_missing": 1,
    "liaison_visit_due": 1, "area_review_overdue": 1, "group_nowhere": 1, "survey_impossible": 1,
    "turned_before_received": 1, "negative_list": 3, "handover_unreceived": 2, "handover_unanswered": 2,
    "handover_backwards": 1, "handover_unknown": 1, "returned": 1, "diversion_impossible": 1,
    "diversion_twice": 1,
}  # fmt: skip

# What is not done yet is work; nobody planted it.
LATE = ("hazard_late", "dispute_late", "dispute_not_called_back")


def test_the_same_seed_gives_the_same_district(sample: District) -> None:
    again = district()
    assert again.key == sample.key
    for name in schema.TABLES:
        one, other = sample.project.table(name), again.project.table(name)
        if schema.TABLES[name].geometry is not None:
            assert (shapely.to_wkb(one.geometry.array) == shapely.to_wkb(other.geometry.array)).all()
            one, other = (pd.DataFrame(frame.drop(columns="geometry")) for frame in (one, other))
        pd.testing.assert_frame_equal(one, other, check_exact=True)


# What a station makes or brings itself.
OWN = ("locks", "standard_addresses", "further_values", "variants", "checkouts", "offline_edits")


def test_every_table_conforms_to_the_schema(sample: District) -> None:
    for name, table in schema.TABLES.items():
        frame = sample.project.table(name)
        assert len(frame) or name in OWN, name
        assert [c for c in frame.columns if c != "geometry"] == table.column_names
        for column in table.columns:
            assert str(frame[column.name].dtype) == schema.DTYPES[column.kind], (name, column.name)
            if column.choices:
                assert set(frame[column.name].dropna()) <= set(column.choices), (name, column.name)


def test_figures_of_the_district(sample: District) -> None:
    project = sample.project
    units, officers = project.communities, project.officers
    assert len(project.stations) == 8
    assert Counter(units["kind"]) == {"community": 46, "village": 62}
    assert units["residents"].sum() == 412_000
    assert units["volunteers"].sum() == 3_800
    assert (len(project.disputes), len(project.hazards), len(project.cases)) == (3_600, 1_600, 2_900)
    assert len(project.places) == 1_150
    assert (project.places["type"] == "mediation_hub").sum() == 3
    assert Counter(officers["role"]) == {"community_officer": 76, "auxiliary": 216, "other": 344}
    police = officers[officers["role"] != "auxiliary"]
    assert police["station_code"].notna().mean() == pytest.approx(190 / 420)
    assert officers["display_name"].is_unique
    assert officers["display_name"].str.endswith("（虚构）").all()


def test_it_says_that_it_is_fictional(sample: District) -> None:
    about = sample.project.about
    assert "虚构" in about.title
    assert "虚构" in about.notice
    assert about.data_date == AS_OF
    assert about.map_crs == "EPSG:4547"
    assert sample.project.communities.index.str.startswith("429999").all()
    assert sample.project.stations.index.str.startswith("429999").all()
    assert sample.project.stations["duty_phone"].str.fullmatch(r"0000-0000\d000（虚构）").all()


def test_102_of_108_seats_are_held(sample: District) -> None:
    """Counted seat by seat, without the program's ledger."""
    project = sample.project
    day = pd.Timestamp(AS_OF)
    holders: dict[str, list[str]] = {code: [] for code in project.communities.index}
    for duty in project.duties.itertuples():
        officer = project.officers.loc[duty.officer_id]
        unit = project.communities.loc[duty.community_code]
        role = {"community": "community_officer", "village": "auxiliary"}[unit["kind"]]
        assert officer["role"] == role
        assert officer["station_code"] == unit["station_code"]
        away = any(
            absence.officer_id == duty.officer_id and absence.starts <= day <= absence.ends
            for absence in project.absences.itertuples()
        )
        if duty.starts <= day and not duty.ends < day and officer["status"] == "on_duty" and not away:
            holders[duty.community_code].append(duty.officer_id)
    seats_of = Counter(officer for held in holders.values() for officer in held)
    assert max(map(len, holders.values())) == 1
    assert sum(bool(held) for held in holders.values()) == 102
    assert sum(bool(held) and seats_of[held[0]] == 1 for held in holders.values()) == 97
    assert sorted(seats_of.values())[-2:] == [2, 3]
    empty = {code for code, held in holders.items() if not held}
    told = {f["subjects"][0] for f in sample.faults if f["kind"] in ("vacant", "expired", "on_loan")}
    assert empty == told
    assert Counter(project.communities["kind"][code] for code in empty) == {"community": 2, "village": 4}
    part_time = project.officers.loc[list(seats_of), "fte"]
    assert (part_time[part_time < 1] == 0.4).all()
    assert (part_time < 1).sum() == 3


def test_the_key_has_every_fault_once(sample: District) -> None:
    assert Counter(fault["kind"] for fault in sample.faults) == PLANTED
    assert [fault["id"] for fault in sample.faults] == [f"F{i:03d}" for i in range(1, len(sample.faults) + 1)]
    for fault in sample.faults:
        assert list(fault) == [
            "id",
            "kind",
            "finding",
            "subjects",
            "where",
            "values",
            "belongs_to",
            "note_zh",
            "note_en",
        ]
        assert fault["note_zh"]
        assert fault["note_en"]
    known = {str(key) for name in schema.TABLES for key in sample.project.table(name).index}
    known.add("D99999")  # the incident of a handover that nobody knows
    assert {subject for fault in sample.faults for subject in fault["subjects"]} <= known


def test_a_check_finds_every_planted_fault_and_nothing_else(sample: District) -> None:
    found = [f for f in Day(sample.project, AS_OF).findings if f.code not in LATE]
    serious = {(f.code, frozenset(f.subjects)) for f in found if f.severity != "note"}
    all_found = {(f.code, frozenset(f.subjects)) for f in found}
    planted = {(fault["finding"], frozenset(fault["subjects"])) for fault in sample.faults if fault["finding"]}
    assert serious <= planted
    assert planted <= all_found


def test_points_lie_well_inside_the_unit_they_name(sample: District) -> None:
    project = sample.project
    outside = {s for f in sample.faults if f["finding"] == "point_outside" for s in f["subjects"]}
    wrong = {s for f in sample.faults if f["kind"] == "wrong_unit" for s in f["subjects"]}
    shapes = to_metres(sample.clean.units.geometry, "EPSG:4547")
    broken = to_metres(project.communities.geometry, "EPSG:4547")
    tree = shapely.STRtree(shapes)
    names = sample.clean.units["name"].to_numpy()
    for table in ("hazards", "disputes", "cases", "places"):
        frame = project.table(table)
        frame = frame[~frame.index.isin(list(outside))]
        points = to_metres(frame.geometry, "EPSG:4547")
        point, unit = tree.query(points, predicate="dwithin", distance=1.0)
        assert (point == np.arange(len(frame))).all(), table  # one unit within a metre, hence not near a border
        assert shapely.within(points, broken[unit])[shapely.is_valid(broken[unit])].all()
        agrees = frame["recorded_unit"].to_numpy() == names[unit]
        assert set(frame.index[~agrees]) == wrong & set(frame.index)


def test_clocks_run_forward(sample: District) -> None:
    disputes, hazards = sample.project.disputes, sample.project.hazards
    steps = ["received_at", "assessed_at", "assigned_at", "handled_at", "supervised_at", "closed_at", "revisited_at"]
    for earlier, later in pairwise(steps):
        both = disputes[[earlier, later]].dropna()
        assert (both[earlier] <= both[later]).all(), (earlier, later)
    backwards = {s for f in sample.faults if f["kind"] == "closed_before_reported" for s in f["subjects"]}
    sound = hazards.drop(list(backwards))
    assert not (sound["verified_at"] < sound["reported_at"]).any()
    assert not (sound["closed_at"] < sound["verified_at"]).any()
    for frame in (disputes, hazards, sample.project.cases):
        for column in frame.select_dtypes("datetime64"):
            assert not (frame[column] >= END).any(), column
    closed = disputes["closed_at"].notna()
    assert (disputes["stage"].isin(["closed", "revisited"]) == closed).all()
    assert (disputes["outcome"].notna() == closed).all()
    resolved = (disputes["outcome"][closed] == "resolved").mean()
    assert 0.97 <= resolved <= 0.985
    days = (disputes["closed_at"] - disputes["received_at"]) / pd.Timedelta(days=1)
    assert days.median() == pytest.approx(4.0, abs=0.4)
    assert 180 <= (~closed).sum() <= 230


def test_hazards_are_verified_the_same_day_mostly(sample: District) -> None:
    hazards = sample.project.hazards
    same_day = hazards["verified_at"].dt.normalize() == hazards["reported_at"].dt.normalize()
    assert same_day.mean() == pytest.approx(0.92, abs=0.02)
    assert (hazards["origin"] == "discovered").mean() == pytest.approx(0.70, abs=0.03)
    unverified = hazards["verified_at"].isna() & hazards["closed_at"].isna()
    late = unverified & (hazards["reported_at"] < pd.Timestamp(AS_OF))
    assert late.sum() == 9
    assert hazards["closed_at"].isna().sum() == 32


def test_disputes_go_where_the_rule_says(sample: District) -> None:
    disputes = sample.project.disputes
    rules = Norms().dispute_handlers
    misrouted = {s for f in sample.faults if f["kind"] == "misrouted" for s in f["subjects"]}
    breaks = [h not in rules[c] for c, h in zip(disputes["category"], disputes["handler"], strict=True)]
    assert set(disputes.index[breaks]) == misrouted


def test_one_officer_is_overloaded(sample: District) -> None:
    load = Day(sample.project, AS_OF).officer_load
    over = load[load["share"] > 2.0]
    (fault,) = (f for f in sample.faults if f["kind"] == "overload")
    assert over.index.tolist() == fault["subjects"][:1]
    assert sample.project.communities["residents"][fault["subjects"][1]] == 19_000
    assert load["share"].drop(over.index).max() < 1.9


def test_cases_fell_by_22_percent_and_the_small_community_from_9_to_5(sample: District) -> None:
    cases = sample.project.cases
    second = cases["occurred_at"] >= pd.Timestamp(AS_OF) - pd.Timedelta(days=364)
    assert second.sum() / (~second).sum() - 1 == pytest.approx(-0.22, abs=0.005)
    (fault,) = (f for f in sample.faults if f["kind"] == "small_base")
    name = sample.project.communities["name"][fault["subjects"][0]]
    mine = cases["recorded_unit"] == name
    assert ((mine & ~second).sum(), (mine & second).sum()) == (9, 5)


def test_copies_are_copies(sample: District) -> None:
    for fault in sample.faults:
        if not fault["kind"].endswith("_copy"):
            continue
        table = sample.project.table(fault["values"]["table"])
        one, other = (table.loc[key] for key in fault["subjects"])
        started = "reported_at" if fault["values"]["table"] == "hazards" else "received_at"
        a, b = to_metres(table.geometry[fault["subjects"]], "EPSG:4547")
        if fault["kind"] == "exact_copy":
            assert one.drop("geometry").equals(other.drop("geometry"))
            assert a.equals(b)
        else:
            assert one["category"] == other["category"]
            assert one[started].date() == other[started].date()
            assert 1 < a.distance(b) <= 30


def test_focus_areas_of_today(sample: District) -> None:
    areas = sample.project.focus_areas
    ran = areas[areas["ends"] <= pd.Timestamp(AS_OF)]
    assert ran["status"].tolist() == ["done", "assigned"]
    areas = areas.drop(index=ran.index)
    assert len(areas) == 5
    assert (areas["officer_ids"] != "").sum() == 3
    minutes = areas[areas["officer_ids"] != ""].groupby("officer_ids")["minutes"].sum()
    assert (minutes > 240).sum() == 1
