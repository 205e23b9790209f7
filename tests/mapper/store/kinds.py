"""The kinds of store that the contract holds, each with one place of it."""

import os
from pathlib import Path
from typing import Protocol

import pytest

from mapper.project import Project
from mapper.store.store import Store, create, open_store
from tests.mapper.store.memory import Held, MemoryStore
from tests.postgres import ADMIN, Server


class Kind(Protocol):
    """A kind of store, with one place of it."""

    def create(self, project: Project) -> None: ...

    def open(self) -> Store: ...

    def forbid_writing(self) -> None: ...

    def told(self, who: str) -> str:
        """How the log names whoever says to be that."""


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

    def told(self, who: str) -> str:
        return ADMIN


_READER = """
DO $$ BEGIN CREATE ROLE reader LOGIN PASSWORD 'reads' BYPASSRLS; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT CONNECT ON DATABASE "区" TO reader; GRANT USAGE ON SCHEMA mapper TO reader;
GRANT SELECT ON ALL TABLES IN SCHEMA mapper TO reader; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA mapper TO reader
"""
