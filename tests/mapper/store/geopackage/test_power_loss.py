"""What is acknowledged is on the disk: every state that a power cut can leave holds it.

The system calls of a process that edits are recorded (strace) and played again: after each call the disk may hold all
that was written so far, or only what was synced by then, of both files or of one. Each such state is opened.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mapper.store.geopackage.store import create, open_store
from tests.mapper.store.files import district

EDITS = """
import sys
from pathlib import Path
from mapper.edits.duties import assign
from mapper.store.geopackage.store import open_store
from tests.mapper.store.files import DAY

store = open_store(Path(sys.argv[1]))
for number in range(4):
    store.write(assign(f"o{number}", f"u{number % 3}-0", DAY), "")
    print("acknowledged", flush=True)
store.close()
"""
_CALL = re.compile(r"^(\d+\s+)?(\w+)\((.*)\)\s+= (-?\d+)")
ROOT = Path(__file__).parents[4]


def unescaped(text: str) -> bytes:
    return bytes(int(pair, 16) for pair in re.findall(r"\\x([0-9a-f]{2})", text))


def recorded(path: Path, folder: Path) -> list[tuple[str, str, int, bytes]]:
    """What a process of edits did with a project and its journal: (what, file's name, offset, bytes), in order."""
    trace = folder / "trace"
    calls = "openat,pwrite64,write,fsync,fdatasync,unlink,close,ftruncate,dup,dup2"
    subprocess.run(
        ["strace", "-f", "-xx", "-s", "100000", "-e", f"trace={calls}", "-o", trace, sys.executable, "-c", EDITS, path],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    files: dict[str, str] = {}
    done: list[tuple[str, str, int, bytes]] = []
    names = {path.name, path.name + "-journal", path.parent.name}
    for line in trace.read_text("utf-8", "replace").splitlines():
        found = _CALL.match(line)
        if found is None or int(found.group(4)) < 0:
            continue
        call, arguments, result = found.group(2), found.group(3).split(", "), found.group(4)
        if call == "openat":
            name = Path(unescaped(arguments[1]).decode("utf-8", "replace")).name
            files[result] = name if name in names else ""
            continue
        name = files.get(arguments[0], "")
        if call == "unlink":
            name = Path(unescaped(arguments[0]).decode("utf-8", "replace")).name
            if name in names:
                done.append(("unlink", name, 0, b""))
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
            self.now[name] = self.now[name][:offset].ljust(offset, b"\0")
        elif what == "unlink":
            self.now.pop(name, None)
        elif what == "sync" and name == self.folder:
            self.certain = {n: self.content_certain.get(n, b"") for n in self.now}
        elif what == "sync" and name in self.now:
            self.content_certain[name] = self.now[name]
            if name in self.certain:
                self.certain[name] = self.now[name]

    def states(self) -> list[dict[str, bytes]]:
        """All that has been done so far, only what is certain, and either file's newest with the other's certain."""
        mixed = [{**self.certain, name: content} for name, content in self.now.items()]
        return [self.now, self.certain, *mixed]


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace records what a process writes")
def test_no_acknowledged_edit_is_lost_wherever_the_power_goes(tmp_path: Path) -> None:
    path = tmp_path / "edited" / "p.gpkg"
    path.parent.mkdir()
    create(path, district())
    disk = Disk(path)
    done = recorded(path, tmp_path)
    assert [what for what, *_ in done].count("acknowledged") == 4
    assert any(what == "sync" and name == disk.folder for what, name, *_ in done), "the folder is synced too"
    acknowledged, tried = 0, set[int]()
    place = tmp_path / "cut" / "p.gpkg"
    place.parent.mkdir()
    for step in done:
        disk.do(*step)
        acknowledged += step[0] == "acknowledged"
        for state in disk.states():
            mark = hash((acknowledged, *sorted(state.items())))
            if mark in tried:
                continue
            tried.add(mark)
            for old in place.parent.iterdir():
                old.unlink()
            for name, content in state.items():
                (place.parent / name).write_bytes(content)
            store = open_store(place)
            store.close()
            assert len(store.project.duties) in (acknowledged, acknowledged + 1), step[:2]
            assert store.faults() == ()
    assert len(tried) > 30
