"""The kinds of store that the contract holds, each with one place of it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Protocol

import pytest

from mapper import schema
from mapper.project import Project
from mapper.store.migrations import MIGRATIONS, AddColumns, MakeTable
from mapper.store.store import Store, create, open_store
from tests.mapper.store.memory import Held, MemoryStore
from tests.postgres import ADMIN, Server


class Kind(Protocol):
    """A kind of store, with one place of it."""

    def create(self, project: Project) -> None: ...

    def open(self) -> Store: ...

    def forbid_writing(self) -> None: ...

    def make_first_version(self) -> None:
        """Take from the place all that came with later versions of the format."""

    def told(self, who: str) -> str:
        """How the log names whoever says to be that."""


def later_columns() -> list[tuple[str, str]]:
    """Columns that came with later versions, with their tables, where these were there before."""
    steps = [step for of_version in MIGRATIONS.values() for step in of_version if isinstance(step, AddColumns)]
    return [(step.table, column) for step in steps if step.table not in later_tables() for column in step.columns]


def later_tables() -> list[str]:
    """Tables that came with later versions."""
    return [step.table for of_version in MIGRATIONS.values() for step in of_version if isinstance(step, MakeTable)]


class Files:
    def __init__(self, folder: Path, patched: pytest.MonkeyPatch) -> None:
        self.path, self.patched = folder / "区.gpkg", patched

    def create(self, project: Project) -> None:
        create(self.path, project)

    def open(self) -> Store:
        return open_store(self.path)

    def forbid_writing(self) -> None:
        real = os.access  # root may write anywhere, so the question is answered as a system mounted read-only would
        self.patched.setattr(os, "access", lambda path, mode: mode != os.W_OK and real(path, mode))

    def make_first_version(self) -> None:
        with closing(sqlite3.connect(self.path)) as file, file:
            for (trigger,) in file.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE 'rtree%'"
            ).fetchall():
                file.execute(f"DROP TRIGGER [{trigger}]")
            for table in later_tables():
                if schema.TABLES[table].geometry is not None:
                    file.execute(f"DROP TABLE rtree_{table}_geom")
                file.execute(f"DROP TABLE {table}")
                for told in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_extensions"):
                    file.execute(f"DELETE FROM {told} WHERE table_name = ?", (table,))
            for table, column in later_columns():
                file.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
            file.execute("UPDATE project_settings SET version = 1")

    def told(self, who: str) -> str:
        return who


class Memory:
    def __init__(self) -> None:
        self.held = Held(Project())

    def create(self, project: Project) -> None:
        self.held = Held(project)

    def open(self) -> Store:
        return MemoryStore("区", self.held)

    def forbid_writing(self) -> None:
        self.held.read_only = True

    def make_first_version(self) -> None:
        """It keeps projects of this version alone."""

    def told(self, who: str) -> str:
        return who


class OnServer:
    """One project of the tests' server, made anew for each test."""

    def __init__(self, server: Server) -> None:
        self.address = self.admin = server.address("区")
        self.server = server

    def create(self, project: Project) -> None:
        create(self.admin, project)

    def open(self) -> Store:
        return open_store(self.address)

    def forbid_writing(self) -> None:
        self.server.run("psql", "-q", "-d", "区", "-c", _READER)
        self.address = self.server.address("区", "reader", "reads")

    def make_first_version(self) -> None:
        told = [f"DROP TABLE {table} CASCADE" for table in later_tables()]
        told += [f'ALTER TABLE {table} DROP COLUMN "{column}"' for table, column in later_columns()]
        told += ["UPDATE format SET version = 1"]
        self.server.run("psql", "-q", "-d", "区", "-c", "SET search_path = mapper, public; " + "; ".join(told))

    def told(self, who: str) -> str:
        return ADMIN


_READER = """
DO $$ BEGIN CREATE ROLE reader LOGIN PASSWORD 'reads' BYPASSRLS; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT CONNECT ON DATABASE "区" TO reader; GRANT USAGE ON SCHEMA mapper TO reader;
GRANT SELECT ON ALL TABLES IN SCHEMA mapper TO reader; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA mapper TO reader
"""
