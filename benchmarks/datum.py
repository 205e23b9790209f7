"""How often the datum of a file is told rightly, over made-up layers: ``python -m benchmarks.datum [layers]``."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import shapely.affinity

from benchmarks.measure import median_s, row
from mapper.crs import XY, bd09_to_wgs84, gcj02_to_wgs84, wgs84_to_bd09, wgs84_to_gcj02
from mapper.io.datum import DatumFound, datum_of_outlines, datum_of_points

MOVES = {"wgs84": lambda xy: xy, "gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}
_DEGREE_M = 111_320.0


def run(_folder: Path) -> list[dict[str, Any]]:
    """How long a million points take, there and back."""
    rng = np.random.default_rng(1)
    xy = np.column_stack([rng.uniform(73.5, 135, 1_000_000), rng.uniform(4, 53, 1_000_000)])
    return [
        row("1,000,000 points WGS-84 to GCJ-02", median_s(lambda: wgs84_to_gcj02(xy)), to_reach=1.0),
        row("1,000,000 points GCJ-02 to WGS-84", median_s(lambda: gcj02_to_wgs84(xy)), to_reach=1.0),
        row("1,000,000 points BD-09 to WGS-84", median_s(lambda: bd09_to_wgs84(xy))),
    ]


def confusion(layers: int, seed: int = 1) -> Counter[tuple[str, str, str]]:
    """(points or outlines, true datum, datum told or ``unsure``) → how many layers."""
    rng = np.random.default_rng(seed)
    counts: Counter[tuple[str, str, str]] = Counter()
    for number in range(layers):
        truth = list(MOVES)[number % 3]
        kind = ("points", "outlines")[number // 3 % 2]
        found = judged(rng, truth, kind)
        counts[kind, truth, found.datum if found.confident else "unsure"] += 1
    return counts


def judged(rng: np.random.Generator, truth: str, kind: str) -> DatumFound:
    """What is found of one layer: in a town or wide villages somewhere in Hubei, up to 30 % of its names wrong."""
    size_m = rng.choice([rng.uniform(250, 600), rng.uniform(600, 1500), rng.uniform(1500, 4000)])
    units = _units(rng, size_m, int(rng.integers(4, 21)))
    wrong = rng.uniform(0, 0.3)
    if kind == "outlines":
        away = rng.normal(0, rng.uniform(0, 20) / _DEGREE_M, (len(units), 2))  # drawn by somebody else
        boxes = units.geometry.to_numpy()
        drawn = np.array([shapely.affinity.translate(one, *by) for one, by in zip(boxes, away, strict=True)])
        names = _partly_wrong(rng, units["name"].to_numpy(), wrong)
        shapes = shapely.transform(drawn, MOVES[truth])
        empty = pd.Series([None] * len(units), dtype="str")
        return datum_of_outlines(shapes, empty, pd.Series(names, dtype="str"), units)
    rows = int(np.exp(rng.uniform(np.log(20), np.log(5000))))
    which = rng.integers(len(units), size=rows)
    bounds = units.bounds.to_numpy()[which]
    xy: XY = bounds[:, :2] + (bounds[:, 2:] - bounds[:, :2]) * rng.random((rows, 2))
    names = _partly_wrong(rng, units["name"].to_numpy()[which], wrong)
    return datum_of_points(shapely.points(MOVES[truth](xy)), pd.Series(names, dtype="str"), units)


def _units(rng: np.random.Generator, size_m: float, across: int) -> gpd.GeoDataFrame:
    """A grid of units whose lines are not evenly apart."""
    lon, lat = rng.uniform(108.5, 116), rng.uniform(29.2, 33)
    steps = rng.uniform(0.5, 1.5, (2, across)) * size_m
    x = lon + np.cumsum(np.r_[0, steps[0]]) / (_DEGREE_M * np.cos(np.radians(lat)))
    y = lat + np.cumsum(np.r_[0, steps[1]]) / _DEGREE_M
    boxes = [shapely.box(x[i], y[j], x[i + 1], y[j + 1]) for i in range(across) for j in range(across)]
    names = [f"虚构{n}社区" for n in range(len(boxes))]
    return gpd.GeoDataFrame({"name": names}, geometry=boxes, index=[f"U{n}" for n in range(len(boxes))], crs=4326)


def _partly_wrong(rng: np.random.Generator, names: np.ndarray, share: float) -> np.ndarray:
    chosen = rng.random(len(names)) < share
    return np.where(chosen, rng.permutation(names), names)


def main(layers: int) -> None:
    """Print the table that stands in docs/datum.md."""
    counts = confusion(layers)
    told = [*MOVES, "unsure"]
    print("| judged by | true datum | " + " | ".join(told) + " |")
    print("|---|---|" + "---:|" * len(told))
    for kind in ("points", "outlines"):
        for truth in MOVES:
            print(f"| {kind} | {truth} | " + " | ".join(str(counts[kind, truth, one]) for one in told) + " |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
