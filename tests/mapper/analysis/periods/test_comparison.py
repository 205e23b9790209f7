"""Two periods of incidents: counts against SQL over a real file, laws, and what cannot be compared."""

import json
import sqlite3
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from math import isnan
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from mapper.analysis.incidents.kinds import INCIDENT_KINDS, KIND_OF
from mapper.analysis.land.ownership import own
from mapper.analysis.periods.comparison import GROUPINGS, LEAST_BASE, Comparison, compare
from mapper.analysis.periods.period import Period, same_period_last_year
from mapper.errors import InputError
from mapper.project import About, Project
from mapper.store.geopackage.store import create
from tests.districts import cell_centre, frame, grid, square
from tests.sample import district

TABLES = [kind.table for kind in INCIDENT_KINDS]
FIRST, DATA = date(2027, 1, 1), date(2028, 3, 31)
# The moments that decide: the first and last of a day, on days where months, years and a leap day meet.
EDGES = [
    datetime.combine(day, at)
    for day in (
        date(2027, 2, 28), date(2027, 3, 1), date(2027, 12, 31), date(2028, 1, 1), date(2028, 2, 28),
        date(2028, 2, 29), date(2028, 3, 1), date(2028, 3, 31), date(2028, 4, 1),
    )
    for at in (time(0), time(23, 59, 59))
]  # fmt: skip


def land() -> Project:
    """Six units of two stations and one of none; incidents at all edges, some found by patrols, some outside."""
    project = grid(3, 2)
    stations = frame(
        "stations", [{"station_code": s, "name": s} for s in ("S1", "S2")], [square(0, 0, 2, 2), square(2, 0, 1, 2)]
    )
    of = ["S1", "S1", "S1", "S1", "S2", None]
    rng, tables = np.random.default_rng(20280229), {}
    for kind in INCIDENT_KINDS:
        moments = [datetime.combine(FIRST, time(0)), *EDGES * 6]
        moments += [datetime(2027, 1, 1) + timedelta(minutes=int(m)) for m in rng.integers(0, 455 * 1440, 300)]
        rows = [
            {
                f"{kind.table[:-1]}_id": f"{n}",
                kind.began: None if n % 97 == 50 else moment,
                "category": ["fire", "rental", "other"][n % 3] if kind.table == "hazards" else "other",
            }
            | ({"origin": "discovered" if n % 7 == 3 else "reported"} if kind.origin else {})
            for n, moment in enumerate(moments)
        ]
        places = [
            cell_centre(int(c), int(r))
            for c, r in zip(rng.integers(0, 4, len(rows)), rng.integers(0, 2, len(rows)), strict=True)
        ]
        tables[kind.table] = frame(kind.table, rows, places)
    project = project.with_tables(stations=stations, communities=project.communities.assign(station_code=of), **tables)
    return replace(project, about=About(data_date=DATA))


@cache
def made() -> Project:
    return land()


starts = st.sampled_from([moment.date() for moment in EDGES if moment.date() < DATA]) | st.dates(FIRST, DATA)
lengths = st.integers(1, 120)


@st.composite
def two_periods(draw: st.DrawFn) -> tuple[Period, Period]:
    one, other = (Period(f, f + timedelta(days=draw(lengths) - 1)) for f in (draw(starts), draw(starts)))
    if one.overlaps(other):
        other = one.preceding
    return one, other


