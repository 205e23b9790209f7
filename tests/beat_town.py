"""A made-up town of beats and districts as its police keep them in files; its practice is another than Hubei's."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

BEATS, DISTRICTS = 24, ("7TH", "17TH", "1ST")
WEST, SOUTH, SIDE = -87.7, 41.8, 0.01
DAY = "2017-12-31"


def code_of(number: int) -> str:
    """Beats are numbered as in Chicago: the district, then the beat."""
    return f"{(7, 17, 1)[number % 3]:02d}{11 + number // 3}"


def write_town(folder: Path, cases: int = 600) -> None:
    """``beats.geojson``, ``districts.geojson``, ``residents.csv``, ``cases.csv`` and ``officers.csv``."""
    rng = np.random.default_rng(7)
    beats, residents = [], ["BEAT_NUM,residents"]
    for number in range(BEATS):
        column, row = number % 3, number // 3
        beats.append(_feature({"BEAT_NUM": code_of(number), "DISTRICT": str((7, 17, 1)[column])}, column, row, 1))
        residents.append(f"{code_of(number)},{rng.integers(2_000, 9_000)}")
    districts = [
        _feature({"DIST_NUM": str((7, 17, 1)[n]), "name": label}, n, 0, BEATS // 3) for n, label in enumerate(DISTRICTS)
    ]
    for name, features in (("beats", beats), ("districts", districts)):
        told = {"type": "FeatureCollection", "features": features}
        (folder / f"{name}.geojson").write_text(json.dumps(told), "utf-8")
    (folder / "residents.csv").write_text("\n".join(residents), "utf-8")
    rows = ["Date,Latitude,Longitude,Primary Type"]
    for _ in range(cases):
        when = datetime(2017, 1, 1) + timedelta(minutes=int(rng.integers(0, 364 * 24 * 60)))
        lon, lat = WEST + rng.uniform(0, 3) * SIDE, SOUTH + rng.uniform(0, BEATS // 3) * SIDE
        rows.append(f"{when:%m/%d/%Y %H:%M},{lat:.6f},{lon:.6f},{('THEFT', 'BURGLARY')[int(rng.integers(2))]}")
    (folder / "cases.csv").write_text("\n".join(rows), "utf-8")
    officers = ["officer_id,name,role,station_code,duty"]
    officers += [f"B{n},Star {n},community_officer,{(7, 17, 1)[n % 3]}," for n in range(BEATS - 2)]
    (folder / "officers.csv").write_text("\n".join(officers), "utf-8")


def cases_of_beats(folder: Path) -> dict[str, int]:
    """Cases of the year in each beat, counted from the town's file by its grid alone."""
    counts = dict.fromkeys((code_of(n) for n in range(BEATS)), 0)
    for line in (folder / "cases.csv").read_text().splitlines()[1:]:
        when, lat, lon, _ = line.split(",")
        assert datetime.strptime(when, "%m/%d/%Y %H:%M").year == 2017
        column, row = int((float(lon) - WEST) / SIDE), int((float(lat) - SOUTH) / SIDE)
        counts[code_of(row * 3 + column)] += 1
    return counts


def _feature(told: dict[str, str], column: int, row: int, rows: int) -> dict[str, object]:
    west, south = round(WEST + column * SIDE, 6), round(SOUTH + row * SIDE, 6)
    east, north = round(west + SIDE, 6), round(south + rows * SIDE, 6)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Feature", "properties": told, "geometry": {"type": "Polygon", "coordinates": [ring]}}
