"""Each station's headline figures side by side, counted in one go from the answers of the whole project."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from mapper.analysis.seats.coverage import COUNTED
from mapper.audience import land_of, rows_at
from mapper.day.day import Day
from mapper.lazy_dataclass import dataclass
from mapper.names import counting, names_of


@dataclass(frozen=True, slots=True)
class StationFigures:
    """One station on a day; ``code`` is '' for what belongs to no station of the project.

    ``covered`` and ``one_to_one`` are of ``units``; ``overloaded`` of ``officers`` of the station who hold a seat
    anywhere and are present; ``hazards_overdue`` of ``hazards_open`` and ``disputes_late`` of ``disputes_open``, by the
    unit that owns the place; ``focus`` areas of the day that have land of the station: one may count for several.
    """

    code: str
    name: str
    units: int
    covered: int
    one_to_one: int
    officers: int
    overloaded: int
    hazards_open: int
    hazards_overdue: int
    disputes_open: int
    disputes_late: int
    focus: int

    @property
    def covered_share(self) -> float | None:
        """Covered seats of all seats, 0–1; None where there is no seat."""
        return self.covered / self.units if self.units else None

    def as_json(self) -> dict[str, Any]:
        told = asdict(self)
        return {"station": told.pop("code"), **told}


# What sums up to the figure of the whole, rows of no station included.
ADDITIVE = (
    "units", "covered", "one_to_one", "officers", "overloaded",
    "hazards_open", "hazards_overdue", "disputes_open", "disputes_late",
)  # fmt: skip


def station_figures(day: Day) -> tuple[StationFigures, ...]:
    """A row a station in the order of codes, and last what belongs to none, where there is anything."""
    known = day.project.stations.index

    def per_station(stations: pd.Series, counted: Any) -> pd.Series:
        codes = stations.where(stations.isin(known)).fillna("").astype(object)
        return pd.Series(np.asarray(counted, dtype=bool), index=codes.to_numpy()).groupby(level=0).sum()

    project, seats, load = day.project, day.coverage.seats, day.officer_load
    officers = day.roll["station_code"].reindex(load.index)
    hazards, disputes = (day.owned(table)["station_code"] for table in ("hazards", "disputes"))
    late = (day.clocks("disputes")["days_late"].fillna(0) > 0).to_numpy(dtype=bool)
    is_open = day.dispute_open.to_numpy(dtype=bool)
    counts = pd.DataFrame(
        {
            "units": per_station(seats["station_code"], np.ones(len(seats))),
            "covered": per_station(seats["station_code"], seats["state"].isin(COUNTED)),
            "one_to_one": per_station(seats["station_code"], seats["one_to_one"]),
            "officers": per_station(officers, np.ones(len(load))),
            "overloaded": per_station(officers, load["overloaded"]),
            "hazards_open": per_station(hazards, day.hazard_states.isin(["open", "overdue"])),
            "hazards_overdue": per_station(hazards, day.hazard_states == "overdue"),
            "disputes_open": per_station(disputes, is_open),
            "disputes_late": per_station(disputes, is_open & late),
        }
    )
    codes = sorted((str(code) for code in known), key=counting)
    counts = counts.reindex([*codes, ""]).fillna(0).astype("int64").assign(focus=_focus(day, codes))
    names = names_of(project.stations)
    rows = tuple(
        StationFigures(code=code, name=str(names.get(code, "")), **{name: int(n) for name, n in row.items()})
        for code, row in counts.to_dict("index").items()
    )
    return rows if counts.loc[""].any() else rows[:-1]


def _focus(day: Day, codes: list[str]) -> list[int]:
    """How many areas of the day each station has land of; last those that no station has."""
    running = day.project.focus_areas[day.focus_today.to_numpy(dtype=bool)]
    if running.empty:
        return [0] * (len(codes) + 1)
    theirs = [rows_at("focus_areas", running, land_of(day.project, {code})).index for code in codes]
    nobody = set(running.index).difference(*theirs)
    return [*(len(own) for own in theirs), len(nobody)]
