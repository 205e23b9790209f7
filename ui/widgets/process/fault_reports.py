"""Reports of the program's own faults, kept on this machine alone and with nothing of the data in them.

A report says which version ran on what, what had been asked of it, and where in the program it went wrong: files, lines
and functions, and the kind of error. Messages of errors, values and names of files may hold data, and are left out.
"""

import faulthandler
import os
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from traceback import walk_tb

from mapper.files.drafts import began, machine_mark, still_runs

_MOST_KEPT = 10
_MOST_NOTED = 40  # of what was asked, in a report
_NAME = "fault-%Y%m%d-%H%M%S-%f.txt"
_REPORT = re.compile(r"fault-\d{8}-\d{6}-\d{6}\.txt")
_RUN = re.compile(r"run-([0-9a-f]{8})-(\d+)(?:\.(\d+))?\.log")
_FATAL = "Fatal Python error", "Windows fatal exception"
_LIBRARIES = ("PySide6-Essentials", "pandas", "geopandas", "shapely", "numpy")


def reports_folder() -> Path:
    """Where reports lie on this system."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Logs"
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state")
    return base / "jurisdiction-mapper" / "faults"


def reports() -> list[Path]:
    """The reports there are, the newest first."""
    with suppress(OSError):
        return sorted((path for path in reports_folder().iterdir() if _REPORT.fullmatch(path.name)), reverse=True)
    return []


def written_at(report: Path) -> datetime:
    """When one of :func:`reports` was written, on this computer's clock."""
    return datetime.strptime(report.name, _NAME).astimezone()


class Run:
    """One run of the program: what is asked of it, noted as it goes, so that a fault can tell what was running.

    What ran and on what is only asked once there is a fault: a start has no time for it. Where the folder cannot be
    written nothing is kept, without a word: the program has better things to do.
    """

    def __init__(self, what: str) -> None:
        self._noted = [what]
        self._path = reports_folder() / f"run-{machine_mark()}-{os.getpid()}.{began(os.getpid())}.log"
        self._file = None
        self._dumps = False
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("w", encoding="utf-8", buffering=1)
            self._file.write(f"{_now()}  {what}\n")
            if not faulthandler.is_enabled():  # somebody who looks for faults has done so
                faulthandler.enable(self._file)
                self._dumps = True

    def note(self, what: str) -> None:
        """Something is asked of the program: a word of its own, never a value."""
        if what == self._noted[-1]:
            return
        self._noted = [*self._noted[1 - _MOST_NOTED :], what]
        if self._file is not None:
            with suppress(OSError, ValueError):
                self._file.write(f"{_now()}  {what}\n")

    def fault(self, error: BaseException) -> Path | None:
        """Write a report of an error that is a bug; where it lies, None where it cannot be written."""
        lines = [_head(), *(f"  {what}\n" for what in self._noted), "\n", *_course(error)]
        return _kept("".join(lines))

    def end(self) -> None:
        """The run ends as it should, and leaves nothing."""
        if self._file is not None:
            if self._dumps:
                faulthandler.disable()
            with suppress(OSError):
                self._file.close()
                self._path.unlink()
            self._file = None


def crashed() -> list[Path]:
    """Reports made of runs that ended by a crash; what a run that was ended from outside has left goes."""
    found = []
    with suppress(OSError):
        for path in reports_folder().iterdir():
            run = _RUN.fullmatch(path.name)
            if run is None or run.group(1) != machine_mark() or still_runs(int(run.group(2)), int(run.group(3) or 0)):
                continue
            text = path.read_text("utf-8", "replace")
            if any(sign in text for sign in _FATAL) and (report := _kept(_head() + _shortened(text))) is not None:
                found.append(report)
            path.unlink()
    return found


def _kept(text: str) -> Path | None:
    path = reports_folder() / f"{datetime.now():{_NAME}}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        for old in reports()[_MOST_KEPT:]:
            old.unlink()
    except OSError:
        return None
    return path


def _head() -> str:
    try:
        ours = version("jurisdiction-mapper")
    except PackageNotFoundError:
        ours = "0"
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return f"jurisdiction-mapper {ours}\n{platform.platform()}, Python {platform.python_version()}\n{libraries}\n\n"


def _now() -> str:
    return f"{datetime.now():%H:%M:%S}"


def _course(error: BaseException) -> Iterator[str]:
    """Where an error came from, the error that led to it first; kinds and places, no message."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _course(before)
        yield "\n"
    for frame, line in walk_tb(error.__traceback__):
        yield f"{_place(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}\n"
    yield f"{type(error).__name__}\n"


def _place(file: str) -> str:
    """A source file without the folders that it lies in, which may be named after somebody."""
    parts = Path(file).parts
    for at in range(len(parts) - 1, -1, -1):
        if parts[at] in ("mapper", "layers", "ui", "sample_data", "site-packages") or parts[at].startswith("python3"):
            return "/".join(parts[at:])
    return parts[-1] if parts else ""


def _shortened(text: str) -> str:
    """A dump with places as :func:`_place` has them."""
    return re.sub(r'File "([^"]*)"', lambda found: _place(found.group(1)), text)
