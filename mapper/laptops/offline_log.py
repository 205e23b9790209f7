"""What was done on a laptop since it rests on its base: the edits of its change log, and what other programs changed.

Another program (QGIS) writes no line. What it has done shows where a row is not as the log and the base say together:
before an edit, if that found the row otherwise than the line before it had left it; else at the end.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mapper.laptops.checkout import BROUGHT_UP, Checkout, rows_of
from mapper.laptops.row_changes import SETTINGS, RowChange, between, changes_of, replayed, told_of
from mapper.lazy_dataclass import dataclass
from mapper.store.history import is_gone
from mapper.store.store import Store
from mapper.store.stored_cells import Row

ELSEWHERE = "changed_elsewhere"


@dataclass(frozen=True, eq=False)
class OfflineEdit:
    """An edit that was made on a laptop.

    Attributes
    ----------
    offline_id
        The laptop's letters, the line's number and a few signs of when; the same whenever it is sent.
    at
        UTC, ISO 8601; empty of what another program changed.
    """

    offline_id: str
    at: str
    who: str
    code: str
    details: Mapping[str, Any]
    changes: Sequence[RowChange]


def offline_edits(laptop: Store, out: Checkout) -> list[OfflineEdit]:
    """Every edit since the laptop's base, oldest first; what other programs changed is one edit at the end.

    InputError ``log_unreadable``.
    """
    log = laptop.change_log()
    log = log[log.index > out.line]
    brought_up = max(log.index[log["code"] == BROUGHT_UP], default=out.line)
    rows = {name: dict(those) for name, those in out.rows.items()}
    here = rows_of(laptop.project)
    found: list[OfflineEdit] = []
    for number, line in log.to_dict("index").items():
        changes = changes_of(_whole(line["rows"], rows, here))
        unlogged = _found_otherwise(rows, changes)
        replayed(rows, unlogged)
        replayed(rows, changes)
        if int(str(number)) <= brought_up:
            continue
        if unlogged:
            found.append(elsewhere(out, unlogged))
        if changes:
            signs = hashlib.sha256(f"{line['at']} {line['who']} {line['code']}".encode()).hexdigest()[:4]
            offline_id = f"{out.checkout_id}-{number}-{signs}"
            found.append(OfflineEdit(offline_id, line["at"], line["who"], line["code"], dict(line["details"]), changes))
    if last := between(rows, here):
        found.append(elsewhere(out, last))
    return found


def elsewhere(out: Checkout, changes: Sequence[RowChange]) -> OfflineEdit:
    """What another program changed, as one edit."""
    signs = hashlib.sha256(json.dumps(told_of(changes), sort_keys=True).encode()).hexdigest()[:8]
    details = {"rows": len(changes)}
    return OfflineEdit(f"{out.checkout_id}-e-{signs}", "", "", ELSEWHERE, details, changes)


def _found_otherwise(rows: Mapping[str, Mapping[str, Row]], changes: Iterable[RowChange]) -> list[RowChange]:
    """What an edit found otherwise than it had been left."""
    found = []
    for change in changes:
        if change.part in SETTINGS:
            continue
        left, met = rows.get(change.part, {}).get(change.key), change.before
        if met is not None and left is not None:
            met = {**left, **{name: value for name, value in met.items() if not is_gone(value)}}
        if met != left:
            found.append(RowChange(change.part, change.key, left, met))
    return found


def _whole(
    told: Mapping[str, Any], rows: Mapping[str, Mapping[str, Row]], here: Mapping[str, Mapping[str, Row]]
) -> dict[str, Any]:
    """A line with the rows of which it has keys alone: what came as it is now, what went as it was."""
    whole = {}
    for part, change in told.items():
        keys, more = change.get("added_keys", ()), {}
        if keys or change.get("removed_keys"):
            for kind, named, known in (("added", keys, here), ("removed", change.get("removed_keys", ()), rows)):
                there = known.get(part, {})
                more[kind] = [
                    *change.get(kind, ()),
                    *([there[key].get(name) for name in change["columns"]] for key in named if key in there),
                ]
        whole[part] = {**change, **more}
    return whole
