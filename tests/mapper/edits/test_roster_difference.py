"""A roster is compared row by row before it is applied, and applied as one edit."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from mapper.analysis.seats.coverage import coverage
from mapper.edits.roster import apply_roster
from mapper.edits.roster_difference import RosterChanges, read_roster, roster_changes
from mapper.errors import InputError
from mapper.project import Project
from mapper.store.differences import differences
from sample_data.raw_files import write_raw
from tests.districts import frame, grid
from tests.sample import district

DAY = date(2026, 11, 23)


def small() -> Project:
    return grid(3, 1).with_tables(
        officers=frame(
            "officers",
            [
                {
                    "officer_id": f"p{i}",
                    "display_name": f"民警{i}（虚构）",
                    "role": "community_officer",
                    "station_code": "S1",
                }
                for i in range(3)
            ],
        ),
        duties=frame(
            "duties",
            [
                {"duty_id": f"D{i}", "officer_id": f"p{i}", "community_code": f"u{i}-0", "starts": date(2025, 1, 1)}
                for i in range(2)
            ],
        ),
    )


def keys(changes: RosterChanges) -> dict[str, set[str]]:
    return {
        what: {f"{change.table}:{change.key}" for change in getattr(changes, what)}
        for what in ("added", "changed", "ended")
    }


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Project]:
    directory = tmp_path_factory.mktemp("roster")
    sample = district()
    write_raw(directory, sample)
    return directory / "民警花名册_虚构.xlsx", sample.project


def test_the_samples_own_roster_changes_nothing(raw: tuple[Path, Project]) -> None:
    path, project = raw
    officers, duties = read_roster(path, project)
    assert officers is not None
    assert duties is not None
    changes = roster_changes(project, officers, duties, DAY)
    assert keys(changes) == {"added": set(), "changed": set(), "ended": set()}
    assert changes.unchanged == len(project.officers) + len(project.duties)
    assert changes.rejected == ()
    assert apply_roster(changes)(project) is project


def test_the_samples_roster_a_month_later(raw: tuple[Path, Project], tmp_path: Path) -> None:
    path, project = raw
    sheets = pd.read_excel(path, sheet_name=None, dtype=str, keep_default_na=False, engine="calamine")
    people, seats = sheets["人员"], sheets["责任区"]
    left, promoted, moved = seats["警号"].iloc[[0, 20, 40]]
    vacant = next(c for c in project.communities.index if c not in set(seats["社区编码"]))
    people = people[people["警号"] != left]
    people.loc[people["警号"] == promoted, "工时比"] = "0.5"
    people.loc[len(people) + 1000] = ["N001", "新警官（虚构）", "社区民警", people["派出所编码"].iloc[0], "1", "在岗"]
    seats = seats[seats["警号"] != left]
    row = seats["警号"] == moved
    seats.loc[row, "社区编码"] = vacant
    seats.loc[row, "起始日期"] = "2026-12-20"
    seats.loc[len(seats) + 1000] = ["", "N001", sheets["责任区"]["社区编码"].iloc[0], "", "", "是"]
    later = tmp_path / "花名册.xlsx"
    with pd.ExcelWriter(later) as book:
        people.to_excel(book, sheet_name="人员", index=False)
        seats.drop(columns="责任编号").to_excel(book, sheet_name="责任区", index=False)
    day = date(2026, 12, 20)
    changes = roster_changes(project, *read_roster(later, project), day)
    told = keys(changes)
    before = sheets["责任区"].set_index("责任编号")
    assert "officers:N001" in told["added"]
    assert len(told["added"]) == 3
    assert told["changed"] == {f"officers:{promoted}"}
    assert told["ended"] == {
        f"officers:{left}",
        *(f"duties:{key}" for key in before.index[before["警号"].isin([left, moved])]),
    }
    after = apply_roster(changes)(project)
    ended = after.duties.loc[before.index[before["警号"] == left]]
    assert set(ended["ends"].dt.date) == {day - timedelta(days=1)}
    assert after.officers.loc[left, "status"] == "leave"
    # The seat's past is as it was.
    held = coverage(project, DAY).seats["officer_ids"]
    assert (
        coverage(after, DAY)
        .seats["officer_ids"]
        .drop(ended["community_code"])
        .equals(held.drop(ended["community_code"]))
    )
    assert coverage(after, day).seats.loc[sheets["责任区"]["社区编码"].iloc[0], "officer_ids"] == ("N001",)
    assert keys(roster_changes(after, *read_roster(later, after), day)) == {
        "added": set(),
        "changed": set(),
        "ended": set(),
    }


def test_each_kind_of_difference_is_told_with_before_and_after() -> None:
    project = small()
    officers = project.officers.drop(index="p1").copy()
    officers.loc["p2", "fte"] = 0.4
    rows: list[dict[str, Any]] = [
        {"officer_id": "p0", "community_code": "u0-0", "starts": date(2025, 1, 1), "ends": date(2026, 12, 31)},
        {"officer_id": "p2", "community_code": "u1-0"},
        {"officer_id": "p9", "community_code": "u1-0"},
        {"officer_id": "p2", "community_code": "u9-9"},
    ]
    changes = roster_changes(
        project, officers, frame("duties", [{"duty_id": f"x{i}", **r} for i, r in enumerate(rows)]), DAY
    )
    by_key = {(c.table, c.key): c.values for c in (*changes.added, *changes.changed, *changes.ended)}
    assert by_key["officers", "p2"] == {"fte": (1.0, 0.4)}
    assert by_key["officers", "p1"] == {"status": ("on_duty", "leave")}
    assert by_key["duties", "D0"] == {"ends": (None, "2026-12-31")}
    assert by_key["duties", "D1"] == {"ends": (None, "2026-11-22")}
    (added,) = changes.added
    assert (added.officer_id, added.community_code) == ("p2", "u1-0")
    assert added.values["starts"] == (None, "2026-11-23")
    assert [(r.row, r.code) for r in changes.rejected] == [(3, "officer_unknown"), (4, "unit_unknown")]
    after = apply_roster(changes)(project)
    assert set(differences("duties", project.duties, after.duties).added) == {added.key}
    with pytest.raises(InputError) as error:
        apply_roster(changes)(after)
    assert error.value.code == "roster_outdated"


def test_what_a_roster_leaves_empty_is_no_difference(tmp_path: Path) -> None:
    project = small()
    officers, duties = project.officers.copy(), project.duties.assign(dedicated=False)
    officers.loc["p0", ["role", "fte", "status"]] = ["auxiliary", 0.5, "on_loan"]
    officers.loc["p1", "status"] = "leave"
    project = project.with_tables(officers=officers, duties=duties)
    path = tmp_path / "花名册.xlsx"
    names = {"officer_id": "警号", "display_name": "姓名", "station_code": "派出所编码", "community_code": "社区编码"}
    rows = officers.reset_index().merge(duties, on="officer_id", how="left")[[*names]].rename(columns=names)
    rows.assign(角色=None, 工时比=None, 状态=None, 专职=None).to_excel(path, index=False)
    by_file = roster_changes(project, *read_roster(path, project), DAY)
    by_frame = roster_changes(
        project, officers.assign(role=None, fte=None, status=None), duties.assign(dedicated=None), DAY
    )
    for changes in (by_file, by_frame):
        assert changes.unchanged == 5
        assert keys(changes) == {"added": set(), "changed": set(), "ended": set()}
        assert {rejected.code for rejected in changes.rejected} <= {"required_missing"}  # p2 has no unit


def test_a_roster_of_one_station_leaves_the_others_alone() -> None:
    project = small()
    elsewhere = frame("officers", [{"officer_id": "q1", "display_name": "甲（虚构）", "station_code": "S2"}])
    changes = roster_changes(project, elsewhere, None, DAY)
    assert keys(changes) == {"added": {"officers:q1"}, "changed": set(), "ended": set()}
    assert len(roster_changes(project, elsewhere, None, DAY, stations=["S1"]).ended) == 5


def test_a_duty_that_has_not_begun_goes() -> None:
    project = small()
    duties = project.duties.copy()
    duties.loc["D1", "starts"] = pd.Timestamp(2027, 1, 1)
    project = project.with_tables(duties=duties)
    changes = roster_changes(project, None, duties.loc[["D0"]], DAY)
    assert changes.dropped == ("D1",)
    assert list(apply_roster(changes)(project).duties.index) == ["D0"]


def test_a_file_without_a_roster_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "别的.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_roster(path, small())
    assert error.value.code == "roster_empty"


def test_rows_that_cannot_be_used_have_the_number_that_the_file_shows(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    lines = [
        "某区民警下沉花名册,,",
        "警号,社区编码,起始日期",
        "p0,,2026-11-01",
        "p0,u0-0,2026-11-01",
        "p9,u1-0,2026-11-01",
    ]
    path.write_text("\n".join(lines), "utf-8")
    project = small()
    officers, duties = read_roster(path, project)
    changes = roster_changes(project, officers, duties, DAY)
    shown = {(r.row, r.code) for r in changes.rejected}
    assert {(3, "required_missing"), (5, "officer_unknown")} <= shown
