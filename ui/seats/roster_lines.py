"""The lines of a roster's difference as a person reads them, and as rows of a file."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from mapper.edits.roster_difference import RosterChange, RosterChanges
from mapper.io.reading import Reading
from mapper.names import names_of
from mapper.project import Project
from ui.language.language import Language
from ui.language.reading_texts import reading_notes
from ui.widgets.changes import arrow

_DAYS = ("starts", "ends")
KINDS = ("added", "changed", "ended")


class RosterWords:
    """Names and words for the lines of one difference."""

    def __init__(self, say: Language, project: Project, changes: RosterChanges) -> None:
        self.say = say
        self._officers = {**project.officers["display_name"].dropna(), **_named(changes)}
        self._units = names_of(project.communities).to_dict()
        self._stations = names_of(project.stations).to_dict()

    def officer(self, line: RosterChange) -> str:
        name = self._officers.get(line.officer_id)
        return self.say("roster.who", name=name, number=line.officer_id) if name else line.officer_id

    def unit(self, line: RosterChange) -> str:
        return "—" if line.community_code is None else str(self._units.get(line.community_code, line.community_code))

    def station(self, code: str) -> str:
        """Name of a station; a dash for people of none."""
        return str(self._stations.get(code, code)) or "—"

    def values(self, kind: str, line: RosterChange) -> str:
        """What the line says, column by column: ``before → after`` for what changes."""
        parts = []
        for column, (before, after) in line.values.items():
            if column in ("officer_id", "community_code"):
                continue
            name = self.say(f"roster.field.{column}")
            new = self.value(column, after)
            told = new if kind == "added" else arrow(self.value(column, before), new)
            parts.append(self.say("roster.value", name=name, value=told))
        return self.say("roster.values_joint").join(parts) or "—"

    def value(self, column: str, value: Any) -> str:
        """A cell in words."""
        if value is None:
            return self.say("roster.no_end") if column == "ends" else "—"
        if column in ("role", "status"):
            return self.say.choice("officers", column, value)
        if column == "station_code":
            return self.station(value)
        if isinstance(value, bool):
            return self.say("roster.dedicated" if value else "roster.not_dedicated")
        if column in _DAYS:
            return self.say.day_in_figures(date.fromisoformat(value))
        return f"{value:g}" if isinstance(value, float) else str(value)


def _named(changes: RosterChanges) -> dict[str, str]:
    names: dict[str, str] = changes.rows["officers"]["display_name"].dropna().to_dict()
    return names


def difference_table(
    words: RosterWords, changes: RosterChanges, ticked: Mapping[str, Iterable[RosterChange]]
) -> pd.DataFrame:
    """The whole difference as rows of a file: one a changed cell, with its tick; unusable rows last."""
    say = words.say

    def filed(column: str, value: Any) -> str:
        return str(value) if column in _DAYS and value is not None else words.value(column, value)

    names = ("kind", "table", "number", "officer", "unit", "field", "before", "after", "applied")
    rows: list[list[str]] = []
    for kind in KINDS:
        wanted = {(line.table, line.key) for line in ticked[kind]}
        for line in getattr(changes, kind):
            applied = say("roster.yes" if (line.table, line.key) in wanted else "roster.no")
            head = [say(f"roster.{kind}"), say(f"table.{line.table}"), line.key, words.officer(line), words.unit(line)]
            for column, (before, after) in line.values.items():
                old = "" if kind == "added" else filed(column, before)
                rows.append([*head, say(f"roster.field.{column}"), old, filed(column, after), applied])
    for number, code, values in changes.rejected:
        reason = say(f"reject.{code}", **values)
        rows.append([say("roster.rejected"), "", str(number), "", "", "", "", reason, say("roster.no")])
    return pd.DataFrame(rows, columns=[say(f"roster.column.{name}") for name in names], dtype="object")


def roster_remarks(say: Language, readings: Iterable[Reading | None]) -> list[str]:
    """What is to be known about how the file was read: columns about people that were dropped, what was guessed."""
    remarks: list[str] = []
    given = [reading for reading in readings if reading is not None]
    used = {column for reading in given for column in reading.columns.values()}
    for reading in given:
        remarks += reading_notes(say, reading, without=["sheets_skipped"])
    used |= {c for r in given for code, told in r.notes if code == "sensitive_dropped" for c in told["columns"]}
    skipped = [set(told["sheets"]) for r in given for code, told in r.notes if code == "sheets_skipped"]
    if len(skipped) == len(given) and (left := set.intersection(*skipped)):
        remarks.append(say("roster.sheets_left", sheets=sorted(left)))
    unused = [c for reading in given for c in reading.dropped_columns if c not in used]
    if unused:
        remarks.append(say("import.unused", columns=list(dict.fromkeys(unused))))
    return list(dict.fromkeys(remarks))
