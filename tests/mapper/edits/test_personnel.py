"""Officers come and go in any order: each day's coverage is what a diary says, written day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.analysis.seats.coverage import COUNTED, coverage
from mapper.analysis.seats.history import EmptySeat, coming_gaps, seat_days, seats_emptied
from mapper.analysis.seats.posting import posting
from mapper.analysis.seats.presence import roll_on, status_on
from mapper.day.day import Day
from mapper.edits.personnel import CHANGE_OF, Particulars, changes_possible, first_back, personnel_change
from mapper.edits.roster import apply_roster
from mapper.edits.roster_difference import roster_changes
from mapper.effects.personnel import personnel_effect
from mapper.errors import InputError
from mapper.planning.staffing.covers import candidates_of, covers_of, covers_proposed
from mapper.project import Project
from tests.districts import frame
from tests.drawn import drawn
from tests.mapper.edits.comings import DAYS, FIRST, PEOPLE, UNITS, Asked, Diary, asked, day, station


@given(st.lists(asked(), min_size=1, max_size=8))
@settings(max_examples=drawn(12))
def test_every_day_of_a_year_is_covered_as_the_diary_says(sequence: list[Asked]) -> None:
    project, diary = station(), Diary()
    for one in sequence:
        before = project
        try:
            project = one.edit()(project)
        except InputError:
            continue
        emptied = seats_emptied(before, project, FIRST)
        old, diary_before = diary.holders, [diary.holders(n) for n in range(DAYS)]
        diary.write(one)
        lost = {(code, day(n)) for n in range(DAYS) for code in UNITS if diary_before[n][code] and not old(n)[code]}
        told = {
            (seat.community_code, seat.starts + timedelta(days=k))
            for seat in emptied
            for k in range(((seat.ends or day(DAYS - 1)) - seat.starts).days + 1)
        }
        assert {pair for pair in told if pair[1] < day(DAYS)} == lost
    held = [diary.holders(n) for n in range(DAYS)]
    turns = [n for n in range(DAYS) if n in (0, DAYS - 1) or held[n] != held[n - 1] or held[n] != held[n + 1]]
    for n in turns:
        assert coverage(project, day(n)).seats["officer_ids"].to_dict() == held[n]
    kept = seat_days(project, FIRST, day(DAYS - 1)).seats["held_days"].to_dict()
    assert kept == {code: sum(bool(one[code]) for one in held) for code in UNITS}
    gaps = coming_gaps(project, FIRST, day(DAYS - 1))["from_day"]
    for code in UNITS:
        first = next((n for n in range(DAYS) if not held[n][code]), None) if held[0][code] else None
        assert (gaps[code].date() if code in gaps.index else None) == (None if first is None else day(first))


def change(code: str, who: str, project: Project, **told: object) -> Project:
    return personnel_change(CHANGE_OF[code], who, Particulars(**told))(project)  # type: ignore[arg-type]  # as told


def test_a_transfer_moves_the_station_from_its_day_on() -> None:
    moved = change("transfer", "P1", station(), starts=day(10), station_code="S2")
    assert [roll_on(moved, day(n))["station_code"]["P1"] for n in (-400, 9, 10, 400)] == ["S1", "S1", "S2", "S2"]
    assert moved.duties.loc["D1", "ends"].date() == day(9)
    counted = [posting(moved, day(n)).stations["police"].to_dict() for n in (9, 10)]
    assert counted == [{"S1": 4, "S2": 0}, {"S1": 3, "S2": 1}]


def test_a_roster_moves_whose_station_has_days_from_its_day_on() -> None:
    moved = change("transfer", "P1", station(), starts=day(10), station_code="S2")
    roster = frame("officers", [{"officer_id": "P1", "station_code": "S1"}])[["station_code"]]
    after = apply_roster(roster_changes(moved, roster, None, day(40), stations=()))(moved)
    assert [roll_on(after, day(n))["station_code"]["P1"] for n in (9, 10, 39, 40)] == ["S1", "S2", "S2", "S1"]


def test_who_retires_is_counted_until_the_day_before() -> None:
    left = change("retire", "P1", station(), starts=day(10))
    assert [status_on(left, day(n))["P1"] for n in (9, 10, 300)] == ["on_duty", "gone", "gone"]
    assert [posting(left, day(n)).police for n in (9, 10)] == [4, 3]
    with pytest.raises(InputError, match="officer_gone"):
        change("leave", "P1", left, starts=day(20), ends=day(21))
    assert "P1" in left.officers.index, "the history of the seat needs the name"


def test_who_is_new_is_on_the_roll_from_the_first_day() -> None:
    told = {"name": "新人（虚构）", "station_code": "S1", "community_code": "u0-0"}
    new = change("add", "P9", station(), starts=day(3), **told)
    assert [status_on(new, day(n))["P9"] for n in (2, 3)] == ["gone", "on_duty"]
    assert [posting(new, day(n)).police for n in (2, 3)] == [4, 5]
    for code, values in (
        ("officer_exists", {"who": "P1"}), ("officer_nameless", {"name": " "}), ("fte_out_of_range", {"fte": 0.0}),
    ):  # fmt: skip
        with pytest.raises(InputError) as refused:
            change("add", str(values.pop("who", "P9")), station(), starts=day(3), **{**told, **values})
        assert refused.value.code == code


def test_a_loan_is_extended_and_called_back_and_cover_ends_with_it() -> None:
    lent = change("second", "P1", station(), starts=day(10), ends=day(19))
    longer = change("extend", "P1", lent, starts=day(12), ends=day(29))
    assert longer.absences["ends"].dt.date.tolist() == [day(29)]
    (gap,) = seats_emptied(station(), longer, FIRST)
    assert (gap.community_code, gap.starts, gap.ends) == ("u0-0", day(10), day(29))
    minutes = Day(longer, day(0)).unit_load["minutes"]
    lines = covers_proposed(longer, [gap], minutes)
    assert [(line.officer_id, line.until) for _, line in lines] == [("P4", day(29))]
    kind, told = CHANGE_OF["extend"], Particulars(starts=day(12), ends=day(29))
    covered = personnel_change(kind, "P1", told, covers_of(lines))(lent)
    assert seats_emptied(station(), covered, FIRST) == ()
    assert Day(covered, day(15)).acting_until == {"u0-0": day(29)}
    back = change("back", "P1", covered, starts=day(20))
    assert coverage(back, day(19)).seats["officer_ids"]["u0-0"] == ("P4",)
    assert coverage(back, day(20)).seats["officer_ids"]["u0-0"] == ("P1",)
    with pytest.raises(InputError, match="absence_none"):
        change("back", "P1", back, starts=day(25))


def test_a_seat_that_is_emptied_twice_is_covered_twice_and_nobody_is_in_two_places() -> None:
    """P1 is to be away for ten days anyway: what the end of the duty empties lies before and after that."""
    lent = change("second", "P1", station(), starts=day(10), ends=day(19))
    kind, told = CHANGE_OF["end"], Particulars(starts=day(5), community_code="u0-0")
    alone = personnel_change(kind, "P1", told)(lent)
    seats = seats_emptied(lent, alone, day(5))
    assert [(seat.starts, seat.ends) for seat in seats] == [(day(5), day(9)), (day(20), None)]
    minutes = Day(lent, day(0)).unit_load["minutes"]
    covers = covers_of(covers_proposed(alone, seats, minutes, leaving="P1"))
    assert [(cover.officer_id, cover.starts) for cover in covers] == [("P4", day(5)), ("P4", day(20))]
    done = personnel_change(kind, "P1", told, covers)(lent)
    assert seats_emptied(lent, done, day(5)) == ()
    # Two seats from different days, one free officer: whoever covers the first is not proposed for the second too.
    both = [EmptySeat("u0-0", day(5), None), EmptySeat("u1-0", day(7), None)]
    without = change("end", "P2", alone, starts=day(7), community_code="u1-0")
    found = covers_proposed(without, both, minutes, leaving="P2")
    free = [line.officer_id for _, line in found if line.kind == "fill"]
    assert len(free) == len(set(free)), "one who is free takes one seat"


def test_only_what_is_possible_is_offered() -> None:
    lent = change("second", "P1", station(), starts=day(10), ends=day(19))
    offered = {n: {kind.code for kind in changes_possible(lent, "P1", day(n))} for n in (0, 12, 30)}
    assert {"extend", "back"} <= offered[0] & offered[12], "a loan that has not begun can be called back too"
    assert [first_back(lent, "P1", day(n)) for n in (0, 12, 30)] == [day(10), day(12), day(30)]
    assert not {"extend", "back"} & offered[30]
    assert "end" not in {kind.code for kind in changes_possible(station(), "P4", FIRST)}


def test_the_effect_names_what_loses_its_owner() -> None:
    project = station()
    hazards = frame(
        "hazards",
        [{"hazard_id": f"H{n}", "owner_id": who, "reported_at": "2026-12-20"} for n, who in enumerate(PEOPLE)],
        [project.communities.geometry.iloc[0].centroid] * 4,
    )
    focus = frame(
        "focus_areas",
        [{"focus_id": f"F{n}", "reason": "虚构", "starts": day(a), "ends": day(b), "minutes": 9, "officer_ids": "P1;P2"}
         for n, (a, b) in enumerate([(0, 9), (8, 12), (30, 31)])],
        [project.communities.geometry.iloc[0]] * 3,
    )  # fmt: skip
    project = project.with_tables(hazards=hazards, focus_areas=focus)
    today = Day(project, date(2026, 12, 25))
    after = change("second", "P1", project, starts=day(10), ends=day(19))
    effect = personnel_effect(today, after, "P1", day(10))
    assert effect.rows["communities", "state"] == {"u0-0": ("covered", "on_loan")}
    assert effect.rows["hazards", "owner"] == {"H0": ("present", "away")}
    assert effect.rows["focus_areas", "officers"] == {"F1": (2, 1)}
    moved = change("transfer", "P1", project, starts=day(10), station_code="S2", community_code="u1-0")
    effect = personnel_effect(today, moved, "P1", day(10))
    assert effect.rows["hazards", "owner"] == {"H0": ("present", "elsewhere")}
    assert effect.rows["focus_areas", "officers"] == {"F1": (2, 1), "F2": (2, 1)}


def test_a_candidate_is_offered_with_the_plans_own_reason() -> None:
    project = change("end", "P1", station(), starts=day(0), community_code="u0-0")
    minutes = Day(project, day(0)).unit_load["minutes"]
    found = {one.officer_id: one for one in candidates_of(project, day(0), "u0-0", minutes)}
    assert found["P1"].reason == "knows_unit"
    assert (found["P4"].kind, found["P4"].reason) == ("fill", "same_station")
    assert (found["P2"].kind, found["P2"].reason) == ("acting", "neighbour")
    assert candidates_of(project, day(0), "u1-0", minutes) == ()
    assert set(coverage(project, day(0)).seats["state"]) - set(COUNTED) == {"expired"}
