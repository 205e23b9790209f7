"""Which rows and cells differ between two versions of a table."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper import schema

GEOMETRY = "geometry"


@dataclass(frozen=True, eq=False)
class Differences:
    """Keys of rows that are only in the later version, only in the earlier one, or in both with other values.

    Attributes
    ----------
    cells
        Of each column (and ``geometry``) that differs somewhere: whether it does, row by row of ``changed``.
    """

    added: pd.Index
    removed: pd.Index
    changed: pd.Index
    cells: Mapping[str, npt.NDArray[np.bool_]]

    def __bool__(self) -> bool:
        return bool(len(self))

    def __len__(self) -> int:
        return len(self.added) + len(self.removed) + len(self.changed)

    def columns_of_rows(self) -> list[frozenset[str]]:
        """The columns that differ in each row of ``changed``."""
        masks = {column: mask.tolist() for column, mask in self.cells.items()}
        return [frozenset(c for c, mask in masks.items() if mask[at]) for at in range(len(self.changed))]


def differences(table: str, before: pd.DataFrame, after: pd.DataFrame) -> Differences:
    """Compare two frames of a table by key; both conform to the schema. The order of rows does not count."""
    if before is after or not (len(before) or len(after)):
        return Differences(after.index[:0], before.index[:0], after.index[:0], {})
    added = after.index[~after.index.isin(before.index)]
    removed = before.index[~before.index.isin(after.index)]
    both = after.index[after.index.isin(before.index)]
    old, new = before.loc[both], after.loc[both]
    differs = np.zeros(len(both), dtype=bool)
    cells: dict[str, npt.NDArray[np.bool_]] = {}
    for column in schema.TABLES[table].column_names:
        a, b = old[column], new[column]
        cells[column] = ((a != b).fillna(True) & ~(a.isna() & b.isna())).to_numpy(dtype=bool)
    if schema.TABLES[table].geometry is not None:
        left, right = (np.asarray(frame.geometry.array, dtype=object) for frame in (old, new))
        cells[GEOMETRY] = ~(
            np.asarray(shapely.equals_identical(left, right)) | (shapely.is_missing(left) & shapely.is_missing(right))
        )
    for mask in cells.values():
        differs |= mask
    return Differences(added, removed, both[differs], {c: mask[differs] for c, mask in cells.items() if mask.any()})
