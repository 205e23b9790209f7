"""How exact GCJ-02 and BD-09 are: ``python -m benchmarks.datum_vectors FILE``, a CSV of published pairs.

Its columns: id, op (``wgs2gcj``, ``gcj2bd``, ``bd2wgs`` …), in_lon, in_lat, out_lon, out_lat, tol_m.
"""

import csv
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyproj

from mapper.crs import XY, bd09_to_wgs84, gcj02_to_bd09, gcj02_to_wgs84, wgs84_to_bd09, wgs84_to_gcj02

_MOVES: dict[str, Callable[[XY], XY]] = {
    "wgs2gcj": wgs84_to_gcj02,
    "gcj2wgs": gcj02_to_wgs84,
    "gcj2bd": gcj02_to_bd09,
    "wgs2bd": wgs84_to_bd09,
    "bd2wgs": bd09_to_wgs84,
    "bd2gcj": lambda xy: wgs84_to_gcj02(bd09_to_wgs84(xy)),
}
_ELLIPSOID = pyproj.Geod(ellps="WGS84")
_CHINA = (73.5, 18.0, 135.0, 53.5)
_POINTS = 1_000_000


def main(path: Path) -> None:
    """Print how far each pair is off, and a million points that went and came back."""
    with path.open(encoding="utf-8", newline="") as file:
        for pair in csv.DictReader(file):
            came = _MOVES[pair["op"]](np.array([[float(pair["in_lon"]), float(pair["in_lat"])]]))
            away = _away_m(came, np.array([[float(pair["out_lon"]), float(pair["out_lat"])]]))
            held = "yes" if away <= float(pair["tol_m"]) else "NO"
            print(f"{pair['id']:<24} {pair['op']:<8} {away:.5f} m  within {pair['tol_m']} m: {held}")
    west, south, east, north = _CHINA
    xy = np.random.default_rng(1).uniform([west, south], [east, north], (_POINTS, 2))
    for name, there, back in (
        ("GCJ-02", wgs84_to_gcj02, gcj02_to_wgs84),
        ("BD-09", wgs84_to_bd09, bd09_to_wgs84),
    ):
        begun = time.process_time()
        moved = there(xy)
        half = time.process_time()
        came = back(moved)
        ended = time.process_time()
        print(
            f"{_POINTS:,} points to {name} {half - begun:.2f} s, back {ended - half:.2f} s, "
            f"at most {1000 * _away_m(came, xy):.3f} mm off"
        )


def _away_m(one: XY, other: XY) -> float:
    return float(np.max(_ELLIPSOID.inv(one[:, 0], one[:, 1], other[:, 0], other[:, 1])[2]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
