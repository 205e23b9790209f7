"""Edits of whole rows: what an import brings, and the project's own particulars."""

from dataclasses import replace

import pandas as pd

from mapper import frames, schema
from mapper.edit import Edit, put_rows
from mapper.project import About, Project


def add_rows(table: str, rows: pd.DataFrame, source: str) -> Edit:
    """Rows read from the file ``source`` put into a table; those with a known key take the old row's place.

    Where a file says nothing of a column that has a default (an officer's status, whether a duty is dedicated), the old
    row's value stays: nobody is back on duty because a roster has no such column.
    """
    return Edit(
        "rows_imported",
        lambda project: put_rows(project, table, _with_old_values(project, table, rows)),
        {"table": table, "rows": len(rows), "source": source},
    )


def _with_old_values(project: Project, table: str, rows: pd.DataFrame) -> pd.DataFrame:
    new, old = frames.conform(table, rows, defaults=False), project.table(table)
    for column in schema.TABLES[table].columns:
        if column.default is not None:
            new[column.name] = new[column.name].fillna(old[column.name].reindex(new.index))
    return new


def set_about(about: About) -> Edit:
    """The project's title, notice, data date, CRS and maker."""
    return Edit("about_changed", lambda project: replace(project, about=about), about.as_json())
