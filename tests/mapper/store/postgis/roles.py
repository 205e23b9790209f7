"""A district on the tests' server, and logins to it."""

from collections.abc import Callable
from typing import Any

import psycopg

from mapper.project import Project
from mapper.store.county import grant
from mapper.store.postgis.store import PostGISStore
from mapper.store.store import create, open_store
from tests.postgres import Server


class County:
    """One project of a server."""

    def __init__(self, server: Server, name: str, project: Project) -> None:
        self.server, self.name = server, name
        self.admin = server.address(name)
        create(self.admin, project)
        self._passwords: dict[str, str] = {}
        self._opened: list[PostGISStore] = []

    def login(self, name: str, station: str | None) -> str:
        """The address of a login that is let in; names are the server's, so each project has its own."""
        login = f"{self.name}_{name}"
        made = grant(self.admin, login, station)
        if made is not None:
            self._passwords[login] = made
        return self.server.address(self.name, login, self._passwords[login])

    def open(self, address: str) -> PostGISStore:
        store = open_store(address)
        assert isinstance(store, PostGISStore)
        self._opened.append(store)
        return store

    def close(self) -> None:
        """All that was opened."""
        while self._opened:
            self._opened.pop().close()


def said(address: str, statement: str, *values: Any) -> list[Any]:
    """What a statement brings, said past the program."""
    with psycopg.connect(address, options="-c search_path=mapper,public") as connection:
        done = connection.execute(statement, values or None)
        return done.fetchall() if done.description is not None else [done.rowcount]


Asked = Callable[[str, str | None], str]
