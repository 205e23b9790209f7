"""How a place of a project is written: the path of a file, or the address of a project on a server.

An address is ``postgresql://login@host:port/project`` as PostgreSQL's own programs take it. It may come as a path, as
everything does that a person names on the command line or opened not long ago: that has lost a slash, and gets it back.
Needs no more than Python itself.
"""

import hashlib
import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

_ADDRESS = re.compile(r"(?:postgresql|postgres):[/\\]")
_MOST_NAME_BYTES, _MOST_SIGNS = 255, 40  # of a file's name; of a project's name within one
_SECRET = frozenset({"password", "passfile", "sslpassword"})


def is_address(place: Path | str) -> bool:
    """Whether a place is on a server."""
    return _ADDRESS.match(str(place)) is not None


def address_of(place: Path | str) -> str:
    """The address that a place on a server has."""
    if isinstance(place, str) and "://" in place:
        return place
    _, _, rest = Path(place).as_posix().partition(":/")
    # One slash alone came of two, before a host, or of three, where there is none.
    return "postgresql://" + ("" if "/" in rest.partition("?")[0] else "/") + rest.lstrip("/")


def without_password(address: str) -> str:
    """The address as it may be shown and remembered."""
    parts = urlsplit(address)
    login, at, host = parts.netloc.rpartition("@")
    told = [(name, value) for name, value in parse_qsl(parts.query) if name not in _SECRET]
    kept = urlencode(told, safe="/", quote_via=quote)  # the server's library takes a plus sign for itself
    place = parts.path + (f"?{kept}" if kept else "")
    return f"postgresql://{login.partition(':')[0]}{at}{host}{place}"


def with_password(address: str, password: str) -> str:
    """The address with a password for its login; as it is where there is no password."""
    parts = urlsplit(address)
    login, at, host = parts.netloc.rpartition("@")
    if not password:
        return address
    if not at:  # the login is the service's, or the computer's
        return address + ("&" if parts.query else "?") + urlencode({"password": password}, quote_via=quote)
    told = f"{login.partition(':')[0]}:{quote(password, safe='')}@{host}"
    return urlunsplit((parts.scheme, told, parts.path, parts.query, ""))


def told_place(place: Path | str) -> str:
    """A place as a person reads it: an address whole and without its password, a file's path."""
    return without_password(address_of(place)) if is_address(place) else str(place)


def is_same_place(one: Path | str, other: Path | str) -> bool:
    """Whether two places are one: to the same login, whatever its password."""
    if is_address(one) or is_address(other):
        return told_place(one) == told_place(other)
    return Path(one).resolve() == Path(other).resolve()


def project_of(address: str) -> str:
    """The project that an address names; empty where it names none."""
    return unquote(urlsplit(address).path.strip("/"))


def name_of(place: Path) -> str:
    """What a person calls the project at a place."""
    return project_of(address_of(place)) if is_address(place) else place.stem


def file_beside(place: Path, ending: str) -> Path:
    """Where a file goes that is kept beside a project, see :func:`files_beside`."""
    beside, own = files_beside(place, ending)
    if beside is not None and _may_stand(beside):
        return beside
    with suppress(OSError):  # whoever writes there says what is wrong
        own.parent.mkdir(parents=True, exist_ok=True)
    return own


def files_beside(place: Path, ending: str) -> tuple[Path | None, Path]:
    """Beside the project, and where it goes instead: in the program's own folder on this computer.

    So it is of a project on a server, of one on a medium or in a folder that may only be read, and where the name would
    be longer than a file's can be.
    """
    if is_address(place):
        address = without_password(address_of(place))
        return None, _own_folder() / f"{project_of(address)}.{_mark(address)}{ending}"
    own = _own_folder() / f"{place.name[:_MOST_SIGNS]}.{_mark(str(place.absolute()))}{ending}"
    return place.with_name(place.name + ending), own


def _may_stand(beside: Path) -> bool:
    """Whether a file can be written there, as far as its folder and its name tell."""
    if len(os.fsencode(beside.name)) > _MOST_NAME_BYTES:
        return False
    if not beside.parent.is_dir():
        return True  # whoever writes there says what is wrong
    return os.access(beside.parent, os.W_OK) and (not beside.exists() or os.access(beside, os.W_OK))


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def _own_folder() -> Path:
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state")
    return base / "jurisdiction-mapper" / "projects"
