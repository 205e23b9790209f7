"""A small project on disk of which parts go out, and plain edits of one cell or row of it."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from mapper.edit import Edit, drop_rows, next_key, put_rows, require_row
from mapper.project import Project
from mapper.store.store import Store, create, open_store
from tests.districts import frame, grid


def project() -> Project:
    return grid(4, 4, residents=3000).with_tables(
        officers=frame(
            "officers", [{"officer_id": f"o{i}", "role": "community_officer", "station_code": "S1"} for i in range(6)]
        ),
        duties=frame(
            "duties",
            [
                {"duty_id": f"D{i}", "officer_id": f"o{i}", "community_code": f"u{i}-0", "starts": date(2026, 1, 1)}
                for i in range(3)
            ],
        ),
    )


def on_disk(folder: Path) -> Store:
    create(folder / "project.gpkg", project())
    return open_store(folder / "project.gpkg")


def put(table: str, key: str, **cells: Any) -> Edit:
    def change(now: Project) -> Project:
        require_row(now, table, key)
        rows = now.table(table).loc[[key]].copy()
        for name, value in cells.items():
            rows[name] = [value] if name == "geometry" else pd.array([value], dtype=rows[name].dtype)
        return put_rows(now, table, rows)

    return Edit("cells_set", change, {"key": key})


def assign(officer: str, unit: str, starts: date = date(2026, 2, 1)) -> Edit:
    def change(now: Project) -> Project:
        row = {"duty_id": next_key(now, "duties"), "officer_id": officer, "community_code": unit, "starts": starts}
        return put_rows(now, "duties", frame("duties", [row]))

    return Edit("duty_assigned", change, {"officer_id": officer, "community_code": unit})


def drop(table: str, key: str) -> Edit:
    return Edit("row_removed", lambda now: drop_rows(now, table, [key]), {"key": key})
