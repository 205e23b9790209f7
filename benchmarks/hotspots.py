"""How long hotspots take, and how good they are on one city's incidents.

``python -m benchmarks.hotspots BEATS.zip INCIDENTS.csv.gz`` prints the table of ``docs/hotspots.md``: outlines
of beats in degrees, and incidents with the columns Date, Latitude and Longitude; with outlines of districts as
a third file the table of stations' sizes. ``python -m benchmarks.hotspots null`` makes maps of no signal at all.
"""

import sys
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from benchmarks.measure import median_s, row
from mapper.analysis.hotspots.backtest import Dated, backtest
from mapper.analysis.hotspots.grid import grid_over
from mapper.analysis.hotspots.hotspots import Incidents, hotspots
from mapper.analysis.hotspots.methods import BASELINE, USUAL
from mapper.analysis.hotspots.scoring import SHARES
from mapper.analysis.hotspots.significance import gi_star, gi_star_p, neighbours_of, p_of_draws
from mapper.analysis.hotspots.surfaces import Smoothing, density
from mapper.analysis.hotspots.verdict import MOST_BY_CHANCE

CITY_CRS = "EPSG:32616"
# Of one kind alone there is nothing to borrow from.
OF_OWN_KIND = (BASELINE, USUAL, "ties", "density")
YEARS = ((date(2024, 1, 1), date(2025, 12, 31)), 730)


def run(_folder: Path) -> list[dict[str, Any]]:
    """A station of 10 × 10 km with 1,000 incidents a year; 150,000 points on 60 × 60 km; 20,000 cells."""
    rng = np.random.default_rng(1)
    station = np.array([shapely.box(0, 0, 10_000, 10_000)], dtype=object)
    (first, until), span = YEARS
    xy = np.vstack((rng.uniform(0, 10_000, (1000, 2)), rng.normal(5000, 400, (1000, 2))))
    days = (first - date(1970, 1, 1)).days + rng.integers(0, span, len(xy))
    known = Incidents(xy, days, np.ones(len(xy), dtype=bool), first, until, 0, 0, 0, 0, 0)
    grid = grid_over(station)
    squares = grid.squares_of(xy)

    def with_backtest() -> None:
        replayed = backtest(
            grid, Dated(squares, days), int(days.min()), int(days.max()), days=30, shares=SHARES, methods=OF_OWN_KIND
        )
        assert replayed.periods > 20

    wide = grid_over(np.array([shapely.box(0, 0, 60_000, 60_000)], dtype=object))
    many = wide.squares_of(rng.uniform(0, 60_000, (150_000, 2)))
    once = np.ones(150_000)
    cells = grid_over(np.array([shapely.box(0, 0, 35_250, 35_500)], dtype=object))
    values, touching = rng.poisson(2, len(cells.cells)).astype(float), neighbours_of(cells)
    dealt = np.random.default_rng(2)
    return [
        row("station's surface with its back-test", median_s(with_backtest), to_reach=0.5),
        row("the same with scan and Gi*", median_s(lambda: hotspots(known, station))),
        row("density of 150,000 points", median_s(lambda: density(Smoothing(wide), many, once, 200.0)), to_reach=0.3),
        row(
            f"Gi* of {len(values):,} cells, 999 permutations",
            median_s(lambda: gi_star_p(values, touching, rng=dealt), runs=1),
            to_reach=5.0,
        ),
        *_beside_esda(values, touching),
    ]


def _beside_esda(values: npt.NDArray[np.float64], touching: Any) -> list[dict[str, Any]]:
    """How far Gi* and its p are from esda's, of the same seed and draws, where that is installed."""
    if find_spec("esda") is None:
        return []
    from esda import G_Local
    from esda.crand import vec_permutations
    from libpysal.weights import W, fill_diagonal

    ends = touching.indptr
    near = {n: touching.indices[ends[n] : ends[n + 1]].tolist() for n in range(len(values))}
    weights = fill_diagonal(W(near, silence_warnings=True), 1.0)
    peer = G_Local(values, weights, transform="B", star=True, permutations=999, seed=1, keep_simulations=True)
    ours = gi_star(values, touching)
    drawn = vec_permutations(int(np.diff(ends).max()), len(values), 999, 1)
    # Its own p is of the nearer tail, and sums that are alike differ there by rounding: both are told here as ours is.
    higher = (peer.rGs >= peer.Gs[:, None] * (1 - 1e-12)).sum(axis=1)
    apart = np.abs((higher + 1) / 1000 - p_of_draws(values, touching, drawn))
    return [
        row("Gi* beside esda: largest difference", float(np.nanmax(np.abs(peer.Zs - ours))), "z", to_reach=1e-9),
        row("p of Gi* beside esda, its draws: largest difference", float(apart.max()), "p", to_reach=1e-9),
    ]


