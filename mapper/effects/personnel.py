"""What an officer's coming or going would do: to seats, loads, hazards, focus areas and beats, before it is done."""

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd

from mapper.analysis.incidents.kinds import HAZARDS
from mapper.analysis.incidents.owners import owner_states
from mapper.analysis.load.load import officer_load
from mapper.analysis.seats.coverage import Coverage, coverage
from mapper.analysis.seats.presence import AT_WORK, roll_on, status_on
from mapper.analysis.seats.responsible import responsible_officers
from mapper.dates import runs_on
from mapper.day.day import Day
from mapper.effect import Change, Effect, changes
from mapper.names import split_ids
from mapper.project import Project

_ELSEWHERE = "elsewhere"  # still there, and no longer where the hazard is


def personnel_effect(today: Day, after: Project, officer_id: str, day: date) -> Effect:
    """What another project has on ``day`` where an officer comes or goes, against the one that stands.

    Rows of seats by their ``state``; of officers by their ``share`` of the month; of open hazards of the officer by
    their ``owner`` (:data:`~mapper.analysis.incidents.owners.OWNERS`, or ``elsewhere``: the unit is no longer the
    officer's); of focus areas by the ``officers`` sent who can go, on the first day on which it is less; of villages by
    ``beat``, how many officers have it in their beat. Loads are those of today, on the seats of that day.
    """
    before, minutes = today.project, today.unit_load["minutes"]
    ledgers = coverage(before, day), coverage(after, day)
    old, new = (ledger.seats["state"].to_dict() for ledger in ledgers)
    had, has = (_shares(p, ledger, minutes) for p, ledger in zip((before, after), ledgers, strict=True))
    return Effect(
        {
            ("communities", "state"): changes(old, new),
            ("officers", "share"): changes(had, has),
            ("hazards", "owner"): _hazards(today, after, officer_id, day),
            ("focus_areas", "officers"): _focus(before, after, officer_id, day),
            ("communities", "beat"): changes(_beats(before, day), _beats(after, day)),
        }
    )


def _shares(project: Project, ledger: Coverage, minutes: pd.Series) -> dict[str, float | None]:
    load = officer_load(project, ledger, minutes)
    return {str(who): None if pd.isna(value) else float(value) for who, value in load["share"].items()}


def _hazards(today: Day, after: Project, officer_id: str, day: date) -> Mapping[str, Change]:
    rows, shown = today.project.hazards, today.incidents_shown("hazards")
    own = rows[((rows["owner_id"] == officer_id) & shown).to_numpy(dtype=bool)]
    unit = today.owned("hazards")["community_code"].reindex(own.index)
    told = [owner_states(project, HAZARDS, day, status_on(project, day), own) for project in (today.project, after)]
    lost = _units_of(today.project, officer_id, day) - _units_of(after, officer_id, day)
    told[1] = told[1].mask((told[1] == "present") & unit.isin(list(lost)).to_numpy(dtype=bool), _ELSEWHERE)
    return changes(told[0].to_dict(), told[1].to_dict())


def _units_of(project: Project, officer_id: str, day: date) -> set[str]:
    duties = project.duties
    mine = duties[(duties["officer_id"] == officer_id) & runs_on(duties["starts"], duties["ends"], day)]
    return set(mine["community_code"])


def _focus(before: Project, after: Project, officer_id: str, since: date) -> Mapping[str, Change]:
    """Focus areas that the officer is sent to on a day on which that can no longer be: who can go, before and after."""
    areas = before.focus_areas
    found = {}
    for focus_id, ids, starts, ends in zip(
        areas.index, areas["officer_ids"].map(split_ids), areas["starts"], areas["ends"], strict=True
    ):
        if officer_id not in ids or ends <= pd.Timestamp(since):
            continue
        day = max(since, starts.date())
        while pd.Timestamp(day) < ends:
            there = [_can_go(project, ids, day) for project in (before, after)]
            moved = _station(before, officer_id, day) != _station(after, officer_id, day)
            left = there[1] - {officer_id} if moved else there[1]
            if len(left) < len(there[0]):
                found[str(focus_id)] = Change(len(there[0]), len(left))
                break
            day += timedelta(days=1)
    return found


def _can_go(project: Project, officer_ids: tuple[str, ...], day: date) -> set[str]:
    status = status_on(project, day)
    return {officer for officer in officer_ids if status.get(officer) == AT_WORK}


def _station(project: Project, officer_id: str, day: date) -> object:
    station = roll_on(project, day)["station_code"].get(officer_id)
    return station if isinstance(station, str) else None


def _beats(project: Project, day: date) -> dict[str, int]:
    villages = responsible_officers(project, day)
    return {str(code): len(ids) for code, ids in villages["officer_ids"][villages["through"] == "beat"].items()}
