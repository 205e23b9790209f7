"""Rows read from a file against the project's table, by key: what is new, what changes cell by cell, what is the same.

A file speaks of the rows and columns that it has, and of nothing else: a column that it lacks and a cell that it
leaves empty keep what the project knows, and a row that it lacks stays. So what a platform exports may be taken again
and again.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from mapper import frames, schema
from mapper.arrays import Bools, Floats, Geometries
from mapper.edits.import_doubts import doubts_of
from mapper.edits.moved_shapes import MOVED_M, moved_m, really_moved
from mapper.frames import sensitive_rows
from mapper.further_values import rows_of_cells
from mapper.io.keys import key_form
from mapper.io.reading import Reading
from mapper.lazy_dataclass import dataclass
from mapper.message import Message
from mapper.project import Project
from mapper.schema import Table
from mapper.sensitive import coarse_places

SHAPE = "geometry"  # a row's point or outline, as a column among the others
_AT_ONCE = 50_000  # rows whose shapes are written out to be compared
_SAME_MOMENT = np.timedelta64(1, "s")  # a spreadsheet keeps a time as a fraction of a day


class ChangedCell(NamedTuple):
    """One cell that a file changes.

    ``before`` and ``after`` are as the frames hold them; of :data:`SHAPE` shapes, ``moved_m`` apart. Of a further
    value (:mod:`mapper.further_values`) ``column`` is its heading.
    """

    key: str
    column: str
    before: Any
    after: Any
    moved_m: float = 0.0
    further: bool = False


@dataclass(frozen=True, eq=False)
class ImportDifference:
    """All that the rows of a file would do to a table; :func:`mapper.edits.rows.take_rows` does it.

    ``len(new) + len(changed) + len(unchanged)`` is the number of rows that were read and not rejected.

    Attributes
    ----------
    table
        Its name.
    new
        Rows that the project does not have, as the file tells them.
    changed
        Rows that it has, as they will be.
    differs
        Indexed like ``changed``: which cells the file changes, a column each; the shape is :data:`SHAPE`.
    moved_m
        By row of ``changed``: how far its shape moves; infinite where it had none.
    unchanged
        Keys of rows that the project has just so.
    gone
        Keys of rows that the file lacks. They stay.
    kept_empty
        Column → in how many rows the file leaves it empty where the project knows a value, which stays.
    doubts
        What cannot be: dates in the wrong order or yet to come, unknown units and officers.
    before
        The project's table that all this was found against.
    further
        Further values that are new or otherwise, as rows of their table; ``further_before`` has the project's of now.
    """

    table: str
    new: pd.DataFrame
    changed: pd.DataFrame
    differs: pd.DataFrame
    moved_m: Floats
    unchanged: pd.Index
    gone: pd.Index
    kept_empty: Mapping[str, int]
    doubts: tuple[Message, ...]
    before: pd.DataFrame
    further: pd.DataFrame
    further_before: pd.DataFrame

    @property
    def nothing(self) -> bool:
        """Whether the project has everything that the file tells."""
        return not (len(self.new) or len(self.changed) or len(self.further))

    @property
    def cell_count(self) -> int:
        """How many cells :meth:`cells` has."""
        return int(self.differs.to_numpy(dtype=bool).sum()) + int(self._further_cells.sum())

    @property
    def _further_cells(self) -> Bools:
        """Which further values are of rows that the project has."""
        return np.asarray(~self.further["of_row"].isin(self.new.index), dtype=bool)

    def cells(self) -> Iterator[ChangedCell]:
        """Every cell that changes, row by row in the file's order, then the further values of rows that are there."""
        was = self.before.loc[self.changed.index]
        keys, moved = self.changed.index.to_list(), self.moved_m.tolist()
        columns = [(name, was[name].array, self.changed[name].array) for name in self.differs.columns]
        for row, column in zip(*np.nonzero(self.differs.to_numpy(dtype=bool)), strict=True):
            name, before, after = columns[column]
            yield ChangedCell(keys[row], name, before[row], after[row], moved[row] if name == SHAPE else 0.0)
        values = self.further[self._further_cells]
        was_there = self.further_before["value"].reindex(values.index)
        for key, heading, value, known in zip(
            values["of_row"], values["heading"], values["value"], was_there, strict=True
        ):
            yield ChangedCell(key, heading, known, value, further=True)

    def as_json(self) -> dict[str, Any]:
        changed: dict[str, dict[str, list[Any]]] = {}
        for cell in self.cells():
            kind = "" if cell.further or cell.column == SHAPE else schema.TABLES[self.table].column(cell.column).kind
            changed.setdefault(cell.key, {})[cell.column] = [json_value(v, kind) for v in (cell.before, cell.after)]
        return {
            "new": [str(key) for key in self.new.index],
            "changed": [{"key": key, "values": values} for key, values in changed.items()],
            "unchanged": len(self.unchanged),
            "gone": [str(key) for key in self.gone],
            "kept_empty": dict(self.kept_empty),
            "further": len(self.further),
        }


