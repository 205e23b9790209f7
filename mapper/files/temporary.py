"""Temporary files of this program: in a folder for each process, whose name tells it, so that those of killed ones go.

What is unpacked, converted or put together beside holds rows of a project. A program that ends removes it; of one that
was killed it would lie in the computer's folder for temporary files for good.
"""

import atexit
import os
import re
import shutil
import sys
import tempfile
import time
import uuid
from contextlib import suppress
from pathlib import Path

from mapper.files.drafts import began, machine_mark, still_runs

_FOLDER = re.compile(r"jurisdiction-mapper-([0-9a-f]{8})-([0-9]+)\.([0-9]+)-[0-9a-f]{32}")
_LEFT_ALONE_S = 24 * 3600.0  # of another machine, and where nothing tells whether a process runs


def gather_temporary_files() -> None:
    """From now on whatever this process and its children keep for a while lies in a folder of its own, gone at the end.

    Folders that killed processes left are removed. Where no folder can be made all stays as it is.
    """
    base = Path(tempfile.gettempdir())
    clear_temporary_files(base)
    folder = base / f"jurisdiction-mapper-{machine_mark()}-{os.getpid()}.{began(os.getpid())}-{uuid.uuid4().hex}"
    with suppress(OSError):
        folder.mkdir(0o700)
        tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
        atexit.register(_remove, folder, os.getpid())


def clear_temporary_files(base: Path) -> int:
    """Remove folders of processes that are no more; how many. What cannot be removed stays, without a word."""
    gone = 0
    with suppress(OSError), os.scandir(base) as entries:
        for entry in entries:
            found = _FOLDER.fullmatch(entry.name)
            with suppress(OSError):
                if found is not None and entry.is_dir(follow_symlinks=False) and _is_left(entry, found):
                    shutil.rmtree(entry.path)
                    gone += 1
    return gone


def _is_left(entry: "os.DirEntry[str]", found: "re.Match[str]") -> bool:
    mark, process, since = found.groups()
    if mark == machine_mark() and sys.platform != "win32":
        return not still_runs(int(process), int(since))
    return time.time() - entry.stat(follow_symlinks=False).st_mtime > _LEFT_ALONE_S


def _remove(folder: Path, process: int) -> None:
    if os.getpid() == process:  # and not a child that was split off
        shutil.rmtree(folder, ignore_errors=True)
