"""A county's project on a server: made, brought up to this version, and who may come in."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from mapper import schema
from mapper.errors import InputError
from mapper.project import Project
from mapper.rows_of_stations import Ownership, lands_of
from mapper.store.geopackage.column_reader import FORMAT_VERSION
from mapper.store.migrations import MIGRATIONS, AddColumns, MakeTable
from mapper.store.places import project_of, without_password
from mapper.store.postgis.access import functions, group_of, rules
from mapper.store.postgis.connection import ADMIN_DATABASE, SCHEMA, Connection, connect, plain_errors, psycopg
from mapper.store.postgis.reading import read_version
from mapper.store.postgis.tables import BESIDE, SETTINGS_PARTS, keeping, making, type_of
from mapper.store.postgis.writing import put_lands, put_set_aside, put_settings, put_table

_sql = psycopg.sql
_MOST_NAME = 55  # of a project: its groups have a word behind it, and PostgreSQL cuts names at 63


def create(address: str, project: Project, kept: Mapping[str, str] | None = None) -> None:
    """Write a project to a server, in place of what the address holds; what is missing there is made.

    Raises
    ------
    InputError
        As :func:`~mapper.store.postgis.connection.connect`; ``not_yours``: the login may not make it.
    """
    prepare(address)
    with connect(address) as connection, plain_errors(without_password(address)):
        _fill(connection, project, kept or {})


def prepare(address: str) -> None:
    """Make a project's database, tables, rules and groups where they are missing; bring older tables up.

    Raises
    ------
    InputError
        As :func:`~mapper.store.postgis.connection.connect`; ``project_newer``; ``not_yours``.
    """
    name, place = project_of(address), without_password(address)
    if len(name.encode()) > _MOST_NAME:
        raise InputError("address_unreadable", path=place)
    with connect(address, database=ADMIN_DATABASE, autocommit=True) as server, plain_errors(place):
        if server.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
            server.execute(_sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(_named(name)))
        for kind in ("county", "station"):
            group = group_of(name, kind)
            if server.execute("SELECT FROM pg_roles WHERE rolname = %s", (group,)).fetchone() is None:
                server.execute(_sql.SQL("CREATE ROLE {} NOLOGIN").format(_named(group)))
        server.execute(_sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(_named(name)))
    with connect(address) as connection, plain_errors(place):
        made = connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.format",)).fetchone()
        if made is None or made[0] is None:
            connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            for statement in (*BESIDE, *map(making, schema.TABLES.values())):
                connection.execute(statement)
            connection.execute("INSERT INTO format (version) VALUES (%s)", (FORMAT_VERSION,))
            for part in SETTINGS_PARTS:
                connection.execute("INSERT INTO project_settings VALUES (%s, '{}')", (part,))
        else:
            bring_up(connection, read_version(connection, place))
        _say_rules(connection, name)


def _say_rules(connection: Connection, name: str) -> None:
    """Triggers, functions and policies as this version has them, where they are not so already."""
    statements = (*keeping(), *functions(name), *rules(name))
    mark = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    (known,) = connection.execute("SELECT rules FROM format").fetchone() or ("",)
    if known != mark:
        for statement in statements:
            connection.execute(statement)
        connection.execute("UPDATE format SET rules = %s", (mark,))


def bring_up(connection: Connection, version: int) -> None:
    """Take the numbered steps from a version to this one, in the transaction that also raises the number."""
    for number in range(version, FORMAT_VERSION):
        for step in MIGRATIONS[number]:
            if isinstance(step, MakeTable):
                there = connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.{step.table}",)).fetchone()
                if there is None or there[0] is None:
                    connection.execute(making(schema.TABLES[step.table]))
            elif isinstance(step, AddColumns):
                for column in map(schema.TABLES[step.table].column, step.columns):
                    connection.execute(
                        f'ALTER TABLE {step.table} ADD COLUMN IF NOT EXISTS "{column.name}" {type_of(column)}'
                    )
    connection.execute("UPDATE format SET version = %s, rules = ''", (FORMAT_VERSION,))


def _fill(connection: Connection, project: Project, kept: Mapping[str, str]) -> None:
    """The project in place of what is there, with an empty log: what is copied from elsewhere is no edit."""
    names = ", ".join(schema.TABLES)
    log = "changed_rows, change_details, change_log, unlogged_edits"
    connection.execute(f"TRUNCATE {names}, set_aside, station_lands, kept, used_keys, {log}")
    lands = lands_of(project)
    put_lands(connection, lands)
    whose = Ownership(project, lands)
    for name in schema.TABLES:
        connection.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        put_table(connection, name, project.table(name), whose.rows(name))
        connection.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
        if letter := schema.TABLES[name].key_prefix:
            connection.execute("SELECT note_keys(%s, %s)", (letter, project.table(name).index.tolist()))
    connection.execute("ALTER TABLE project_settings DISABLE TRIGGER USER")
    put_settings(connection, project)
    connection.execute("ALTER TABLE project_settings ENABLE TRIGGER USER")
    put_set_aside(connection, project.set_aside)
    used = project.keys.used
    connection.execute("SELECT note_numbers(%s, %s)", (list(used), list(used.values())))
    for name, value in kept.items():
        connection.execute("INSERT INTO kept (name, value) VALUES (%s, %s)", (name, value))
    connection.execute("UPDATE format SET began = now()")


def grant(address: str, login: str, station: str | None, password: str | None = None) -> str | None:
    """Let a login in: a station's with its code, the county's with None. The password of a login that was made for it.

    Raises
    ------
    InputError
        ``row_unknown``: there is no such station; ``login_unusable``; ``not_yours``.
    """
    name, place = project_of(address), without_password(address)
    with connect(address) as connection, plain_errors(place):
        known = connection.execute("SELECT FROM stations WHERE station_code = %s", (station,)).fetchone()
        if station is not None and known is None:
            raise InputError("row_unknown", table="stations", key=station)
        role = connection.execute(
            "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls FROM pg_roles WHERE rolname = %s", (login,)
        ).fetchone()
        if role is not None and role[0]:
            raise InputError("login_unusable", login=login)
        made = None
        if role is None:
            made = secrets.token_urlsafe(15) if password is None else password
            # The server, and its log, get no more of the password than what proves it.
            proof = connection.pgconn.encrypt_password(made.encode(), login.encode(), b"scram-sha-256").decode()
            connection.execute(_sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(_named(login), _sql.Literal(proof)))
        _take_out(connection, name, login)
        group = group_of(name, "county" if station is None else "station")
        connection.execute(_sql.SQL("GRANT {} TO {}").format(_named(group), _named(login)))
        connection.execute(_sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(_named(name), _named(login)))
        connection.execute("INSERT INTO logins VALUES (%s, %s)", (login, station))
    return made


def revoke(address: str, login: str) -> None:
    """Let a login in no more, and end what it has open. The login itself stays, for it may be let into other projects.

    InputError ``login_unknown``, ``not_yours``.
    """
    name, place = project_of(address), without_password(address)
    with connect(address) as connection, plain_errors(place):
        if connection.execute("SELECT FROM logins WHERE login = %s", (login,)).fetchone() is None:
            raise InputError("login_unknown", login=login)
        _take_out(connection, name, login)
        connection.execute(_sql.SQL("REVOKE CONNECT ON DATABASE {} FROM {}").format(_named(name), _named(login)))
    with connect(address, autocommit=True) as connection, plain_errors(place):
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s AND datname = %s", (login, name)
        )


def has_rows(address: str) -> bool:
    """Whether a project is there that is more than empty tables."""
    with connect(address) as connection, plain_errors(without_password(address)):
        told = " OR ".join(f"EXISTS (SELECT FROM {name})" for name in (*schema.TABLES, "change_log"))
        (found,) = connection.execute(f"SELECT {told}").fetchone() or (False,)
        return bool(found)


def station_of(address: str) -> str | None:
    """The station whose rows the login sees; None where it sees all."""
    with connect(address) as connection, plain_errors(without_password(address)):
        (station,) = connection.execute("SELECT my_station()").fetchone() or (None,)
        return None if station is None else str(station)


def logins(address: str) -> list[tuple[str, str | None]]:
    """Who may come in: each login with its station, None where it is the county's."""
    with connect(address) as connection, plain_errors(without_password(address)):
        return connection.execute("SELECT login, station_code FROM logins ORDER BY login").fetchall()


def _take_out(connection: Connection, name: str, login: str) -> None:
    connection.execute("DELETE FROM logins WHERE login = %s", (login,))
    for kind in ("county", "station"):
        connection.execute(_sql.SQL("REVOKE {} FROM {}").format(_named(group_of(name, kind)), _named(login)))


def _named(name: str) -> Any:
    return _sql.Identifier(name)
