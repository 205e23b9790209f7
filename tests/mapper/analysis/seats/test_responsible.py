"""Villages and the officers who answer for them, through a beat or through the station."""

from datetime import date

import pytest

from mapper.analysis.seats.coverage import duties_of
from mapper.analysis.seats.responsible import responsible_findings, responsible_officers
from mapper.norms import Norms
from mapper.project import Project
from tests.districts import frame, grid

DAY = date(2026, 11, 23)


def villages(officers: list[dict[str, object]], held: list[tuple[str, str]]) -> Project:
    duties = [{"duty_id": f"D{i}", "officer_id": o, "community_code": u} for i, (o, u) in enumerate(held)]
    return grid(3, 3, kind="village").with_tables(officers=frame("officers", officers), duties=frame("duties", duties))


OFFICER = {"role": "community_officer", "station_code": "S1"}


def test_a_beat_comes_before_the_station() -> None:
    project = villages([{"officer_id": "a", **OFFICER}, {"officer_id": "b", **OFFICER}], [("b", "u0-0")])
    found = responsible_officers(project, DAY)
    assert found.loc["u0-0"].tolist() == [("b",), "beat"]
    assert found.loc["u2-2"].tolist() == [("a", "b"), "station"]
    assert responsible_findings(project, DAY) == []


@pytest.mark.parametrize("status", ["leave", "on_loan"])
def test_a_village_of_a_station_without_an_officer_at_work(status: str) -> None:
    project = villages([{"officer_id": "a", **OFFICER, "status": status}], [("a", "u0-0")])
    found = responsible_findings(project, DAY)
    assert {f.code for f in found} == {"village_without_officer"}
    assert len(found) == 9


def test_a_beat_beyond_the_norm() -> None:
    project = villages([{"officer_id": "a", **OFFICER}], [("a", f"u{c}-{r}") for c in range(3) for r in range(3)])
    (finding,) = responsible_findings(project, DAY)
    assert (finding.code, finding.values["villages"], finding.values["most"]) == ("beat_too_large", 9, 8)


def test_communities_are_not_asked_about_and_an_empty_roster_says_nothing() -> None:
    assert responsible_officers(grid(2, 2), DAY).empty
    assert responsible_findings(villages([], []), DAY) == []


def test_a_beat_is_a_community_officers_whatever_the_villages_seat_asks_for() -> None:
    roles = ("auxiliary", "community_officer", "other")
    project = villages(
        [{"officer_id": r, "role": r, "station_code": "S1"} for r in roles], [(r, "u0-0") for r in roles]
    )
    project = Project(**{**project.__dict__, "norms": Norms(seat_role={"village": "other"})})
    assert duties_of(project, DAY).set_index("role")["beat"].to_dict() == {r: r == "community_officer" for r in roles}
