"""Drafts: files that are being written beside the place that they are to take, and those that a killed program left.

A draft's name tells which process writes it, and when that began, so that what no process writes any more is found at
the next start. Its number alone does not tell: another process may have it by then.
"""

import hashlib
import os
import re
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path

# A draft and, where it is an SQLite file, what SQLite keeps beside it. The place's own name may only lengthen it.
_DRAFT = re.compile(r"\.([0-9a-f]{8})-([0-9]+)(?:\.([0-9]+))?-[0-9a-f]{32}\.draft_*(-journal|-wal|-shm)?")
_BEGAN_AT = 19  # in what Linux tells of a process, behind its name: when it began, in ticks since the machine did
# Drafts of programs before this naming, and of other machines on a shared folder, are left alone for so long.
_UNKNOWN = re.compile(r"\.[0-9a-f]{32}\.draft_*(-journal|-wal|-shm)?")
LEFT_ALONE_S = 24 * 3600.0


def draft_beside(path: Path) -> Path:
    """A free name beside ``path``, as long as its own or longer, so that one that is too long fails early."""
    name = f".{machine_mark()}-{os.getpid()}.{began(os.getpid())}-{os.urandom(16).hex()}.draft"
    return path.with_name(name.ljust(len(os.fsencode(path.name)), "_"))


def clear_drafts(folder: Path) -> int:
    """Remove drafts whose process is no more; how many files went. What cannot be removed stays, without a word."""
    gone = 0
    with suppress(OSError, ValueError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                if entry.name.startswith(".") and _is_left(entry):
                    Path(entry.path).unlink()
                    gone += 1
    return gone


def clear_draft(draft: Path) -> None:
    """Remove one, with what SQLite keeps beside it, if it is a draft of a process that is no more."""
    for ending in ("", "-journal", "-wal", "-shm"):
        one = draft.with_name(draft.name + ending)
        with suppress(OSError):
            if _is_left(one):
                one.unlink()


def _is_left(entry: "os.DirEntry[str] | Path") -> bool:
    found = _DRAFT.fullmatch(entry.name)
    if found is None and _UNKNOWN.fullmatch(entry.name) is None:
        return False
    if not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
        return False
    if (
        found is not None
        and found.group(1) == machine_mark()
        and not still_runs(int(found.group(2)), int(found.group(3) or 0))
    ):
        return True
    return time.time() - entry.stat(follow_symlinks=False).st_mtime > LEFT_ALONE_S


def machine_mark() -> str:
    """A word that tells this machine from others that share a folder with it."""
    if hasattr(os, "uname"):
        name = os.uname().nodename
    else:
        from socket import gethostname  # which takes time to import

        name = gethostname()
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]


def began(process: int) -> int:
    """When a process began, in ticks since the machine did; 0 where the system does not tell, or there is none."""
    try:
        return int(_told_of(process)[_BEGAN_AT])
    except (ValueError, IndexError):
        return 0


def _told_of(process: int) -> list[bytes]:
    """What Linux tells of a process, behind its name; nothing elsewhere, and where there is none."""
    try:
        # The name of the program stands in brackets, and may hold anything.
        return Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return []


def still_runs(process: int, since: int = 0) -> bool:
    """Whether a process of this machine still runs, of one that :func:`began` then.

    Where that is not known, one whose number another has by now counts as running.
    """
    if _told_of(process)[:1] in ([b"Z"], [b"X"]):  # it was killed, and whoever started it has not noticed yet
        return False
    now = began(process) if since else 0
    if now and now != since:
        return False
    if sys.platform == "win32":  # a signal would end it there; a draft that is open cannot be removed anyway
        return process == os.getpid()
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True  # somebody else's
    return True
