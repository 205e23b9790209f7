"""What a file would change in a table, in words: cells before and after, and a sentence for each thing to be known."""

from datetime import date, datetime
from typing import Any, Protocol

import pandas as pd
import shapely

from mapper import schema
from mapper.edits.import_difference import SHAPE, ChangedCell, ImportDifference
from mapper.names import name_of, names_of, split_ids
from mapper.project import Project

_UNITS, _STATIONS = ("community_code",), ("station_code",)
_OFFICERS = ("officer_id", "owner_id", "officer_ids")


class _Says(Protocol):
    """Either of the two that say sentences."""

    def __call__(self, code: str, /, **values: object) -> str: ...

    def choice(self, table: str, column: str, value: object) -> str: ...

    def field(self, table: str, column: str) -> str: ...

    def day_in_figures(self, day: date | None) -> str: ...

    def moment(self, at: datetime | None) -> str: ...


class CellWords:
    """Cells of one table as a person reads them: words for choices, names for codes, days without a clock."""

    def __init__(self, say: _Says, project: Project, table: str) -> None:
        self.say, self.table = say, schema.TABLES[table]
        named = {"name", "display_name"} & set(self.table.column_names)
        self._rows = project.table(table) if named else None
        self._names: dict[str, dict[str, str]] = {}
        for columns, frame in (
            (_UNITS, project.communities), (_STATIONS, project.stations), (_OFFICERS, project.officers),
        ):  # fmt: skip
            for column in (c for c in columns if c in self.table.column_names):
                self._names[column] = names_of(frame).to_dict()

    def row(self, key: str) -> str:
        """A row by what its table is called and its name, or its key where it has none."""
        name = key if self._rows is None else name_of(self._rows, key)
        return self.say("records.row", table=self.say(f"table.{self.table.name}"), name=name)

    def value(self, column: str, value: Any) -> str:
        """One cell; a dash where it is empty."""
        if isinstance(value, shapely.Geometry):
            return f"{value.x:.5f}, {value.y:.5f}" if isinstance(value, shapely.Point) else self.say("import.outline")
        if value is None or pd.isna(value) or value == "":
            return "—"
        kind = self.table.column(column).kind
        if kind == "choice":
            return self.say.choice(self.table.name, column, value)
        if kind in ("date", "time"):
            return self.say.day_in_figures(value.date()) if kind == "date" else self.say.moment(value)
        if kind == "boolean":
            return self.say("field.yes" if value else "field.no")
        names = self._names.get(column)
        if names is not None:
            return self.say("window.list_joint").join(names.get(code, code) for code in split_ids(str(value)))
        return f"{value:g}" if isinstance(value, float) else str(value)

    def heading(self, cell: ChangedCell) -> str:
        """What the column of a cell is called; a further one as its file calls it."""
        return cell.column if cell.further else self.say.field(self.table.name, cell.column)

    def change(self, cell: ChangedCell) -> str:
        """``before → after``; of a shape also how far it has moved."""
        if cell.further:
            return f"{'—' if pd.isna(cell.before) else cell.before} → {cell.after}"
        before, after = self.value(cell.column, cell.before), self.value(cell.column, cell.after)
        if cell.column == SHAPE:
            after = after if isinstance(cell.after, shapely.Point) else self.say("import.outline_moved")
            if cell.moved_m < float("inf"):
                after = self.say("import.moved", place=after, metres=cell.moved_m)
        return f"{before} → {after}"


def difference_texts(say: _Says, difference: ImportDifference) -> list[str]:
    """How many rows are new, changed and so on, what was left empty, and what cannot be: a sentence each."""
    counts = {name: len(getattr(difference, name)) for name in ("new", "changed", "unchanged", "gone")}
    texts = [say("import.difference", **counts)]
    if len(difference.further):
        headings = list(difference.further["heading"].unique())
        texts.append(say("import.further", count=len(difference.further), columns=headings))
    if difference.nothing:
        texts.append(say("import.nothing_new"))
    texts += [say(f"note.{code}", **_spoken(say, difference.table, values)) for code, values in difference.doubts]
    if difference.kept_empty:
        columns = [
            say("import.kept_empty_column", column=say.field(difference.table, column), rows=rows)
            for column, rows in difference.kept_empty.items()
        ]
        texts.append(say("import.kept_empty", columns=columns))
    return texts


def _spoken(say: _Says, table: str, values: Any) -> dict[str, Any]:
    return {name: say.field(table, value) if name in ("column", "earlier") else value for name, value in values.items()}
