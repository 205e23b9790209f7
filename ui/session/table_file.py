"""A table of the window as an Excel or CSV file, with its line in the log of exports."""

from datetime import date
from pathlib import Path

import pandas as pd

from mapper.io.exports import write_table
from mapper.store.export_log import logged
from ui.session.session import Session


def write_logged(session: Session, as_of: date, holds: str, table: pd.DataFrame, path: Path) -> None:
    """Write figures of that day; ``holds`` is the code by which the log counts the table's rows.

    InputError ``cannot_write``, also where no line could be added to the log.
    """
    with logged(session.document.store.place, as_of, {holds: len(table)}, path):
        write_table(table, path, index=False)
