"""A year's incidents by residents: a plain reading of the sample's rows, whole and in each station's edition."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pandas as pd
import pytest

from mapper.analysis.incidents.kinds import INCIDENT_KINDS, IncidentKind
from mapper.analysis.land.ownership import own
from mapper.analysis.periods.comparison import compare
from mapper.analysis.periods.rates import PER
from mapper.analysis.periods.unit_rates import unit_rates, year_up_to
from mapper.day.day import Day
from mapper.day.edition import Editions
from mapper.project import Project
from tests.sample import district

DAY = date(2026, 11, 23)


@cache
def sample() -> Project:
    """The sample, with a unit whose residents nobody knows and one that has none."""
    project = district().project
    residents = project.communities["residents"].copy()
    residents.iloc[0], residents.iloc[1] = None, 0
    return project.with_tables(communities=project.communities.assign(residents=residents))


@pytest.mark.parametrize("kind", INCIDENT_KINDS, ids=lambda kind: kind.table)
def test_rates_are_the_years_reported_incidents_by_residents(kind: IncidentKind) -> None:
    project = sample()
    found = unit_rates(project, kind, year_up_to(DAY))
    rows = project.table(kind.table)
    units = own(project.table(kind.table), project.communities)["community_code"]
    counts, discovered, nowhere = dict.fromkeys(project.communities.index, 0), 0, 0
    for key, row in rows.iterrows():
        if DAY - timedelta(days=364) <= row[kind.began].date() <= DAY:
            if kind.origin is not None and row[kind.origin] == "discovered":
                discovered += 1
            elif isinstance(units[key], str):
                counts[units[key]] += 1
            else:
                nowhere += 1
    assert found.rates is not None
    assert found.rates.units["count"].to_dict() == counts
    assert (found.discovered, found.nowhere) == (discovered, nowhere)
    assert found.rates.without_residents == 2
    known = project.communities["residents"].iloc[2:]
    rate = {code: counts[code] / int(known[code]) * PER for code in known.index}
    assert found.rates.known["rate"].to_dict() == pytest.approx(rate)
    whole = compare(project, kind, found.period, found.period.preceding)
    assert whole.groups["now"].tolist() == found.rates.units["count"].tolist()


@pytest.mark.parametrize(
    ("as_of", "reason"),
    [
        (DAY, None),
        (date(2025, 11, 23), None),
        (date(2025, 11, 22), "before_first"),
        (date(2026, 11, 24), "after_data_date"),
    ],
)
def test_a_year_without_all_its_records_has_no_rate(as_of: date, reason: str | None) -> None:
    day = Day(sample(), as_of)
    for table in ("hazards", "disputes"):
        found, measure = day.unit_rates(table), day.measure(f"{table}_smoothed")
        assert [why.code for why in found.lacks] == [f"not_compared.{reason}"] * (reason is not None)
        assert (found.rates is None) == (reason is not None) == measure.values.isna().all()
        assert measure.lacks == found.lacks


def test_a_station_has_the_rates_that_the_whole_gives_it() -> None:
    project = sample()
    whole = Day(project, DAY).unit_rates("disputes").rates
    editions, seen = Editions(project, "station", DAY), 0
    assert whole is not None
    for station in project.stations.index:
        day = editions.of(station).day
        own_rates = day.unit_rates("disputes").rates
        assert own_rates is not None
        pd.testing.assert_frame_equal(own_rates.units, whole.units.loc[day.project.communities.index])
        assert day.measure("disputes_smoothed").values.equals(own_rates.units["smoothed"])
        assert own_rates.overall == whole.overall
        seen += len(own_rates.units)
    assert seen == len(project.communities)


def test_smoothing_draws_small_units_in_and_leaves_what_is_told_beside_it() -> None:
    day = Day(sample(), DAY)
    rates, measure = day.unit_rates("disputes").rates, day.measure("disputes_smoothed")
    assert rates is not None
    assert rates.known["smoothed"].std() < rates.known["rate"].std()
    facts = measure.facts
    assert facts["numerator"] == rates.known["count"].sum()
    assert facts["overall"] == pytest.approx(rates.overall, abs=0.05)
    assert measure.without == 2
    none = sample().with_tables(
        communities=sample().communities.assign(residents=pd.array([None] * 108, dtype="Int64"))
    )
    empty = Day(replace(none), DAY).unit_rates("disputes").rates
    assert empty is not None
    assert empty.without_residents == 108
