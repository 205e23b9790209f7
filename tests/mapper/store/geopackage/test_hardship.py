"""Kills, damaged bytes and hostile cells: a few of each here, thousands in ``make soak``; docs/reliability.md."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import randrange
from typing import Any

import pytest

from mapper.files.sqlite_files import connect, remove_empty_journal
from mapper.store.geopackage.store import create, open_store
from tests.drawn import SOAK
from tests.mapper.store.files import district

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
ROOT = Path(__file__).parents[4]


def tried(kind: str, few: int, many: int) -> list[dict[str, Any]]:
    """What came of so many tries; seeds are fixed, in ``make soak`` those from anywhere."""
    count, seed = (many, randrange(10**6)) if SOAK else (few, 1)
    program = [sys.executable, "-m", "tests.mapper.store.geopackage.hardship", kind, str(count), str(seed)]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == count
    return found


def test_kills_lose_nothing_acknowledged_and_leave_nothing() -> None:
    found = tried("kills", 3, 1000)
    assert [one for one in found if one["came"] != "whole"] == []
    assert sum(one["acknowledged"] for one in found) > 0


@pytest.mark.parametrize(("kind", "few", "many"), [("mutations", 8, 1000), ("hostile", 5, 300)])
def test_whatever_stands_in_a_file_it_is_answered(kind: str, few: int, many: int) -> None:
    found = tried(kind, few, many)
    assert [one for one in found if one["came"] in ("traceback", "dead", "slow")] == []
    came = Counter(one["came"] for one in found)
    # Also a letter that flips within a text, which leaves a text; and what another program wrote that may stand there.
    assert came["other"] == 0, came


def test_an_empty_journal_goes_unless_somebody_writes(tmp_path: Path) -> None:
    path, journal = tmp_path / "p.gpkg", tmp_path / "p.gpkg-journal"
    create(path, district())
    writer = connect(path, "rw")
    writer.execute("BEGIN IMMEDIATE")
    journal.touch()
    remove_empty_journal(path)
    assert journal.exists()
    writer.execute("ROLLBACK")
    writer.close()
    journal.write_bytes(b"")
    open_store(path).close()
    assert not journal.exists()
