"""The cells where a visit is worth most in the days to come, with how such a choice did on the past."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper.analysis.hotspots import significance, surfaces
from mapper.analysis.hotspots.backtest import BASELINE, Backtest, backtest
from mapper.analysis.hotspots.grid import Grid, grid_over
from mapper.analysis.hotspots.scoring import SHARES, Score, number_of_cells
from mapper.analysis.hotspots.surfaces import Smoothing
from mapper.analysis.hotspots.verdict import keeps_to_counts, refusals
from mapper.analysis.incidents.kind import IncidentKind
from mapper.arrays import Bools, Floats, Ints
from mapper.crs import to_metres
from mapper.dates import end_of
from mapper.frames import sensitive_rows
from mapper.message import Message
from mapper.project import Project

LEAST_CELLS = 3
"""Of fewer the choice is mostly noise."""
RATE_DAYS = 365


@dataclass(frozen=True, eq=False)
class Incidents:
    """The incidents of a table that hotspots are made of, and how many are not, by why.

    Attributes
    ----------
    xy_m, days
        (n, 2) places in the metre CRS, and the number of the day of each (days since 1970-01-01).
    chosen
        True for each of the category asked for; all where none is.
    first
        The day from which on they were recorded.
    """

    xy_m: Floats
    days: Ints
    chosen: Bools
    first: date
    until: date
    undated: int
    later: int
    without_place: int
    sensitive: int
    discovered: int


@dataclass(frozen=True, eq=False)
class Hotspots:
    """Cells chosen, best first, and what is known of such a choice.

    Attributes
    ----------
    cells
        Of each chosen cell lon, lat, x_m, y_m of its middle, count (incidents so far, whole), score, gi_p (upper p of
        its Gi*, missing below 30 cells) and expected (incidents in the days to come). Empty where places may not be
        named.
    method
        ``cascade``, ``counts``: what the cells were ranked by.
    kept_to_counts
        Why that is plain counts though nobody asked for them; None where it is not so.
    refused
        Why no place is named; empty where some are.
    scan_p
        How likely a window as full as the fullest would be by chance.
    share, area_share
        The share of the land asked for, and that of the cells chosen.
    on_land
        Incidents that lie on the land: those that count.
    outside
        Others of those asked for, that lie on none of it.
    """

    grid: Grid
    cells: pd.DataFrame
    method: str
    kept_to_counts: Message | None
    refused: tuple[Message, ...]
    scan_p: float
    share: float
    area_share: float
    backtest: Backtest
    incidents: Incidents
    on_land: int
    outside: int
    days: int

    @property
    def score(self) -> Score:
        """Of the method, at the share chosen."""
        return self.backtest.scores[self.method, self.share]

    @property
    def baseline(self) -> Score:
        return self.backtest.scores[BASELINE, self.share]

    @property
    def beats_baseline(self) -> bool:
        """Whether the back-test shows that it catches more than the same cells so far, beyond chance."""
        gain = self.score.gain_over(self.baseline)
        return gain is not None and gain[1] > 0


def incidents_of(
    project: Project,
    kind: IncidentKind,
    until: date,
    *,
    category: str | None = None,
    with_discovered: bool = False,
) -> Incidents:
    """What is known of a kind by the end of a day, for hotspots.

    What patrols found by themselves is left out unless asked for: where one looks more one finds more, and looks more
    again. What is sensitive has no place that may be named.
    """
    rows = project.table(kind.table)
    began = rows[kind.began]
    undated = began.isna().to_numpy(dtype=bool)
    later = ~undated & (began >= end_of(until)).to_numpy(dtype=bool)
    shapes = to_metres(rows.geometry, project.about.map_crs)
    xy_m = np.column_stack((shapely.get_x(shapes), shapely.get_y(shapes)))
    nowhere = ~np.isfinite(xy_m).all(axis=1)
    sensitive = sensitive_rows(kind.table, rows)
    found = np.zeros(len(rows), dtype=bool)
    if kind.origin is not None and not with_discovered:
        found = rows[kind.origin].eq("discovered").to_numpy(dtype=bool)
    chosen = np.ones(len(rows), dtype=bool)
    if category is not None:
        chosen = rows[kind.category].eq(category).to_numpy(dtype=bool)
    in_time = ~undated & ~later
    kept = in_time & ~nowhere & ~sensitive & ~found
    known = began[in_time]
    return Incidents(
        xy_m=xy_m[kept],
        days=_numbers(began[kept]),
        chosen=chosen[kept],
        first=known.min().date() if len(known) else until,
        until=until,
        undated=int((undated & chosen).sum()),
        later=int((later & chosen).sum()),
        without_place=int((in_time & nowhere & chosen & ~sensitive & ~found).sum()),
        sensitive=int((in_time & sensitive & chosen & ~found).sum()),
        discovered=int((in_time & found & chosen).sum()),
    )


def hotspots(
    incidents: Incidents,
    land: npt.NDArray[np.object_],
    *,
    cell_m: float = 250.0,
    share: float = 0.05,
    days: int = 30,
    method: str | None = None,
    seed: int = 1,
) -> Hotspots:
    """Choose cells for the ``days`` after the incidents' last day.

    Parameters
    ----------
    land
        Polygons in the metre CRS of the incidents.
    share
        Of the land, at least :data:`LEAST_CELLS` cells.
    method
        ``cascade`` or ``counts``; unless told the cascade, or counts where it has no advantage.
    """
    grid = grid_over(land, cell_m)
    smoothing = Smoothing(grid)
    every = grid.squares_of(incidents.xy_m)
    own = incidents.chosen & (every >= 0)
    xy_m, squares, numbers = incidents.xy_m[own], every[own], incidents.days[own]
    until, first = _number(incidents.until), _number(incidents.first)
    share = max(share, LEAST_CELLS * cell_m**2 / float(grid.land_m2.sum()))
    fallback = None if method is not None else keeps_to_counts(xy_m, len(grid.cells))
    used = method or ("counts" if fallback is not None else "cascade")
    replayed = backtest(
        grid, squares, numbers, first, until, days=days, shares=(*SHARES, share), smoothing=smoothing
    )  # fmt: skip
    weights = surfaces.weights_of((until + 1 - numbers).astype(np.float64))
    plain = grid.counts(squares)
    if used == "counts":
        score = surfaces.counts_with_ties_broken(smoothing, squares, np.ones(len(squares)))
    else:
        score = surfaces.cascade(smoothing, squares, weights)
        if not incidents.chosen.all():
            of_all = surfaces.weights_of((until + 1 - incidents.days).astype(np.float64))
            score = surfaces.borrowed(
                score, grid.counts(squares, weights), surfaces.cascade(smoothing, every, of_all)
            )  # fmt: skip
    count = number_of_cells(share, grid.land_m2, cell_m)
    best = np.argsort(-score, kind="stable")[:count]
    recent = int((numbers > until - RATE_DAYS).sum())
    span = max(min(RATE_DAYS, until - first + 1), 1)
    coming = recent / span * days
    expected = score / score.sum() * coming if score.sum() > 0 else np.zeros(len(score))
    rng = np.random.default_rng(seed)
    once = significance.once_a_day(xy_m, numbers)
    scan_p = significance.scan(grid, xy_m[once], squares[once], rng=rng)
    tried = replayed.scores[used, share] if replayed.periods else None
    refused = refusals(xy_m, scan_p, float(expected[best].sum()), tried)
    gi_p = significance.gi_star_p(plain, significance.neighbours_of(grid), rng=rng)
    chosen = best[:0] if refused else best
    middles = grid.middles_m[chosen]
    cells = pd.DataFrame(
        {
            "x_m": middles[:, 0],
            "y_m": middles[:, 1],
            "count": plain[chosen].astype(np.int64),
            "score": score[chosen],
            "gi_p": np.nan if gi_p is None else gi_p[chosen],
            "expected": expected[chosen],
        }
    )
    area = float(grid.land_m2[best].sum() / grid.land_m2.sum())
    outside = int((incidents.chosen & (every < 0)).sum())
    return Hotspots(
        grid, cells, used, fallback, refused, scan_p, share, area, replayed, incidents, len(squares), outside, days
    )  # fmt: skip


def _numbers(times: pd.Series) -> Ints:
    """The number of the day of each moment, since 1970-01-01."""
    days: Ints = times.to_numpy(dtype="datetime64[D]").astype(np.int64)
    return days


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)) // timedelta(days=1)
