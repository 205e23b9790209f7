"""From incidents to named places, or to the reason why none may be named."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import shapely

from mapper.analysis.hotspots.hotspots import LEAST_CELLS, Hotspots, Incidents, hotspots, incidents_of
from mapper.analysis.hotspots.verdict import keeps_to_counts, lower_bound
from mapper.analysis.incidents.kinds import CASES, DISPUTES, HAZARDS
from mapper.arrays import Floats
from mapper.crs import to_metres
from mapper.dates import end_of
from mapper.frames import sensitive_rows
from tests.sample import district

LAND = np.array([shapely.box(0, 0, 6000, 6000)], dtype=object)
FIRST, UNTIL = date(2025, 1, 1), date(2025, 12, 31)


def known(xy_m: Floats, days: np.ndarray | None = None, seed: int = 1) -> Incidents:
    begin = (FIRST - date(1970, 1, 1)).days
    drawn = np.random.default_rng(seed).integers(0, 365, len(xy_m)) if days is None else days
    return Incidents(xy_m, begin + drawn, np.ones(len(xy_m), dtype=bool), FIRST, UNTIL, 0, 0, 0, 0, 0)


def gathered(count: int, seed: int = 2) -> Floats:
    """Half of them around one place."""
    rng = np.random.default_rng(seed)
    return np.vstack((rng.uniform(0, 6000, (count // 2, 2)), rng.normal(3100, 120, (count - count // 2, 2))))


def codes(found: Hotspots) -> list[str]:
    return [why.code.rpartition(".")[2] for why in found.refused]


def test_the_place_of_many_comes_first() -> None:
    found = hotspots(known(gathered(1000)), LAND)
    assert found.refused == ()
    best = found.cells.iloc[0]
    assert (best["x_m"], best["y_m"]) == (3125.0, 3125.0)
    assert found.cells["score"].is_monotonic_decreasing
    assert len(found.cells) == 29  # 5 % of 576
    assert found.scan_p == pytest.approx(0.001)
    assert best["gi_p"] == pytest.approx(0.001)
    assert found.score.hit_rate is not None
    assert found.score.hit_rate > 0.4
    assert found.method == "cascade"


@pytest.mark.parametrize("count", [0, 1, 49])
def test_few_incidents_name_no_place(count: int) -> None:
    found = hotspots(known(gathered(count) if count > 1 else gathered(2)[:count]), LAND)
    assert codes(found) == ["few"]
    assert len(found.cells) == 0


def test_incidents_by_chance_name_no_place() -> None:
    found = hotspots(known(np.random.default_rng(4).uniform(0, 6000, (400, 2))), LAND)
    assert "by_chance" in codes(found)
    assert len(found.cells) == 0


def test_one_default_address_names_no_place() -> None:
    xy = gathered(300)
    xy[:80] = (1000.0, 1000.0)
    assert codes(hotspots(known(xy), LAND)) == ["one_place"]


def test_a_short_record_names_no_place() -> None:
    xy = gathered(300)
    late = known(xy, np.random.default_rng(0).integers(330, 365, len(xy)))
    late = Incidents(late.xy_m, late.days, late.chosen, date(2025, 11, 27), UNTIL, 0, 0, 0, 0, 0)
    found = hotspots(late, LAND)
    assert codes(found) == ["periods"]
    assert found.backtest.periods == 0


def test_few_to_come_name_no_place() -> None:
    """Of many that all lie far back, less than one a month is expected where it was."""
    xy = gathered(60)
    found = hotspots(known(xy), LAND, share=0.005, days=7)
    assert "expected" in codes(found)


def test_the_share_is_at_least_three_cells() -> None:
    found = hotspots(known(gathered(600)), LAND, share=0.0001)
    assert len(found.cells) == LEAST_CELLS


def test_many_a_cell_or_few_places_keep_to_counts() -> None:
    xy = np.random.default_rng(0).uniform(0, 6000, (1000, 2))
    assert keeps_to_counts(xy, 100) is None
    assert keeps_to_counts(xy, 99).code == "hotspots.counts.many"  # type: ignore[union-attr]  # there is one
    assert keeps_to_counts(np.repeat(xy[:90], 12, axis=0), 1000) is not None
    assert keeps_to_counts(xy[:0], 10) is None
    found = hotspots(known(np.repeat(gathered(60), 12, axis=0)), LAND)
    assert found.method == "ties"
    assert found.kept_to_counts is not None
    asked = hotspots(known(gathered(600)), LAND, method="counts")
    assert (asked.method, asked.kept_to_counts) == ("counts", None)


def test_the_lower_bound_is_exact() -> None:
    from scipy.stats import binomtest

    for hits, count in ((1, 10), (7.9, 30), (30, 30)):
        expected = binomtest(int(hits), count).proportion_ci(0.95, method="exact").low
        assert lower_bound(hits, count) == pytest.approx(expected)
    assert lower_bound(0.5, 10) == 0.0


@pytest.mark.parametrize("kind", [HAZARDS, DISPUTES, CASES], ids=lambda kind: kind.table)
@pytest.mark.parametrize("with_discovered", [False, True])
def test_each_incident_is_counted_or_left_out_for_one_reason(kind, with_discovered: bool) -> None:
    project = district().project
    until = date(2026, 6, 30)
    found = incidents_of(project, kind, until, with_discovered=with_discovered)
    rows = project.table(kind.table)
    told = found.undated + found.later + found.without_place + found.sensitive + found.discovered
    assert len(found.xy_m) + told == len(rows)
    assert found.later == int((rows[kind.began] >= end_of(until)).sum())
    if with_discovered or kind.origin is None:
        assert found.discovered == 0
    places = set(map(tuple, np.round(found.xy_m, 3)))
    hidden = sensitive_rows(kind.table, rows)
    assert found.sensitive <= hidden.sum()
    assert len(places) <= len(found.xy_m)


def test_a_category_borrows_from_all_and_so_does_its_back_test() -> None:
    project = district().project
    units = project.communities[project.communities["station_code"] == "429999550000"]
    land = to_metres(units.geometry, project.about.map_crs)
    one = incidents_of(project, DISPUTES, project.as_of, category="neighbour")
    only = one.chosen
    assert 0 < only.sum() < len(one.xy_m)
    found = hotspots(one, land)
    alone = hotspots(replace(one, xy_m=one.xy_m[only], days=one.days[only], chosen=only[only]), land)
    assert (found.method, alone.method) == ("borrowed", "cascade")
    assert found.score.method == "borrowed"
    assert found.score.hits.tolist() != alone.score.hits.tolist()


@pytest.mark.parametrize("method", [None, "ties"])
@pytest.mark.parametrize("chosen_only", [False, True])
def test_what_the_back_test_replays_is_the_map_of_that_day(method: str | None, chosen_only: bool) -> None:
    """Cells of a map made on the eve of the last period, and what then fell into them, give the hits told of it."""
    every = known(gathered(1200))
    if chosen_only:
        every = replace(every, chosen=np.arange(1200) % 3 == 0)
    now = hotspots(every, LAND, method=method)
    eve = int(now.backtest.origins[-1])
    before = every.days < eve
    earlier = replace(
        every,
        xy_m=every.xy_m[before],
        days=every.days[before],
        chosen=every.chosen[before],
        until=date(1970, 1, 1) + timedelta(days=eve - 1),
    )
    then = hotspots(earlier, LAND, method=now.method)
    assert then.refused == ()
    came = every.xy_m[~before & every.chosen]
    cells = then.cells[["x_m", "y_m"]].to_numpy()
    inside = (np.abs(came[:, None] - cells[None]) < 125).all(axis=2).any(axis=1).sum()
    assert now.score.hits[-1] == pytest.approx(inside)


def test_one_date_that_is_wrongly_early_is_no_year_of_records() -> None:
    xy = gathered(299)
    short = known(xy, np.random.default_rng(0).integers(300, 365, len(xy)))
    short.days[0] = 0
    found = hotspots(replace(short, first=date(1970, 1, 1)), LAND)
    assert codes(found) == ["periods"]
    assert found.backtest.periods == 0
