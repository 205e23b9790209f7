"""A store that keeps projects in memory: the second of its kind, so that the contract is not one store's habits."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from mapper import schema
from mapper.edit import Edit, editor
from mapper.errors import InputError
from mapper.files.layer_styles import LayerStyle
from mapper.project import Changes, Project, changes_between
from mapper.store import store as stores
from mapper.store.differences import differences
from mapper.store.geopackage.logged_change import change_of
from mapper.store.geopackage.tables import column_names, rows
from mapper.store.history import Forgotten, LoggedEdit, Past, ToForget
from mapper.store.lines_without import line_without
from mapper.store.merging import applied, rows_between
from mapper.store.rows_seen import SeenRows


@dataclass
class Held:
    """What lies at one place."""

    project: Project
    kept: dict[str, str] = field(default_factory=dict)
    log: list[dict[str, Any]] = field(default_factory=list)
    read_only: bool = False


class MemoryStore:
    """One opening of what is held at a place."""

    def __init__(self, place: str, held: Held) -> None:
        self.place, self.name = place, place
        self.read_only = held.read_only
        self.project = held.project
        self._held = held
        self.editor = editor()
        self._told = held.project

    def news(self, wait_s: float) -> bool:
        before, self._told = self._told, self._held.project
        return self._told is not self.project and self._told is not before

    def write(self, edit: Edit, who: str) -> Changes:
        if self.read_only:
            raise InputError("read_only", path=self.place)
        base = self.project
        self.refresh()
        theirs = self.project
        line_number = None
        after = applied(edit, base, theirs)
        if changes_between(theirs, after).parts:
            line = {
                "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "who": who,
                "code": edit.code,
                "details": json.loads(json.dumps(dict(edit.values), default=str)),
                "rows": json.loads(json.dumps(_changed_rows(theirs, after), default=bytes.hex)),
            }
            self._held.project, self._held.log = after, [*self._held.log, line]
            self.project, line_number = after, len(self._held.log)
        return Changes(changes_between(base, after).parts, rows_between(base, theirs), line_number)

    def refresh(self) -> Changes:
        base, self.project = self.project, self._held.project
        return Changes(changes_between(base, self.project).parts, rows_between(base, self.project))

    def change_log(self) -> pd.DataFrame:
        index = pd.RangeIndex(1, len(self._held.log) + 1, name="change")
        return pd.DataFrame(self._held.log, columns=["at", "who", "code", "details", "rows"], index=index)

    def history(self, most: int) -> list[LoggedEdit]:
        lines = enumerate(self._held.log, start=1)
        told = [LoggedEdit(n, line["at"], line["who"], line["code"], line["details"]) for n, line in lines]
        return told[-most:]

    def unseen(self) -> frozenset[int]:
        return frozenset()

    def logged_change(self, number: int, *, back: bool) -> Callable[[Project], Project]:
        return change_of(self._held.log[number - 1]["rows"], back=back)

    def began(self) -> str:
        return ""

    def as_it_was(self, line: int, path: Path) -> Past:
        project = self._held.project
        later = [logged for logged in self.history(len(self._held.log)) if logged.number > line]
        for logged in later[::-1]:
            project = self.logged_change(logged.number, back=True)(project)
        stores.create(path, project)
        return Past(len(later), 0, 0)

    def forget(self, asked: ToForget, *, dry: bool = False, elsewhere: Path | None = None) -> Forgotten:
        lines = values = 0
        for line in self._held.log:
            found = line_without(line["at"], line["details"], line["rows"], asked)
            if found is not None:
                lines, values = lines + 1, values + found[2]
                if not dry:
                    line["details"], line["rows"], _ = found
        return Forgotten(lines, values, 0)

    def kept(self, name: str) -> Any:
        return json.loads(self._held.kept.get(name, "null"))

    def keep(self, name: str, value: object) -> None:
        if not self.read_only:
            self._held.kept[name] = json.dumps(value)

    def keep_styles(self, styles: Sequence[LayerStyle]) -> None:
        """They are for QGIS, which reads no memory."""

    def copy_to(self, path: Path) -> None:
        stores.create(path, self.project)
        copy = stores.open_store(path)
        for name, text in self._held.kept.items():
            copy.keep(name, json.loads(text))
        copy.close()

    def faults(self) -> tuple[str, ...]:
        return ()

    def seen_rows(self) -> SeenRows:
        return SeenRows()

    def accept_rows(self) -> None:
        """Nobody else writes to memory, and nothing alters it."""

    def log_others(self) -> bool:
        return False

    def copies(self, elsewhere: Path | None = None) -> list[Path]:
        return []

    def copy_of_day(self, today: date, days: int, weeks: int, elsewhere: Path | None = None) -> str | None:
        return None

    def close(self) -> None:
        """Nothing to let go of."""


def _changed_rows(before: Project, after: Project) -> Mapping[str, Any]:
    log: dict[str, Any] = {}
    for part in (f.name for f in fields(Project) if changes_between(before, after).touch(f.name)):
        old, new = getattr(before, part), getattr(after, part)
        if part not in schema.TABLES:
            log[part] = {"before": old.as_json(), "after": new.as_json()}
            continue
        found = differences(part, old, new)
        log[part] = {
            "columns": column_names(part),
            "before": rows(part, old.loc[found.changed]),
            "after": rows(part, new.loc[found.changed]),
            "removed": rows(part, old.loc[found.removed]),
            "added": rows(part, new.loc[found.added]),
        }
    return log