def import_difference(project: Project, reading: Reading, today: date) -> ImportDifference:
    """What the rows of a file would add to the project's table and change in it.

    Rows of a file without keys are those of the project that say the same in every column that the file has; only the
    others are new.

    Parameters
    ----------
    today
        Nothing can have happened after it.
    """
    table = schema.TABLES[reading.table]
    old, told = project.table(reading.table), _rows_told(table, reading)
    if reading.keys_made:
        told = _recognised(table, reading, old, told)
    place = old.index.get_indexer(told.index)
    known = place >= 0
    was, said = old.iloc[place[known]], told[known]
    new = reading.frame[~known] if known.any() else reading.frame
    values: dict[str, Any] = {name: was[name].array for name in table.column_names}
    differs: dict[str, Bools] = {}
    kept_empty: dict[str, int] = {}
    for name in (name for name in table.column_names if name in reading.columns):
        given, there = said[name].notna().to_numpy(), _known(was[name])
        differs[name] = given & ~(there & _same(was[name], said[name]))
        kept_empty[name] = int((there & ~given).sum())
        if differs[name].any():
            values[name] = was[name].mask(differs[name], said[name].set_axis(was.index)).array
    shapes, metres = None, np.zeros(len(was))
    if table.geometry is not None:
        shapes = np.array(was.geometry.array, dtype=object)
        if reading.crs is not None:
            given_shapes = np.asarray(said.geometry.array, dtype=object)
            metres = moved_m(shapes, given_shapes)
            metres[_as_editions_show(project, table.name, was, given_shapes, metres)] = 0.0
            moved = really_moved(metres, table.geometry == "polygon")
            kept_empty[SHAPE] = int((shapely.is_missing(given_shapes) & ~shapely.is_missing(shapes)).sum())
            differs[SHAPE] = moved
            shapes[moved] = given_shapes[moved]
    will = frames.framed(table.name, was.index, values, shapes, defaults=False)
    flags = pd.DataFrame(differs, index=will.index, dtype=bool)
    change = flags.to_numpy(dtype=bool).any(axis=1) if len(flags.columns) else np.zeros(len(will), dtype=bool)
    cells = reading.further if len(reading.further.columns) else pd.DataFrame(index=told.index)
    further = rows_of_cells(table.name, cells.set_axis(told.index))
    there = project.further_values
    same = further["value"].array == there["value"].reindex(further.index).array
    gone = old.index[~old.index.isin(told.index) & ~old.index.isin(list(reading.rejected_keys))]
    return ImportDifference(
        table=table.name,
        new=new,
        changed=will[change],
        differs=flags[change],
        moved_m=metres[change],
        unchanged=will.index[~change],
        gone=gone,
        kept_empty={name: rows for name, rows in kept_empty.items() if rows},
        doubts=doubts_of(project, reading, _with_dates(table, told, known, values), today),
        before=old,
        further=further[~np.asarray(pd.Series(same).fillna(value=False), dtype=bool)],
        further_before=there,
    )


def _as_editions_show(project: Project, table: str, was: pd.DataFrame, given: Geometries, metres: Floats) -> Bools:
    """Which points are only the middle of the cell in which editions of the project show a sensitive row."""
    found = np.zeros(len(was), dtype=bool)
    about = np.flatnonzero(sensitive_rows(table, was) & (metres > 0.0)) if (metres > 0.0).any() else found.nonzero()[0]
    if len(about):
        found[about] = moved_m(coarse_places(was.geometry.iloc[about], project.about.map_crs), given[about]) <= MOVED_M
    return found


