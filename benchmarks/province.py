"""A made-up province the size of Hubei, as a project: some 27,000 units, 1,482 stations, 150,000 disputes.

Nothing in it is real. It is made once, into ``benchmarks/data/``; one seed, so every machine measures the same land.
"""

from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.measure import of_now
from mapper import frames, schema
from mapper.crs import metre_crs
from mapper.project import About, Project
from mapper.store.store import create, read_project

WEST, SOUTH, EAST, NORTH = 108.3, 29.0, 116.2, 33.3
COMMUNITIES, VILLAGES, STATIONS, POINTS = 4_927, 21_941, 1_482, 150_000
DAY = date(2026, 11, 23)
DATA = Path(__file__).parent / "data"


def province() -> Path:
    """The project file, made if it is not there yet."""
    path = DATA / "province.gpkg"
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        create(path, make(np.random.default_rng(42)))
    return of_now(path)


def read() -> Project:
    return read_project(province())


def make(rng: np.random.Generator) -> Project:
    shapes = _land(rng)
    count = len(shapes)
    codes = [f"42{i:010d}" for i in range(count)]
    where = shapely.get_coordinates(shapely.point_on_surface(shapes))
    seats = rng.choice(where, STATIONS, replace=False)
    station = shapely.STRtree(shapely.points(seats)).nearest(shapely.points(where))
    station_codes = [f"S{i:04d}" for i in range(STATIONS)]
    kind = np.where(np.arange(count) < COMMUNITIES, "community", "village")
    units = gpd.GeoDataFrame(
        {
            "community_code": codes,
            "name": [f"单元{i}（虚构）" for i in range(count)],
            "kind": kind,
            "station_code": np.take(station_codes, station),
            "residents": rng.integers(400, 9000, count),
        },
        geometry=shapes,
        crs=schema.DEGREES,
    )
    order = np.argsort(station, kind="stable")
    groups = np.split(shapes[order], np.flatnonzero(np.diff(station[order])) + 1)
    stations = gpd.GeoDataFrame(
        {
            "station_code": np.take(station_codes, np.unique(station)),
            "name": [f"虚构所{i}" for i in np.unique(station)],
        },
        geometry=[shapely.coverage_union_all(group) for group in groups],
        crs=schema.DEGREES,
    )
    officers = pd.DataFrame(
        {
            "officer_id": [f"P{i:05d}" for i in range(count)],
            "display_name": [f"民警{i}（虚构）" for i in range(count)],
            "role": np.where(kind == "community", "community_officer", "auxiliary"),
            "fte": rng.choice([1.0, 0.4], count, p=[0.96, 0.04]),
            "status": rng.choice(["on_duty", "on_loan"], count, p=[0.98, 0.02]),
        }
    )
    holder = np.where(rng.random(count) < 0.03, (np.arange(count) + 1) % count, np.arange(count))
    duties = pd.DataFrame(
        {
            "duty_id": [f"D{i}" for i in range(count)],
            "officer_id": officers["officer_id"].to_numpy()[holder],
            "community_code": codes,
            "starts": "2026-01-01",
            "ends": rng.choice(np.array([None, "2026-10-01"]), count, p=[0.98, 0.02]),
        }
    )
    spots = where[rng.integers(0, count, POINTS)] + rng.normal(0, 0.01, (POINTS, 2))
    received = pd.Timestamp("2025-11-24") + pd.to_timedelta(rng.integers(0, 365 * 1440, POINTS), unit="min")
    closed = received + pd.to_timedelta(rng.integers(60, 20 * 1440, POINTS), unit="min")
    disputes = gpd.GeoDataFrame(
        {
            "dispute_id": [f"J{i}" for i in range(POINTS)],
            "category": rng.choice(["neighbour", "family", "debt", "wage", "land"], POINTS),
            "handler": "joint",
            "received_at": received,
            "closed_at": closed.where(closed < pd.Timestamp(DAY)),
        },
        geometry=shapely.points(spots),
        crs=schema.DEGREES,
    )
    return Project(
        stations=frames.conform("stations", stations),
        communities=frames.conform("communities", units),
        officers=frames.conform("officers", officers),
        duties=frames.conform("duties", duties),
        disputes=frames.conform("disputes", disputes),
        about=About("虚构省（测速用）", "虚构", DAY, metre_crs((WEST, SOUTH, EAST, NORTH))),
    )


def _land(rng: np.random.Generator) -> np.ndarray:
    """Units that share wiggly borders: Voronoi edges around clustered seats, each bent by midpoint displacement."""
    towns = rng.uniform([WEST, SOUTH], [EAST, NORTH], (60, 2))
    centres = np.vstack(
        [
            towns[rng.integers(0, 60, COMMUNITIES)] + rng.normal(0, 0.06, (COMMUNITIES, 2)),
            rng.uniform([WEST, SOUTH], [EAST, NORTH], (VILLAGES, 2)),
        ]
    )
    frame = shapely.box(WEST, SOUTH, EAST, NORTH)
    centres = np.unique(centres[shapely.contains_xy(frame, centres)], axis=0)
    edges = shapely.voronoi_polygons(shapely.multipoints(centres), extend_to=frame, only_edges=True)
    edges = shapely.get_parts(shapely.union_all([edges.intersection(frame), frame.exterior]))
    xy, line = shapely.get_coordinates(edges, return_index=True)
    inner = line[1:] == line[:-1]
    xy = np.stack([xy[:-1][inner], xy[1:][inner]], axis=1)  # (edges, 2, 2)
    for _ in range(5):
        step = np.diff(xy, axis=1)
        bend = rng.normal(0, 0.08, (*step.shape[:2], 1))
        middle = (xy[:, 1:] + xy[:, :-1]) / 2 + np.stack([-step[..., 1], step[..., 0]], axis=-1) * bend
        finer = np.empty((len(xy), xy.shape[1] * 2 - 1, 2))
        finer[:, 0::2], finer[:, 1::2] = xy, middle
        xy = finer
    borders = shapely.node(shapely.multilinestrings(shapely.linestrings(xy)))
    shapes = shapely.get_parts(shapely.polygonize(shapely.get_parts(borders)))
    return shapes[shapely.area(shapes) > 1e-8]
