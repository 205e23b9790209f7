"""The cells where a visit is worth most in the days to come, with how such a choice did on the past."""

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper.analysis.hotspots import significance
from mapper.analysis.hotspots.backtest import Backtest, Dated, backtest
from mapper.analysis.hotspots.grid import Grid, grid_over
from mapper.analysis.hotspots.methods import BASELINE, FALLBACK, METHODS, OF_ONE_KIND, USUAL
from mapper.analysis.hotspots.scoring import SHARES, Score, number_of_cells
from mapper.analysis.hotspots.surfaces import Smoothing
from mapper.analysis.hotspots.verdict import keeps_to_counts, refusals
from mapper.analysis.incidents.kind import IncidentKind
from mapper.arrays import Bools, Floats, Ints
from mapper.crs import to_metres
from mapper.dates import end_of
from mapper.frames import known_places, sensitive_rows
from mapper.geometry import xy_of
from mapper.lazy_dataclass import dataclass
from mapper.message import Message
from mapper.project import Project

LEAST_CELLS = 3
"""Of fewer the choice is mostly noise."""
RATE_DAYS = 365
_FEW_EARLY = 100


@dataclass(frozen=True, eq=False)
class Incidents:
    """The incidents of a table that hotspots are made of, and how many are not, by why.

    Attributes
    ----------
    xy_m, days
        (n, 2) places in the metre CRS (NaN for one that lies on none of the land that is asked about), and the number
        of the day of each (days since 1970-01-01).
    chosen
        True for each of the category asked for; all where none is.
    first
        The day of the first that is known.
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

    @property
    def recorded_from(self) -> int:
        """The number of the day from which on they were recorded: one in a hundred may be dated wrongly before it."""
        if not len(self.days):
            return _number(self.first)
        return int(np.sort(self.days)[len(self.days) // _FEW_EARLY])


@dataclass(frozen=True, eq=False)
class Hotspots:
    """Cells chosen, best first, and what is known of such a choice.

    Attributes
    ----------
    cells
        Of each chosen cell x_m and y_m of its middle, count (incidents so far, whole), score, gi_z and gi_p (its Gi*
        and the upper p of that, of this cell alone; missing below 30 cells) and expected (incidents in the days to
        come). Empty where places may not be named.
    method
        Which of :data:`~mapper.analysis.hotspots.methods.METHODS` the cells were ranked by.
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
    def middles_m(self) -> Floats:
        """(n, 2) middles of the cells, the best first."""
        middles: Floats = self.cells[["x_m", "y_m"]].to_numpy(dtype=np.float64)
        return middles

    @property
    def squares_m(self) -> npt.NDArray[np.object_]:
        """Outlines of the cells, the best first."""
        middles, half = self.middles_m, self.grid.cell_m / 2
        return np.asarray(shapely.box(*(middles - half).T, *(middles + half).T), dtype=object)

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
    origin: str | None = None,
    with_discovered: bool = False,
    first: date | None = None,
) -> Incidents:
    """What is known of a kind by the end of a day, for hotspots; with ``first`` only what began on that day or later.

    What patrols found by themselves is left out unless asked for: where one looks more one finds more, and looks more
    again. Of one ``origin`` the others are left out. What is sensitive has no place that may be named.
    """
    rows = project.table(kind.table)
    began = rows[kind.began]
    undated = began.isna().to_numpy(dtype=bool)
    later = ~undated & (began >= end_of(until)).to_numpy(dtype=bool)
    shapes = to_metres(known_places(rows), project.about.map_crs)
    xy_m = xy_of(shapes)
    nowhere = ~np.isfinite(xy_m).all(axis=1)
    sensitive = sensitive_rows(kind.table, rows)
    found = np.zeros(len(rows), dtype=bool)
    if kind.origin is not None and not with_discovered and origin is None:
        found = rows[kind.origin].eq("discovered").to_numpy(dtype=bool)
    chosen = np.ones(len(rows), dtype=bool)
    if kind.origin is not None and origin is not None:
        chosen = rows[kind.origin].eq(origin).to_numpy(dtype=bool)
    if category is not None:
        chosen &= rows[kind.category].eq(category).to_numpy(dtype=bool)
    in_time = ~undated & ~later
    if first is not None:
        in_time &= (began >= pd.Timestamp(first)).to_numpy(dtype=bool)
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
    every: bool = False,
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
        One of :data:`~mapper.analysis.hotspots.methods.METHODS`; unless told the cascade, which for a choice of
        incidents borrows from all, or counts where smoothing has no advantage.
    every
        Whether all methods are replayed at the usual shares too, and not only this one and the baseline.
    """
    grid = grid_over(land, cell_m)
    smoothing = Smoothing(grid)
    dated = Dated(grid.squares_of(incidents.xy_m), incidents.days, incidents.chosen)
    own = incidents.chosen & (dated.squares >= 0)
    xy_m, squares, numbers = incidents.xy_m[own], dated.squares[own], incidents.days[own]
    until = _number(incidents.until)
    share = max(share, LEAST_CELLS * cell_m**2 / float(grid.land_m2.sum()))
    fallback = None if method is not None else keeps_to_counts(xy_m, len(grid.cells))
    usual = USUAL if incidents.chosen.all() else OF_ONE_KIND
    used = method or (FALLBACK if fallback is not None else usual)
    replayed = backtest(
        grid,
        dated,
        incidents.recorded_from,
        until,
        days=days,
        shares=(*SHARES, share) if every else (share,),
        methods=[name for name in METHODS if every or name in (used, BASELINE)],
        smoothing=smoothing,
    )
    score = METHODS[used](smoothing, dated.known_on(until + 1))
    best = np.argsort(-score, kind="stable")[: number_of_cells(share, grid.land_m2, cell_m)]
    span = max(min(RATE_DAYS, until - incidents.recorded_from + 1), 1)
    coming = int((numbers > until - span).sum()) / span * days
    expected = score / score.sum() * coming if score.sum() > 0 else np.zeros(len(score))
    rng = np.random.default_rng(seed)
    once = significance.once_a_day(xy_m, numbers)
    scan_p = significance.scan(grid, xy_m[once], squares[once], rng=rng)
    refused = refusals(xy_m, scan_p, float(expected[best].sum()), replayed.scores[used, share])
    chosen = best[:0] if refused else best
    return Hotspots(
        grid=grid,
        cells=_told_cells(grid, chosen, grid.counts(squares), score, expected, rng),
        method=used,
        kept_to_counts=fallback,
        refused=refused,
        scan_p=scan_p,
        share=share,
        area_share=float(grid.land_m2[best].sum() / grid.land_m2.sum()),
        backtest=replayed,
        incidents=incidents,
        on_land=len(squares),
        outside=int((incidents.chosen & (dated.squares < 0)).sum()),
        days=days,
    )


def _told_cells(
    grid: Grid, chosen: Ints, counts: Floats, score: Floats, expected: Floats, rng: np.random.Generator
) -> pd.DataFrame:
    """The rows of :attr:`Hotspots.cells`."""
    gi_z = gi_p = None
    if len(chosen):
        touching = significance.neighbours_of(grid)
        gi_z = significance.gi_star(counts, touching)
        gi_p = significance.gi_star_p(counts, touching, rng=rng, of=chosen)
    middles = grid.middles_m[chosen]
    return pd.DataFrame(
        {
            "x_m": middles[:, 0],
            "y_m": middles[:, 1],
            "count": counts[chosen].astype(np.int64),
            "score": score[chosen],
            "gi_z": np.nan if gi_z is None else gi_z[chosen],
            "gi_p": np.nan if gi_p is None else gi_p,
            "expected": expected[chosen],
        }
    )


def _numbers(times: pd.Series) -> Ints:
    """The number of the day of each moment, since 1970-01-01."""
    days: Ints = times.to_numpy(dtype="datetime64[D]").astype(np.int64)
    return days


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)) // timedelta(days=1)