def _rows_told(table: Table, reading: Reading) -> pd.DataFrame:
    """Rows as the file tells them: a unit's or station's name that is only its code is none."""
    frame = reading.frame
    if table.name not in ("stations", "communities") or "name" not in reading.columns:
        return frame
    coded = [isinstance(name, str) and key_form(name) == key_form(key) for key, name in frame["name"].items()]
    known = np.zeros(len(frame), dtype=bool) if reading.keys_made else np.array(coded, dtype=bool)
    return frame.assign(name=frame["name"].mask(known))


def _known(values: pd.Series) -> Bools:
    known = np.asarray(values.notna(), dtype=bool)
    return known & (values.to_numpy(dtype=object) != "") if values.dtype == schema.DTYPES["text"] else known


def _same(was: pd.Series, said: pd.Series) -> Bools:
    """By position: both have the same keys. A day alone says nothing against the hour that is known of it."""
    if was.dtype == schema.DTYPES["time"]:
        known, told = was.to_numpy(), said.to_numpy()
        day = known.astype("datetime64[D]").astype(told.dtype)
        return np.asarray((np.abs(known - told) < _SAME_MOMENT) | (told == day), dtype=bool)
    if was.dtype == schema.DTYPES["text"]:  # pandas would look for missing ones again, which equal nothing anyway
        return np.asarray(was.to_numpy(dtype=object) == said.to_numpy(dtype=object), dtype=bool)
    return np.asarray(pd.Series(was.array == said.array).fillna(False), dtype=bool)


def _recognised(table: Table, reading: Reading, old: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Rows without keys of their own, those that the project has under its keys; each row of it is found once."""
    columns = [name for name in table.column_names if name in reading.columns]
    shaped = reading.crs is not None and table.geometry is not None
    full = frames.conform(table.name, told)  # an empty cell was given its default when it came in first
    ours, theirs = (_digest(frame, columns, shaped) for frame in (old, full))
    alike = np.flatnonzero(theirs.isin(ours))  # of a million new rows hardly any are looked for among the others
    if not len(alike):
        return told
    place = np.full(len(told), -1)
    place[alike] = _numbered(ours).get_indexer(_numbered(theirs.iloc[alike].reset_index(drop=True)))
    keys = np.where(place >= 0, old.index.to_numpy(dtype=object)[place], told.index)
    return told.set_axis(pd.Index(keys, dtype="str", name=table.key.name))


def _digest(frame: pd.DataFrame, columns: list[str], shaped: bool) -> pd.Series:
    if not columns and not shaped:
        return pd.Series(0, index=range(len(frame)))  # rows that say nothing say the same
    pieces = [_digest_of(frame.iloc[at : at + _AT_ONCE], columns, shaped) for at in range(0, len(frame), _AT_ONCE)]
    return pd.concat(pieces, ignore_index=True) if pieces else pd.Series([], dtype="uint64")


def _digest_of(frame: pd.DataFrame, columns: list[str], shaped: bool) -> pd.Series:
    cells = pd.DataFrame(frame[columns])
    if shaped:
        cells[SHAPE] = shapely.to_wkb(np.asarray(frame.geometry.array, dtype=object), hex=True)
    return pd.util.hash_pandas_object(cells.astype({SHAPE: "str"} if shaped else {}), index=False)


def _numbered(digests: pd.Series) -> pd.MultiIndex:
    """The first, second, … row of the same content."""
    return pd.MultiIndex.from_arrays([digests, digests.groupby(digests.to_numpy()).cumcount()])


def _with_dates(table: Table, told: pd.DataFrame, known: Bools, values: Mapping[str, Any]) -> pd.DataFrame:
    """Rows as the file tells them, each with all its dates as they will be; ``values`` of the known ones."""
    dates = {}
    for column in table.columns:
        if column.kind in ("date", "time"):
            dates[column.name] = told[column.name].to_numpy(copy=True)
            dates[column.name][known] = values[column.name]
    return pd.DataFrame(told.drop(columns=SHAPE, errors="ignore")).assign(**dates)


def json_value(value: Any, kind: str) -> Any:
    """A cell as JSON can hold it; a point by its degrees, an outline by its west, south, east and north."""
    if isinstance(value, shapely.Geometry):
        return [value.x, value.y] if isinstance(value, shapely.Point) else shapely.bounds(value).tolist()
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat() if kind == "date" else value.isoformat(sep=" ")
    return value.item() if hasattr(value, "item") else value
