"""Many sessions on one project, flat out: nothing is lost and nobody misses a line; what is naive does both.

A few sessions always; a hundred for a minute, and a server that is stopped amid them, in ``make soak`` (SOAK).
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles
from threading import Thread

import psycopg
import pytest

from mapper.project import Project
from mapper.store.store import create, open_store, read_project
from tests.drawn import SOAK
from tests.mapper.store.files import assert_same
from tests.mapper.store.postgis.crowd import HOT, Done, Observer, done_of, land, run_naives, run_sessions
from tests.mapper.store.postgis.roles import County
from tests.postgres import Server, running
from tests.tiles import until

ROOT = Path(__file__).parents[4]


def made_of(project: Project) -> dict[tuple[str, str], int]:
    """What all edits come to, by table and row."""
    units = {("communities", key): int(n) for key, n in project.communities["residents"].items()}
    return units | {("rectification_areas", key): int(project.rectification_areas.at[key, "targets"]) for key in HOT}


def sum_of(done: Sequence[Done]) -> Counter[tuple[str, str]]:
    return sum((Counter(one.counts) for one in done), Counter())


def test_no_edit_is_lost_and_no_line_is_missed(server: Server) -> None:
    county = County(server, "crowd", land(3))
    addresses = [county.login(f"s{at}", f"S{at % 3}") for at in range(4)] + [county.login("all", None)] * 2
    stores = [county.open(address) for address in addresses]
    observer, watching = Observer(county.admin), county.open(county.admin)
    observer.start()
    done = run_sessions(stores, 60, 1, most=6)
    seen = observer.end()
    assert sum_of(done).total() == len(seen) == 36
    assert seen == set(range(1, 37))
    watching.refresh()
    now = read_project(county.admin)
    assert_same(watching.project, now)
    assert made_of(now) == dict.fromkeys(made_of(now), 0) | sum_of(done)
    county.close()


def test_a_number_is_given_when_all_before_it_can_be_seen(server: Server) -> None:
    """The naive way, numbers from a sequence, misses what was numbered first and ended last; ours waits."""
    county = County(server, "numbers", land(2))
    with psycopg.connect(county.admin) as first, psycopg.connect(county.admin) as second:
        first.execute("CREATE SEQUENCE naive")
        first.commit()
        naive = [one.execute("SELECT nextval('naive')").fetchone() for one in (first, second)]
        assert naive[0] < naive[1]  # and the second may end first: whoever asks for what came after it misses the first
        for one in (first, second):
            one.execute("SET search_path = mapper, public")
        key = "UPDATE communities SET residents = 5 WHERE community_code = %s"
        first.execute(key, ("u0-0",))
        second.execute(key, ("u1-0",))
        first.execute("SELECT log_edit('x', '{}', 0, '{}')")
        waits = Thread(target=lambda: (second.execute("SELECT log_edit('x', '{}', 0, '{}')"), second.commit()))
        waits.start()
        asks = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = %s"
        until(lambda: first.execute(asks, (second.info.backend_pid,)).fetchone() == (1,))
        first.commit()
        waits.join()
        assert first.execute("SELECT array_agg(number ORDER BY number) FROM change_log").fetchone() == ([1, 2],)
    county.close()


def test_the_naive_way_is_seen_to_lose(server: Server) -> None:
    create(server.address("control"), land(1))
    lost, _ = run_naives(server.address("control"), 4, 30, most=60)
    assert lost > 0


@pytest.mark.skipif(not SOAK, reason="a hundred sessions for a minute")
@pytest.mark.parametrize("killed", [False, True])
def test_a_hundred_sessions_for_a_minute(killed: bool, capsys: pytest.CaptureFixture[str]) -> None:
    seconds = float(os.environ.get("CROWD_SECONDS", "60"))
    with running(durable=True) as server:
        county = County(server, "hundred", land(45))
        addresses = [county.login(f"s{at}", f"S{at % 45}") for at in range(90)] + [county.login("all", None)] * 10
        observer, watching = Observer(county.admin), open_store(county.admin)
        program = subprocess.Popen(
            [sys.executable, "-m", "tests.mapper.store.postgis.crowd", str(seconds), *addresses],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert program.stdout is not None
        assert program.stdin is not None
        assert program.stdout.readline() == "ready\n"
        if not killed:
            observer.start()
        program.stdin.write("go\n")
        program.stdin.flush()
        if killed:
            time.sleep(seconds / 2)
            server.stop("immediate")
        done = done_of(json.loads(program.communicate()[0]))
        if killed:
            server.start()
        now = read_project(county.admin)
        made, kept = sum_of(done), made_of(now)
        unsure = Counter(place for one in done for place in one.unsure)
        lost = {place: n - kept[place] for place, n in made.items() if n > kept[place]}
        took = [s for one in done for s in one.seconds]
        per = quantiles(took, n=100)
        told = f"edits {made.total()}, asked {sum(one.asked for one in done)}, unsure {unsure.total()}"
        told += f"; p50 {per[49]:.3f} s, p95 {per[94]:.3f} s, p99 {per[98]:.3f} s; lost {sum(lost.values())}"
        with capsys.disabled():
            sys.stdout.write(f"\nstopped {killed}: {told}")
        assert not lost
        assert all(kept[place] <= made[place] + unsure[place] for place in kept)
        if not killed:
            seen = observer.end()
            assert seen == set(range(1, made.total() + 1))
            watching.refresh()
            assert_same(watching.project, now)
            lost, missed = run_naives(county.admin, 100, seconds / 4)
            with capsys.disabled():
                sys.stdout.write(f"\nnaive: lost {lost}, missed {missed}\n")
            assert lost > 0
            assert missed > 0
        watching.close()
