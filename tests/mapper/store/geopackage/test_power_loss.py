"""What is acknowledged is on the disk: every state that a power cut can leave holds it.

The system calls of a process that edits, keeps a view, forgets, or writes a project anew are recorded (strace) and
played again: after each call, and in the middle of each write, the disk may hold all that was written so far, or only
what was synced by then, of both files or of one. Each such state is opened.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mapper.edits.duties import assign
from mapper.store.geopackage.store import GeoPackageStore, create, open_store
from tests.drawn import SOAK
from tests.mapper.store.files import DAY, assert_same, district

EDITS = """
import sys
from pathlib import Path
from mapper.edits.duties import assign
from mapper.store.geopackage.store import open_store
from tests.drawn import SOAK
from tests.mapper.store.files import DAY

store = open_store(Path(sys.argv[1]))
for number in range(4):
    store.write(assign(f"o{number}", f"u{number % 3}-0", DAY), "")
    print("acknowledged", flush=True)
store.close()
"""
# What changes no row: whichever of it is done, all rows are there.
OTHERS = """
import sys
from pathlib import Path
from mapper.store.geopackage.store import create, open_store
from mapper.store.history import ToForget

store = open_store(Path(sys.argv[1]))
store.keep("look", {"order": ["units"]})
store.forget(ToForget(until="9999"))
store.close()
create(Path(sys.argv[1]), store.project, {"look": "1"})
"""
_CALL = re.compile(r"^(\d+\s+)?(\w+)\((.*)\)\s+= (-?\d+)")
ROOT = Path(__file__).parents[4]


def unescaped(text: str) -> bytes:
    return bytes(int(pair, 16) for pair in re.findall(r"\\x([0-9a-f]{2})", text))


def recorded(program: str, path: Path, folder: Path) -> list[tuple[str, str, int, bytes]]:
    """What a process did with the files in a project's folder: (what, file's name, offset, bytes), in order."""
    trace = folder / "trace"
    calls = "openat,pwrite64,write,fsync,fdatasync,unlink,close,ftruncate,dup,dup2,rename"
    strace = ["strace", "-f", "-xx", "-s", "100000", "-e", f"trace={calls}", "-o", str(trace)]
    subprocess.run(
        [*strace, sys.executable, "-c", program, path],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    files: dict[str, str] = {}
    done: list[tuple[str, str, int, bytes]] = []

    def named(text: str) -> str:
        """A file of the folder, or the folder itself, by its name; empty for any other."""
        place = Path(unescaped(text).decode("utf-8", "replace"))
        return place.name if path.parent in (place, place.parent) else ""

    for line in trace.read_text("utf-8", "replace").splitlines():
        found = _CALL.match(line)
        if found is None or int(found.group(4)) < 0:
            continue
        call, arguments, result = found.group(2), found.group(3).split(", "), found.group(4)
        if call == "openat":
            files[result] = named(arguments[1])
            if files[result] and "O_TRUNC" in arguments[2]:
                done.append(("cut", files[result], 0, b""))
            continue
        name = files.get(arguments[0], "")
        if call == "unlink":
            if name := named(arguments[0]):
                done.append(("unlink", name, 0, b""))
        elif call == "rename":
            if name := named(arguments[0]):
                done.append(("rename", name, 0, named(arguments[1]).encode()))
        elif call == "close":
            files.pop(arguments[0], None)
        elif call == "write" and arguments[0] == "1" and b"acknowledged" in unescaped(arguments[1]):
            done.append(("acknowledged", "", 0, b""))
        elif name and call == "pwrite64":
            done.append(("write", name, int(arguments[3]), unescaped(arguments[1])))
        elif name and call == "ftruncate":
            done.append(("cut", name, int(arguments[1]), b""))
        elif name and call in ("fsync", "fdatasync"):
            done.append(("sync", name, 0, b""))
    return done


class Disk:
    """What files hold, and what of it would outlive a power cut for certain.

    What was written to a file, and that its name came or went, is certain once the file or its folder was synced.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.folder = path, path.parent.name
        self.now: dict[str, bytes] = {path.name: path.read_bytes()}
        self.certain = dict(self.now)
        self.content_certain = dict(self.now)

    def do(self, what: str, name: str, offset: int, content: bytes) -> None:
        if what == "write":
            held = self.now.get(name, b"").ljust(offset, b"\0")
            self.now[name] = held[:offset] + content + held[offset + len(content) :]
        elif what == "cut":
            self.now[name] = self.now.get(name, b"")[:offset].ljust(offset, b"\0")
        elif what == "rename":
            self.now[content.decode()] = self.now.pop(name)
            self.content_certain[content.decode()] = self.content_certain.pop(name, b"")
        elif what == "unlink":
            self.now.pop(name, None)
        elif what == "sync" and name == self.folder:
            self.certain = {n: self.content_certain.get(n, b"") for n in self.now}
        elif what == "sync" and name in self.now:
            self.content_certain[name] = self.now[name]
            if name in self.certain:
                self.certain[name] = self.now[name]

    def states(self) -> list[dict[str, bytes]]:
        """All that has been done so far, only what is certain, and either file's newest with the other's certain.

        Of the project and its journal; a draft beside them is none of theirs.
        """
        mixed = [{**self.certain, name: content} for name, content in self.now.items()]
        names = (self.path.name, self.path.name + "-journal")
        return [{name: state[name] for name in names if name in state} for state in (self.now, self.certain, *mixed)]


