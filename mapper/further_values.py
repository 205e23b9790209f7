"""Further values of a table's rows (附加列): of which row each is, and a table's own as columns beside its rows."""

from collections.abc import Mapping, Sequence

import pandas as pd

from mapper import frames
from mapper.frames import sensitive_rows
from mapper.project import Project

NAME = "further_values"


def headings_of(project: Project, table: str) -> tuple[str, ...]:
    """Headings that rows of a table have further values under, in the order in which they came."""
    values = project.further_values
    return tuple(values["heading"][values["of_table"] == table].unique()) if len(values) else ()


def further_of(project: Project, table: str, key: str) -> Mapping[str, str]:
    """Heading → value of one row."""
    values = project.further_values
    if values.empty:
        return {}
    own = values[(values["of_row"] == key) & (values["of_table"] == table)]
    return dict(zip(own["heading"], own["value"], strict=True))


def further_columns(project: Project, table: str) -> pd.DataFrame:
    """A table's further values, a column a heading, indexed like its rows; missing where there is none."""
    values, rows = project.further_values, project.table(table).index
    own = values[values["of_table"] == table]
    columns = {
        heading: own.loc[at].set_index("of_row")["value"].reindex(rows).array
        for heading, at in own.groupby("heading", sort=False).groups.items()
    }
    return pd.DataFrame(columns, index=rows)


def with_further(frame: pd.DataFrame, project: Project, rows: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """A table of rows (table and key of each, in order) with their further values after its own columns, for a file.

    Those of sensitive rows stay in the project: what is written there may name the place.
    """
    told = frame.reset_index(drop=True)
    for table in dict.fromkeys(table for table, _ in rows):
        columns = further_columns(project, table)
        columns = columns[~sensitive_rows(table, project.table(table))]
        at = [n for n, (of, _) in enumerate(rows) if of == table]
        found = columns.reindex([rows[n][1] for n in at])
        for heading in columns.columns:
            name = str(heading)
            while name in frame.columns:
                name += "′"
            if name not in told.columns:
                told[name] = pd.Series(None, index=told.index, dtype="object")
            told.loc[at, name] = found[heading].to_numpy(dtype=object)
    return told


def rows_of_cells(table: str, cells: pd.DataFrame) -> pd.DataFrame:
    """Cells of a file (indexed by the rows' keys, a column a heading) as rows of the table; empty cells are none."""
    parts = []
    for heading in cells.columns:
        column = cells[heading].dropna()
        rows = column.index.astype("str")
        parts.append(
            pd.DataFrame(
                {"value_id": f"{table}/" + rows + f"/{heading}", "of_table": table, "of_row": rows, "heading": heading}
                | {"value": column.to_numpy(dtype=object)}
            )
        )
    return frames.conform(NAME, pd.concat(parts) if parts else frames.empty(NAME))


def without_rows(project: Project, table: str, keys: list[str]) -> Project:
    """The project without the further values of rows that go: another row may get their keys."""
    values = project.further_values
    gone = (values["of_table"] == table) & values["of_row"].isin(keys)
    return project.with_tables(further_values=values[~gone]) if gone.any() else project
