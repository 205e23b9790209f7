"""All that is known of every seat on one day, row by row, with what was lost between two days and what is coming."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from mapper.analysis.land.foundations import counties_of
from mapper.analysis.seats.coverage import (
    COUNTED,
    Coverage,
    acting_until,
    coverage,
    duties_of,
)
from mapper.analysis.seats.history import SeatDays, coming_gaps, seat_days
from mapper.lazy_dataclass import dataclass
from mapper.names import names_of
from mapper.project import Project


@dataclass(frozen=True, eq=False)
class SeatTable:
    """The seats of a project, past or future.

    Attributes
    ----------
    coverage
        The ledger of the day.
    lost
        Days between the two days, both included.
    gap_until
        Last day that was searched for coming gaps.
    seats
        Indexed by community_code, in the project's order: name, kind, station_code, station (its name, '' without one),
        role (that the seat asks for), state, officer_ids, away_ids, acting_until (last day of who only acts in it,
        missing where somebody has it otherwise), holds_since and holds_until (first and last day of
        the duties that run; of an empty seat, of its emptiness; missing where open), vacant_days and away_days (of
        ``lost``), effective_fte, dedicated, gap_from (first day without anybody at work, missing where none is
        coming), gap_in_days and gap_why (``away`` or ``duty_ends``).
    left_out
        Duties that run on the day and count for no seat: ``unknown`` (officer or unit is not in the project),
        ``wrong_role``, ``beat`` (community officers who answer for a village).
    """

    coverage: Coverage
    lost: SeatDays
    gap_until: date
    seats: pd.DataFrame
    left_out: Mapping[str, int]

    def by_station(self) -> pd.DataFrame:
        """Sums of the seats of each station, and of all (the last row, station_code ``*``).

        Returns
        -------
        DataFrame
            Indexed by station_code ('' for units of no station): station, units, covered, one_to_one, dedicated,
            effective_fte, days (seats times days of the period), vacant_days, away_days, gaps (seats that will be
            empty by ``gap_until``).
        """
        totals = self._summed(self.seats["station_code"].fillna(""))
        names = self.seats["station"].groupby(self.seats["station_code"].fillna("")).first()
        totals.loc["*"] = totals.sum()
        whole = dict.fromkeys([name for name in totals.columns if name != "effective_fte"], "int64")
        return totals.astype(whole).assign(station=names.reindex(totals.index).fillna(""))

    def by_county(self) -> pd.DataFrame:
        """The same sums (without ``station``) of each county, pooled; units whose code names none come under ''."""
        return self._summed(counties_of(self.seats.index).fillna("").to_numpy())

    def only(self, units: pd.Index, project: Project) -> "SeatTable":
        """The same of some units' seats; ``project`` is the whole one."""
        seats, lost = self.coverage.seats.loc[units], self.lost.seats.loc[units]
        theirs = project.duties[project.duties["community_code"].isin(units)]
        duties = duties_of(project.with_tables(duties=theirs), self.coverage.as_of)
        return SeatTable(
            replace(self.coverage, seats=seats),
            replace(self.lost, seats=lost),
            self.gap_until,
            self.seats.loc[units],
            _left_out(duties, project),
        )

    def _summed(self, group: object) -> pd.DataFrame:
        summed = self.seats.assign(
            units=1,
            covered=self.seats["state"].isin(COUNTED),
            one_to_one=self.coverage.seats["one_to_one"],
            days=self.lost.seats["days"],
            gaps=self.seats["gap_from"].notna(),
        )
        columns = ["units", "covered", "one_to_one", "dedicated", "effective_fte", "days", "vacant_days", "away_days"]
        return summed.groupby(group)[[*columns, "gaps"]].sum()


def seat_table(project: Project, as_of: date, since: date, until: date, gap_until: date) -> SeatTable:
    """Every seat on ``as_of``, the days lost from ``since`` to ``until``, and gaps to come up to ``gap_until``.

    InputError ``dates_reversed`` where ``until`` lies before ``since``.
    """
    lost = seat_days(project, since, until)
    ledger = coverage(project, as_of)
    coming = coming_gaps(project, as_of, gap_until)
    duties = duties_of(project, as_of)
    first, last = _spans(duties, as_of, project.communities.index)
    units = ledger.seats
    stations = names_of(project.stations).reindex(units["station_code"])
    seats = pd.DataFrame(
        {
            "name": units["name"],
            "kind": units["kind"],
            "station_code": units["station_code"],
            "station": stations.set_axis(units.index).fillna(units["station_code"]),
            "role": units["kind"].map(dict(project.norms.seat_role)),
            "state": units["state"],
            "officer_ids": units["officer_ids"],
            "away_ids": units["away_ids"],
            "acting_until": pd.to_datetime(pd.Series(acting_until(duties), dtype=object)).reindex(units.index),
            "holds_since": first,
            "holds_until": last,
            "vacant_days": lost.seats["vacant_days"],
            "away_days": lost.seats["away_days"],
            "effective_fte": units["effective_fte"],
            "dedicated": units["dedicated"],
            "gap_from": coming["from_day"].reindex(units.index),
            "gap_in_days": coming["in_days"].reindex(units.index).astype("Int64"),
            "gap_why": coming["why"].reindex(units.index),
        },
        index=units.index,
    )
    return SeatTable(
        ledger, lost, gap_until, seats.assign(station=seats["station"].fillna("")), _left_out(duties, project)
    )


def _spans(duties: pd.DataFrame, as_of: date, units: pd.Index) -> tuple[pd.Series, pd.Series]:
    """First and last day of what each seat is in on the day: held, or empty."""
    day, one = pd.Timestamp(as_of), pd.Timedelta(days=1)
    fitting = duties[duties["fits"]]
    running = fitting[fitting["runs"]]
    groups = running.groupby("community_code")
    # A duty without a first or last day leaves that side of the whole open.
    begun = groups["starts"].min().where(groups["starts"].count() == groups.size())
    ends = groups["ends"].max().where(groups["ends"].count() == groups.size())
    held = units.isin(begun.index)
    over = fitting[fitting["ends"] < day].groupby("community_code")["ends"].max() + one
    ahead = fitting[fitting["starts"] > day].groupby("community_code")["starts"].min() - one
    first = begun.reindex(units).where(held, over.reindex(units))
    last = ends.reindex(units).where(held, ahead.reindex(units))
    return first, last


def _left_out(duties: pd.DataFrame, project: Project) -> Mapping[str, int]:
    running = duties[duties["runs"]]
    known = running["officer_id"].isin(project.officers.index) & running["community_code"].isin(
        project.communities.index
    )
    return {
        "unknown": int((~known).sum()),
        "wrong_role": int((known & ~running["fits"] & ~running["beat"]).sum()),
        "beat": int((known & running["beat"]).sum()),
    }
