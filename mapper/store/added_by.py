"""Who put the rows of a table where they are, and when, read from the change log."""

from datetime import datetime
from typing import NamedTuple

import pandas as pd


class Added(NamedTuple):
    """Who, and the moment in UTC."""

    who: str
    at: datetime


def added_by(log: pd.DataFrame, table: str) -> dict[str, Added]:
    """Key → who added the row last; of rows that came with the file, or by another program, nothing is known.

    ``log`` is that of :meth:`mapper.store.store.Store.change_log`; an unreadable line of it is passed over.
    """
    found: dict[str, Added] = {}
    for at, who, rows in zip(log["at"], log["who"], log["rows"], strict=True):
        told = rows.get(table) if isinstance(rows, dict) else None
        if not isinstance(told, dict):
            continue
        for row in told.get("added", ()):
            try:
                found[str(row[0])] = Added(str(who or ""), datetime.fromisoformat(str(at)))
            except (IndexError, TypeError, ValueError):
                continue
    return found
