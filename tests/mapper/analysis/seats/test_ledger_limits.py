"""The seat ledger on its limits: the first and the last day of a duty, one seat and two, full time and nearly."""

from datetime import date, timedelta
from typing import Any

import pytest

from mapper.analysis.seats.coverage import Coverage, coverage, coverage_findings, duties_of
from mapper.analysis.seats.presence import status_on
from mapper.analysis.seats.responsible import responsible_findings
from mapper.norms import Norms
from mapper.project import Project
from tests.districts import frame, grid

DAY = date(2026, 11, 23)


def at(days: int) -> date:
    return DAY + timedelta(days=days)


def staffed(*held: dict[str, Any], columns: int = 4, norms: Norms | None = None, **officer: Any) -> Project:
    """A row of communities, officers ``o1`` to ``o3``, and these duties (of ``o1`` for ``u0-0`` unless told)."""
    people = [{"officer_id": f"o{n}", "role": "community_officer"} | officer for n in (1, 2, 3)]
    rows = [{"duty_id": f"D{n}", "officer_id": "o1", "community_code": "u0-0"} | row for n, row in enumerate(held)]
    tables = grid(columns, 1).with_tables(officers=frame("officers", people), duties=frame("duties", rows))
    return Project(**{**tables.__dict__, "norms": norms or Norms()})


def ledger_of(project: Project) -> Coverage:
    return coverage(project, DAY)


@pytest.mark.parametrize(
    ("starts", "ends", "state"),
    [
        (DAY, None, "covered"),  # the first day counts
        (at(1), None, "vacant"),
        (None, DAY, "covered"),  # the last day counts
        (None, at(-1), "expired"),
        (DAY, DAY, "covered"),
        (None, None, "covered"),
    ],
)
def test_a_duty_runs_from_its_first_day_to_its_last(starts: date | None, ends: date | None, state: str) -> None:
    project = staffed({"starts": starts, "ends": ends})
    ledger = ledger_of(project)
    assert ledger.seats["state"]["u0-0"] == state
    assert duties_of(project, DAY)["runs"].tolist() == [state == "covered"]
    if state == "expired":
        assert ledger.seats["days"]["u0-0"] == 1


@pytest.mark.parametrize(
    ("starts", "ends", "status"),
    [
        (DAY, None, "leave"),
        (at(1), None, "on_duty"),
        (at(-9), DAY, "leave"),
        (at(-9), at(-1), "on_duty"),
        (None, None, "leave"),
    ],
)
def test_an_absence_runs_from_its_first_day_to_its_last(starts: date | None, ends: date | None, status: str) -> None:
    rows = [{"absence_id": "B1", "officer_id": "o1", "kind": "leave", "starts": starts, "ends": ends}]
    project = staffed({}).with_tables(absences=frame("absences", rows))
    assert status_on(project, DAY)["o1"] == status
    assert ledger_of(project).seats["state"]["u0-0"] == ("covered" if status == "on_duty" else "on_loan")


def test_one_to_one_is_one_officer_with_one_seat_also_where_two_are_allowed() -> None:
    two_allowed = Norms(units_per_officer={"community": 2, "village": 2})
    held = [
        {"officer_id": "o1", "community_code": "u0-0"},
        {"officer_id": "o1", "community_code": "u1-0"},  # two seats of one officer
        {"officer_id": "o2", "community_code": "u2-0"},  # one of one
        {"officer_id": "o3", "community_code": "u3-0"},
        {"officer_id": "o2", "community_code": "u3-0", "starts": at(1)},
    ]
    ledger = ledger_of(staffed(*held, norms=two_allowed))
    assert ledger.seats["state"].tolist() == ["covered"] * 4
    assert ledger.seats["one_to_one"].tolist() == [False, False, True, True]
    assert (ledger.covered, ledger.one_to_one) == (4, 2)


def test_two_officers_in_one_seat_are_not_one_to_one() -> None:
    project = staffed({"officer_id": "o1"}, {"officer_id": "o2"})
    ledger = ledger_of(project)
    assert ledger.seats["state"]["u0-0"] == "multiple"
    (told,) = [f for f in coverage_findings(project, ledger) if f.code == "seat_multiple"]
    assert (told.severity, told.values["officers"]) == ("note", ["o1", "o2"])
    assert told.values.keys().isdisjoint({"status", "back", "days", "fte"})
    assert (ledger.covered, ledger.one_to_one) == (1, 0)


