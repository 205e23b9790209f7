"""A program that is killed between steps of hazards and disputes: what was acknowledged stays, and the log replays."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

import pytest

from mapper import schema
from mapper.store.geopackage.store import create, open_store
from tests.districts import cell_centre, frame, grid

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
MANY, ROUNDS = 12, 4
TABLES = ("hazards", "disputes", "steps")
# Imports once, then lets a child work for each seed that it is given, until the child is killed.
WORKS = """
import os, random, sys
from datetime import datetime, timedelta
from pathlib import Path
from mapper.analysis.incidents.kinds import LOOPS
from mapper.edits.steps import choices_of, take_step
from mapper.errors import InputError
from mapper.store.geopackage.store import open_store

def work(seed):
    chance, store = random.Random(seed), open_store(Path(sys.argv[1]))
    at = datetime(2026, 11, 20, 9) + timedelta(days=30 * seed)
    while True:
        kind = chance.choice(LOOPS)
        step, table = chance.choice(kind.steps), kind.table
        keys = chance.sample(list(store.project.table(table).index), chance.randint(1, 2))
        choices, at = choices_of(store.project, kind, step), at + timedelta(minutes=1)
        edit = take_step(table, keys, step.code, at, chance.choice(choices) if choices else None, note="原因已说明")
        try:
            store.write(edit, "值班员")
        except InputError:
            continue
        for key in keys:
            print(len(store.project.steps), table, key, step.code, at.isoformat(), flush=True)

print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if not child:
        print(os.getpid(), flush=True)
        work(int(line))
    os.waitpid(child, 0)
    print("died", flush=True)
"""


def test_kill_at_any_moment_between_steps_loses_nothing_acknowledged(tmp_path: Path) -> None:
    path, chance = tmp_path / "p.gpkg", random.Random(20261127)
    places = [cell_centre(0, 0)] * MANY
    began = datetime(2026, 11, 20, 8)
    hazards = [{"hazard_id": f"H{n}", "reported_at": began + timedelta(minutes=n)} for n in range(MANY)]
    disputes = [{"dispute_id": f"D{n}", "received_at": began + timedelta(minutes=n)} for n in range(MANY)]
    officers = frame("officers", [{"officer_id": "o1"}, {"officer_id": "o2"}])
    create(
        path,
        grid(1, 1).with_tables(
            hazards=frame("hazards", hazards, places), disputes=frame("disputes", disputes, places), officers=officers
        ),
    )
    start, acknowledged = rows_of(path), 0
    with working(path) as (orders, told):
        for seed in range(ROUNDS):
            orders.write(f"{seed}\n")
            orders.flush()
            child = int(told.readline())
            lines = [told.readline().split()]
            time.sleep(chance.uniform(0.0, 0.08))
            os.kill(child, signal.SIGKILL)
            while (line := told.readline()) != "died\n":
                lines.append(line.split())
            acknowledged += len(lines)
            with closing(sqlite3.connect(path)) as connection:
                found = set(
                    connection.execute("SELECT incident_table, incident_id, step, substr(taken_at, 1, 16) FROM steps")
                )
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            # What was written and not told any more may be there too; nothing that was told is missing.
            assert {(table, key, step, at[:16]) for _, table, key, step, at in lines} <= found
    assert acknowledged >= ROUNDS
    store = open_store(path)
    log = store.change_log()
    store.close()
    assert replayed(start, log["rows"]) == rows_of(path)
    assert len(store.project.steps) == sum(len(rows["steps"]["added"]) for rows in log["rows"])


@contextmanager
def working(path: Path) -> Iterator[tuple[IO[str], IO[str]]]:
    """A process that works on that file: what seeds are written to, and what is read from."""
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", WORKS, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[4],
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process.stdin, process.stdout
        process.stdin.close()


Rows = dict[str, dict[str, dict[str, Any]]]


def rows_of(path: Path) -> Rows:
    """By table and key what the file holds in each column but that of the shapes."""
    found: Rows = {}
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        for table in TABLES:
            names = [schema.TABLES[table].key.name, *schema.TABLES[table].column_names]
            rows = connection.execute(f"SELECT {', '.join(names)} FROM {table}")
            found[table] = {row[names[0]]: dict(row) for row in rows}
    return found


def replayed(start: Rows, log: list[dict[str, Any]]) -> Rows:
    """The rows after every change of the log; each tells what stood there before."""
    for change in log:
        for table, told in change.items():
            rows, columns = start[table], told["columns"]
            assert not told["removed"]
            for old, new in zip(told["before"], told["after"], strict=True):
                assert rows[old[0]] == known(columns, old)
                rows[old[0]] = known(columns, new)
            rows |= {row[0]: known(columns, row) for row in told["added"]}
    return start


def known(columns: list[str], row: list[Any]) -> dict[str, Any]:
    return {name: value for name, value in zip(columns, row, strict=True) if name != "geom"}
