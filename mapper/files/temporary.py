"""Temporary files of this program: in a folder for each process, whose name tells it, so that those of killed ones go.

What is unpacked, converted or put together beside holds rows of a project. A program that ends removes it; of one that
was killed it would lie in the computer's folder for temporary files for good. The folder also lists the drafts that
the process writes elsewhere, so that they are found wherever they lie.
"""

import atexit
import os
import re
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from mapper.files.drafts import LEFT_ALONE_S, began, clear_draft, machine_mark, still_runs

_FOLDER = re.compile(r"jurisdiction-mapper-([0-9a-f]{8})-([0-9]+)\.([0-9]+)-[0-9a-f]{32}")
_DRAFTS = "drafts"  # their paths, each with a zero byte behind it


def gather_temporary_files() -> None:
    """From now on whatever this process and its children keep for a while lies in a folder of its own, gone at the end.

    Folders that killed processes left are removed. Where no folder can be made all stays as it is.
    """
    base = Path(tempfile.gettempdir())
    clear_temporary_files(base)
    folder = base / f"jurisdiction-mapper-{machine_mark()}-{os.getpid()}.{began(os.getpid())}-{os.urandom(16).hex()}"
    with suppress(OSError):
        folder.mkdir(0o700)
        tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
        atexit.register(_remove, folder, os.getpid())


def clear_temporary_files(base: Path) -> int:
    """Remove folders of processes that are no more, and drafts of theirs; how many folders.

    What cannot be removed stays, without a word.
    """
    gone = 0
    with suppress(OSError), os.scandir(base) as entries:
        for entry in entries:
            found = _FOLDER.fullmatch(entry.name)
            with suppress(OSError):
                if found is not None and entry.is_dir(follow_symlinks=False) and _is_left(entry, found):
                    _clear_listed(Path(entry.path) / _DRAFTS)
                    _remove_all(Path(entry.path))
                    gone += 1
    return gone


def list_draft(draft: Path) -> None:
    """Note where a draft is going to lie, where this process has a folder of its own, or the one that started it."""
    folder = Path(tempfile.gettempdir())
    if _FOLDER.fullmatch(folder.name) is not None:
        with suppress(OSError), (folder / _DRAFTS).open("ab") as file:
            file.write(os.fsencode(draft.absolute()) + b"\0")


def _clear_listed(drafts: Path) -> None:
    with suppress(OSError):
        for path in drafts.read_bytes().split(b"\0")[:-1]:
            clear_draft(Path(os.fsdecode(path)))


def _is_left(entry: "os.DirEntry[str]", found: "re.Match[str]") -> bool:
    mark, process, since = found.groups()
    if mark == machine_mark() and sys.platform != "win32":
        return not still_runs(int(process), int(since))
    return time.time() - entry.stat(follow_symlinks=False).st_mtime > LEFT_ALONE_S


def _remove(folder: Path, process: int) -> None:
    if os.getpid() == process:  # and not a child that was split off
        with suppress(OSError):
            _remove_all(folder)


def _remove_all(folder: Path) -> None:
    import shutil  # most folders are removed when the program ends

    shutil.rmtree(folder)
