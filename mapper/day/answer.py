"""Answers about a project on a day: each is asked once, when first wanted, and says which parts it rests on.

A question is a method of a class derived from :class:`Asked`, declared with :func:`answer` (read like an attribute) or
:func:`answer_for` (asked for a table, a date or a code)::

    @answer(status, "communities", "duties")
    def coverage(self) -> Coverage: ...

names the parts of the project that it reads itself, the day (``AS_OF``) where it matters, and the answers it is drawn
from, which bring their own parts. Of a table that it reads few columns of it may name these, ``"hazards.reported_at"``:
a step that writes another column leaves it alone. Tests read along what each answer really touches, and whether it
stays the same when what it does not name changes.

An answer about each row of a table, that for no row rests on another row of it, is declared with
:func:`answer_by_row`. After an edit that changed, brought or took some rows of that table and nothing else that it
rests on, it is asked about these rows alone, and the rest is that of the day before the edit
(:meth:`Asked.row_by_row`).
"""

from collections.abc import Callable, Hashable, Iterable
from datetime import date
from functools import wraps
from threading import Lock
from typing import Any, Generic, NamedTuple, Self, TypeVar, overload

import numpy as np
import pandas as pd

from mapper.arrays import Ints
from mapper.project import Project, changes_between
from mapper.schema import TABLES
from mapper.store.differences import columns_touched, differences

AS_OF = "as_of"

Result = TypeVar("Result")
Key = TypeVar("Key", bound=Hashable)
Aligned = TypeVar("Aligned", pd.Series, pd.DataFrame)
Columns = Callable[[str], Iterable[str]]


class _Slot:
    """The place of one answer: empty until it was asked for; whoever asks meanwhile waits."""

    __slots__ = ("known", "lock", "parts", "rows", "value")

    def __init__(self, parts: frozenset[str]) -> None:
        self.parts, self.lock = parts, Lock()
        self.known, self.value = False, None
        self.rows: OfRows | None = None


class OfRows(NamedTuple):
    """An answer by row: what it is, the table and its rows that it is about, and the other parts that it rests on."""

    value: Any
    table: str
    rows: pd.DataFrame
    others: frozenset[str]


class _Changed(NamedTuple):
    """What an edit made of a table's rows.

    ``at`` are the positions of the rows that are new or have changed, ``rows`` these rows, ``plain`` without shapes,
    and ``kept`` has for each row where it was before, of a new one any number; None where each is where it was.
    """

    at: Ints
    rows: pd.DataFrame
    plain: pd.DataFrame
    kept: Ints | None


