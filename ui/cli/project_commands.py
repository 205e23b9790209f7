"""The subcommands that make a project or add to one: ``sample``, ``new``, ``import``."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import date

from mapper.edit import editor
from mapper.edits.file_import import cell_rules
from mapper.edits.import_difference import import_difference
from mapper.edits.practice import require_practice
from mapper.edits.rows import take_rows
from mapper.errors import InputError
from mapper.files.whole_file import is_there, require_other
from mapper.further_values import headings_of
from mapper.io.cells import CellRules
from mapper.io.columns import KEEP
from mapper.io.datum import DETECT
from mapper.io.encodings import name_text
from mapper.io.exports import write_table
from mapper.io.reading import Reading, open_source, read_source, read_table
from mapper.practice import practice_named
from mapper.schema import TABLES
from mapper.store.store import create, open_store
from ui.cli.address_choices import read_choices, write_unsure
from ui.cli.output import print_json
from ui.cli.practice_options import practice_asked
from ui.cli.told_difference import tell_difference
from ui.language.messages import Messages
from ui.language.own_words import own_headings, own_words
from ui.language.practice_lines import usual_practice
from ui.language.reading_texts import reading_texts, rejected_table
from ui.widgets.process.memory import hand_back

_MOST_REJECTED = 20


def sample(asked: Namespace, say: Messages) -> int:
    """Write the fictional district."""
    from sample_data.district import write_sample

    project = asked.directory / "yunhan.gpkg"
    if is_there(project):  # somebody may have worked in it
        raise InputError("file_exists", path=str(project))
    write_sample(asked.directory)
    print(say("cli.sample.done", directory=asked.directory))
    return 0


def new(asked: Namespace, say: Messages) -> int:
    """Make a project from polygons."""
    from mapper.io.new_project import new_project

    if asked.stations_map and asked.stations is None:
        raise InputError("option_needs", option="--stations-map", other="--stations")
    if is_there(asked.project):
        raise InputError("file_exists", path=str(asked.project))
    practice = usual_practice(say.language) if asked.practice is None else practice_named(asked.practice)
    practice = practice_asked(asked, practice)
    require_practice(practice)
    own = {table: own_headings(practice, table) for table in ("communities", "stations")}
    reading = {"crs": asked.crs, "encoding": asked.encoding, "swap_xy": asked.swap_xy, "datum": _datum(asked)}
    units = read_table(
        asked.communities, "communities", dict(asked.map), layer=asked.layer, own_names=own["communities"], **reading
    )
    stations = None
    if asked.stations is not None:
        stations = read_table(
            asked.stations, "stations", dict(asked.stations_map), own_names=own["stations"], **reading
        )
    _refuse_unused(asked, [read for read in (units, stations) if read is not None])
    project, notes = new_project(units, stations, asked.title or name_text(asked.project.stem), practice)
    create(asked.project, project)
    say.use_own(own_words(project))
    for read in (units, stations):
        if read is not None:
            _tell(read, say)
    for code, values in notes:
        print("  " + say(f"note.{code}", **values))
    print(say("cli.new.done", path=asked.project, units=len(project.communities), stations=len(project.stations)))
    return 0


def import_rows(asked: Namespace, say: Messages) -> int:
    """Read a file into a table of a project: what is new or otherwise in it is taken, and all is told."""
    for out in (asked.rejected, asked.unsure_addresses):
        if out is not None:
            require_other(out, (asked.file, asked.address_choices, asked.project))
    store = open_store(asked.project)
    try:
        project = store.project
        say.use_own(own_words(project))
        rules, known = cell_rules(_rules(asked), project, asked.table), project.standard_addresses.index
        chosen = None if asked.address_choices is None else read_choices(asked.address_choices, known)
        column_map = {**dict(asked.map), **dict.fromkeys(asked.keep, KEEP)}
        own = own_headings(project.about.practice, asked.table)
        source = open_source(asked.file, asked.table, {**own, **column_map}, asked.encoding, asked.layer)
        read = read_source(
            source,
            asked.file,
            asked.table,
            column_map,
            crs=asked.crs,
            datum=_datum(asked),
            swap_xy=asked.swap_xy,
            rules=rules,
            communities=project.communities,
            stations=project.stations,
            officers=project.officers,
            places=project.places,
            keys_in_use=project.table(asked.table).index if asked.table in TABLES else (),
            numbering=project.keys,
            standard_addresses=project.standard_addresses,
            address_choices=chosen,
            kept_before=headings_of(project, asked.table),
            own_names=own,
        )
        _refuse_unused(asked, [read])
        if asked.rejected is not None:
            write_table(rejected_table(say, source, read.rejected), asked.rejected, index=False)
        del source  # a large file's text is not to be held while its rows are written
        hand_back()
        if asked.unsure_addresses is not None:
            write_unsure(read.unsure_addresses, asked.unsure_addresses, say)
        difference = import_difference(project, read, max(project.as_of, date.today()))
        hand_back()
        if not asked.dry_run and not difference.nothing:
            store.write(take_rows(difference, name_text(asked.file.name)), editor())
    finally:
        store.close()
    if asked.json:
        told = read.as_json()
        doubts = [{"code": code, **values} for code, values in difference.doubts]
        print_json({**told, "notes": [*told["notes"], *doubts], **difference.as_json()})
    else:
        _tell(read, say)
        tell_difference(difference, project, say)
        if asked.dry_run:
            print(say("cli.import.dry"))
        elif difference.nothing:
            print(say("cli.import.nothing"))
        else:
            print(say("cli.import.taken", new=len(difference.new), changed=len(difference.changed)))
            if len(difference.further):
                print(say("cli.import.further", count=len(difference.further)))
    if read.read and not read.imported:
        raise InputError("import_all_rejected", path=str(asked.file), rows=read.read)
    return 0


def _rules(asked: Namespace) -> CellRules:
    """How cells are read, as far as it was told.

    InputError ``map_field_unknown`` where a word is told for a field that has no choices.
    """
    described = TABLES[asked.table]
    chosen = [column.name for column in described.columns if column.choices]
    words: dict[str, dict[str, str]] = {}
    for name, word, choice in asked.word:
        if name not in chosen:
            raise InputError("map_field_unknown", field=name, known=chosen)
        words.setdefault(name, {})[word] = choice
    return CellRules(None if asked.dates is None else asked.dates == "day-first", words)


def _tell(read: Reading, say: Messages) -> None:
    first, *more = reading_texts(say, read, _MOST_REJECTED)
    print(first)
    for text in more:
        print("  " + text)


def _datum(asked: Namespace) -> str:
    """What reading a file calls it: to judge by oneself is to be asked for, to propose is not."""
    return "auto" if asked.datum is None else DETECT if asked.datum == "auto" else str(asked.datum)


def _refuse_unused(asked: Namespace, readings: Sequence[Reading]) -> None:
    """InputError ``option_unused`` where what was told of the files' places or text is nothing they have."""
    files = ", ".join(str(path) for path in (vars(asked).get(n) for n in ("file", "communities", "stations")) if path)
    placed = any(read.crs is not None for read in readings)
    encoded = any(read.encoding is not None for read in readings)
    for option, unused in (
        ("--crs", asked.crs is not None and not placed),
        ("--datum", asked.datum is not None and not placed),
        ("--swap-xy", asked.swap_xy and not placed),
        ("--encoding", asked.encoding is not None and not encoded),
    ):
        if unused:
            raise InputError("option_unused", option=option, other=files)
