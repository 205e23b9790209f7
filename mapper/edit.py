"""What an edit is, and the few moves on rows that every edit is made of."""

import getpass
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import Any
from weakref import ReferenceType, ref

import geopandas as gpd
import numpy as np
import pandas as pd

from mapper import frames, schema
from mapper.errors import InputError
from mapper.further_values import without_rows
from mapper.keys import Keys, Numbered, numbered
from mapper.lazy_dataclass import dataclass
from mapper.project import Project


@dataclass(frozen=True)
class Edit:
    """A named change. Calling it with a project gives the next project; the first is left as it was.

    Attributes
    ----------
    code
        What it does, e.g. ``duty_assigned``; ``ui/language/messages.py`` has the sentence.
    values
        What the sentence and the change log need, JSON-ready.
    change
        The pure function. It raises :class:`~mapper.errors.InputError` where the edit makes no sense.
    """

    code: str
    change: Callable[[Project], Project]
    values: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, project: Project) -> Project:
        return self.change(project)


def editor() -> str:
    """The system's name for whoever edits here, for the change log; empty where the system has none."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # of the three systems and their versions
        return ""


def put_rows(project: Project, table: str, rows: pd.DataFrame) -> Project:
    """Rows added to a table; a row whose key is already there takes that row's place, where it stands."""
    new = frames.conform(table, rows)
    old = project.table(table)
    if new.empty:
        return project
    if old.empty:
        return project.with_tables(**{table: new})
    at = old.index.get_indexer(new.index)
    if not (at >= 0).any():
        return project.with_tables(**{table: frames.appended(table, old, new)})
    # By place: to look tens of thousands of keys up takes a tenth of a second.
    place = np.arange(len(old))
    place[at[at >= 0]] = len(old) + np.flatnonzero(at >= 0)
    frame = pd.concat([old, new]).iloc[np.concatenate([place, len(old) + np.flatnonzero(at < 0)])]
    if schema.TABLES[table].geometry is not None:
        frame = gpd.GeoDataFrame(frame, geometry="geometry", crs=schema.DEGREES)
    return project.with_tables(**{table: frame})


def drop_rows(project: Project, table: str, keys: list[str]) -> Project:
    """Rows taken out of a table, their further values too.

    Raises
    ------
    InputError
        ``row_unknown``: a key is not there.
    """
    frame = project.table(table)
    for key in keys:
        require_row(project, table, key)
    return without_rows(project.with_tables(**{table: frame.drop(index=keys)}), table, keys)


def require_row(project: Project, table: str, key: str) -> pd.Series:
    """That row of a table; InputError ``row_unknown`` where there is none."""
    frame = project.table(table)
    if key not in frame.index:
        raise InputError("row_unknown", table=table, key=key)
    return frame.loc[key]


def free_keys(table: str, count: int, in_use: Iterable[str], numbering: Keys) -> list[str]:
    """``count`` keys of the table's letter and a number, the numbers after all that are or were in use with it."""
    letter = schema.TABLES[table].key_prefix
    if not isinstance(in_use, pd.Index):
        return numbering.free(letter, count, in_use)
    begins = numbering.beginning(letter)
    return numbering.following(begins, count, _numbered(begins, in_use))


# What was known of the last rows of a table: an edit that adds to a long one looks at what was added since alone.
_NUMBERED: dict[str, tuple["ReferenceType[pd.Index]", Numbered]] = {}


def _numbered(begins: str, index: pd.Index) -> Numbered:
    told, known = _NUMBERED.get(begins, (None, Numbered(0, 0)))
    before = None if told is None else told()
    if before is None or not index[: len(before)].equals(before):
        before, known = index[:0], Numbered(0, 0)
    found = known.and_of(numbered(begins, index[len(before) :].tolist()))
    _NUMBERED[begins] = ref(index), found
    return found


def next_key(project: Project, table: str) -> str:
    """The next free key of a table."""
    return free_keys(table, 1, project.table(table).index, project.keys)[0]
