"""Connections to a project on a server, and PostgreSQL's own errors as the one sentence they mean to a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from mapper.errors import InputError
from mapper.store.places import project_of, without_password

try:
    import psycopg
    from psycopg import conninfo, errors
except ImportError as error:  # the extra [county] is not installed
    raise InputError("county_not_installed") from error

__all__ = ["CONNECT_S", "Connection", "connect", "errors", "plain_errors", "psycopg"]

Connection: TypeAlias = psycopg.Connection[Any]
SCHEMA = "mapper"
ADMIN_DATABASE = "postgres"
CONNECT_S, _SILENT_S = 10, 15
_LOCK_WAIT_MS = 10_000
# What a server refuses by, and what it means. Lost connections are told apart first.
_CODES: tuple[tuple[type[Exception], str], ...] = (
    (errors.InvalidPassword, "login_refused"),
    (errors.InvalidAuthorizationSpecification, "login_refused"),
    (errors.InvalidCatalogName, "server_project_missing"),
    (errors.UndefinedTable, "server_no_project"),
    (errors.UndefinedFunction, "server_no_project"),
    (errors.InvalidSchemaName, "server_no_project"),
    (errors.InsufficientPrivilege, "not_yours"),
    (errors.ReadOnlySqlTransaction, "read_only"),
    (errors.DiskFull, "cannot_write"),
    (errors.LockNotAvailable, "project_busy"),
)
# The words of the server and of the library where no session was begun, in English and, as a server may be set up to
# speak, in Chinese; the first that fits.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("not_yours", ("permission denied", "权限不够")),
    ("server_untrusted", ("certificate", "ssl error", "证书", "ssl 错误")),
    ("login_refused", ("pg_hba.conf", "password", "authentication failed", 'role "', "认证失败", "角色")),
    ("server_project_missing", ("does not exist", "不存在")),
)


def connect(
    address: str, *, database: str | None = None, autocommit: bool = False, wait_s: int = CONNECT_S
) -> Connection:
    """A connection to the project of an address, or to another database of that server.

    Over a network it is encrypted, unless the address says otherwise (``sslmode``).

    Raises
    ------
    InputError
        ``address_unreadable``, ``server_unreachable``, ``login_refused``, ``server_project_missing``,
        ``server_untrusted``: its certificate is not the one that the address asks for;
        ``not_yours``: the login may not come in.
    """
    shown = without_password(address)
    if not project_of(address):
        raise InputError("address_unreadable", path=shown)
    try:
        told: dict[str, Any] = conninfo.conninfo_to_dict(address)
    except psycopg.ProgrammingError as error:
        raise InputError("address_unreadable", path=shown) from error
    if database is not None:
        told["dbname"] = database
    if _is_far(address, str(told.get("host", ""))):
        told.setdefault("sslmode", "require")
    # A network that went away without a word is noticed after so many seconds.
    told |= {"connect_timeout": told.get("connect_timeout", wait_s), "tcp_user_timeout": _SILENT_S * 1000}
    told |= {"keepalives_idle": _SILENT_S, "keepalives_interval": 5, "keepalives_count": 2}
    told |= {"options": f"-c search_path={SCHEMA},public -c lock_timeout={_LOCK_WAIT_MS} -c timezone=UTC"}
    try:
        return psycopg.connect(**told, application_name="jurisdiction-mapper", autocommit=autocommit)
    except psycopg.OperationalError as error:
        raise InputError(reason_of(error), path=shown, reason=_first_line(error)) from error


def reason_of(error: Exception) -> str:
    """Why no connection was made: the libraries tell it by words alone where no session was begun."""
    for kind, code in _CODES:
        if isinstance(error, kind):
            return code
    text = str(error).lower()
    return next((code for code, words in _WORDS if any(word in text for word in words)), "server_unreachable")


def _is_far(address: str, host: str) -> bool:
    host = host or (urlsplit(address).hostname or "")
    return not (host.startswith("/") or host in ("", "localhost", "127.0.0.1", "::1"))


@contextmanager
def plain_errors(place: str) -> Iterator[None]:
    """Whatever the server says, as an InputError; conflicts of two that write at once pass through.

    Raises
    ------
    InputError
        ``connection_lost``, ``not_yours``, ``project_busy``, ``read_only``, ``cannot_write``, ``server_no_project``.
    """
    try:
        yield
    except (errors.SerializationFailure, errors.DeadlockDetected):
        raise
    except psycopg.Error as error:
        for kind, code in _CODES:
            if isinstance(error, kind):
                raise InputError(code, path=place, reason=_first_line(error)) from error
        if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
            raise InputError("connection_lost", path=place) from error
        raise InputError("cannot_write", path=place, reason=_first_line(error)) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [""])[0]
