"""What an edit did to each row, as its line of the change log tells it, taken apart and put together again."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from mapper import schema
from mapper.lazy_dataclass import dataclass
from mapper.project import Project
from mapper.store.history import is_gone
from mapper.store.stored_cells import Row, stored_row

SETTINGS = ("about", "norms")
# What is of one place alone: who has a part of it, and what waits there for a word.
_NEVER_SENT = frozenset({"checkouts", "offline_edits"})


@dataclass(frozen=True, eq=False)
class RowChange:
    """A row that came (``before`` is None), went (``after`` is None) or changed; of settings the part as one row."""

    part: str
    key: str
    before: Row | None
    after: Row | None

    @property
    def cells(self) -> dict[str, tuple[Any, Any]]:
        """Each column that differs, before and after."""
        before, after = self.before or {}, self.after or {}
        return {
            name: (before.get(name), after.get(name))
            for name in dict.fromkeys((*before, *after))
            if before.get(name) != after.get(name)
        }

    @property
    def is_forgotten(self) -> bool:
        """Whether a value of it has been taken out of the log."""
        return any(is_gone(value) or is_gone(other) for value, other in self.cells.values())


def changes_of(told: Mapping[str, Any]) -> list[RowChange]:
    """The changed rows of a line, but for what never leaves its place."""
    found: list[RowChange] = []
    for part, change in told.items():
        if part in SETTINGS:
            found.append(RowChange(part, "", change["before"], change["after"]))
        elif part in schema.TABLES and part not in _NEVER_SENT:
            names = change["columns"]

            def row(cells: list[Any], names: list[str] = names) -> Row:
                return dict(zip(names, cells, strict=True))

            found += [RowChange(part, str(cells[0]), row(cells), None) for cells in change.get("removed", ())]
            found += [
                RowChange(part, str(old[0]), row(old), row(new))
                for old, new in zip(change.get("before", ()), change.get("after", ()), strict=True)
            ]
            found += [RowChange(part, str(cells[0]), None, row(cells)) for cells in change.get("added", ())]
    return found


def told_of(changes: Iterable[RowChange]) -> dict[str, Any]:
    """The line that has these rows."""
    told: dict[str, Any] = {}
    for change in changes:
        if change.part in SETTINGS:
            told[change.part] = {"before": dict(change.before or {}), "after": dict(change.after or {})}
            continue
        names = list(change.before or change.after or {})
        part = told.setdefault(change.part, {"columns": names, "before": [], "after": [], "removed": [], "added": []})
        old, new = (
            None if row is None else [row.get(name) for name in part["columns"]]
            for row in (change.before, change.after)
        )
        if old is None:
            part["added"].append(new)
        elif new is None:
            part["removed"].append(old)
        else:
            part["before"].append(old)
            part["after"].append(new)
    return told


def current(project: Project, part: str, key: str) -> Row | None:
    """What stands there now."""
    if part in SETTINGS:
        row: Row = json.loads(json.dumps(getattr(project, part).as_json(), default=str))
        return row
    return stored_row(project, part, key)


def replayed(rows: dict[str, dict[str, Row]], changes: Iterable[RowChange]) -> None:
    """Do changes to rows by table and key, in place."""
    for change in changes:
        if change.part in SETTINGS:
            continue
        table = rows.setdefault(change.part, {})
        if change.after is None:
            table.pop(change.key, None)
        else:
            kept = table.get(change.key, {})
            table[change.key] = {**kept, **{n: v for n, v in change.after.items() if not is_gone(v)}}


def between(before: Mapping[str, Mapping[str, Row]], after: Mapping[str, Mapping[str, Row]]) -> list[RowChange]:
    """What leads from some rows by table and key to others."""
    found = []
    for name in schema.TABLES:
        if name not in _NEVER_SENT:
            old, new = before.get(name, {}), after.get(name, {})
            for key in dict.fromkeys((*old, *new)):
                change = RowChange(name, key, old.get(key), new.get(key))
                if change.before is None or change.after is None or change.cells:
                    found.append(change)
    return found
