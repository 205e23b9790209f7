"""A small project with something in most tables, and what it is once it has been on disk."""

import sqlite3
from datetime import date, datetime
from pathlib import Path

import shapely

from mapper import schema
from mapper.norms import Norms
from mapper.project import About, Project
from mapper.store.differences import differences
from mapper.store.geopackage.noting import triggers
from mapper.store.geopackage.store import open_store
from tests.districts import cell_centre, frame, grid

DAY = date(2026, 11, 23)


def district() -> Project:
    return grid(3, 3, residents=3000).with_tables(
        officers=frame(
            "officers", [{"officer_id": f"o{i}", "role": "community_officer", "fte": 0.4} for i in range(4)]
        ),
        hazards=frame(
            "hazards",
            [{"hazard_id": f"h{i}", "reported_at": datetime(2026, 11, 20, 9, 30, i)} for i in range(3)],
            [cell_centre(0, 0), None, shapely.Point(0, 0)],
        ),
        reference_lines=frame(
            "reference_lines",
            [{"line_id": "r1", "kind": "river"}],
            [shapely.LineString([(113.4, 30.3), (113.43, 30.33)])],
        ),
        about=About("虚构区", "虚构", DAY, "EPSG:4547"),
        norms=Norms(residents_per_officer=2500),
    )


def assert_same(one: Project, other: Project) -> None:
    for name in schema.TABLES:
        assert not differences(name, one.table(name), other.table(name)), name
        assert one.table(name).index.tolist() == other.table(name).index.tolist(), name
        assert one.table(name).dtypes.tolist() == other.table(name).dtypes.tolist(), name
    assert one.about == other.about
    assert one.norms == other.norms


def reopened(path: Path) -> Project:
    store = open_store(path)
    store.close()
    return store.project


def not_noted(file: sqlite3.Connection) -> None:
    """From now on nothing notes who writes to a file: as it was in older versions, or as a hand in the bytes does."""
    for name in triggers():
        file.execute(f"DROP TRIGGER IF EXISTS {name}")


def noted_again(file: sqlite3.Connection) -> None:
    for statement in triggers().values():
        file.execute(statement)