def _incidents(path: Path) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Places in metres and numbers of days."""
    rows = pd.read_csv(path, usecols=["Date", "Latitude", "Longitude"]).dropna()
    days = pd.to_datetime(rows["Date"]).to_numpy(dtype="datetime64[D]").astype(np.int64)
    places = gpd.points_from_xy(rows["Longitude"], rows["Latitude"], crs="EPSG:4326").to_crs(CITY_CRS)
    return np.column_stack((places.x, places.y)), days


def tried(beats: Path, incidents: Path) -> pd.DataFrame:
    """Every method at every share, of cells of 250 and 150 m, a month and a week ahead."""
    land = gpd.read_file(beats).to_crs(CITY_CRS).geometry.to_numpy()
    xy, days = _incidents(incidents)
    told = []
    for cell_m in (250.0, 150.0):
        grid = grid_over(land, cell_m)
        squares, smoothing = grid.squares_of(xy), Smoothing(grid)
        for ahead in (30, 7):
            found = backtest(
                grid, Dated(squares, days), int(days.min()), int(days.max()), days=ahead, shares=SHARES,
                methods=OF_OWN_KIND, smoothing=smoothing,
            )  # fmt: skip
            for score in found.scores.values():
                gain = score.gain_over(found.scores["counts", score.share])
                told.append(
                    {"cell": cell_m, "days": ahead, "periods": found.periods, "method": score.method}
                    | {"share": score.share, "hit_rate": score.hit_rate, "pai": score.pai, "pei": score.pei}
                    | {f"{name}_interval": score.interval(name) for name in ("hit_rate", "pai", "pei")}
                    | {"gain": gain}
                )
    return pd.DataFrame(told)


SIZES = (50, 200, 1_000, 3_000)


def of_station_size(districts: Path, incidents: Path, draws: int = 3) -> pd.DataFrame:
    """Each district thinned at random to so many incidents a year.

    Gains are counted on all of the district's incidents; intervals are of draws of the districts.
    """
    xy, days = _incidents(incidents)
    shapes = gpd.read_file(districts).to_crs(CITY_CRS).geometry.to_numpy()
    told = []
    for size in SIZES:
        pooled: dict[tuple[str, float], list[tuple[float, float, float]]] = {}
        for number, shape in enumerate(shapes):
            grid = grid_over(np.array([shape], dtype=object))
            squares, smoothing = grid.squares_of(xy), Smoothing(grid)
            there = np.flatnonzero(squares >= 0)
            wanted = round(size * (days.max() - days.min() + 1) / 365.25)
            if len(there) < wanted:
                continue
            for draw in range(draws):
                kept = np.random.default_rng([number, draw, size]).choice(there, wanted, replace=False)
                known, span = Dated(squares[kept], days[kept]), (int(days.min()), int(days.max()))
                found, on_all = (
                    backtest(
                        grid, known, *span, days=30, shares=(0.01, 0.03), methods=(BASELINE, USUAL),
                        smoothing=smoothing, scored=scored,
                    )
                    for scored in (None, Dated(squares[there], days[there]))
                )  # fmt: skip
                for which, score in found.scores.items():
                    hits = float(on_all.scores[which].hits.sum())
                    pooled.setdefault(which, []).append((float(score.hits.sum()), float(score.best.sum()), hits))
        for share in (0.01, 0.03):
            plain, better = (
                np.array(pooled[method, share]).reshape(-1, draws, 3).sum(axis=1) for method in (BASELINE, USUAL)
            )
            drawn = np.random.default_rng(1).integers(0, len(plain), (2000, len(plain)))
            gains = better[drawn, 2].sum(axis=1) / plain[drawn, 2].sum(axis=1) - 1
            told.append(
                {"a year": size, "share": share, "districts": len(plain)}
                | {
                    "PEI counts": plain[:, 0].sum() / plain[:, 1].sum(),
                    "PEI cascade": better[:, 0].sum() / better[:, 1].sum(),
                }
                | {
                    "gain": better[:, 2].sum() / plain[:, 2].sum() - 1,
                    "low": np.quantile(gains, 0.025),
                    "high": np.quantile(gains, 0.975),
                }
            )
    return pd.DataFrame(told)


def without_signal(maps: int = 200) -> pd.DataFrame:
    """Uniform points of a year on 9 × 9 km: how often the scan claims a hotspot, and how often a map names places."""
    land = np.array([shapely.box(0, 0, 9000, 9000)], dtype=object)
    first, until = date(2025, 1, 1), date(2025, 12, 31)
    begin = (first - date(1970, 1, 1)).days
    rows = []
    for count in (50, 200, 1000, 5000):
        claimed = named = 0
        for seed in range(maps):
            rng = np.random.default_rng((count, seed))
            xy, days = rng.uniform(0, 9000, (count, 2)), begin + rng.integers(0, 365, count)
            known = Incidents(xy, days, np.ones(count, dtype=bool), first, until, 0, 0, 0, 0, 0)
            found = hotspots(known, land, seed=seed)
            claimed += found.scan_p <= MOST_BY_CHANCE
            named += not found.refused
        rows.append({"points": count, "scan claims": claimed, "places named": named, "at most": maps // 20})
    return pd.DataFrame(rows)


if __name__ == "__main__":
    if sys.argv[1:] == ["null"]:
        table = without_signal()
    elif len(sys.argv) == 3:
        table = tried(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        table = of_station_size(Path(sys.argv[3]), Path(sys.argv[2]))
    with pd.option_context("display.max_rows", None, "display.width", 220, "display.precision", 3):
        print(table.to_string(index=False))