@pytest.mark.parametrize(("seats", "state"), [(1, "covered"), (2, "covered"), (3, "shared")])
def test_a_seat_is_shared_where_its_officer_has_more_than_the_norm(seats: int, state: str) -> None:
    norms = Norms(units_per_officer={"community": 2, "village": 1})
    ledger = ledger_of(staffed(*({"community_code": f"u{n}-0"} for n in range(seats)), norms=norms))
    assert ledger.seats["state"].tolist()[:seats] == [state] * seats
    assert ledger.seats["effective_fte"].tolist()[:seats] == pytest.approx([1 / seats] * seats)


@pytest.mark.parametrize(("first", "second", "dedicated"), [(True, False, 1), (False, True, 1), (False, False, 0)])
def test_of_two_running_duties_for_one_seat_one_that_is_dedicated_is_enough(
    first: bool, second: bool, dedicated: int
) -> None:
    ledger = ledger_of(staffed({"dedicated": first, "starts": at(-9)}, {"dedicated": second, "starts": at(-5)}))
    assert ledger.seats["state"]["u0-0"] == "covered"
    assert (ledger.dedicated, ledger.one_to_one) == (dedicated, 1)


@pytest.mark.parametrize(
    ("fte", "state", "dedicated"), [(1.0, "covered", 1), (0.99, "part_time", 0), (0.6, "part_time", 0)]
)
def test_dedicated_is_full_time_and_nothing_less(fte: float, state: str, dedicated: int) -> None:
    ledger = ledger_of(staffed({"dedicated": True}, fte=fte))
    assert (ledger.seats["state"]["u0-0"], ledger.dedicated) == (state, dedicated)
    assert ledger.effective_fte == pytest.approx(fte)


def test_a_gap_says_whose_it_is_since_when_and_until_when() -> None:
    project = staffed({"officer_id": "o1"}, {"officer_id": "o1", "community_code": "u1-0"}, {"community_code": "u2-0"})
    shared = [f for f in coverage_findings(project, ledger_of(project)) if f.code == "seat_shared"]
    assert [f.values["units"] for f in shared] == [3, 3, 3]
    assert {f.values["station"] for f in shared} == {"虚构所"}
    assert shared[0].values["officers"] == ["o1"]
    away = [
        {"absence_id": "B1", "officer_id": "o2", "kind": "leave", "starts": at(-3), "ends": at(4)},
        {"absence_id": "B2", "officer_id": "o3", "kind": "on_loan", "starts": at(-3), "ends": at(2)},
    ]
    project = staffed({"officer_id": "o2"}, {"officer_id": "o3"}, columns=1).with_tables(
        absences=frame("absences", away)
    )
    (gap,) = coverage_findings(project, ledger_of(project))
    assert (gap.code, gap.severity, gap.subjects) == ("seat_on_loan", "error", ("u0-0", "o2", "o3"))
    assert gap.values["back"] == at(3).isoformat()  # whoever is back first fills the seat


def test_a_unit_of_no_station_has_a_gap_too() -> None:
    project = grid(1, 1)
    project = project.with_tables(communities=project.communities.assign(station_code=None, residents=1200))
    (gap,) = coverage_findings(project, ledger_of(project))
    assert (gap.values["station"], gap.values["residents"]) == (None, 1200)
    by_station = ledger_of(project).by_station()
    assert by_station.loc["", ["units", "covered"]].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("duty", "code"),
    [
        ({"officer_id": "ghost"}, "duty_unknown_officer"),
        ({"community_code": "nowhere"}, "duty_unknown_unit"),
        ({"officer_id": "ghost", "community_code": "nowhere"}, "duty_unknown_officer"),  # told once
        ({"officer_id": "ghost", "ends": at(-1)}, None),  # over: nobody has to mend it
        ({"officer_id": "ghost", "ends": DAY}, "duty_unknown_officer"),
    ],
)
def test_a_duty_that_fits_no_seat_is_told_once_and_while_it_runs(duty: dict[str, Any], code: str | None) -> None:
    project = staffed(duty)
    told = [f for f in coverage_findings(project, ledger_of(project)) if f.code.startswith("duty_")]
    assert [f.code for f in told] == ([] if code is None else [code])
    assert [f.subjects[0] for f in told] == ([] if code is None else ["D0"])


@pytest.mark.parametrize(("villages", "told"), [(8, 0), (9, 1)])
def test_a_beat_is_too_large_above_the_norm_and_not_on_it(villages: int, told: int) -> None:
    held = [{"duty_id": f"D{n}", "officer_id": "o1", "community_code": f"u{n}-0"} for n in range(villages)]
    project = grid(9, 1, kind="village").with_tables(
        officers=frame("officers", [{"officer_id": "o1", "role": "community_officer", "station_code": "S1"}]),
        duties=frame("duties", held),
    )
    found = responsible_findings(project, DAY)
    assert [f.code for f in found] == ["beat_too_large"] * told
    assert [(f.values["villages"], f.values["most"]) for f in found] == [(9, 8)] * told
