"""Texts of a project that seem to hold a person's data, whichever program wrote them.

Imports drop such cells and edits refuse them; another program can write one all the same. Which text it is, is told;
what it says is not.
"""

import re
from collections.abc import Iterator

import pandas as pd

from mapper import schema
from mapper.analysis.findings_by_row import by_row
from mapper.finding import Finding
from mapper.finding_kinds import TEXT_PERSONAL
from mapper.schema import Column

_LEAST_LETTERS = 2
_NEVER = ("identity_number", "passport")  # has no place in any text, also not where telephones or names of bodies have
_A_NUMBER = re.compile(r"(?:\d[ -]?){7}")
TABLES = tuple(
    name for name, table in schema.TABLES.items() if any(column.kind == "text" for column in table.columns)
)  # fmt: skip


def personal_texts(table: str, rows: pd.DataFrame) -> pd.Series:
    """Findings by row of the texts of a table; see :func:`mapper.analysis.findings_by_row.by_row`."""
    return by_row(rows.index, _found(table, rows))


def _found(table: str, rows: pd.DataFrame) -> Iterator[tuple[int, Finding]]:
    for column in schema.TABLES[table].columns:
        if column.kind != "text":
            continue
        values = rows[column.name]
        told = {text: kinds for text in values.dropna().unique().tolist() if (kinds := _kinds(column, text))}
        if not told:
            continue
        for at, text in enumerate(values.tolist()):
            if text in told:
                values_told = {"table": table, "key": rows.index[at], "column": column.name, "personal": told[text]}
                yield at, Finding(TEXT_PERSONAL, (rows.index[at],), None, values_told)


def _kinds(column: Column, text: str) -> list[str]:
    # Its patterns take long to make, and every start imports this question.
    from mapper.io.personal import personal_data_in, personal_data_in_cell

    if len(text) < _LEAST_LETTERS:
        return []
    if column.screened:
        return [*personal_data_in_cell(column, text)]
    # Most names and titles have no number in them, and the recogniser takes its time.
    return [kind for kind in personal_data_in(text) if kind in _NEVER] if _A_NUMBER.search(text) else []
