"""How a place of a project is written: the path of a file, or the address of a project on a server.

An address is ``postgresql://login@host:port/project`` as PostgreSQL's own programs take it. It may come as a path, as
everything does that a person names on the command line or opened not long ago: that has lost a slash, and gets it back.
Needs no more than Python itself.
"""

import hashlib
import os
import re
import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

_ADDRESS = re.compile(r"(?:postgresql|postgres):[/\\]")
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
    kept = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name not in _SECRET], safe="/")
    return urlunsplit(("postgresql", login.partition(":")[0] + at + host, parts.path, kept, ""))


def project_of(address: str) -> str:
    """The project that an address names; empty where it names none."""
    return unquote(urlsplit(address).path.strip("/"))


def name_of(place: Path) -> str:
    """What a person calls the project at a place."""
    return project_of(address_of(place)) if is_address(place) else place.stem


def file_beside(place: Path, ending: str) -> Path:
    """Where a file goes that is kept beside a project; of one on a server in the program's own folder here."""
    if not is_address(place):
        return place.with_name(place.name + ending)
    address = without_password(address_of(place))
    mark = hashlib.sha256(address.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return _own_folder() / f"{project_of(address)}.{mark}{ending}"


def _own_folder() -> Path:
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state")
    folder = base / "jurisdiction-mapper" / "projects"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