class Asked:
    """A project on a day, and what was answered about them so far. Any thread may ask.

    Attributes
    ----------
    project, as_of
        What is asked about; not to be changed.
    slots
        What was answered, by name of the question and what it was asked for; for :class:`Answer` and
        :class:`AnswerFor` alone.
    earlier
        Likewise answers by row of the days before, where nothing has changed since that they rest on but rows.
    """

    def __init__(self, project: Project, as_of: date) -> None:
        self.project, self.as_of = project, as_of
        self.slots: dict[Hashable, _Slot] = {}
        self.earlier: dict[Hashable, OfRows] = {}
        self._changed: dict[tuple[str, int], tuple[pd.DataFrame, _Changed | None]] = {}

    def after(self, project: Project, as_of: date | None = None) -> Self:
        """The same of a project after an edit, or of another day; answers whose parts are untouched are taken over."""
        as_of = self.as_of if as_of is None else as_of
        parts = changes_between(self.project, project).parts
        changed = parts | ({AS_OF} if as_of != self.as_of else set())
        if not changed:
            return self
        for table in parts & TABLES.keys():
            touched = columns_touched(table, self.project.table(table), project.table(table))
            changed |= {column_part(table, column) for column in touched}
        later = type(self)(project, as_of)
        # What is being asked at this moment is as good for the later one; its slot is shared, filled or not.
        slots = self.slots.copy()
        later.slots.update({key: slot for key, slot in slots.items() if slot.parts.isdisjoint(changed)})
        by_row = {key: slot.rows for key, slot in slots.items() if slot.known and slot.rows is not None}
        known = (self.earlier | by_row).items()
        later.earlier.update({key: answer for key, answer in known if answer.others.isdisjoint(changed)})
        return later

    def has_answered(self, name: str, key: Hashable = None) -> bool:
        """Whether an answer is there without being asked for now; of one that is asked for something, for that."""
        slot = self.slots.get((name, key))
        return slot is not None and slot.known

    def ask(self, key: Hashable, parts: frozenset[str], question: Callable[[], Any]) -> Any:
        """The answer in the slot ``key``, asked for now where it is empty."""
        slot = self.slots.get(key) or self.slots.setdefault(key, _Slot(parts))
        if not slot.known:
            with slot.lock:  # one for each answer: no answer is drawn from itself, so nobody waits in a circle
                if not slot.known:
                    slot.value = question()
                    slot.known = True
        return slot.value

    def row_by_row(
        self, key: Hashable, table: str, question: Callable[[pd.DataFrame], Aligned], *, with_shapes: bool
    ) -> Aligned:
        """The answer in the slot ``key``, indexed like the rows of a table, which may be handed to ``question`` apart.

        It is asked about the rows that have changed where the day before the edit knew all others. Where it asks for
        no shape, rows are handed to it as a plain frame: one with shapes takes four times as long to hand out a column.
        """
        rows, slot, known = self.project.table(table), self.slots[key], self.earlier.get(key)
        changed = None if known is None else self._changed_since(table, known.rows)
        if known is None or changed is None:
            value = question(rows if with_shapes else _plain(rows))
        elif changed.kept is None and not len(changed.at):
            value = known.value
        else:
            asked = changed.rows if with_shapes else changed.plain
            value = _pasted(known.value, rows.index, changed, question(asked) if len(changed.at) else None)
        slot.rows = OfRows(value, table, rows, frozenset(p for p in slot.parts if p.partition(".")[0] != table))
        return value

    def _changed_since(self, table: str, before: pd.DataFrame) -> _Changed | None:
        """What has become of an earlier version of a table; None where its rows are better all asked about.

        That is so where more than one in :data:`FEW` is new or has changed.
        """
        key = table, id(before)
        if key not in self._changed:
            # The earlier version is held, so that no other gets its number.
            self._changed[key] = before, _changed(table, before, self.project.table(table))
        return self._changed[key][1]


# Where so few rows or fewer have changed, one in so many, it is quicker to ask about them alone.
FEW = 4


def _changed(table: str, before: pd.DataFrame, after: pd.DataFrame) -> _Changed | None:
    found = differences(table, before, after)
    if (len(found.added) + len(found.changed)) * FEW > len(after):
        return None
    if not len(found.added) and not len(found.removed) and after.index.equals(before.index):
        at, kept = after.index.get_indexer(found.changed), None
    else:
        if found.in_order:
            kept = np.minimum(np.arange(len(after)), len(before) - 1)
            new = np.arange(len(after)) >= len(before)
        else:
            kept = before.index.get_indexer(after.index)
            new = kept < 0
        new[after.index.get_indexer(found.changed)] = True
        at = np.flatnonzero(new)
    rows = after.iloc[at]
    return _Changed(at, rows, _plain(rows), kept)


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    return rows if type(rows) is pd.DataFrame else pd.DataFrame(rows)


def _pasted(known: Aligned, index: pd.Index, changed: _Changed, fresh: Aligned | None) -> Aligned:
    """What is known of the rows that are there still, with what is new of the others."""
    if isinstance(known, pd.DataFrame):
        columns = {name: _with_values(known[name], changed, None if fresh is None else fresh[name]) for name in known}
        return pd.DataFrame(columns, index=index, copy=False)
    return pd.Series(_with_values(known, changed, fresh), index=index, name=known.name, copy=False)


def _with_values(known: pd.Series, changed: _Changed, fresh: pd.Series | None) -> Any:
    values = known.array.copy() if changed.kept is None else known.array.take(changed.kept)
    if fresh is not None:
        object_like = known.dtype == object
        values[changed.at] = np.asarray(fresh.array, dtype=object) if object_like else fresh.array.astype(known.dtype)
    return values


