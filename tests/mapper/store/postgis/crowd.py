"""Many sessions that edit one project at once, flat out, each a real store of a real login, and what became of it.

``python -m tests.mapper.store.postgis.crowd SECONDS ADDRESS …`` runs each in a process of its own, as they are in life,
and prints what became of their edits as JSON. They are split off one that has imported all: so they fit into memory.
"""

import gc
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from threading import Thread
from typing import Any, NamedTuple

import psycopg

from mapper.edit import Edit
from mapper.errors import InputError
from mapper.project import Project
from mapper.store.conflicts import cells_of, settled
from mapper.store.merging import ConflictError
from mapper.store.postgis.connection import connect
from mapper.store.postgis.reading import Rows, read_rows
from mapper.store.postgis.versioned import RowChangedError, Written, end_edit
from mapper.store.postgis.writing import update_rows
from mapper.store.store import Store
from tests.districts import frame, grid, square

HOT = ("K1", "K2")  # rows of every station, which lie on all land
HOT_SHARE = 0.3
ANSWER_S = 0.25  # at most, till a question is answered
_ANSWERS = 200  # of a person whose cell others keep changing


class Done(NamedTuple):
    """Edits that were acknowledged by table and row; how long each answer took – written, or whose is to stay."""

    counts: dict[tuple[str, str], int]
    seconds: list[float]
    asked: int
    unsure: list[tuple[str, str]]  # edits that were being written when the server went


def land(stations: int) -> Project:
    """Two units a station, and two areas that lie on the land of all."""
    project = grid(stations, 2, residents=0)
    codes = [f"S{at}" for at in range(stations)]
    units = project.communities
    units = units.assign(station_code=[f"S{key[1:].split('-')[0]}" for key in units.index])
    rows = [{"station_code": code, "name": f"虚构所{at}"} for at, code in enumerate(codes)]
    areas = [{"area_id": key, "name": key, "targets": 0} for key in HOT]
    return project.with_tables(
        stations=frame("stations", rows, [square(at, 0, 1, 2) for at in range(stations)]),
        communities=units,
        rectification_areas=frame("rectification_areas", areas, [square(0, 0, stations, 2)] * 2),
    )


def plus_one(table: str, key: str, column: str) -> Edit:
    """One more: an edit that another of the same row takes back where it is lost."""

    def change(project: Project) -> Project:
        frame = project.table(table)
        numbers = frame[column].array.copy()
        numbers[frame.index.get_loc(key)] += 1
        changed = frame.copy(deep=False)  # a hundred sessions' own work is not what is to be measured
        changed[column] = numbers
        return project.with_tables(**{table: changed})

    return Edit("unit_changed", change, {"name": key})


def run_session(store: Store, ends: float, seed: int, most: int = 10**9) -> Done:
    """Edits until then, without a pause; a question is answered with one's own, made of the newest."""
    dice, counts, seconds, asked = random.Random(seed), Counter[tuple[str, str]](), list[float](), 0
    units = list(store.project.communities.index)
    unsure: list[tuple[str, str]] = []
    while time.monotonic() < ends and counts.total() < most:
        table, key, column = "communities", dice.choice(units), "residents"
        if dice.random() < HOT_SHARE:
            table, key, column = "rectification_areas", dice.choice(HOT), "targets"
        wanted = edit = plus_one(table, key, column)
        try:
            for _ in range(_ANSWERS):
                began = time.monotonic()
                try:
                    store.write(wanted, "")
                    break
                except ConflictError as conflict:
                    asked += 1
                    seconds.append(time.monotonic() - began)
                    time.sleep(dice.uniform(0, ANSWER_S))  # whoever is asked needs longer
                    wanted = settled(edit, conflict, {cell.place for cell in cells_of(conflict)})
            else:
                raise AssertionError("an edit never came through")
        except InputError as error:
            if error.code == "write_unsure":
                unsure.append((table, key))
            if error.code in ("write_unsure", "connection_lost"):
                break  # the server is gone
            raise
        counts[table, key] += 1
        seconds.append(time.monotonic() - began)
    return Done(dict(counts), seconds, asked, unsure)


class Lean:
    """A session with the store's own statements – its reading, its versioned change, its line – and no project around.

    A hundred computers have room for a hundred projects; the two cores of this one have not.
    """

    def __init__(self, address: str) -> None:
        self._connection = connect(address)
        self.units = [key for (key,) in self._connection.execute("SELECT community_code FROM communities").fetchall()]
        self.known: dict[tuple[str, str], Rows] = {}
        self.refused = 0
        self._connection.commit()

    def plus_one(self, table: str, key: str, column: str) -> None:
        """As ``Store.write``: against the version that it knows, and where that is old against the newest."""
        place, refused = (table, key), False
        while True:
            if place not in self.known or refused:
                with self._connection.pipeline():
                    if refused:  # its turn, as ``turn_of`` gives it, till the transaction ends
                        self._connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s), 1)", (f"{table} {key}",))
                    self.known[place] = read_rows(self._connection, table, [key])
            of = self.known[place]
            frame = of.frame.copy()
            frame[column] = frame[column] + 1
            try:
                versions = update_rows(self._connection, table, frame, [column], of.versions, None)
                end_edit(self._connection, Written(0, "", ("unit_changed", "{}", 0, []), {}, {}, None))
            except RowChangedError:
                self._connection.rollback()
                self.refused, refused = self.refused + 1, True
            else:
                self.known[place] = of._replace(frame=frame, versions=versions)
                return