PERIODS = [
    (Period(date(2028, 2, 1), date(2028, 2, 29)), Period(date(2027, 2, 1), date(2027, 2, 28))),
    (Period(date(2028, 2, 29), date(2028, 2, 29)), Period(date(2028, 2, 28), date(2028, 2, 28))),
    (Period(date(2028, 1, 1), DATA), Period(FIRST, date(2027, 12, 31))),
    (Period(FIRST, date(2027, 3, 1)), Period(date(2028, 3, 1), DATA)),
]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("periods") / "p.gpkg"
    create(path, made())
    return path


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(("now", "before"), PERIODS)
def test_counts_are_those_of_sql_over_the_file(file: Path, table: str, now: Period, before: Period) -> None:
    """SQLite counts by the day that stands in the text of a moment; the owner of each row is put beside it."""
    kind, project = KIND_OF[table], made()
    key = project.table(table).index.name
    owner = own(project.table(table), project.communities)["community_code"]
    with sqlite3.connect(file) as sql:
        sql.execute("CREATE TEMP TABLE owner (id TEXT, unit TEXT)")
        sql.executemany("INSERT INTO owner VALUES (?, ?)", [(k, None if pd.isna(u) else u) for k, u in owner.items()])
        origin = "origin" if kind.origin else "'reported'"

        def ask(what: str, period: Period, and_where: str) -> list[tuple[object, ...]]:
            return sql.execute(
                f"SELECT {what} FROM {table} t JOIN owner o ON o.id = t.{key} LEFT JOIN communities c"
                f" ON c.community_code = o.unit WHERE date(t.{kind.began}) BETWEEN ? AND ? {and_where}",
                (period.first.isoformat(), period.last.isoformat()),
            ).fetchall()

        groups = {"unit": "o.unit", "station": "coalesce(c.station_code, '')", "category": "t.category", "all": "'all'"}
        for by in GROUPINGS:
            found = compare(project, kind, now, before, by)
            for column, period in (("now", now), ("before", before)):
                counted = dict(
                    ask(f"{groups[by]}, count(*)", period, f"AND o.unit NOT NULL AND {origin} = 'reported' GROUP BY 1")
                )
                told = found.groups[column]
                assert {k: n for k, n in told.items() if n} == counted
        for told, where in (
            (found.discovered, f"AND {origin} = 'discovered'"),
            (found.nowhere, f"AND {origin} = 'reported' AND o.unit IS NULL"),
        ):
            assert told == sum(n for period in (now, before) for ((n,),) in [ask("count(*)", period, where)])
        ((undated,),) = sql.execute(
            f"SELECT count(*) FROM {table} WHERE {kind.began} IS NULL AND {origin} = 'reported'"
        ).fetchall()
        assert found.undated == undated > 0
    sql.close()


@given(two_periods(), st.sampled_from(TABLES), st.booleans())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_every_grouping_sums_to_the_same_and_nothing_is_lost(
    periods: tuple[Period, Period], table: str, patrols_too: bool
) -> None:
    project, kind = made(), KIND_OF[table]
    found = [compare(project, kind, *periods, by, with_discovered=patrols_too) for by in GROUPINGS]
    for one in found:
        pd.testing.assert_frame_equal(one.total, found[0].total)
        assert one.groups[["now", "before"]].sum().tolist() == one.total.loc["all", ["now", "before"]].tolist()
        assert one.without == (one.groups["now"] == 0).sum()
    times = project.table(table)[kind.began]
    total = found[0].total.loc["all"]
    all_there = sum(int(period.has(times).sum()) for period in periods)
    assert total["now"] + total["before"] + found[0].discovered + found[0].nowhere == all_there
    assert found[0].discovered == 0 or not patrols_too


@given(two_periods(), st.sampled_from(TABLES), st.sampled_from(GROUPINGS))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_swapping_the_periods_mirrors_the_answer(periods: tuple[Period, Period], table: str, by: str) -> None:
    one, other = (compare(made(), KIND_OF[table], *p, by) for p in (periods, periods[::-1]))
    assert one.groups["now"].tolist() == one.groups.index.map(other.groups["before"]).tolist()
    assert one.groups["difference"].tolist() == (-other.groups["difference"]).tolist()
    assert one.groups["p"].tolist() == pytest.approx(other.groups["p"].tolist(), nan_ok=True)
    assert one.groups["flagged"].tolist() == other.groups["flagged"].tolist()
    both = one.groups[(one.groups["now"] > 0) & (one.groups["before"] > 0) & one.groups["ratio"].notna()]
    back = other.groups.loc[both.index]
    assert both["ratio"].tolist() == pytest.approx((1 / back["ratio"]).tolist())
    assert both["ratio_low"].tolist() == pytest.approx((1 / back["ratio_high"]).tolist())
    assert {m.code for m in one.not_compared} == {m.code for m in other.not_compared}
    assert one.as_json()["tested"] == other.as_json()["tested"]


