"""The command line: what may be asked, in what words, and what each end means.

Exit status 0 is done, 1 the tool failed, 2 bad input or usage. A failure says one sentence on standard error. With
``--json`` standard output holds one JSON document and nothing else.
"""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NoReturn

from mapper.errors import InputError
from ui.language.messages import LANGUAGES, Messages
from ui.widgets.process.lock_turns import quick_turns

_DONE, _FAILED, _BAD_INPUT = 0, 1, 2
_SUBCOMMANDS = ("sample", "new", "import", "check", "coverage", "own", "staff", "beats", "print", "html")
# Any of these says where a window can be shown; without one Qt ends the process without a word that helps.
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
_DATUMS = ("auto", "wgs84", "gcj02", "bd09")
_PAPERS = ("A4", "A3", "A2", "A1", "A0")
_THEMES = ("coverage", "load", "hazards", "disputes", "change", "focus", "beats")
_AUDIENCES = ("command", "station", "public")


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are sentences like all others."""

    def error(self, message: str) -> NoReturn:
        raise InputError("usage", message=message)


def main(arguments: Sequence[str] | None, open_window: Callable[[Path | None, str | None], int]) -> int:
    """Run the program; the exit status. ``open_window`` is called where no subcommand is given."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # a path may be no text
    given = list(sys.argv[1:] if arguments is None else arguments)
    say = Messages(_language(given))
    try:
        return _run(given, say, open_window)
    except InputError as error:
        print(say.error(error), file=sys.stderr)
        return _BAD_INPUT
    except BrokenPipeError:
        # Whoever read the output has gone; nothing is left to tell, also not when Python closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _DONE
    except Exception as error:
        if os.environ.get("JURISDICTION_MAPPER_DEBUG"):
            raise
        print(say("error.failed", reason=f"{type(error).__name__}: {error}"), file=sys.stderr)
        return _FAILED


def _language(given: Sequence[str]) -> str:
    """The language asked for, else the system's, before the parser (which needs it) is there."""
    for position, word in enumerate(given[:-1]):
        if word == "--language" and given[position + 1] in LANGUAGES:
            return given[position + 1]
    system = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if system.startswith("en") else "zh_CN"


