"""The change log as a history: which of its lines an undo would take back, and what each line did to each cell."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass

UNDONE, REDONE = "undone", "redone"
LINE = "of_line"  # in the details of an undo or redo: the number of the line that it takes back or does again
# What other programs have written, told by a line that names nobody; and that somebody has looked at such lines.
WRITTEN_ELSEWHERE, LOOKED_AT = "written_elsewhere", "rows_looked_at"
# Stands in the log in place of a value that was to be forgotten; no cell of a table holds such a thing.
FORGOTTEN: Mapping[str, bool] = {"forgotten": True}
FORGOTTEN_DETAIL = "forgotten"  # in the details of a line of which values have been forgotten: True, or WHOLE of all
WHOLE = "whole"
# And this in place of one that nobody knows: another program wrote there, and nothing noted what it had been.
UNKNOWN: Mapping[str, bool] = {"unknown": True}
_KINDS = (("before", "after"), ("removed", None), (None, "added"))
_OF_ROWS = ("after", "removed", "added", "removed_keys", "added_keys")


@dataclass(frozen=True)
class LoggedEdit:
    """A line of the change log without its rows.

    Attributes
    ----------
    at
        UTC, ISO 8601.
    forgotten, forgotten_whole
        Whether values of it, or all that it had, have been forgotten, so that it cannot be taken back.
    """

    number: int
    at: str
    who: str
    code: str
    details: Mapping[str, Any]
    forgotten: bool = False
    forgotten_whole: bool = False


@dataclass(frozen=True)
class Past:
    """What came of going back to an earlier state.

    Attributes
    ----------
    changes
        Lines of the log that were taken back.
    otherwise
        Rows that were not as the log left them: another program has changed them, and what they were before is not
        known.
    forgotten
        Cells whose former value was forgotten; each is as it is now, or empty in a row that is gone now.
    """

    changes: int
    otherwise: int
    forgotten: int


@dataclass(frozen=True)
class Forgotten:
    """Lines of the log of which values went, how many values, and how many copies of days."""

    lines: int
    values: int
    copies: int


@dataclass(frozen=True)
class ToForget:
    """What is to go from the log: lines as a whole up to a moment (UTC, ISO 8601), or values.

    Attributes
    ----------
    cell
        Asked of each value by table, key and column.
    text
        Asked of each text of what a line says of itself, such as a note.
    """

    until: str = ""
    cell: Callable[[str, str, str, Any], bool] | None = None
    text: Callable[[str], bool] | None = None


@dataclass(frozen=True)
class CellChange:
    """One cell before and after a line of the log, as it is stored; of ``about`` and ``norms`` ``key`` is empty.

    ``before`` is None in a row that came with the line, ``after`` in one that went.
    """

    table: str
    key: str
    column: str
    before: Any
    after: Any


def steps_of(lines: Iterable[LoggedEdit], who: str) -> tuple[list[LoggedEdit], list[LoggedEdit]]:
    """What somebody could take back, and what do again, after all these lines; the next one last.

    What others have done is theirs to take back. A line of which something was forgotten cannot be taken back, and
    nothing before it.
    """
    done: list[LoggedEdit] = []
    undone: list[LoggedEdit] = []
    for line in lines:
        if line.who != who or line.code in (WRITTEN_ELSEWHERE, LOOKED_AT):
            continue
        if line.code not in (UNDONE, REDONE):
            done.append(line)
            undone.clear()
            if line.forgotten:
                done.clear()
            continue
        source, target = (done, undone) if line.code == UNDONE else (undone, done)
        at = _place(source, line.details.get(LINE))
        if at is not None:
            target.append(source.pop(at))
    return done, undone


def last_line_by(lines: Iterable[LoggedEdit], moment: datetime) -> int:
    """The number of the last line that was written by then; 0 where all are later. A clock may have gone wrong."""
    told = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return max((line.number for line in lines if line.at <= told), default=0)


def end_of_day(day: date) -> datetime:
    """The last moment of a day on this computer's clock."""
    return datetime.combine(day + timedelta(days=1), time()).astimezone() - timedelta(milliseconds=1)


def require_begun(began: str, day: date) -> None:
    """Nothing, where a log that begins then (UTC, ISO 8601; "" unknown) reaches back to the end of that day.

    InputError ``history_begins``, with the first day that it knows.
    """
    first = datetime.fromisoformat(began).astimezone().date() if began else day
    if day < first:
        raise InputError("history_begins", day=day, first=first)


def _place(steps: Sequence[LoggedEdit], number: object) -> int | None:
    """Where the step of that number is; of a line from before it was told, the last."""
    if number is None:
        return len(steps) - 1 if steps else None
    return next((at for at, step in enumerate(steps) if step.number == number), None)


def cells_of_line(told: Mapping[str, Any]) -> Iterator[CellChange]:
    """Each cell that a line's rows tell a change of; a cell that is empty before and after is left out."""
    for part, change in told.items():
        if "columns" not in change:
            before, after = change["before"], change["after"]
            for name in dict.fromkeys((*before, *after)):
                if before.get(name) != after.get(name):
                    yield CellChange(part, "", name, before.get(name), after.get(name))
            continue
        columns = change["columns"]
        for first, second in _KINDS:
            old, new = ([] if name is None else change.get(name, []) for name in (first, second))
            for at in range(max(len(old), len(new))):
                was = old[at] if first is not None else [None] * len(columns)
                now = new[at] if second is not None else [None] * len(columns)
                key = str((was if first is not None else now)[0])
                for column, a, b in zip(columns, was, now, strict=True):
                    if a != b or is_gone(a):
                        yield CellChange(part, key, column, a, b)


def is_gone(value: Any) -> bool:
    """Whether the log does not have a value: it was forgotten, or was never known."""
    return value in (FORGOTTEN, UNKNOWN)


def rows_by_table(told: Mapping[str, Any]) -> dict[str, int]:
    """How many rows of each table a line tells of."""
    return {part: rows_of_line({part: change}) for part, change in told.items() if "columns" in change}


def rows_of_line(told: Mapping[str, Any]) -> int:
    """How many rows of tables a line tells of, with those of which it has the keys alone; settings have none."""
    return sum(len(change.get(kind, ())) for change in told.values() if "columns" in change for kind in _OF_ROWS)
