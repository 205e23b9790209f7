"""How many units are called changed where nothing has changed, beside a plain rule of ±20 %.

``python -m benchmarks.chance`` draws a province whose units each keep a rate of their own from one period to the next:
points in their land, moments in two periods, counted and set against each other by the comparison that window and
commands show. What it flags is chance and nothing else. Counts are whole numbers, so that it flags fewer than 5 %; were
a lot drawn where an outcome lies across the level, it would be 5 %, which shows that the province is drawn rightly.
"""

import sys
from datetime import date, timedelta
from math import sqrt
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.stats import binom

from benchmarks.measure import row
from mapper import frames, schema
from mapper.analysis.incidents.kinds import DISPUTES
from mapper.analysis.periods.chance import LEVEL
from mapper.analysis.periods.comparison import Comparison, compare
from mapper.analysis.periods.period import Period
from mapper.lazy_dataclass import dataclass
from mapper.project import About, Project

# Incidents of a unit in the earlier period, on average, and how many units: as of villages, communities, stations.
DRAWN = ((2.0, 22_000), (8.0, 22_000), (30.0, 10_000), (400.0, 1_500))
PERIODS = ((30, 30), (365, 366), (30, 365))
RULE = 0.2
_LAST, _SIDE_DEG, _WEST, _SOUTH = date(2026, 11, 20), 0.01, 112.0, 30.0


@dataclass(frozen=True)
class Flagged:
    """Of ``units`` without a true change, those that were called changed.

    ``exact`` the share by p < 0.05, ``drawn`` the same with a lot drawn, ``adjusted`` how many units after as many
    tests, ``rule`` the share by more than ±20 % of the daily rate (a unit that had none and has some is changed too).
    """

    mean: float
    days: tuple[int, int]
    units: int
    exact: float
    drawn: float
    adjusted: int
    rule: float

    @property
    def error(self) -> float:
        """The Monte Carlo error of a share of 5 %."""
        return sqrt(LEVEL * (1 - LEVEL) / self.units)


def run(_folder: Path) -> list[dict[str, Any]]:
    """Rows of the report."""
    rows = []
    for found in (simulated(mean, units, days) for days in PERIODS for mean, units in DRAWN):
        told = f"{found.mean:g} a unit, {found.days[0]} and {found.days[1]} days, {found.units:,} units"
        rows.append(row(f"called changed by chance: {told}", found.exact * 100, "%", to_reach=_most(found) * 100))
        rows.append(row(f"by a rule of ±20 %: {told}", found.rule * 100, "%"))
    return rows


def _most(found: Flagged) -> float:
    return LEVEL + 3 * found.error


def simulated(mean: float, units: int, days: tuple[int, int], seed: int = 20261123) -> Flagged:
    """A province of so many units, set against itself: ``mean`` incidents a unit in the earlier of two periods."""
    rng = np.random.default_rng(seed)
    now = Period(_LAST - timedelta(days=days[0] - 1), _LAST)
    before = Period(now.first - timedelta(days=days[1]), now.first - timedelta(days=1))
    rate = rng.gamma(4, mean / 4, units) / days[1]
    counts = [rng.poisson(rate * period.days) for period in (now, before)]
    found = compare(_province(rng, counts, (now, before)), DISPUTES, now, before)
    return Flagged(
        mean=mean,
        days=days,
        units=units,
        exact=float(found.groups["flagged"].mean()),
        drawn=float(_with_lots(rng, found).mean()),
        adjusted=int(found.groups["flagged_adjusted"].sum()),
        rule=float(_by_rule(found).mean()),
    )


def _with_lots(rng: np.random.Generator, found: Comparison) -> Any:
    """Which groups the same test would flag that draws a lot where p is below the level with a part of the outcome."""
    now, before = (found.groups[name].to_numpy() for name in ("now", "before"))
    share = found.now.days / (found.now.days + found.before.days)
    seen = binom.pmf(now, now + before, share)
    twice = (share == 0.5) & (now != before)  # the outcome on the other side is as likely
    return found.groups["p"].to_numpy() - rng.uniform(size=len(now)) * seen * np.where(twice, 2, 1) < LEVEL


def _by_rule(found: Comparison) -> "pd.Series[bool]":
    """Which groups a rule of ±20 % would call changed."""
    scaled = found.groups["before"] * found.now.days / found.before.days
    return (found.groups["now"] - scaled).abs() > RULE * scaled


def _province(rng: np.random.Generator, counts: list[Any], periods: tuple[Period, Period]) -> Project:
    """Square units side by side, each with so many disputes in either period, at places and moments of its own."""
    units = len(counts[0])
    column, line = np.divmod(np.arange(units), round(sqrt(units)))
    west, south = _WEST + column * _SIDE_DEG, _SOUTH + line * _SIDE_DEG
    codes = pd.Index([f"{number:06d}" for number in range(units)], name=schema.TABLES["communities"].key.name)
    boxes = shapely.box(west, south, west + _SIDE_DEG, south + _SIDE_DEG)
    outlines = gpd.GeoSeries(boxes, index=codes, crs=schema.DEGREES)
    land = gpd.GeoDataFrame({"name": codes}, index=codes, geometry=outlines)
    unit = np.concatenate([np.repeat(np.arange(units), count) for count in counts])
    inside = rng.uniform(0.05, 0.95, (len(unit), 2)) * _SIDE_DEG
    points = shapely.points(west[unit] + inside[:, 0], south[unit] + inside[:, 1])
    moments = np.concatenate([_moments(rng, int(n.sum()), one) for n, one in zip(counts, periods, strict=True)])
    keys = pd.Index([f"{number:07d}" for number in range(len(unit))], name=schema.TABLES["disputes"].key.name)
    disputes = gpd.GeoDataFrame(
        {DISPUTES.began: moments}, index=keys, geometry=gpd.GeoSeries(points, index=keys, crs=schema.DEGREES)
    )
    # One on the first day that is asked about: what lies before the first record would not be compared.
    disputes.iloc[-1, 0] = pd.Timestamp(periods[1].first)
    return Project(
        communities=frames.conform("communities", land),
        disputes=frames.conform("disputes", disputes),
        about=About(data_date=periods[0].last),
    )


def _moments(rng: np.random.Generator, count: int, period: Period) -> Any:
    seconds = rng.integers(0, period.days * 86_400, count).astype("timedelta64[s]")
    return (np.datetime64(period.first, "s") + seconds).astype("datetime64[us]")


def table(found: list[Flagged]) -> str:
    """The shares as text, a line each."""
    lines = [
        "a unit before | days now, before | units | changed | a lot drawn | after all tests | 5 % ± 3 errors | ±20 %"
    ]
    for one in found:
        low, high = (100 * (LEVEL + sign * 3 * one.error) for sign in (-1, 1))
        told = (
            f"{one.mean:g}",
            f"{one.days[0]}, {one.days[1]}",
            f"{one.units:,}",
            f"{one.exact:.2%}",
            f"{one.drawn:.2%}",
        )
        lines.append(" | ".join((*told, f"{one.adjusted}", f"{low:.2f}-{high:.2f} %", f"{one.rule:.1%}")))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table([simulated(mean, units, days) for days in PERIODS for mean, units in DRAWN]) + "\n")
