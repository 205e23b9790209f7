"""Which rows differ between two versions of a table."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from mapper import schema


@dataclass(frozen=True, eq=False)
class Differences:
    """Keys of rows that are only in the later version, only in the earlier one, or in both with other values."""

    added: pd.Index
    removed: pd.Index
    changed: pd.Index

    def __bool__(self) -> bool:
        return bool(len(self.added) or len(self.removed) or len(self.changed))


def differences(table: str, before: pd.DataFrame, after: pd.DataFrame) -> Differences:
    """Compare two frames of a table by key; both conform to the schema. The order of rows does not count."""
    added = after.index[~after.index.isin(before.index)]
    removed = before.index[~before.index.isin(after.index)]
    both = after.index[after.index.isin(before.index)]
    old, new = before.loc[both], after.loc[both]
    differs = np.zeros(len(both), dtype=bool)
    for column in schema.TABLES[table].column_names:
        a, b = old[column], new[column]
        differs |= ((a != b).fillna(True) & ~(a.isna() & b.isna())).to_numpy(dtype=bool)
    if schema.TABLES[table].geometry is not None:
        a, b = np.asarray(old.geometry.array, dtype=object), np.asarray(new.geometry.array, dtype=object)
        same = np.asarray(shapely.equals_identical(a, b)) | (shapely.is_missing(a) & shapely.is_missing(b))
        differs |= ~same
    return Differences(added, removed, both[differs])
