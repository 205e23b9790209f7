"""What each subcommand does, with mapper and layers and without a window."""

import json
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from layers.scene.look import Look
from mapper.edit import editor
from mapper.edits.rows import add_rows
from mapper.errors import InputError
from mapper.files.whole_file import is_there
from mapper.io.encodings import name_text
from mapper.io.exports import write_table
from mapper.project import Project
from mapper.schema import TABLES
from mapper.store.store import Store, create, open_store
from ui.language.messages import Messages

if TYPE_CHECKING:
    from mapper.io.reading import Reading

_USUAL_THEME = "coverage"


def sample(asked: Namespace, say: Messages) -> int:
    """Write the fictional district."""
    from sample_data.district import write_sample

    write_sample(asked.directory)
    print(say("cli.sample.done", directory=asked.directory))
    return 0


def new(asked: Namespace, say: Messages) -> int:
    """Make a project from polygons."""
    from mapper.io.new_project import new_project
    from mapper.io.reading import read_table

    if is_there(asked.project):
        raise InputError("file_exists", path=str(asked.project))
    reading = {"crs": asked.crs, "encoding": asked.encoding}
    units = read_table(asked.communities, "communities", dict(asked.map), layer=asked.layer, **reading)
    stations = None
    if asked.stations is not None:
        stations = read_table(asked.stations, "stations", dict(asked.stations_map), **reading)
    _refuse_unused(asked, [read for read in (units, stations) if read is not None])
    project, notes = new_project(units, stations, asked.title or name_text(asked.project.stem))
    create(asked.project, project)
    for read in (units, stations):
        if read is not None:
            _tell_reading(read.as_json(), say)
    for code, values in notes:
        print("  " + say(f"note.{code}", **values))
    print(say("cli.new.done", path=asked.project, units=len(project.communities), stations=len(project.stations)))
    return 0


def import_rows(asked: Namespace, say: Messages) -> int:
    """Read a file into a table of a project."""
    from mapper.io.reading import read_table

    store = open_store(asked.project)
    try:
        read = read_table(
            asked.file,
            asked.table,
            dict(asked.map),
            crs=asked.crs,
            datum=asked.datum,
            encoding=asked.encoding,
            layer=asked.layer,
            communities=store.project.communities,
            stations=store.project.stations,
            officers=store.project.officers,
            keys_in_use=store.project.table(asked.table).index if asked.table in TABLES else (),
        )
        _refuse_unused(asked, [read], asked.datum)
        if not asked.dry_run and len(read.frame):
            store.write(add_rows(asked.table, read.frame, name_text(asked.file.name)), editor())
    finally:
        store.close()
    if asked.json:
        print_json(read.as_json())
    else:
        _tell_reading(read.as_json(), say)
        if asked.dry_run:
            print(say("cli.import.dry"))
    if read.read and not read.imported:
        raise InputError("import_all_rejected", path=str(asked.file), rows=read.read)
    return 0


def _refuse_unused(asked: Namespace, readings: Sequence["Reading"], datum: str = "auto") -> None:
    """InputError ``option_unused`` where what was told of the files' places or text is nothing they have."""
    files = ", ".join(str(path) for path in (vars(asked).get(n) for n in ("file", "communities", "stations")) if path)
    placed = any(read.crs is not None for read in readings)
    encoded = any(read.encoding is not None for read in readings)
    for option, unused in (
        ("--crs", asked.crs is not None and not placed),
        ("--datum", datum != "auto" and not placed),
        ("--encoding", asked.encoding is not None and not encoded),
    ):
        if unused:
            raise InputError("option_unused", option=option, other=files)


def _tell_reading(read: dict[str, Any], say: Messages) -> None:
    print(
        say(
            "cli.import.done",
            **{name: read[name] for name in ("table", "read", "imported")},
            rejected=len(read["rejected"]),
        )
    )
    for line in read["rejected"][:20]:
        reason = say(f"reject.{line['reason']}", **line)
        print("  " + say("cli.import.rejected", row=line["row"], reason=reason))
    if len(read["rejected"]) > 20:
        print("  " + say("cli.import.more", rows=len(read["rejected"]) - 20))
    if read["dropped_columns"]:
        print("  " + say("cli.import.dropped", columns=read["dropped_columns"]))
    for note in read["notes"]:
        print("  " + say(f"note.{note['code']}", **{name: value for name, value in note.items() if name != "code"}))


