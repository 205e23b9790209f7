"""Open incidents of the sheet, and which of them are late: by unit for the index, and as headline figures."""

import numpy as np

from layers.scene.ground import Ground
from layers.scene.unit_index import UnitColumn, count_column, counted, shown_incidents
from mapper.arrays import Bools
from mapper.day.figure import Figure


def _open_late(ground: Ground, table: str) -> tuple[Bools, Bools]:
    """True for each row that is open and shown, and for each of those that is past the day that it was due on."""
    shown = shown_incidents(ground, table) & ~ground.day.incidents_closed(table).to_numpy(dtype=bool)
    late = ground.day.clocks(table)["days_late"].fillna(0).to_numpy(dtype=np.int64) > 0
    return shown, shown & late


def open_and_late(table: str, ground: Ground) -> tuple[UnitColumn, ...]:
    """How many are open, and late, in each unit."""
    shown, late = _open_late(ground, table)
    return (
        count_column("open", counted(ground, table, shown)),
        count_column("late", counted(ground, table, late)),
    )


def late_of_open(table: str, ground: Ground) -> tuple[Figure, ...]:
    """Late ones, and those that came back, of all that are open; none where nothing is."""
    shown, late = _open_late(ground, table)
    back = ground.day.incidents_back(table).to_numpy(dtype=bool) & shown
    of = int(shown.sum())
    counts = {f"{table}_late": late, f"{table}_back": back}
    return tuple(Figure(code, int(rows.sum()), of) for code, rows in counts.items() if of)