def run_lean(lean: Lean, ready: Callable[[], float], seed: int) -> Done:
    """An edit of each kind, and then edits until ``ready`` has said that they end, without a pause."""
    dice, counts, seconds = random.Random(seed), Counter[tuple[str, str]](), list[float]()
    unsure: list[tuple[str, str]] = []
    for table, key, column in (("communities", lean.units[0], "residents"), ("rectification_areas", HOT[0], "targets")):
        lean.plus_one(table, key, column)
        counts[table, key] += 1
    ends = ready()
    while time.monotonic() < ends:
        table, key, column = "communities", dice.choice(lean.units), "residents"
        if dice.random() < HOT_SHARE:
            table, key, column = "rectification_areas", dice.choice(HOT), "targets"
        began = time.monotonic()
        try:
            lean.plus_one(table, key, column)
        except psycopg.OperationalError:  # the server is gone; whether the edit is there nobody has said
            unsure.append((table, key))
            break
        counts[table, key] += 1
        seconds.append(time.monotonic() - began)
    return Done(dict(counts), seconds, lean.refused, unsure)


def run_sessions(stores: Sequence[Store], seconds: float, seed: int, most: int = 10**9) -> list[Done]:
    """One thread a session, of stores that are open."""
    done: list[Done] = []
    failed: list[BaseException] = []
    ends = time.monotonic() + seconds

    def run(store: Store, number: int) -> None:
        try:
            done.append(run_session(store, ends, seed + number, most))
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=run, args=(store, number)) for number, store in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return done


class Observer(Thread):
    """Polls what came after the last number that it knows, as a program that watches does; ``seen`` are the numbers."""

    def __init__(self, address: str, log: str = "mapper.change_log", every_s: float = 0.01) -> None:
        super().__init__()
        self._address, self._log, self._every_s = address, log, every_s
        self.seen: list[int] = []
        self.ended = False

    def run(self) -> None:
        last = 0
        with psycopg.connect(self._address, autocommit=True) as connection:
            while True:
                ended = self.ended  # what was written before that is looked for once more
                found = connection.execute(
                    f"SELECT number FROM {self._log} WHERE number > {last} ORDER BY 1"
                ).fetchall()
                self.seen += [number for (number,) in found]
                last = max([last, *self.seen[-1:]])
                if ended:
                    return
                time.sleep(self._every_s)

    def end(self) -> set[int]:
        """What it has seen in all."""
        self.ended = True
        self.join()
        return set(self.seen)


def run_naive(address: str, seconds: float, seed: int, most: int = 10**9) -> Counter[str]:
    """The control: what one read plus one, over whatever stands there, under a number given before it is written."""
    dice, counts, ends = random.Random(seed), Counter[str](), time.monotonic() + seconds
    with psycopg.connect(address) as connection:
        while time.monotonic() < ends and counts.total() < most:
            key = dice.choice(HOT) if dice.random() < HOT_SHARE else f"own {seed}"
            (value,) = connection.execute("SELECT value FROM naive WHERE key = %s", (key,)).fetchone() or (0,)
            connection.commit()
            (number,) = connection.execute("SELECT nextval('naive_numbers')").fetchone() or (0,)
            connection.execute(
                "INSERT INTO naive VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, value + 1),
            )
            connection.execute("INSERT INTO naive_log VALUES (%s)", (number,))
            connection.commit()
            counts[key] += 1
    return counts


NAIVE = """
CREATE TABLE naive (key text PRIMARY KEY, value bigint NOT NULL);
CREATE TABLE naive_log (number bigint PRIMARY KEY);
CREATE SEQUENCE naive_numbers;
"""


def run_naives(address: str, sessions: int, seconds: float, most: int = 10**9) -> tuple[int, int]:
    """How many of the control's edits were lost, and how many lines of its log an observer missed."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(NAIVE)
    observer, counts = Observer(address, "naive_log", 0.002), list[Counter[str]]()
    observer.start()
    threads = [
        Thread(target=lambda seed=seed: counts.append(run_naive(address, seconds, seed, most)))
        for seed in range(sessions)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = observer.end()
    made = sum(counts, Counter[str]())
    with psycopg.connect(address) as connection:
        kept = dict(connection.execute("SELECT key, value FROM naive").fetchall())
        logged = {number for (number,) in connection.execute("SELECT number FROM naive_log")}
    return sum(made[key] - kept[key] for key in made), len(logged - seen)


def _main(seconds: float, addresses: Sequence[str]) -> None:
    pipes = []
    gc.freeze()
    for number, address in enumerate(addresses):
        (ready, is_ready), (go, begin), (told, tell) = os.pipe(), os.pipe(), os.pipe()
        if os.fork() == 0:
            lean = Lean(address)

            def begun(tell: int = is_ready, begin: int = go) -> float:
                os.write(tell, b"r")
                os.read(begin, 1)
                return time.monotonic() + seconds

            one = run_lean(lean, begun, number)
            text = json.dumps([[[*place, n] for place, n in one.counts.items()], one.seconds, one.asked, one.unsure])
            with os.fdopen(tell, "w") as out:
                out.write(text)
            os._exit(0)
        os.close(tell)
        pipes.append((ready, begin, told))
    for ready, _, _ in pipes:
        os.read(ready, 1)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for _, begin, _ in pipes:
        os.write(begin, b"g")
    found = []
    for _, _, told in pipes:
        with os.fdopen(told) as read:
            found.append(json.loads(read.read()))
    sys.stdout.write(json.dumps(found))


def done_of(told: Sequence[Any]) -> list[Done]:
    """What such a process has printed."""
    return [
        Done({(t, k): n for t, k, n in counts}, seconds, asked, [(t, k) for t, k in unsure])
        for counts, seconds, asked, unsure in told
    ]


if __name__ == "__main__":
    _main(float(sys.argv[1]), sys.argv[2:])
