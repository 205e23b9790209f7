"""Numbers of units against a plain count of the sample's rows."""

import math
from datetime import timedelta

import pandas as pd
import pytest

from mapper.analysis.land.ownership import own
from mapper.analysis.load import unit_measures
from mapper.analysis.load.load import officer_load, seat_shares, unit_load
from mapper.analysis.load.travel import station_distance_m
from mapper.analysis.seats.coverage import coverage
from mapper.project import Project
from tests.sample import district


@pytest.fixture(scope="module")
def project() -> Project:
    made = district().project
    units = made.communities
    # Two units whose residents nobody knows, or that have none.
    residents = units["residents"].copy()
    residents.iloc[0], residents.iloc[1] = None, 0
    return made.with_tables(communities=units.assign(residents=residents))


def test_rates_are_counts_by_residents(project):
    owned = own(project.disputes, project.communities)
    found = unit_measures.year_of_incidents(project, "disputes_per_1000", project.as_of, owned)
    first = project.as_of - timedelta(days=364)
    assert found.facts["first"] == first
    counts = dict.fromkeys(project.communities.index, 0)
    nowhere = 0
    for unit, at in zip(owned["community_code"], project.disputes["received_at"], strict=True):
        if first <= at.date() <= project.as_of:
            if isinstance(unit, str):
                counts[unit] += 1
            else:
                nowhere += 1
    assert found.facts["nowhere"] == nowhere
    for code, residents in project.communities["residents"].items():
        if pd.isna(residents) or not residents > 0:
            assert math.isnan(found.values[code])
        else:
            assert found.values[code] == pytest.approx(counts[code] * 1000 / residents)
    assert found.without == 2


def test_counts_of_open_incidents_and_what_lies_nowhere_are_all(project):
    for measure, table, is_open in (
        (
            unit_measures.open_disputes,
            "disputes",
            lambda row: row.closed_at is None or not row.closed_at <= _end(project),
        ),
        (
            unit_measures.open_hazards,
            "hazards",
            lambda row: not row.closed_at < _end(project) or row.reopened_at < _end(project),
        ),
    ):
        frame = project.table(table)
        began = frame["received_at" if table == "disputes" else "reported_at"]
        wanted = sum(
            is_open(row) and not at >= _end(project) for row, at in zip(frame.itertuples(), began, strict=True)
        )
        found = measure(project, project.as_of, own(frame, project.communities))
        assert found.facts["numerator"] + found.facts["nowhere"] == wanted
        assert found.values.sum() == found.facts["numerator"]
        assert found.without == 0


def _end(project: Project):
    return pd.Timestamp(project.as_of + timedelta(days=1))


def test_residents_and_load_of_an_officer(project):
    ledger = coverage(project, project.as_of)
    found = unit_measures.residents_per_officer(project, ledger)
    for code, seat in ledger.seats.iterrows():
        residents = project.communities.loc[code, "residents"]
        if not seat["effective_fte"] or pd.isna(residents):
            assert math.isnan(found.values[code])
        else:
            assert found.values[code] == pytest.approx(residents / seat["effective_fte"])
    shares = officer_load(project, ledger, unit_load(project, project.as_of)["minutes"])["share"]
    load = unit_measures.load_share(project, seat_shares(ledger, shares), station_distance_m(project))
    for code, officers in ledger.seats["officer_ids"].items():
        known = [shares[o] for o in officers if not pd.isna(shares[o])]
        assert load.values[code] == pytest.approx(max(known)) if known else math.isnan(load.values[code])