def played(
    disk: Disk, done: list[tuple[str, str, int, bytes]], place: Path, every: int = 1
) -> Iterator[tuple[int, GeoPackageStore]]:
    """Every state that a power cut can leave, opened at a place: how much was acknowledged by then, and the store.

    Of states that follow one another by writes alone one in ``every``.
    """
    acknowledged, tried = 0, set[int]()
    halves = [
        part
        for what, name, offset, content in done
        for part in ([(what, name, offset, content[: len(content) // 2])] if what == "write" else [])
        + [(what, name, offset, content)]
    ]
    for step in halves:
        disk.do(*step)
        acknowledged += step[0] == "acknowledged"
        for state in disk.states():
            mark = hash((acknowledged, *sorted(state.items())))
            if mark in tried:
                continue
            tried.add(mark)
            if step[0] == "write" and len(tried) % every:
                continue
            for old in place.parent.iterdir():
                old.unlink()
            for name, content in state.items():
                (place.parent / name).write_bytes(content)
            store = open_store(place)
            yield acknowledged, store
            store.close()


traced = pytest.mark.skipif(shutil.which("strace") is None, reason="strace records what a process writes")


@traced
def test_no_acknowledged_edit_is_lost_wherever_the_power_goes(tmp_path: Path) -> None:
    path = tmp_path / "edited" / "p.gpkg"
    path.parent.mkdir()
    create(path, district())
    disk = Disk(path)
    done = recorded(EDITS, path, tmp_path)
    assert [what for what, *_ in done].count("acknowledged") == 4
    assert any(what == "sync" and name == disk.folder for what, name, *_ in done), "the folder is synced too"
    place = tmp_path / "cut" / "p.gpkg"
    place.parent.mkdir()
    tried = 0
    for acknowledged, store in played(disk, done, place, every=1 if SOAK else 3):
        assert len(store.project.duties) in (acknowledged, acknowledged + 1)
        assert len(store.history(9)) == len(store.project.duties)
        assert store.faults() == ()
        tried += 1
    assert tried > 30


@traced
def test_what_changes_no_row_loses_none_wherever_the_power_goes(tmp_path: Path) -> None:
    path = tmp_path / "edited" / "p.gpkg"
    path.parent.mkdir()
    create(path, district())
    before = open_store(path)
    before.write(assign("o1", "u0-0", DAY), "")
    before.close()
    disk = Disk(path)
    done = recorded(OTHERS, path, tmp_path)
    assert {what for what, *_ in done} >= {"write", "sync", "unlink", "rename"}
    place = tmp_path / "cut" / "p.gpkg"
    place.parent.mkdir()
    kept = []
    for _, store in played(disk, done, place, every=1 if SOAK else 90):
        assert_same(store.project, before.project)
        assert store.faults() == ()
        kept.append(store.kept("look"))
    assert kept[-1] == 1
    assert {"order": ["units"]} in kept
