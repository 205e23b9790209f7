"""Edits of whole rows: what an import brings, and the project's own particulars."""

from dataclasses import replace

import pandas as pd

from mapper.edit import Edit, put_rows
from mapper.project import About


def add_rows(table: str, rows: pd.DataFrame, source: str) -> Edit:
    """Rows read from the file ``source`` put into a table; those with a known key take the old row's place."""
    return Edit(
        "rows_imported",
        lambda project: put_rows(project, table, rows),
        {"table": table, "rows": len(rows), "source": source},
    )


def set_about(about: About) -> Edit:
    """The project's title, notice, data date, CRS and maker."""
    return Edit("about_changed", lambda project: replace(project, about=about), about.as_json())
