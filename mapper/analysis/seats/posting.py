"""Where the police are posted, and who looks after the stations: shares pooled over stations, liaison visits."""

from datetime import date
from typing import Any

import pandas as pd

from mapper.analysis.land.foundations import counties_of
from mapper.analysis.seats.presence import GONE, roll_on, status_on
from mapper.dates import end_of
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

_POLICE = ("community_officer", "other")  # auxiliaries are no police officers


@dataclass(frozen=True, eq=False)
class Posting:
    """Police in stations and in community duty, as the roster has them; whoever is away counts where they belong.

    Attributes
    ----------
    stations
        Indexed by station_code: name, police, community (officers of community duty), away (of these, on loan or on
        leave), share (community of police; missing without police), below (share under the norm).
    least_share
        The norm.
    police, at_stations, community
        Police in all, those of a known station, and of these the community officers.
    auxiliaries
        Left out of all shares.
    counties
        Indexed by county (the first six digits of the body's code): police, at_stations, community, pooled over its
        bodies. Police of no body, or of one without such a code, are of the one county where there is but one.
    in_no_county
        Police whose county is not known, left out of ``counties``.
    """

    stations: pd.DataFrame
    least_share: float
    police: int
    at_stations: int
    community: int
    auxiliaries: int
    counties: pd.DataFrame
    in_no_county: int

    @property
    def station_share(self) -> float | None:
        """Police at stations of all police (派出所警力占比); None without police."""
        return self.at_stations / self.police if self.police else None

    @property
    def community_share(self) -> float | None:
        """Community officers of the stations' police, pooled: not the mean of the stations' shares."""
        return self.community / self.at_stations if self.at_stations else None

    def as_json(self) -> dict[str, Any]:
        return {
            "police": self.police,
            "at_stations": self.at_stations,
            "community": self.community,
            "auxiliaries_left_out": self.auxiliaries,
            "counties": {str(code): dict(row) for code, row in self.counties.to_dict("index").items()},
            "in_no_county": self.in_no_county,
            "stations_below": [str(code) for code in self.stations.index[self.stations["below"]]],
        }


def posting(project: Project, as_of: date | None = None) -> Posting:
    """Shares of police at stations and in community duty against ``Norms.community_police_share``.

    ``as_of`` is the day whose roll is counted and for which ``away`` is told; unless given the project's own.
    """
    as_of = as_of or project.as_of
    status, officers = status_on(project, as_of), roll_on(project, as_of)
    officers = officers[status != GONE]
    police = officers[officers["role"].isin(_POLICE)]
    posted = police[police["station_code"].isin(project.stations.index)]
    community = posted[posted["role"] == "community_officer"]
    index = project.stations.index

    def count(rows: pd.DataFrame) -> pd.Series:
        return rows.groupby("station_code").size().reindex(index, fill_value=0)

    stations = pd.DataFrame(
        {
            "name": project.stations["name"],
            "police": count(posted),
            "community": count(community),
            "away": count(community[status.reindex(community.index) != "on_duty"]),
        },
        index=index,
    )
    stations["share"] = stations["community"] / stations["police"].where(stations["police"] > 0)
    least = project.norms.community_police_share
    stations["below"] = (stations["share"] < least - 1e-9).fillna(False)
    auxiliaries = int((officers["role"] == "auxiliary").sum())
    counties = _by_county(project, police, posted, community)
    return Posting(
        stations,
        least,
        len(police),
        len(posted),
        len(community),
        auxiliaries,
        counties,
        len(police) - int(counties["police"].sum()),
    )


def _by_county(project: Project, police: pd.DataFrame, posted: pd.DataFrame, community: pd.DataFrame) -> pd.DataFrame:
    known = counties_of(project.stations.index).dropna().unique()

    def count(rows: pd.DataFrame) -> pd.Series:
        county = counties_of(rows["station_code"].fillna(""))
        # Headquarters often have no code in a roster: in a county of its own they can be of no other.
        return (county.fillna(known[0]) if len(known) == 1 else county).value_counts()

    counted = {"police": count(police), "at_stations": count(posted), "community": count(community)}
    return pd.DataFrame(counted).fillna(0).astype("int64").sort_index()


def liaison_state(project: Project, as_of: date) -> pd.DataFrame:
    """Each station's liaison unit and visits up to a day, that day included.

    Returns
    -------
    pandas.DataFrame
        Indexed by station_code: name, liaison_unit, has_unit, visits, unannounced, last_visit (missing without any),
        days_since (missing without any), due (has none or no visit in ``Norms.liaison_visit_days`` days).
    """
    stations = project.stations
    visits = project.liaison[project.liaison["visited_at"] < end_of(as_of)]
    by_station = visits.groupby("station_code")
    last = by_station["visited_at"].max().reindex(stations.index).dt.normalize()
    days = (pd.Timestamp(as_of) - last).dt.days.astype("Int64")
    has_unit = stations["liaison_unit"].fillna("").str.strip() != ""
    return pd.DataFrame(
        {
            "name": stations["name"],
            "liaison_unit": stations["liaison_unit"],
            "has_unit": has_unit,
            "visits": by_station.size().reindex(stations.index, fill_value=0),
            "unannounced": by_station["unannounced"].sum().reindex(stations.index, fill_value=0).astype("int64"),
            "last_visit": last,
            "days_since": days,
            "due": ~has_unit | (days > project.norms.liaison_visit_days).fillna(True).astype(bool),
        },
        index=stations.index,
    )
