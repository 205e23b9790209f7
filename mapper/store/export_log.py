"""The log of what left the house: one line of JSON a file, beside the project and never inside it.

An export changes nothing of the project, so the change log, which has edits alone, has no line of it. The log is a file
of its own, ``<project>.exports.jsonl``, that any editor reads, and to which lines are only ever added. Where nothing
can be written beside the project, it lies in the program's own folder.
"""

import errno
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from mapper.edit import editor
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.message import Message
from mapper.store.places import file_beside, files_beside, is_address

_ENDING = ".exports.jsonl"


@dataclass(frozen=True)
class Export:
    """One file that was made for an audience.

    Attributes
    ----------
    at
        UTC, ISO 8601.
    who
        The user of the computer, as in the change log.
    audience, scope
        Whose edition, and of what: a station's or unit's code, empty for the district.
    theme, as_of
        What was coloured, and the day of the figures (ISO 8601).
    file, sha256
        The file's name and the hash of its bytes.
    contained
        How many of what are in it, by code of the map's layer, and what was left out.
    """

    at: str
    who: str
    audience: str
    scope: str
    theme: str
    as_of: str
    file: str
    sha256: str
    contained: Mapping[str, int]


class Exports(tuple[Export, ...]):
    """Lines of a log, the oldest first, and in ``unread`` what of it could not be read."""

    unread: tuple[Message, ...] = ()


def log_path(project: Path) -> Path:
    """Where the next line of a project's log goes."""
    return file_beside(project, _ENDING)


def log_elsewhere(project: Path) -> Path | None:
    """Where the log of a project file lies that nothing can be written beside; None where it lies beside it."""
    path = log_path(project)
    return path if not is_address(project) and path.parent != project.parent else None


def hash_of(file: Path) -> str:
    """SHA-256 of a file, in hex."""
    with file.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()


def require_log(project: Path) -> None:
    """InputError ``cannot_write`` where no line could be added, so that no file is made that the log does not know.

    A log that cannot be read is none, either: nobody could tell what left before.
    """
    log = log_path(project)
    if log.is_dir() or not (os.access(log, os.R_OK | os.W_OK) if log.exists() else os.access(log.parent, os.W_OK)):
        raise InputError(
            "cannot_write", path=str(log), reason=os.strerror(errno.EISDIR if log.is_dir() else errno.EACCES)
        )


def log_export(project: Path, export: Export) -> None:
    """Add a line, on the disk when it returns. InputError ``cannot_write``."""
    log = log_path(project)
    line = json.dumps(asdict(export), ensure_ascii=False, sort_keys=False) + "\n"
    try:
        with log.open("ab") as out:  # one write of a line, so that two programs do not mix theirs
            out.write(line.encode("utf-8"))
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise InputError("cannot_write", path=str(log), reason=error.strerror or "") from error


@contextmanager
def logged(
    place: Path | str, as_of: date, told: Mapping[str, int], *files: Path, what: str = "tables", scope: str = ""
) -> Iterator[None]:
    """Files for the house itself are written in here, each with a line in the log; none where no line could be added.

    ``told`` is how many of what they hold. InputError ``cannot_write``.
    """
    require_log(Path(place))
    yield
    log_files(place, as_of, told, files, what=what, scope=scope)


def log_files(
    place: Path | str,
    as_of: date,
    told: Mapping[str, int],
    files: Iterable[Path],
    *,
    audience: str = "command",
    what: str = "tables",
    scope: str = "",
) -> None:
    """Add a line for each of these files, which were made together. InputError ``cannot_write``."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    for file in files:
        line = Export(at, editor(), audience, scope, what, as_of.isoformat(), file.name, hash_of(file), told)
        log_export(Path(place), line)


def exports_of(project: Path) -> Exports:
    """Every line that can be read, and what cannot; none where nothing was exported."""
    found, unread = list[Export](), list[Message]()
    for log in files_beside(project, _ENDING):
        try:
            lines = [] if log is None else log.read_text("utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            continue
        except OSError as error:
            told = {"path": str(log), "reason": error.strerror or ""}
            unread.append(Message("disclosure.earlier.unread", told))
            continue
        damaged = 0
        for line in lines:
            try:  # one may have been cut short or written by hand
                found.append(_export(json.loads(line)))
            except (ValueError, TypeError, RecursionError):
                damaged += 1
        if damaged:
            unread.append(Message("disclosure.earlier.damaged", {"path": str(log), "count": damaged}))
    exports = Exports(sorted(found, key=lambda export: export.at))
    exports.unread = tuple(unread)
    return exports


def _export(told: Any) -> Export:
    """ValueError or TypeError where it is none."""
    export = Export(**told)
    counts = export.contained
    texts = all(isinstance(getattr(export, field.name), str) for field in fields(Export) if field.name != "contained")
    if not texts or not isinstance(counts, dict) or not all(isinstance(count, int) for count in counts.values()):
        raise ValueError("no line of this log")
    return export
