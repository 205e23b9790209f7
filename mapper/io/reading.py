"""One file into one table: columns mapped, cells read, rows that cannot be used rejected with a reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper import schema
from mapper.errors import InputError
from mapper.file_crs import crs_label, parse_crs
from mapper.files.progress import tell
from mapper.files.whole_file import is_there
from mapper.io.addresses.placing import UnsureAddress
from mapper.io.cells import CellRules
from mapper.io.columns import map_columns
from mapper.io.datum import DATUMS, DETECT
from mapper.io.delimited import read_delimited
from mapper.io.gdal import sibling
from mapper.io.intake import Intake
from mapper.io.recognition import WORKBOOK_ENDINGS, kind_of_file
from mapper.io.shapefiles import read_dbf, read_shapefile
from mapper.io.source import Rejected, Source, require_file, row_in_file, rows_in_file
from mapper.io.vector_files import read_map
from mapper.io.workbooks import read_markup, read_workbook
from mapper.io.zipped import read_zipped
from mapper.keys import Keys
from mapper.lazy_dataclass import dataclass
from mapper.message import Message
from mapper.schema import Table

_PLAIN = Keys()


@dataclass(frozen=True, eq=False)
class Reading:
    """What a file gave for one table.

    Attributes
    ----------
    table
        Name of the table.
    frame
        Rows that conform to the schema; geometry in degrees.
    read
        Rows that the file has; ``read == imported + len(rejected)``, always.
    imported
        Rows of the file that are in ``frame`` (which may join several of one station).
    rejected
        Rows that are not, in the file's order, with reasons.
    dropped_columns
        Names of the file's columns that were not used.
    encoding
        Encoding of the text, or None where the format has its own.
    crs
        CRS that the file's coordinates were read in, or None without coordinates.
    datum
        ``wgs84``, or ``gcj02`` or ``bd09`` where that was undone.
    notes
        What was assumed, guessed or left out.
    columns
        Field → the file's column.
    rejected_keys
        Keys of the rejected rows, and all that an unclear one may be: the file has something to say of these.
    unknown_words
        Field → word of the file that is none of its choices → rows that have it, the most frequent first.
    rows_above
        See :class:`~mapper.io.source.Source`.
    unsure_addresses
        Addresses that no standard address surely is, those of most rows first, and those that a person has chosen for.
    file_rows
        Of each imported row the number that the file itself shows, titles and header counted.
    further
        Cells of the columns that are kept as they are written, indexed like ``frame``, a column a heading.
    """

    table: str
    frame: pd.DataFrame
    read: int
    imported: int
    rejected: tuple[Rejected, ...]
    dropped_columns: tuple[str, ...]
    encoding: str | None
    crs: str | None
    datum: str
    notes: tuple[Message, ...]
    columns: Mapping[str, str]
    rejected_keys: frozenset[str] = frozenset()
    unknown_words: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    rows_above: Mapping[str, int] = field(default_factory=dict)
    unsure_addresses: tuple[UnsureAddress, ...] = ()
    file_rows: Sequence[int] | npt.NDArray[np.int64] = ()
    further: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def keys_made(self) -> bool:
        """Whether the file has no keys of its own, and its rows were numbered."""
        return any(code == "keys_made" for code, _ in self.notes)

    def as_json(self) -> dict[str, Any]:
        return {
            "table": self.table,
            "read": self.read,
            "imported": self.imported,
            "rejected": [
                {"row": row_in_file(one, self.rows_above), "reason": one.code, **one.values} for one in self.rejected
            ],
            "dropped_columns": list(self.dropped_columns),
            "kept_columns": list(self.further.columns),
            "encoding": self.encoding,
            "crs": self.crs,
            "datum": self.datum,
            "notes": [{"code": code, **values} for code, values in self.notes],
            "unsure_addresses": [
                {"address": one.text, "rows": one.rows, "likest": [list(pair) for pair in one.likest]}
                for one in self.unsure_addresses
            ],
        }


def read_table(
    path: str | Path,
    table: str,
    column_map: Mapping[str, str] | None = None,
    crs: str | None = None,
    datum: str = "auto",
    encoding: str | None = None,
    layer: str | Sequence[str] | None = None,
    communities: gpd.GeoDataFrame | None = None,
    stations: gpd.GeoDataFrame | None = None,
    officers: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    keys_in_use: Collection[str] = (),
    numbering: Keys = _PLAIN,
    swap_xy: bool = False,
    rules: CellRules | None = None,
    standard_addresses: gpd.GeoDataFrame | None = None,
    address_choices: Mapping[str, str] | None = None,
    kept_before: Collection[str] = (),
    own_names: Mapping[str, str] | None = None,
) -> Reading:
    """A file as rows of a table.

    Parameters
    ----------
    path
        A file of any of :data:`~mapper.io.recognition.FILE_KINDS`, whatever it is called, or the folder of a File-GDB;
        ``path!layer`` names a layer or sheet.
    table
        Name of the table in the schema.
    column_map
        The file's column → field, for columns that no alias names; ``lon``, ``lat``, ``x``, ``y`` and ``wkt`` too.
    crs
        CRS of the coordinates, over what the file states.
    datum
        ``auto`` (as it is; a better datum is proposed in a note), ``detect`` (the one that the evidence is for, or
        refused), ``wgs84``, ``gcj02`` or ``bd09``.
    encoding
        Encoding of the text, over what the file states.
    layer
        Layer of a GeoPackage or zip, or sheet of a workbook; several sheets are read together, ``*`` is all of them.
    communities, stations
        Known units and stations: codes in the file are matched to them, and the datum is judged by them. A table of
        units without shapes (a list of residents) completes the known ones.
    officers
        Known officers: their numbers in the file are matched to them.
    places
        Known places: their numbers or names in the file are matched to them.
    keys_in_use
        Keys that the table has already: the file's keys are matched to them, made-up keys stay clear of them.
    numbering
        How the project numbers what it makes keys for.
    swap_xy
        The file has the latitude first.
    rules
        Order of day and month, and what words stand for, over what the cells show.
    standard_addresses
        Known addresses: rows with an address and no coordinates get its point, where it is sure which is meant.
    address_choices
        Address as the file has it → number of the standard address that is meant, ``""`` for none of them.
    kept_before
        Headings that the table's rows have further values under: such a column goes on being kept.
    own_names
        Heading → field, as the place calls its columns itself.

    Raises
    ------
    InputError
        Something about the file or the options as a whole; see the modules beside this one for the codes.
    """
    _require_options(table, crs, datum)
    source = open_source(path, table, {**(own_names or {}), **(column_map or {})}, encoding, layer)
    known = (communities, stations, officers, places, keys_in_use)
    return read_source(
        source,
        path,
        table,
        column_map,
        crs,
        datum,
        *known,
        numbering=numbering,
        swap_xy=swap_xy,
        rules=rules,
        standard_addresses=standard_addresses,
        address_choices=address_choices,
        kept_before=kept_before,
        own_names=own_names,
    )


def open_source(
    path: str | Path,
    table: str,
    column_map: Mapping[str, str] | None = None,
    encoding: str | None = None,
    layer: str | Sequence[str] | None = None,
) -> Source:
    """A file as it is: the first half of :func:`read_table`, which :func:`read_source` goes on from as often as wanted.

    Raises
    ------
    InputError
        ``table_unknown``, or something about the file.
    """
    if table not in schema.TABLES:
        raise InputError("table_unknown", table=table, known=list(schema.TABLES))
    file, layers = _split_layer(Path(path), (layer,) if isinstance(layer, str) else tuple(layer or ()))
    return _read_source(file, schema.TABLES[table], column_map or {}, encoding, layers)


def read_source(
    source: Source,
    path: str | Path,
    table: str,
    column_map: Mapping[str, str] | None = None,
    crs: str | None = None,
    datum: str = "auto",
    communities: gpd.GeoDataFrame | None = None,
    stations: gpd.GeoDataFrame | None = None,
    officers: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    keys_in_use: Collection[str] = (),
    numbering: Keys = _PLAIN,
    swap_xy: bool = False,
    rules: CellRules | None = None,
    standard_addresses: gpd.GeoDataFrame | None = None,
    address_choices: Mapping[str, str] | None = None,
    kept_before: Collection[str] = (),
    own_names: Mapping[str, str] | None = None,
) -> Reading:
    """What was opened as rows of a table, as :func:`read_table` says; ``path`` is what sentences call it."""
    _require_options(table, crs, datum)
    described = schema.TABLES[table]
    by_address = standard_addresses is not None and len(standard_addresses) > 0
    mapped = map_columns(
        source.columns, described, column_map or {}, source.shapes is not None, by_address, kept_before, own_names
    )
    rows = Intake(source, described, mapped, str(_split_layer(Path(path), ())[0]))
    rows.take_shapes(crs, datum, communities, keys_in_use, swap_xy, by_address)
    tell()
    rows.take_cells(rules)
    rows.take_further()
    tell()
    if communities is not None and len(communities):
        rows.link("community_code", communities, "units")
    tell()
    if datum in ("auto", DETECT):
        rows.judge_datum(communities, datum == DETECT)
    if standard_addresses is not None and by_address:
        rows.place_addresses(standard_addresses, communities, address_choices or {})
    if communities is not None and len(communities):
        rows.tell_far_points(communities)
    if stations is not None and len(stations):
        rows.link("station_code", stations, "stations")
    if officers is not None and len(officers):
        rows.link("officer_id", officers, "officers")
        rows.link("owner_id", officers, "officers")
    if places is not None and len(places):
        rows.link("place_id", places, "places")
    tell()
    frame = rows.frame(keys_in_use, numbering)
    return Reading(
        table=table,
        frame=frame,
        read=len(source.rows) + len(source.rejected),
        imported=int(rows.kept.sum()),
        rejected=tuple(rows.rejected()),
        dropped_columns=rows.mapped.dropped,
        encoding=source.encoding,
        crs=None if rows.crs is None else crs_label(rows.crs),
        datum=rows.datum,
        notes=tuple(rows.notes),
        columns=dict(rows.mapped.fields),
        rejected_keys=rows.rejected_keys,
        unknown_words=rows.unknown_words,
        rows_above=source.rows_above,
        unsure_addresses=rows.unsure_addresses,
        file_rows=rows_in_file(source, rows.kept),
        further=rows.further_rows,
    )


def read_communities(path: str | Path, **options: Any) -> Reading:
    """Units (communities and villages) as :func:`read_table` reads them; invalid polygons stay and become findings."""
    return read_table(path, "communities", **options)


def read_stations(path: str | Path, **options: Any) -> Reading:
    """Stations as :func:`read_table` reads them; several rows of one code are parts of one jurisdiction."""
    return read_table(path, "stations", **options)


def _require_options(table: str, crs: str | None, datum: str) -> None:
    if table not in schema.TABLES:
        raise InputError("table_unknown", table=table, known=list(schema.TABLES))
    if datum not in (*DATUMS, DETECT):
        raise InputError("datum_unknown", datum=datum, known=list(DATUMS))
    if crs is not None:
        parse_crs(crs)


def _split_layer(path: Path, layers: tuple[str, ...]) -> tuple[Path, tuple[str, ...]]:
    if not layers and "!" in path.name and not is_there(path):
        name, _, layer = path.name.rpartition("!")
        path, layers = path.with_name(name), (layer,)
    # A file dialog chooses files; any one of a File-GDB stands for its folder.
    return (path.parent if path.parent.suffix.lower() == ".gdb" else path), layers


def _read_source(
    path: Path, table: Table, column_map: Mapping[str, str], encoding: str | None, layers: Sequence[str]
) -> Source:
    if not path.is_dir():
        require_file(path)
    kind = kind_of_file(path)
    if kind == "zip":
        return read_zipped(
            path, table, layers, lambda member, asked: _read_source(member, table, column_map, encoding, asked)
        )
    if kind == "shp":
        if (main := sibling(path, ".shp")) is None:  # its .shx was named, which begins as a .shp does
            raise InputError("shapefile_part_missing", path=str(path), part=".shp")
        return read_shapefile(main, str(path), encoding)
    if kind == "dbf":
        return read_dbf(path, str(path), encoding)
    if kind == "workbook":
        return read_workbook(path, table, column_map, layers)
    if kind in ("html", "spreadsheet"):
        return read_markup(path, kind, table, column_map, layers)
    if kind == "delimited":
        source = read_delimited(path, table, column_map, encoding)
        if path.suffix.lower() in WORKBOOK_ENDINGS:
            source = replace(source, notes=(Message("is_really_text", {}), *source.notes))
        return source
    return read_map(path, kind, table, layers, encoding)
