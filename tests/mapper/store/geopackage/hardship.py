"""What project files have to stand: kills at any moment, damaged bytes, cells that nothing sensible wrote.

``python -m tests.mapper.store.geopackage.hardship KIND COUNT SEED`` prints what came of each try, a JSON line each.
Each try is a process of its own, made by ``fork`` so that nothing is imported again, and has a time limit.
"""

import json
import os
import random
import re
import select
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from mapper import schema
from mapper.day.day import Day
from mapper.edit import Edit, drop_rows, put_rows
from mapper.edits.duties import assign
from mapper.edits.rows import set_about
from mapper.errors import InputError
from mapper.project import About, Project
from mapper.store.differences import differences
from mapper.store.geopackage.column_reader import GEOMETRY
from mapper.store.geopackage.store import create, open_store
from tests.districts import cell_centre, frame
from tests.mapper.store.files import DAY, district

LONGEST_S = 10.0
_LONGEST_LIFE_S, _FIRST_S = 0.25, 10.0
_AFTER_KILL_S = 60.0
_KILLS_OF_ONE = 25
_A_TEXT = rb"community_officer|2026-11-20|u[0-2]-[0-2]|o[0-3]|EPSG:4547"  # of cells, settings and the log


def same(one: Project, other: Project) -> bool:
    """Whether two projects hold the same, in whatever order."""
    return one.about == other.about and all(
        not differences(name, one.table(name), other.table(name)) for name in schema.TABLES
    )