class Answer(Generic[Result]):
    """One question of an :class:`Asked`; made by :func:`answer`."""

    def __init__(self, question: Callable[[Any], Result], parts: frozenset[str]) -> None:
        self.question, self.parts, self.name = question, parts, question.__name__
        self.__doc__ = question.__doc__

    @overload
    def __get__(self, asked: None, owner: type) -> Self: ...
    @overload
    def __get__(self, asked: Asked, owner: type) -> Result: ...
    def __get__(self, asked: Asked | None, owner: type) -> "Self | Result":
        if asked is None:
            return self
        found: Result = asked.ask((self.name, None), self.parts, lambda: self.question(asked))
        return found


class AnswerFor(Generic[Key, Result]):
    """One question of an :class:`Asked` about each table, date or code; made by :func:`answer_for`."""

    def __init__(
        self, question: Callable[[Any, Key], Result], parts: frozenset[str], columns: Columns | None = None
    ) -> None:
        self.question, self.parts, self.name, self.columns = question, parts, question.__name__, columns
        self.__doc__ = question.__doc__

    @overload
    def __get__(self, asked: None, owner: type) -> Self: ...
    @overload
    def __get__(self, asked: Asked, owner: type) -> Callable[[Key], Result]: ...
    def __get__(self, asked: Asked | None, owner: type) -> "Self | Callable[[Key], Result]":
        if asked is None:
            return self

        def ask(key: Key) -> Result:
            found: Result = asked.ask((self.name, key), self.parts_for(key), lambda: self.question(asked, key))
            return found

        return ask

    def parts_for(self, key: Key) -> frozenset[str]:
        """The parts that the answer for this key rests on: of one that is a table that too, or what it reads of it."""
        if key not in TABLES:
            return self.parts
        table = str(key)
        return self.parts | ({table} if self.columns is None else {column_part(table, c) for c in self.columns(table)})


Rests = str | Answer[Any] | AnswerFor[Any, Any]


def column_part(table: str, column: str) -> str:
    """A column (or ``geometry``) as a part; it changes with the table's rows as they come, go or move too."""
    return f"{table}.{column}"


def answer(*rests_on: Rests) -> Callable[[Callable[[Any], Result]], Answer[Result]]:
    """Declare a question with the parts that it reads and the answers that it is drawn from."""
    return lambda question: Answer(question, _parts(rests_on))


def answer_for(
    *rests_on: Rests, reads: Columns | None = None
) -> Callable[[Callable[[Any, Key], Result]], AnswerFor[Key, Result]]:
    """Declare a question that is asked for something, with its parts; see :meth:`AnswerFor.parts_for`.

    ``reads`` names the columns that it reads of a table that it is asked for, through other answers too; else all.
    """
    return lambda question: AnswerFor(question, _parts(rests_on), reads)


def answer_by_row(
    *rests_on: Rests, reads: Columns | None = None, with_shapes: bool = False
) -> Callable[[Callable[[Any, str, pd.DataFrame], Aligned]], AnswerFor[str, Aligned]]:
    """Declare a question about each row of a table, asked for a table and handed all rows or some of them.

    What it answers is indexed like these rows, and rests for none of them on another. Other such answers it reads by
    :func:`rows_alone`. ``reads`` as in :func:`answer_for`; ``with_shapes`` where it asks where they lie.
    """

    def declare(question: Callable[[Any, str, pd.DataFrame], Aligned]) -> AnswerFor[str, Aligned]:
        @wraps(question)
        def ask(asked: Asked, table: str) -> Aligned:
            key = question.__name__, table
            return asked.row_by_row(key, table, lambda rows: question(asked, table, rows), with_shapes=with_shapes)

        return AnswerFor(ask, _parts(rests_on), reads)

    return declare


def rows_alone(known: Aligned, rows: pd.DataFrame) -> Aligned:
    """Of an answer about all rows of a table what is of these."""
    if len(known) == len(rows):
        return known
    return known.iloc[known.index.get_indexer(rows.index)]  # a tenth of what a look-up by label takes


def _parts(rests_on: tuple[Rests, ...]) -> frozenset[str]:
    return frozenset[str]().union(*({one} if isinstance(one, str) else one.parts for one in rests_on))
