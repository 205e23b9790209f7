"""Points, dates and the roster put right: what is proposed, found no more after it, and undone whole."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.day.day import Day
from mapper.edits.record_repairs import ROW, RecordRepair, mend_records, record_repairs
from mapper.finding import Finding
from mapper.project import Project
from mapper.store.store import create, open_store
from tests.districts import cell_centre, frame, grid
from tests.drawn import drawn
from ui.session.document import Document

TODAY = date(2026, 11, 26)
CODES = (
    "point_outside", "point_no_coordinates", "point_wrong_unit", "date_backwards", "date_in_future", "duty_twice",
    "hazard_closed_before_reported", "duty_unknown_officer", "duty_unknown_unit", "absence_reversed", "absence_twice",
    "absence_unknown_officer", "posting_reversed", "posting_twice", "posting_unknown_officer",
)  # fmt: skip


def found(project: Project, codes: Iterable[str] = CODES) -> list[Finding]:
    return [finding for finding in Day(project, TODAY).findings if finding.code in set(codes)]


def mended(project: Project, codes: Iterable[str] = CODES) -> tuple[Project, list[RecordRepair]]:
    repairs = record_repairs(project, found(project, codes), TODAY)
    return (mend_records(repairs)(project) if repairs else project), repairs


def told(repairs: Iterable[RecordRepair]) -> dict[tuple[str, str], Any]:
    return {(one.key, one.column): one.after for one in repairs}


def with_hazards(*rows: dict[str, Any], points: list[shapely.Point | None]) -> Project:
    named = [
        {"hazard_id": f"H{n}", "reported_at": pd.Timestamp("2026-11-01 09:00"), **row} for n, row in enumerate(rows)
    ]
    project = grid(2, 2).with_tables(hazards=frame("hazards", named, points))
    return replace(project, about=replace(project.about, data_date=TODAY))


def test_points_go_where_something_tells_they_belong() -> None:
    here, other = cell_centre(0, 0), cell_centre(1, 1)
    project = with_hazards(
        {}, {}, {"recorded_unit": "u1-1"}, {"recorded_unit": "u0-0"}, {"recorded_unit": "u1-1"}, {"recorded_unit": "?"},
        points=[
            shapely.Point(here.y, here.x), shapely.Point(0, 0), shapely.Point(0, 0), other, None,
            shapely.Point(here.x + 1, here.y),
        ],
    )  # fmt: skip
    after, repairs = mended(project)
    changes = told(repairs)
    assert changes["H0", "geometry"].equals(here)
    assert changes["H1", "geometry"] is None
    for key in ("H2", "H4"):
        assert project.communities.geometry["u1-1"].contains(changes[key, "geometry"])
        assert changes[key, "approximate"] is True
    assert changes["H3", "recorded_unit"] == project.communities.at["u1-1", "name"]
    assert not any(key == "H5" for key, _ in changes), "far off, and nothing tells where it belongs"
    left = [(one.code, one.subjects[0]) for one in found(after)]
    assert left == [("point_outside", "H5"), ("point_no_coordinates", "H1")]
    assert project.hazards.geometry["H1"].equals(shapely.Point(0, 0))


def test_dates_are_exchanged_only_where_they_are_right_then() -> None:
    def at(text: str) -> pd.Timestamp:
        return pd.Timestamp(text)

    project = with_hazards(
        {"verified_at": at("2026-03-11 10:00")},  # 3 November, day and month exchanged
        {"reported_at": at("2027-11-20 08:00")},  # the year
        {"verified_at": at("2026-10-25 08:00")},  # neither: the two exchanged
        {"closed_at": at("2026-10-25 08:00"), "verified_at": None},
        {"reported_at": at("2028-12-30 08:00")},  # nothing tells
        {"verified_at": at("2026-11-01 09:30"), "closed_at": at("2026-11-20 08:00")},
        points=[cell_centre(0, 0)] * 6,
    )
    after, repairs = mended(project)
    assert told(repairs) == {
        ("H0", "verified_at"): at("2026-11-03 10:00"),
        ("H1", "reported_at"): at("2026-11-20 08:00"),
        ("H2", "verified_at"): at("2026-11-01 09:00"), ("H2", "reported_at"): at("2026-10-25 08:00"),
        ("H3", "closed_at"): at("2026-11-01 09:00"), ("H3", "reported_at"): at("2026-10-25 08:00"),
    }  # fmt: skip
    assert [(one.code, one.subjects) for one in found(after)] == [("date_in_future", ("H4",))]


def test_whoever_looks_back_is_told_of_no_date_that_has_come_since() -> None:
    at = pd.Timestamp
    project = with_hazards({}, {"reported_at": at("2026-11-27 08:00")}, points=[cell_centre(0, 0)] * 2)
    for day in (TODAY, TODAY - timedelta(days=60)):
        told_of = [finding for finding in Day(project, day).findings if finding.code == "date_in_future"]
        assert [finding.subjects for finding in told_of] == [("H1",)]
        (repair,) = record_repairs(project, told_of, day)
        assert repair.after == at("2025-11-27 08:00")


@settings(max_examples=drawn(6), deadline=None)
@given(st.lists(st.tuples(st.integers(-500, 500), st.integers(-500, 500), st.integers(-500, 500)), max_size=12))
def test_what_is_said_to_be_mended_is_found_no_more(days: list[tuple[int, int, int]]) -> None:
    """Any three dates of hazards: a mended row has none in the wrong order or ahead, the others stay as they are."""
    names = ("reported_at", "verified_at", "closed_at")
    rows = [
        {name: pd.Timestamp(TODAY) + pd.Timedelta(days=day) for name, day in zip(names, three, strict=True)}
        for three in days
    ]
    project = with_hazards(*rows, points=[cell_centre(0, 0)] * len(rows))
    codes = ("date_backwards", "date_in_future", "hazard_closed_before_reported")
    before, (after, repairs) = found(project, codes), mended(project, codes)
    touched = {one.key for one in repairs}
    assert touched <= {one.subjects[0] for one in before}
    for key in set(project.hazards.index) - touched:
        pd.testing.assert_series_equal(project.hazards.loc[key], after.hazards.loc[key])
    for one in repairs:
        assert one.after.date() <= TODAY, "nothing that is proposed lies ahead"


def test_the_rosters_rows_are_linked_exchanged_and_joined(tmp_path: Path) -> None:
    day = pd.Timestamp
    officers = frame(
        "officers", [{"officer_id": f"{n:04}", "display_name": f"警{n}", "station_code": "S1"} for n in (1, 2)]
    )
    duty = {"officer_id": "0001", "community_code": "u0-0"}
    duties = [
        {"duty_id": "Z1", **duty, "starts": day("2026-01-01"), "ends": day("2026-12-31")},
        {"duty_id": "Z2", **duty, "starts": day("2026-03-01"), "ends": day("2026-06-30")},  # held by the first
        {"duty_id": "Z3", "officer_id": "2", "community_code": "u0-1", "starts": day("2026-01-01")},
        {"duty_id": "Z4", "officer_id": "0002", "community_code": "单元", "starts": day("2026-01-01")},
        {
            "duty_id": "Z5",
            "officer_id": "0002",
            "community_code": "u1-1",
            "starts": day("2026-01-01"),
            "ends": day("2026-06-30"),
        },
        {"duty_id": "Z6", "officer_id": "0002", "community_code": "u1-1", "starts": day("2026-06-01")},
    ]
    absences = [{"absence_id": "B1", "officer_id": "警1", "kind": "leave", "starts": day("2026-02-01")}]
    postings = [
        {
            "posting_id": "Q1",
            "officer_id": "0001",
            "station_code": "S1",
            "starts": day("2026-05-01"),
            "ends": day("2026-04-01"),
        }
    ]
    project = grid(2, 2).with_tables(
        officers=officers, duties=frame("duties", duties), absences=frame("absences", absences),
        postings=frame("postings", postings),
    )  # fmt: skip
    create(tmp_path / "p.gpkg", project)
    document = Document(open_store(tmp_path / "p.gpkg"))
    repairs = record_repairs(document.project, found(document.project), TODAY)
    assert told(repairs) == {
        ("Z2", ROW): None,
        ("Z3", "officer_id"): "0002",
        ("Z5", "ends"): day("2026-05-31"),
        ("B1", "officer_id"): "0001",
        ("Q1", "starts"): day("2026-04-01"), ("Q1", "ends"): day("2026-05-01"),
    }  # fmt: skip
    begun = (tmp_path / "p.gpkg").read_bytes(), document.project
    document.do(mend_records(repairs))
    assert [(one.code, one.subjects[0]) for one in found(document.project)] == [("duty_unknown_unit", "Z4")]
    document.undo()
    for name in ("duties", "absences", "postings"):
        pd.testing.assert_frame_equal(document.project.table(name).sort_index(), begun[1].table(name).sort_index())
    document.close()


@pytest.mark.parametrize("seed", range(3))
def test_overlapping_duties_equal_brute_force_and_end_up_apart(seed: int) -> None:
    draw = np.random.default_rng(seed)
    rows = []
    for n in range(25):
        starts = pd.Timestamp("2026-01-01") + pd.Timedelta(days=int(draw.integers(0, 300)))
        ends = None if draw.random() < 0.2 else starts + pd.Timedelta(days=int(draw.integers(0, 60)))
        rows.append(
            {
                "duty_id": f"Z{n}",
                "officer_id": f"P{draw.integers(2)}",
                "community_code": "u0-0",
                "starts": starts,
                "ends": ends,
            }
        )
    officers = [{"officer_id": f"P{n}", "display_name": f"警{n}", "station_code": "S1"} for n in range(2)]
    project = grid(1, 1).with_tables(duties=frame("duties", rows), officers=frame("officers", officers))

    def overlapping(duties: pd.DataFrame) -> int:
        spans = duties.assign(ends=duties["ends"].fillna(pd.Timestamp("2100-01-01")))
        return sum(
            one.officer_id == other.officer_id and one.starts <= other.ends and other.starts <= one.ends
            for n, one in enumerate(spans.itertuples())
            for other in list(spans.itertuples())[:n]
        )

    assert bool(found(project, ["duty_twice"])) == (overlapping(project.duties) > 0)
    for _ in range(30):  # one mending may uncover the next pair
        project, repairs = mended(project, ["duty_twice"])
        if not repairs:
            break
    assert overlapping(project.duties) == 0
