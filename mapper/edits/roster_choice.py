"""The part of a roster's difference that a person has ticked: the rest of the project stays as it is."""

from collections.abc import Collection
from dataclasses import replace

from mapper.edits.roster_difference import RosterChange, RosterChanges, RosterTable


def chosen(changes: RosterChanges, lines: Collection[RosterChange]) -> RosterChanges:
    """Only these lines of the difference, to be applied like the whole.

    A duty goes with its officer: one of an officer who is new and not among the lines is left out too.
    """
    wanted = {(line.table, line.key) for line in lines}
    strangers = {
        line.officer_id for line in changes.added if line.table == "officers" and ("officers", line.key) not in wanted
    }

    def stays(line: RosterChange) -> bool:
        return (line.table, line.key) in wanted and line.officer_id not in strangers

    added, changed, ended = (
        tuple(filter(stays, lines_of)) for lines_of in (changes.added, changes.changed, changes.ended)
    )
    keys: dict[RosterTable, list[str]] = {"officers": [], "duties": []}
    for line in (*added, *changed, *ended):
        keys[line.table].append(line.key)
    return replace(
        changes,
        added=added,
        changed=changed,
        ended=ended,
        rows={table: rows[rows.index.isin(keys[table])] for table, rows in changes.rows.items()},
        dropped=tuple(duty_id for duty_id in changes.dropped if duty_id in set(keys["duties"])),
    )
