"""Values of files' columns that no table has a place for (附加列), kept as they are written: one row a cell.

What stands in them nobody has described, so command alone gets them, and of a sensitive row nobody does
(:mod:`mapper.sensitive`).
"""

from mapper.schema.kinds import Column, Table, key

FURTHER_VALUES = Table(
    "further_values",
    key("value_id", "table, row and heading that the value is of, joined by slashes"),
    (
        Column("of_table", "code", "table of the row that it is of", required=True),
        Column("of_row", "code", "key of that row", required=True),
        Column("heading", "text", "what the file calls the column", required=True),
        Column("value", "text", "the cell as it is written", required=True, screened=True),
    ),
)
