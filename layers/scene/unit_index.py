"""What the index of a sheet tells of each unit, besides who has it: columns that belong to the theme."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from layers.scene.ground import Ground
from mapper.arrays import Bools
from mapper.lazy_dataclass import dataclass


@dataclass(frozen=True)
class UnitColumn:
    """A column of the index: its heading is ``page.head.<code>``, its texts are by unit."""

    code: str
    texts: Mapping[str, str]


def shown_incidents(ground: Ground, table: str) -> Bools:
    """True for each row of a table of incidents that the map shows."""
    if ground.columns is None or ground.wanted.everything:
        return np.asarray(ground.day.incidents_shown(table), dtype=bool)
    return ground.columns.shown(table, ground.wanted)


def counted(ground: Ground, table: str, rows: Bools) -> pd.Series:
    """How many of these rows of a table of incidents each unit has, by its code."""
    units = ground.day.owned(table)["community_code"].to_numpy(dtype=object)[np.asarray(rows, dtype=bool)]
    return pd.Series(units).value_counts().reindex(ground.project.communities.index, fill_value=0)


def count_column(code: str, counts: pd.Series) -> UnitColumn:
    """A column of whole numbers."""
    return UnitColumn(code, {str(unit): f"{count:,}" for unit, count in counts.items()})
