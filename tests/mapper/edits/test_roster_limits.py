"""A roster's lines on their limits: duties that begin or end on its day, one duty or another, stations left empty."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from mapper.edits.roster import apply_roster
from mapper.edits.roster_choice import chosen
from mapper.edits.roster_difference import RosterChanges, roster_changes
from mapper.errors import InputError
from mapper.project import Project, changes_between
from tests.districts import frame, grid

DAY = date(2026, 11, 23)


def at(days: int) -> date:
    return DAY + timedelta(days=days)


def officers(*ids: str, **values: Any) -> pd.DataFrame:
    return frame(
        "officers", [{"officer_id": i, "role": "community_officer", "station_code": "S1"} | values for i in ids]
    )


def duties(*rows: dict[str, Any]) -> pd.DataFrame:
    """Of ``a`` for ``u0-0`` unless told."""
    named = [{"duty_id": f"D{n}", "officer_id": "a", "community_code": "u0-0"} | row for n, row in enumerate(rows)]
    return frame("duties", named)


def station(*rows: dict[str, Any], ids: str = "ab", **values: Any) -> Project:
    return grid(3, 1).with_tables(officers=officers(*ids, **values), duties=duties(*rows))


def told(changes: RosterChanges) -> dict[str, list[str]]:
    """Keys of the duties and officers that are added, changed and ended."""
    return {what: [line.key for line in getattr(changes, what)] for what in ("added", "changed", "ended")}


@pytest.mark.parametrize(
    ("starts", "ends", "outcome"),
    [
        (at(-5), None, ("ends", at(-1))),
        (at(-1), None, ("ends", at(-1))),
        (at(0), None, "dropped"),  # would begin on the roster's day
        (None, None, ("ends", at(-1))),
        (at(-5), at(0), ("ends", at(-1))),
        (at(-5), at(-1), "kept"),  # over before the roster's day
        (at(5), at(9), "dropped"),
    ],
)
def test_a_duty_that_is_not_on_the_roster_ends_on_the_day_before(
    starts: date | None, ends: date | None, outcome: Any
) -> None:
    project = station({"starts": starts, "ends": ends}, {"officer_id": "b", "community_code": "u1-0"})
    changes = roster_changes(project, None, duties({"officer_id": "b", "community_code": "u1-0"}), DAY)
    after = apply_roster(changes)(project)
    assert told(changes)["ended"] == ([] if outcome == "kept" else ["D0"])
    assert changes.dropped == (("D0",) if outcome == "dropped" else ())
    if isinstance(outcome, tuple):
        assert after.duties["ends"]["D0"].date() == outcome[1]
        assert changes.ended[0].values == {"ends": (None if ends is None else ends.isoformat(), at(-1).isoformat())}
    assert ("D0" in after.duties.index) == (outcome != "dropped")
    assert changes.unchanged == 1
    assert changes_between(project, after).parts == (set() if outcome == "kept" else {"duties"})


def same(row: dict[str, Any], *known: dict[str, Any]) -> dict[str, list[str]]:
    """What one line of a roster (without a number of its own) is to these duties."""
    project = station(*known)
    line = duties(row).drop(columns=["dedicated"]).rename(index={"D0": "X"})
    return told(roster_changes(project, None, line, DAY, stations=[]))


@pytest.mark.parametrize(
    ("row", "known", "expected"),
    [
        # the same first day: that duty, whether it runs or not
        ({"starts": at(-90)}, [{"starts": at(-90)}], {"added": [], "changed": []}),
        ({"starts": at(-90), "ends": at(-50)}, [{"starts": at(-90), "ends": at(-50)}], {"added": [], "changed": []}),
        # another first day: the one that still runs on the roster's day
        ({"starts": at(-80)}, [{"starts": at(-90)}], {"added": [], "changed": ["D0"]}),
        ({"starts": at(-80)}, [{"starts": at(-90), "ends": at(0)}], {"added": [], "changed": ["D0"]}),
        ({"starts": at(-80)}, [{"starts": at(-90), "ends": at(-1)}], {"added": ["X"], "changed": []}),
        # a duty of the past is a duty of its own
        ({"starts": at(-80), "ends": at(-1)}, [{"starts": at(-90)}], {"added": ["X"], "changed": []}),
        ({"starts": at(-80), "ends": at(0)}, [{"starts": at(-90)}], {"added": [], "changed": ["D0"]}),
        # of another officer or unit it is another duty
        ({"officer_id": "b"}, [{"starts": at(-90)}], {"added": ["X"], "changed": []}),
        ({"community_code": "u1-0"}, [{"starts": at(-90)}], {"added": ["X"], "changed": []}),
    ],
)
def test_which_duty_a_line_of_the_roster_is(
    row: dict[str, Any], known: list[dict[str, Any]], expected: dict[str, list[str]]
) -> None:
    assert same(row, *known) == expected | {"ended": []}


def test_a_new_duty_begins_on_the_rosters_day_unless_it_says() -> None:
    project = station()
    for starts in (None, at(-3)):
        changes = roster_changes(project, None, duties({"starts": starts}), DAY)
        assert changes.added[0].values["starts"] == (None, (starts or DAY).isoformat())
        assert apply_roster(changes)(project).duties["starts"].iloc[0].date() == (starts or DAY)


def test_a_number_that_is_another_duty_is_not_taken_again() -> None:
    project = station({"officer_id": "b", "community_code": "u1-0"})
    changes = roster_changes(project, None, duties({"community_code": "u2-0"}), DAY, stations=[])
    (added,) = changes.added
    assert added.key not in ("D0", "")
    assert set(apply_roster(changes)(project).duties.index) == {"D0", added.key}


def test_whoever_is_not_on_the_roster_of_the_station_has_left() -> None:
    project = station({"officer_id": "b", "starts": at(-9)}, ids="abc")
    changes = roster_changes(project, officers("a", "c"), None, DAY)
    assert told(changes) == {"added": [], "changed": [], "ended": ["b", "D0"]}
    assert changes.ended[0].values == {"status": ("on_duty", "leave")}
    assert (changes.emptied, changes.emptying) == (("S1",), frozenset({("duties", "D0")}))
    after = apply_roster(changes)(project)
    assert after.officers["status"].tolist() == ["on_duty", "leave", "on_duty"]
    assert apply_roster(changes).values == {"as_of": DAY.isoformat(), "added": 0, "changed": 0, "ended": 2}
    gone = station(ids="abc", status="leave")
    assert told(roster_changes(gone, officers("a", status="leave"), None, DAY))["ended"] == []


def test_a_station_without_anybody_left_is_named_and_one_with_somebody_is_not() -> None:
    project = station(ids="ab")
    elsewhere = officers("n", station_code="S1")
    nobody = roster_changes(project, elsewhere, None, DAY)
    assert nobody.emptied == ("S1",)
    assert nobody.emptying == {("officers", "a"), ("officers", "b")}
    on_leave = project.officers.assign(status=["on_duty", "leave"])
    rest = roster_changes(project.with_tables(officers=on_leave), on_leave.loc[["b"]], None, DAY)
    assert rest.emptied == ("S1",)  # who stays is not at work
    somebody = roster_changes(project, officers("a"), None, DAY)
    assert (somebody.emptied, somebody.emptying) == ((), frozenset())
    of_none = station(ids="ab", station_code=None)
    assert roster_changes(of_none, officers("n", station_code=None), None, DAY).emptied == ("",)


def test_one_of_two_duties_of_a_station_may_end() -> None:
    project = station({"starts": at(-9)}, {"officer_id": "b", "community_code": "u1-0", "starts": at(-9)})
    changes = roster_changes(project, None, duties({"starts": at(-9)}), DAY)
    assert told(changes)["ended"] == ["D1"]
    assert changes.emptied == ()


def test_an_empty_cell_changes_nothing_but_a_last_day() -> None:
    project = station({"starts": at(-9), "ends": at(9)}, display_name="甲（虚构）")
    people = officers("a", "b").assign(display_name=[None, "乙（虚构）"])
    changes = roster_changes(project, people, None, DAY)
    assert [(line.key, line.values) for line in changes.changed] == [
        ("b", {"display_name": ("甲（虚构）", "乙（虚构）")})
    ]
    line = roster_changes(project, None, duties({"starts": None, "ends": None}), DAY)
    assert [(c.key, c.values) for c in line.changed] == [("D0", {"ends": (at(9).isoformat(), None)})]


def test_unknown_officers_and_units_are_refused_with_their_row_and_end_nobody() -> None:
    project = station({"starts": at(-9)}, {"officer_id": "b", "community_code": "u1-0", "starts": at(-9)})
    lines = duties({"starts": at(-9)}, {"officer_id": "zz"}, {"officer_id": "b", "community_code": "nowhere"})
    changes = roster_changes(project, None, lines, DAY)
    assert [(r.row, r.code) for r in changes.rejected] == [(2, "officer_unknown"), (3, "unit_unknown")]
    assert told(changes) == {"added": [], "changed": [], "ended": []}  # b may be meant: b's duty stays


def test_a_line_that_is_refused_keeps_none_after_it_from_counting() -> None:
    for bad in ({"officer_id": "zz"}, {"officer_id": "b", "community_code": "nowhere"}):
        changes = roster_changes(station(), None, duties(bad, {"community_code": "u2-0"}), DAY)
        assert [line.community_code for line in changes.added] == ["u2-0"]
        assert len(changes.rejected) == 1


def test_the_differences_are_json_and_can_be_applied_once() -> None:
    project = station({"starts": at(-9)})
    changes = roster_changes(project, officers("a", "n"), duties({"starts": at(-9), "ends": at(3)}), DAY)
    json = changes.as_json()
    assert json["as_of"] == DAY.isoformat()
    assert [(row["table"], row["key"]) for row in json["added"]] == [("officers", "n")]
    (row,) = json["changed"]
    assert row == {
        "table": "duties", "key": "D0", "officer_id": "a", "community_code": "u0-0",
        "values": {"ends": [None, at(3).isoformat()]},
    }  # fmt: skip
    assert [row["key"] for row in json["ended"]] == ["b"]
    assert (json["unchanged"], json["emptied"], json["rejected"]) == (1, [], [])
    after = apply_roster(changes)(project)
    assert changes_between(project, after).parts == {"officers", "duties"}
    for changed in (
        project.with_tables(officers=project.officers.copy()),
        project.with_tables(duties=project.duties.copy()),
    ):
        with pytest.raises(InputError, match="roster_outdated"):
            apply_roster(changes)(changed)


def test_a_new_officers_duty_goes_only_with_the_officer() -> None:
    project = station()
    changes = roster_changes(project, officers("a", "b", "n"), duties({"officer_id": "n"}), DAY)
    person = next(line for line in changes.added if line.table == "officers")
    duty = next(line for line in changes.added if line.table == "duties")
    assert told(chosen(changes, [duty]))["added"] == []
    assert told(chosen(changes, [person]))["added"] == ["n"]
    both = chosen(changes, [person, duty])
    assert both.added == (person, duty)
    assert len(apply_roster(both)(project).duties) == 1
    assert apply_roster(chosen(changes, []))(project) is project