def disputes(before: int, now: int) -> Comparison:
    """That many disputes in October and in November."""
    days = [datetime(2026, 9, 1), *[datetime(2026, 10, 5)] * before, *[datetime(2026, 11, 5)] * now]
    rows = [{"dispute_id": f"J{n}", "received_at": day} for n, day in enumerate(days)]
    project = grid(2, 1).with_tables(disputes=frame("disputes", rows, [cell_centre(0, 0)] * len(rows)))
    project = replace(project, about=About(data_date=date(2026, 11, 30)))
    periods = Period(date(2026, 11, 1), date(2026, 11, 30)), Period(date(2026, 10, 1), date(2026, 10, 30))
    return compare(project, KIND_OF["disputes"], *periods)


@pytest.mark.parametrize(
    ("before", "now", "p", "flagged"),
    [(9, 5, 0.42, False), (27, 15, 0.09, False), (36, 20, 0.04, True), (0, 5, 0.06, False), (0, 6, 0.03, True)],
)
def test_a_change_is_told_with_both_counts_and_its_chance(before: int, now: int, p: float, flagged: bool) -> None:
    found = disputes(before, now)
    row = found.groups.loc["u0-0"]
    assert (row["now"], row["before"], row["difference"]) == (now, before, now - before)
    assert row["p"] == pytest.approx(p, abs=0.005)
    assert row["flagged"] == row["flagged_adjusted"] == flagged
    assert (found.tested, found.by_chance, found.without) == (1, 0.05, 1)
    assert found.groups.loc["u1-0", "p"] == 1
    assert isnan(found.groups.loc["u1-0", "ratio"])


@pytest.mark.parametrize(("before", "small"), [(LEAST_BASE - 1, True), (LEAST_BASE, False)])
def test_a_base_is_small_below_thirty(before: int, small: bool) -> None:
    assert disputes(before, 40).groups.loc["u0-0", "base_small"] == small


@pytest.mark.parametrize(
    ("now", "before", "codes"),
    [
        ((date(2027, 2, 1), date(2027, 3, 1)), (FIRST, date(2027, 1, 31)), []),
        ((date(2027, 2, 1), date(2027, 3, 1)), (date(2026, 12, 31), date(2027, 1, 31)), ["before_first"]),
        ((date(2028, 3, 1), date(2028, 4, 1)), (date(2027, 3, 1), date(2027, 4, 1)), ["after_data_date"]),
        (
            (date(2026, 1, 1), date(2028, 4, 1)),
            (date(2025, 1, 1), date(2025, 12, 31)),
            ["before_first", "after_data_date", "before_first"],
        ),
    ],
)
@pytest.mark.parametrize("by", GROUPINGS)
def test_a_period_without_data_is_not_compared(
    now: tuple[date, date], before: tuple[date, date], codes: list[str], by: str
) -> None:
    found = compare(made(), KIND_OF["hazards"], Period(*now), Period(*before), by)
    assert [m.code for m in found.not_compared] == [f"not_compared.{code}" for code in codes]
    told = found.as_json()
    assert told["compared"] == (not codes)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    for frame_ in (found.groups, found.total):
        assert frame_[["ratio", "ratio_low", "ratio_high", "p"]].isna().all().all() == bool(codes)
        assert not (codes and frame_[["flagged", "flagged_adjusted"]].any().any())
    assert (found.tested == 0) == bool(codes)


def test_a_day_cannot_be_in_both() -> None:
    with pytest.raises(InputError, match="periods_overlap"):
        compare(made(), KIND_OF["cases"], Period(FIRST, DATA), Period(DATA, DATA))


def test_the_sample_against_last_year_adds_up_and_its_missing_year_is_said() -> None:
    project = district().project
    year = Period(date(2025, 11, 24), project.as_of)
    for kind in INCIDENT_KINDS:
        found = compare(project, kind, year, same_period_last_year(year))
        assert found.not_compared == ()
        counted = found.total.loc["all", ["now", "before"]].sum() + found.discovered + found.nowhere
        assert counted == len(project.table(kind.table))
        assert found.groups["flagged_adjusted"].sum() <= found.groups["flagged"].sum() <= found.tested
        two_years_ago = same_period_last_year(same_period_last_year(year))
        (reason,) = compare(project, kind, year, two_years_ago).not_compared
        assert reason.code == "not_compared.before_first"
