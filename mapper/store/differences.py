"""Which rows and cells differ between two versions of a table."""

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any
from weakref import ReferenceType, ref

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper import schema
from mapper.frames import is_appended
from mapper.lazy_dataclass import dataclass

GEOMETRY = "geometry"
_APART = (pd.Int64Dtype, pd.BooleanDtype)
_MOST_KNOWN = 6


@dataclass(frozen=True, eq=False)
class Differences:
    """Keys of rows that are only in the later version, only in the earlier one, or in both with other values.

    Attributes
    ----------
    cells
        Of each column (and ``geometry``) that differs somewhere: whether it does, row by row of ``changed``.
    in_order
        Whether rows of both stand where they stood, those that came behind them.
    """

    added: pd.Index
    removed: pd.Index
    changed: pd.Index
    cells: Mapping[str, npt.NDArray[np.bool_]]
    in_order: bool = True

    def __bool__(self) -> bool:
        return bool(len(self))

    def __len__(self) -> int:
        return len(self.added) + len(self.removed) + len(self.changed)

    def columns_of_rows(self) -> list[frozenset[str]]:
        """The columns that differ in each row of ``changed``."""
        masks = {column: mask.tolist() for column, mask in self.cells.items()}
        return [frozenset(c for c, mask in masks.items() if mask[at]) for at in range(len(self.changed))]


def differences(table: str, before: pd.DataFrame, after: pd.DataFrame) -> Differences:
    """Compare two frames of a table by key; both conform to the schema. The order of rows does not count.

    A column that an edit left alone is the same piece of memory in both, and is not looked at. Of an edit the store
    asks first, when it writes, and then the day after it: the last answers are known.
    """
    for one, other, known in tuple(_KNOWN):
        if one() is before and other() is after:
            return known
    found = _differences(table, before, after)
    _KNOWN.append((ref(before), ref(after), found))
    return found


def note_cells(before: pd.DataFrame, after: pd.DataFrame, keys: pd.Index, columns: Iterable[str]) -> None:
    """Let it be known how two frames of a table differ of which one has other values in these cells at most.

    So nobody looks through all rows of a long table for the few that an edit has named.
    """
    at = np.sort(before.index.get_indexer(keys))
    cells = {column: _unlike(before[column].array[at], after[column].array[at]) for column in columns}
    differs = np.logical_or.reduce(list(cells.values()))
    told = {column: mask[differs] for column, mask in cells.items() if mask.any()}
    found = Differences(after.index[:0], before.index[:0], after.index[at[differs]], told)
    _KNOWN.append((ref(before), ref(after), found))


_KNOWN: deque[tuple["ReferenceType[pd.DataFrame]", "ReferenceType[pd.DataFrame]", Differences]] = deque(
    maxlen=_MOST_KNOWN
)


def _differences(table: str, before: pd.DataFrame, after: pd.DataFrame) -> Differences:
    if before is after or not (len(before) or len(after)):
        return Differences(after.index[:0], before.index[:0], after.index[:0], {})
    if is_appended(before, after):
        return Differences(after.index[len(before) :], before.index[:0], after.index[:0], {})
    in_order = True
    if after.index.equals(before.index):
        added, removed, both, old, new = after.index[:0], after.index[:0], after.index, before, after
    elif after.index[: len(before)].equals(before.index):  # rows were added behind, as to a log
        added, removed, both, old = after.index[len(before) :], after.index[:0], before.index, before
        new = after.iloc[: len(before)]
    elif before.index[: len(after)].equals(after.index):  # and were taken away again
        added, removed, both, new = before.index[:0], before.index[len(after) :], after.index, after
        old = before.iloc[: len(after)]
    else:
        added = after.index[~after.index.isin(before.index)]
        removed = before.index[~before.index.isin(after.index)]
        both, in_order = after.index[after.index.isin(before.index)], False
        old, new = before.loc[both], after.loc[both]
    differs = np.zeros(len(both), dtype=bool)
    cells: dict[str, npt.NDArray[np.bool_]] = {}
    for column in schema.TABLES[table].column_names:
        a, b = old[column].array, new[column].array
        if not _is_one(a, b):
            cells[column] = _unlike(a, b)
    if schema.TABLES[table].geometry is not None and not _is_one(old.geometry.array, new.geometry.array):
        left, right = (np.asarray(frame.geometry.array, dtype=object) for frame in (old, new))
        cells[GEOMETRY] = ~(
            np.asarray(shapely.equals_identical(left, right)) | (shapely.is_missing(left) & shapely.is_missing(right))
        )
    for mask in cells.values():
        differs |= mask
    told = {c: mask[differs] for c, mask in cells.items() if mask.any()}
    return Differences(added, removed, both[differs], told, in_order)


def columns_touched(table: str, before: pd.DataFrame, after: pd.DataFrame) -> frozenset[str]:
    """The columns (and ``geometry``) of which some value may differ between two frames of a table.

    All where rows have come, gone or moved; else those whose values are another piece of memory, as an edit of some
    cells makes them.
    """
    columns = (*schema.TABLES[table].column_names, *(() if schema.TABLES[table].geometry is None else (GEOMETRY,)))
    if not after.index.equals(before.index):
        return frozenset(columns)
    old, new = pd.DataFrame(before), pd.DataFrame(after)  # a frame with shapes takes long to hand out a column
    return frozenset(c for c in columns if not (_is_one(a := old[c].array, b := new[c].array) or _keep_gaps(a, b)))


def _keep_gaps(a: Any, b: Any) -> bool:
    """Whether two columns that keep their gaps apart from their values are equal; few have many rows of these."""
    return isinstance(a.dtype, _APART) and bool(a.equals(b))


def _unlike(a: Any, b: Any) -> npt.NDArray[np.bool_]:
    """Where the values of two columns differ: of the arrays, as a frame's columns cost more than what they hold."""
    if a.dtype == b.dtype == "str":  # pandas looks for gaps in both first, which takes five times as long
        a, b = np.asarray(a, dtype=object), np.asarray(b, dtype=object)
    found = a != b
    masked = isinstance(found, pd.arrays.BooleanArray)
    unlike = found.to_numpy(dtype=bool, na_value=True) if masked else np.array(found, dtype=bool)
    at = np.flatnonzero(unlike)
    if len(at):  # two missing values are alike
        unlike[at] = ~(np.asarray(pd.isna(a[at])) & np.asarray(pd.isna(b[at])))
    return unlike


def _is_one(a: Any, b: Any) -> bool:
    """Whether two columns' values are one piece of memory; False too where they keep their gaps apart from them."""
    if isinstance(a.dtype, _APART):
        return False
    one, other = np.asarray(a), np.asarray(b)  # both held, so that neither gets the place of the other
    return one.dtype == other.dtype and one.__array_interface__ == other.__array_interface__
