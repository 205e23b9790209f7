"""One file on its way into a table of a project: opened once, and read as often as a person says how to read it."""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from mapper import schema
from mapper.analysis.incidents.kinds import DISPUTES
from mapper.edits.import_difference import ImportDifference, import_difference
from mapper.errors import InputError
from mapper.further_values import headings_of
from mapper.io.cells import CellRules
from mapper.io.columns import KEEP, map_columns
from mapper.io.file_columns import FileColumn, file_columns, layout_key, mappable_fields
from mapper.io.reading import Reading, open_source, read_source
from mapper.io.source import Source
from mapper.lazy_dataclass import dataclass
from mapper.project import Project


@dataclass(frozen=True)
class ReadAs:
    """What a person says of a file that it does not say itself; see :func:`mapper.io.reading.read_table`.

    Attributes
    ----------
    layers
        Layers or sheets to be read; as the file shows where empty.
    columns
        Column → field, "" where it is left out, or ``KEEP`` where it is kept as it is written; columns not named are
        known by their headings, and names that the file has not are passed over.
    addresses
        Address as the file has it → number of the standard address that is meant, "" for none.
    """

    layers: tuple[str, ...] = ()
    encoding: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    crs: str | None = None
    datum: str = "auto"
    swap_xy: bool = False
    rules: CellRules = field(default_factory=CellRules)
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class ImportTrial:
    """A file as it would come in.

    Attributes
    ----------
    source
        The file as it is.
    columns
        What is seen of its columns.
    fields
        Column → field, of those that have one or were given one.
    layout
        What files with these headings for this table have in common (:func:`mapper.io.file_columns.layout_key`).
    mappable
        Fields that a column may become.
    reading, difference
        Its rows, and what they would do to the project; None where ``error`` says why they cannot be read so.
    """

    source: Source
    columns: tuple[FileColumn, ...]
    fields: Mapping[str, str]
    layout: str
    mappable: tuple[str, ...]
    reading: Reading | None
    difference: ImportDifference | None
    error: InputError | None


def cell_rules(rules: CellRules, project: Project, table: str) -> CellRules:
    """What a person says of a file's cells, and what is the place's own: order of days, clock, names of stages."""
    if table == DISPUTES.table and DISPUTES.stage is not None:
        names = {name: stage for stage, name in project.norms.dispute_stage_names.items() if name}
        words = {DISPUTES.stage: names | dict(rules.words.get(DISPUTES.stage, {}))}
        rules = replace(rules, words={**rules.words, **words})
    return rules.at(project.about.practice)


class _Opened(NamedTuple):
    asked: tuple[object, ...]
    source: Source
    columns: tuple[FileColumn, ...]


class FileImport:
    """A file for one table; it is opened anew when it has changed, or other layers or another encoding are wanted.

    ``own_names`` (heading → field) are what the place calls the columns of the table itself.
    """

    def __init__(self, path: Path, table: str, own_names: Mapping[str, str] | None = None) -> None:
        self.path, self.table, self.own_names = path, table, own_names or {}
        self._opened: _Opened | None = None

    def read(self, project: Project, read_as: ReadAs, today: date) -> ImportTrial:
        """Its rows against the project's table; may be called off the main thread.

        Parameters
        ----------
        today
            Nothing can have happened after it.

        Raises
        ------
        InputError
            The file cannot be opened, or ``read_as`` names a field that is not there.
        """
        _, source, columns = self._open(read_as)
        asked = {name: field for name, field in read_as.columns.items() if name in source.columns}
        described, shaped = schema.TABLES[self.table], source.shapes is not None
        by_address = len(project.standard_addresses) > 0
        before = headings_of(project, self.table)
        mapped = map_columns(source.columns, described, asked, shaped, by_address, before, self.own_names)
        reading = difference = error = None
        try:
            reading = read_source(
                source,
                self.path,
                self.table,
                asked,
                crs=read_as.crs,
                datum=read_as.datum,
                communities=project.communities,
                stations=project.stations,
                officers=project.officers,
                places=project.places,
                keys_in_use=set(project.table(self.table).index),
                numbering=project.keys,
                swap_xy=read_as.swap_xy,
                rules=cell_rules(read_as.rules, project, self.table),
                standard_addresses=project.standard_addresses,
                address_choices=read_as.addresses,
                kept_before=before,
                own_names=self.own_names,
            )
            difference = import_difference(project, reading, today)
        except InputError as reason:
            reading, error = None, reason
        fields = mapped.fields if reading is None else reading.columns
        # Of a pair such as longitude and latitude one alone is no place yet, and what was said of it stays said.
        known = {column: field for field, column in fields.items()} | {c: field for c, field in asked.items() if field}
        known |= dict.fromkeys(mapped.kept if reading is None else reading.further.columns, KEEP)
        mappable = mappable_fields(described, shaped, by_address)
        return ImportTrial(source, columns, known, layout_key(self.table, source), mappable, reading, difference, error)

    def _open(self, read_as: ReadAs) -> _Opened:
        try:
            state = self.path.stat()
            version = (state.st_mtime_ns, state.st_size)
        except OSError:  # opening it tells why
            version = (0, 0)
        asked = (version, read_as.layers, read_as.encoding)
        opened = self._opened
        if opened is None or opened.asked != asked:
            source = open_source(
                self.path, self.table, self.own_names, encoding=read_as.encoding, layer=read_as.layers or None
            )
            opened = self._opened = _Opened(asked, source, file_columns(source, schema.TABLES[self.table]))
        return opened