def apart(work: Callable[[], dict[str, Any]], limit_s: float = LONGEST_S) -> dict[str, Any]:
    """What some work in a process of its own comes to; ``dead`` or ``slow`` where it has no end of its own."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        signal.alarm(int(limit_s) + 1)
        try:
            told = work()
        except InputError as error:
            told = {"came": "refused", "code": error.code}
        except Exception as error:  # what a person would see as a traceback
            told = {"came": "traceback", "kind": f"{type(error).__name__}: {error}"[:200]}
        os.write(write, json.dumps(told).encode())
        os._exit(0)
    os.close(write)
    began = time.monotonic()
    with os.fdopen(read, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    taken = {"seconds": round(time.monotonic() - began, 2)}
    if os.WIFSIGNALED(status):
        ended = os.WTERMSIG(status)
        return taken | {"came": "slow" if ended == signal.SIGALRM else "dead", "signal": ended}
    return taken | json.loads(answer)


# --- kills -----------------------------------------------------------------------------------------------------------


def _used(path: Path, seed: int, told: int) -> None:
    """Edits, undoes, imports, copies and keeps for ever; each line of the log that is acknowledged is told."""
    chance, store, number = random.Random(seed), open_store(path), 0

    def hazards(project: Project) -> Project:
        rows = [{"hazard_id": f"n{seed}-{number}-{at}", "reported_at": datetime(2026, 11, 20)} for at in range(40)]
        return put_rows(project, "hazards", frame("hazards", rows, [cell_centre(0, 0)] * 40))

    def undo() -> Edit:
        lines = store.history(5)
        if not lines:
            return set_about(About("起（虚构）"))
        return Edit("undone", store.logged_change(chance.choice(lines).number, back=True))

    makers: dict[str, Callable[[], Edit]] = {
        "about": lambda: set_about(About(f"第 {number} 次（虚构）")),
        "duty": lambda: assign(f"o{number % 4}", f"u{number % 3}-{number % 2}", DAY),
        "import": lambda: Edit("rows_taken", hazards),
        "drop": lambda: Edit("rows_dropped", lambda p: drop_rows(p, "hazards", list(p.hazards.index[:3]))),
        "undo": undo,
    }
    while True:
        number += 1
        what = chance.choice((*makers, "copy", "anew", "day", "keep"))
        with suppress(InputError):
            if what == "copy":
                store.copy_to(path.with_name(f"copy{chance.randrange(2)}.gpkg"))
            elif what == "anew":
                store.as_it_was(0, path.with_name("was.gpkg"))
            elif what == "day":
                store.copy_of_day(DAY + timedelta(days=number), 3, 4)
            elif what == "keep":
                store.keep("look", number)
            elif (line := store.write(makers[what](), "甲").line) is not None:
                os.write(told, line.to_bytes(4, "little"))


def killed(folder: Path, seed: int) -> dict[str, Any]:
    """One kill at a random moment, and what the next start finds."""
    path = folder / "p.gpkg"
    if not path.exists():
        create(path, district())
    began = open_store(path)
    before = len(began.history(-1))
    began.close()
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        with suppress(BaseException):
            _used(path, seed, write)
        os._exit(1)
    os.close(write)
    if seed % 4:  # the others die while they begin
        select.select([read], [], [], _FIRST_S)
    time.sleep(random.Random(seed).uniform(0.0, _LONGEST_LIFE_S))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read()
    acknowledged = [int.from_bytes(told[at : at + 4], "little") for at in range(0, len(told), 4)]
    return apart(lambda: _found(folder, path, acknowledged, before), _AFTER_KILL_S)


def _found(folder: Path, path: Path, acknowledged: list[int], before: int) -> dict[str, Any]:
    store = open_store(path)
    numbers = {line.number for line in store.history(-1)}
    lost = [number for number in acknowledged if number not in numbers]
    past = store.as_it_was(0, folder / "origin.gpkg")
    origin = open_store(folder / "origin.gpkg")
    replays = past.otherwise == 0 and same(origin.project, district())
    faults = store.faults()
    origin.close()
    store.close()
    (folder / "origin.gpkg").unlink()
    for copy in (*folder.glob("copy*.gpkg"), *folder.glob("was.gpkg"), *folder.glob("p.gpkg.copies/*.gpkg")):
        open_store(copy).close()
    left = [p.name for p in folder.rglob("*") if p.is_file() and (p.suffix != ".gpkg" or p.name.startswith("."))]
    good = not lost and replays and not faults and not left
    return {
        "came": "whole" if good else "broken", "acknowledged": len(acknowledged), "lost": len(lost),
        "replays": replays, "faults": len(faults), "left": left, "written": len(numbers) - before,
    }  # fmt: skip


# --- damaged and hostile files ----------------------------------------------------------------------------------------


def base(path: Path) -> Project:
    """A project with a little of a past."""
    create(path, district())
    store = open_store(path)
    store.write(assign("o1", "u0-0", DAY), "甲")
    store.write(set_about(About("改名（虚构）", "虚构", DAY, "EPSG:4547")), "甲")
    store.close()
    return store.project


def damaged(chance: random.Random, data: bytearray) -> str:
    """Damage bytes as disks, cables and people do; how."""
    how = chance.choice(("bits", "page", "cut", "tail", "swap", "head", "half", "letter", "letter"))
    pages = len(data) // 4096
    at = 4096 * chance.randrange(pages)
    if how == "bits":
        for _ in range(chance.randint(1, 20)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif how == "letter":  # within a text, which is one afterwards too
        places = [hit.start() for hit in re.finditer(_A_TEXT, bytes(data))]
        data[chance.choice(places) + chance.randrange(4)] ^= 1 << chance.randrange(3)
    elif how == "page":
        data[at : at + 4096] = bytes(4096) if chance.random() < 0.5 else chance.randbytes(4096)
    elif how == "cut":
        del data[chance.randrange(1, len(data)) :]
    elif how == "tail":
        data += chance.randbytes(chance.randint(1, 9000))
    elif how == "swap":
        other = 4096 * chance.randrange(pages)
        data[at : at + 4096], data[other : other + 4096] = data[other : other + 4096], data[at : at + 4096]
    elif how == "head":
        data[chance.randrange(100)] = chance.randrange(256)
    else:
        data[: len(data) // 2] = bytes(len(data) // 2)
    return how


HOSTILE: tuple[Any, ...] = (
    None, "", " ", "x", "2026/11/01", "2026-13-45", "9999-99-99T99:99", -1, 0, 1, 2**62, -(2**63), 5, 1e308, -1e-300,
    float("inf"), "NaN", b"", b"\x00" * 9, b"GP\x00\x01" + bytes(40), b"\xff\xfe", "\u202e\u0000x", "甲" * 5000,
    "[" * 3000,    '{"a": 1}', "=cmd|' /C calc'!A0", "POLYGON((0 0,1 1))", "u0-0", "o1;o1;o1", "true", 0.1, "１２３",
)  # fmt: skip
_STATEMENTS = (
    "DROP TABLE {t}",
    "ALTER TABLE {t} RENAME TO other_{t}",
    "CREATE TRIGGER hostile AFTER UPDATE ON {t} BEGIN DELETE FROM {t}; END",
    "UPDATE project_settings SET value = '{{}}' WHERE name = 'about'",
    "UPDATE project_settings SET value = '[' WHERE name = 'norms'",
    "UPDATE project_settings SET version = 'x'",
    "UPDATE gpkg_geometry_columns SET srs_id = 4547",
    "UPDATE change_log SET rows = x'00', details = ''",
    "DELETE FROM gpkg_contents",
    "INSERT INTO {t} SELECT * FROM {t} WHERE 0",
)


def hostile(chance: random.Random, path: Path) -> str:
    """Write what no program of ours would, a few cells or a whole statement; what."""
    table = schema.TABLES[chance.choice(list(schema.TABLES))]
    with closing(sqlite3.connect(path)) as file, file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER [{name}]")  # functions of spatial indexes are not at hand here
        if chance.random() < 0.2:
            statement = chance.choice(_STATEMENTS).format(t=table.name)
            file.execute(statement)
            return statement
        told = []
        filled = [n for n in schema.TABLES if file.execute(f"SELECT count(*) FROM {n}").fetchone()[0]]
        for _ in range(chance.randint(1, 6)):
            table, value = schema.TABLES[chance.choice(filled)], chance.choice(HOSTILE)
            columns = [table.key.name, *table.column_names, *([] if table.geometry is None else [GEOMETRY])]
            column = chance.choice(columns)
            with suppress(sqlite3.IntegrityError):
                numbers = [number for (number,) in file.execute(f"SELECT fid FROM {table.name}")]
                file.execute(f"UPDATE {table.name} SET [{column}] = ? WHERE fid = ?", (value, chance.choice(numbers)))
                told.append(f"{table.name}.{column}")
        return ", ".join(told)


def opened(path: Path, was: Project) -> dict[str, Any]:
    """What a window or command would do with a file at once: open it, look it through, find what is wrong."""
    store = open_store(path)
    faults = store.faults()
    found = [finding.code for finding in Day(store.project, DAY).findings]
    seen = store.seen_rows()
    told = bool(faults or store.project.set_aside or seen.altered or seen.elsewhere)
    with suppress(InputError):
        store.write(set_about(About("试写（虚构）")), "甲")
    store.close()
    came = "same" if same(store.project.with_tables(about=was.about), was) else "told" if told else "other"
    return {"came": came, "faults": len(faults), "aside": len(store.project.set_aside), "findings": len(found)}


def mutated(folder: Path, seed: int, was: Project) -> dict[str, Any]:
    """A file with damaged bytes, opened."""
    chance = random.Random(seed)
    data = bytearray((folder / "base.gpkg").read_bytes())
    how = damaged(chance, data)
    path = folder / "m.gpkg"
    path.write_bytes(data)
    return {"how": how} | apart(lambda: opened(path, was))


def made_hostile(folder: Path, seed: int, was: Project) -> dict[str, Any]:
    """A file with hostile cells, opened."""
    path = Path(shutil.copy(folder / "base.gpkg", folder / "h.gpkg"))
    how = hostile(random.Random(seed), path)
    return {"how": how} | apart(lambda: opened(path, was))


def tries(kind: str, count: int, seed: int, folder: Path) -> Iterator[dict[str, Any]]:
    """So many tries of a kind (``kills``, ``mutations``, ``hostile``), one after the other."""
    if kind == "kills":
        for number in range(count):
            place = folder / str(number // _KILLS_OF_ONE)  # a log that grew for ever would be walked back for ever
            place.mkdir(exist_ok=True)
            yield {"seed": seed + number} | killed(place, seed + number)
        return
    was = base(folder / "base.gpkg")
    one = mutated if kind == "mutations" else made_hostile
    for number in range(count):
        yield {"seed": seed + number} | one(folder, seed + number, was)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        for line in tries(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(temporary)):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            sys.stdout.flush()