@contextmanager
def importing() -> Iterator[None]:
    """While the program's parts are imported: what takes time then and is of no use.

    What is imported stays, so the collector would look through it again and again for nothing. And numpy would start a
    thread for each core, for sums that nobody does here; they turn in circles while they wait. Whoever reads a file
    meanwhile asks for Python's lock seldom, but then at once.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    collected = gc.isenabled()
    gc.disable()
    try:
        with quick_turns():
            yield
    finally:
        if collected:
            gc.enable()


def _run(given: Sequence[str], say: Messages, open_window: Callable[[Path | None, str | None], int]) -> int:
    if not {*_SUBCOMMANDS, "-h", "--help", "--version"}.intersection(given):
        window = _Parser(prog="jurisdiction-mapper", add_help=False)
        window.add_argument("project", nargs="?", type=Path)
        window.add_argument("--language", choices=LANGUAGES)
        asked = window.parse_args(given)
        if sys.platform == "linux" and not any(map(os.environ.get, _SCREENS)):
            raise InputError("no_display")
        return open_window(asked.project, asked.language)
    with importing():
        asked = _parser(say).parse_args(given)
        _refuse_without_effect(asked)
        from ui.cli import commands, coverage_command, planning_commands
    return {**commands.BY_NAME, **coverage_command.BY_NAME, **planning_commands.BY_NAME}[asked.command](asked, say)


def _parser(say: Messages) -> argparse.ArgumentParser:
    from mapper import schema

    every = _Parser(add_help=False)
    every.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS, help=say("cli.language"))
    parser = _Parser(prog="jurisdiction-mapper", description=say("cli.about"), parents=[every])
    parser.add_argument("--version", action="version", version=_version())
    day = _Parser(add_help=False)
    day.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD", help=say("cli.as_of"))
    json = _Parser(add_help=False)
    json.add_argument("--json", action="store_true", help=say("cli.json"))
    project = _Parser(add_help=False)
    project.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=say("cli.project"))
    reading = _Parser(add_help=False)
    reading.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD", type=_pair, help=say("cli.map"))
    reading.add_argument("--crs", metavar="EPSG:…", help=say("cli.crs"))
    reading.add_argument("--encoding", help=say("cli.encoding"))
    reading.add_argument("--layer", help=say("cli.layer"))
    output = _Parser(add_help=False)
    output.add_argument("--out", type=Path, metavar="FILE.xlsx|.csv", help=say("cli.out"))
    picture = _Parser(add_help=False)
    picture.add_argument("--theme", choices=_THEMES, help=say("cli.theme"))
    picture.add_argument("--audience", choices=_AUDIENCES, default="command", help=say("cli.audience"))
    picture.add_argument("--station", metavar="CODE", help=say("cli.station"))

    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    def command(name: str, *parents: _Parser) -> _Parser:
        return commands.add_parser(
            name, parents=[*parents, every], help=say(f"cli.{name}"), description=say(f"cli.{name}")
        )

    command("sample").add_argument("directory", type=Path, metavar="DIR", help=say("cli.directory"))
    new = command("new", project, reading)
    new.add_argument("--communities", type=Path, required=True, metavar="FILE", help=say("cli.communities"))
    new.add_argument("--stations", type=Path, metavar="FILE", help=say("cli.stations"))
    new.add_argument(
        "--stations-map", action="append", default=[], metavar="COLUMN=FIELD", type=_pair, help=say("cli.stations_map")
    )
    new.add_argument("--title", default="", help=say("cli.title"))
    rows = command("import", project, reading, json)
    rows.add_argument("table", choices=sorted(schema.TABLES), metavar="TABLE", help=say("cli.table"))
    rows.add_argument("file", type=Path, metavar="FILE", help=say("cli.file"))
    rows.add_argument("--datum", choices=_DATUMS, default="auto", help=say("cli.datum"))
    rows.add_argument("--dry-run", action="store_true", help=say("cli.dry_run"))
    command("check", project, day, json)
    seats = command("coverage", project, day, json, output)
    seats.add_argument("--by", choices=("unit", "station", "county"), default="unit", help=say("cli.by"))
    seats.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help=say("cli.since"))
    seats.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help=say("cli.until"))
    seats.add_argument("--ahead", type=_count, metavar="DAYS", help=say("cli.ahead"))
    command("own", project, json, output).add_argument(
        "table", choices=schema.POINT_TABLES, metavar="TABLE", help=say("cli.point_table")
    )
    staff = command("staff", project, day, json)
    staff.add_argument("--posts", type=_count, default=0, metavar="N", help=say("cli.posts"))
    beats = command("beats", project, day, json)
    beats.add_argument("--station", metavar="CODE", help=say("cli.beats_station"))
    beats.add_argument("--count", type=_count, required=True, metavar="K", help=say("cli.count"))
    beats.add_argument("--balance", choices=("load", "residents"), default="load", help=say("cli.balance"))
    sheet = command("print", project, day, picture)
    sheet.add_argument("file", type=Path, metavar="OUT.pdf|.png|.svg", help=say("cli.picture"))
    sheet.add_argument("--paper", choices=_PAPERS, default="A3", help=say("cli.paper"))
    sheet.add_argument("--mono", action="store_true", help=say("cli.mono"))
    sheet.add_argument("--atlas", choices=("stations", "units"), help=say("cli.atlas"))
    command("html", project, day, picture).add_argument(
        "file", type=Path, metavar="OUT.html", help=say("cli.html_file")
    )
    return parser


def _refuse_without_effect(asked: argparse.Namespace) -> None:
    """InputError where what is asked for would change nothing, or cannot be told from what is given."""
    if asked.command in ("print", "html"):
        if asked.audience == "station" and asked.station is None:
            raise InputError("audience_station")
        if asked.audience == "public" and asked.theme is not None:
            raise InputError("option_unused", option="--theme", other="--audience public")
    if asked.command == "new" and asked.stations_map and asked.stations is None:
        raise InputError("option_needs", option="--stations-map", other="--stations")


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("jurisdiction-mapper")
    except PackageNotFoundError:
        return "0"


def _pair(text: str) -> tuple[str, str]:
    column, equals, field = text.partition("=")
    if not (column and equals and field):
        raise argparse.ArgumentTypeError(f"{text!r} is not COLUMN=FIELD")
    return column.strip(), field.strip()


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not YYYY-MM-DD") from error
