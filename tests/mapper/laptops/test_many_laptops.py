"""Many laptops at once, cut off in between: every edit has one outcome, and every value is what the log says last."""

import random
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from mapper.errors import InputError
from mapper.laptops import sync as syncing
from mapper.laptops.checkout import check_out
from mapper.laptops.sync import sync
from mapper.store.history import cells_of_line
from mapper.store.store import Store, open_store
from mapper.store.stored_cells import stored_rows
from tests.drawn import SOAK
from tests.mapper.laptops.district import assign, drop, on_disk, put

LAPTOPS, EDITS = (40, 40) if SOAK else (2, 6)
_COLUMNS = ("residents", "households", "rentals", "name")


def _edit(store: Store, dice: random.Random) -> None:
    """One edit that makes sense there."""
    unit, kind = f"u{dice.randrange(4)}-{dice.randrange(4)}", dice.random()
    duties = store.project.duties.index
    value = dice.randrange(1, 4) if SOAK else dice.randrange(1, 3)
    if kind < 0.7 or not len(duties):
        column = dice.choice(_COLUMNS)
        edit = put("communities", unit, **{column: f"名{value}" if column == "name" else value})
    elif kind < 0.8:
        edit = assign(f"o{dice.randrange(6)}", unit)
    elif kind < 0.9:
        edit = put("duties", dice.choice(list(duties)), ends=pd.Timestamp(2027, value, 1))
    else:
        edit = drop("duties", dice.choice(list(duties)))
    store.write(edit, "乙")


def test_the_four_outcomes_add_up_and_every_value_agrees_with_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(21)
    store = on_disk(tmp_path)
    sound = stored_rows(store.project, "communities")
    places = [tmp_path / f"{n}.gpkg" for n in range(LAPTOPS)]
    made = 0
    for place in places:
        check_out(store, place, dice.choice((None, "S1")), "甲")
        laptop = open_store(place)
        for _ in range(EDITS):
            _edit(laptop, dice)
        # What sets a cell to what it is has a line without rows, and is no edit.
        made += sum(any(cells_of_line(rows)) for rows in laptop.change_log()["rows"])
        laptop.close()
    counts: Counter[str] = Counter()
    seen: dict[str, str] = {}
    send = syncing._sent
    for n, place in enumerate(places):
        laptop = open_store(place)
        if n % 2 == 0:  # the connection is cut after some, before the laptop hears of it
            left = [EDITS // 2]

            def cut(*asked: object, left: list[int] = left) -> object:
                if not left[0]:
                    raise InputError("connection_lost", place="")
                left[0] -= 1
                return send(*asked)  # type: ignore[arg-type]

            monkeypatch.setattr(syncing, "_sent", cut)
            with pytest.raises(InputError, match="connection_lost"):
                sync(laptop, store, "乙")
            monkeypatch.setattr(syncing, "_sent", send)
        done = sync(laptop, store, "乙")
        for one in done.sent:
            assert one.edit.offline_id not in seen
            seen[one.edit.offline_id] = one.outcome
            counts[one.outcome] += 1
        again = sync(laptop, store, "乙")
        assert not again.sent
        laptop.close()
    assert counts.total() == len(seen) == made
    log = store.change_log()
    outcomes = Counter(line["outcome"] for line in log["details"] if "outcome" in line)
    assert outcomes["written"] + outcomes["merged"] == counts["written"] + counts["merged"]
    assert outcomes["aside"] == counts["aside"] == len(store.project.offline_edits)
    last = {(key, name): value for key, row in sound.items() for name, value in row.items()}
    for rows in log["rows"]:
        for cell in cells_of_line({part: told for part, told in rows.items() if part == "communities"}):
            assert last[cell.key, cell.column] == cell.before  # nothing is overwritten that was not seen
            last[cell.key, cell.column] = cell.after
    now = stored_rows(store.project, "communities")
    assert last == {(key, name): value for key, row in now.items() for name, value in row.items()}
    assert counts["aside"]
    assert counts["written"]
    added = [row[0] for rows in log["rows"] for row in rows.get("duties", {}).get("added", ())]
    assert len(added) == len(set(added))  # no key comes twice
    assert made > LAPTOPS * EDITS * 0.8
    store.close()