def check(asked: Namespace, say: Messages) -> int:
    """Findings."""
    from mapper.day.check import findings
    from mapper.finding import counts_by_code
    from ui.language.sentences import finding_sentence

    project = read_project(asked.project)
    as_of = asked.as_of or project.as_of
    found = findings(project, as_of)
    if asked.json:
        counts = counts_by_code(found)
        recorded = len(project.officers)
        print_json({"findings": [f.as_json() for f in found], "counts": counts, "officers_recorded": recorded})
        return 0
    for finding in found:
        print(f"{say(f'severity.{finding.severity}')}  {finding_sentence(say, finding)}  [{finding.subjects[0]}]")
    print(say("cli.check.done", findings=len(found), as_of=as_of))
    if not len(project.officers):
        print(say("seats.no_officers"))
    return 0


def own(asked: Namespace, say: Messages) -> int:
    """Which unit and station each point is in."""
    from mapper.analysis.land.ownership import as_json
    from mapper.analysis.land.ownership import own as owners_of

    project = read_project(asked.project)
    owned = owners_of(project.table(asked.table), project.communities)
    document = as_json(owned)
    if asked.out is not None:
        write_table(owned.reset_index(names="id"), asked.out)
    if asked.json:
        print_json(document)
        return 0
    exceptions = document["exceptions"]
    print(say("cli.own.done", table=asked.table, rows=len(owned), owned=document["owned"], **exceptions))
    return 0


def print_map(asked: Namespace, say: Messages) -> int:
    """One sheet, or an atlas, on paper."""
    from layers.sheets.export import write_pdf, write_pictures
    from layers.sheets.page import atlas, sheet
    from ui.widgets.process.offscreen import offscreen_application

    project = read_project(asked.project)
    offscreen_application()
    options = {
        "as_of": asked.as_of or project.as_of,
        "theme": asked.theme or _USUAL_THEME,
        "paper": asked.paper,
        "station_code": _station(project, asked.station),
        "audience": asked.audience,
        "look": read_look(asked.project),
        "mono": asked.mono,
    }
    pages = atlas(project, by=asked.atlas, **options) if asked.atlas else sheet(project, **options)
    if asked.file.suffix.lower() == ".pdf":
        write_pdf(asked.file, pages, say)
    else:
        write_pictures(asked.file, pages, say)
    print(say("cli.print.done", path=asked.file, pages=len(pages)))
    return 0


def html(asked: Namespace, say: Messages) -> int:
    """One web map in one file."""
    from layers.web.web_map import write_web_map

    project = read_project(asked.project)
    write_web_map(
        asked.file,
        project,
        asked.as_of or project.as_of,
        asked.theme or _USUAL_THEME,
        asked.audience,
        say,
        _station(project, asked.station),
        look=read_look(asked.project),
    )
    print(say("cli.html.done", path=asked.file))
    return 0


BY_NAME: Mapping[str, Callable[[Namespace, Messages], int]] = {
    "sample": sample,
    "new": new,
    "import": import_rows,
    "check": check,
    "own": own,
    "print": print_map,
    "html": html,
}


def read_project(path: Path) -> Project:
    store: Store = open_store(path)
    store.close()
    return store.project


def _station(project: Project, code: str | None) -> str | None:
    """The station asked for, which the project must have."""
    if code is not None and code not in project.stations.index:
        raise InputError("station_unknown", station=code)
    return code


def read_look(path: Path) -> Look:
    """How the map of a project is drawn in its window."""
    from ui.session.look_store import kept_look

    store: Store = open_store(path)
    try:
        return kept_look(store)
    finally:
        store.close()


def print_json(document: dict[str, Any]) -> None:
    print(json.dumps(document, ensure_ascii=False, allow_nan=False))


def print_table(table: pd.DataFrame) -> None:
    """Columns side by side; a Chinese character is two wide."""
    cells: list[Sequence[str]] = [
        list(table.columns),
        *([_cell(v) for v in row] for row in table.itertuples(index=False)),
    ]
    widths = [max(_width(row[i]) for row in cells) for i in range(len(table.columns))]
    for row in cells:
        print("  ".join(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)).rstrip())


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:g}"
    return str(value)


def _width(text: Iterable[str]) -> int:
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
