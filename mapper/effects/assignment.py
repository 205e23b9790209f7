"""What giving an officer a unit would do: the officer's own month, and who else is affected, before it is done."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from mapper.analysis.load.load import officer_load
from mapper.analysis.seats.coverage import Coverage, coverage
from mapper.edits.duties import assign
from mapper.effect import Effect, changes
from mapper.project import Project


def assignment_effect(
    project: Project, officer_id: str, community_code: str, day: date, minutes: pd.Series, fte: float | None = None
) -> Effect:
    """The effect on that day of :func:`~mapper.edits.duties.assign`, which may raise its InputErrors.

    Shares of officers (None before where one had no seat, None after where no time is available), states of seats.

    Parameters
    ----------
    minutes
        What each unit asks for a month, by community_code.
    fte
        Share of full time that the officer is to give from then on; None leaves it.
    """
    near = _concerned(project, officer_id, community_code)
    after = assign(officer_id, community_code, day, fte=fte)(near)
    ledgers = coverage(near, day), coverage(after, day)
    old, new = (_shares(p, ledger, minutes) for p, ledger in zip((near, after), ledgers, strict=True))
    before, then = (ledger.seats["state"].to_dict() for ledger in ledgers)
    return Effect({("officers", "share"): changes(old, new), ("communities", "state"): changes(before, then)})


def shares_with(
    project: Project, ledger: Coverage, community_code: str, officer_ids: Sequence[str], minutes: pd.Series
) -> pd.Series:
    """Share of the month of each of several officers, if that one were given the unit; by officer_id.

    What :func:`assignment_effect` says of each, for officers who fit the seat, are present and do not have it: their
    load with one more row of the ledger for each, in which the unit is theirs beside those who have it.
    """
    seats = ledger.seats[["officer_ids"]]
    now = seats.at[community_code, "officer_ids"]
    made = pd.Index([f"{community_code}+{officer}" for officer in officer_ids])
    rows = pd.DataFrame({"officer_ids": [(*now, officer) for officer in officer_ids]}, index=made)
    asked = pd.concat([minutes, pd.Series(float(minutes[community_code]), index=made)])
    load = officer_load(project, replace(ledger, seats=pd.concat([seats, rows])), asked)
    return load["share"].reindex(officer_ids)


def _concerned(project: Project, officer_id: str, community_code: str) -> Project:
    """The officer, whoever has the unit, and all that these have: nobody else's seat or load can change."""
    duties = project.duties
    people = {officer_id, *duties.loc[duties["community_code"] == community_code, "officer_id"]}
    units = {community_code, *duties.loc[duties["officer_id"].isin(people), "community_code"]}
    duties = duties[duties["community_code"].isin(units)]
    people |= set(duties["officer_id"])
    # Whoever shares one of these units may have more: the load of that month counts too.
    duties = project.duties[project.duties["officer_id"].isin(people)]
    units |= set(duties["community_code"])
    duties = project.duties[project.duties["community_code"].isin(units)]
    people |= set(duties["officer_id"])
    return project.with_tables(
        communities=project.communities[project.communities.index.isin(list(units))],
        officers=project.officers[project.officers.index.isin(list(people))],
        duties=duties,
    )


def _shares(project: Project, ledger: Coverage, minutes: pd.Series) -> dict[str, float | None]:
    load = officer_load(project, ledger, minutes)
    return {str(who): None if pd.isna(value) else float(value) for who, value in load["share"].items()}
