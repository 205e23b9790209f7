"""The options of the subcommands about a project's past."""

from argparse import ArgumentParser
from pathlib import Path

from ui.cli.option_values import day
from ui.language.messages import Messages


def history_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``history``."""
    _project(parser, say)
    parser.add_argument("--table", metavar="TABLE", help=say("cli.history.table"))
    parser.add_argument("--row", metavar="KEY", help=say("cli.history.row"))
    parser.add_argument("--column", metavar="COLUMN", help=say("cli.history.column"))
    parser.add_argument("--station", action="append", default=[], metavar="STATION", help=say("cli.history.station"))
    parser.add_argument("--beat", metavar="BEAT", help=say("cli.scope_beat"))
    parser.add_argument("--take-back", type=int, metavar="NUMBER", help=say("cli.history.take_back"))
    parser.add_argument("--out", type=Path, metavar="FILE.xlsx|.csv", help=say("cli.out"))


def as_it_was_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``as-it-was``."""
    _project(parser, say)
    parser.add_argument("day", type=day, metavar="YYYY-MM-DD", help=say("cli.past.day"))
    parser.add_argument("out", type=Path, metavar="OUT.gpkg", help=say("cli.rescue.out"))


def forget_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``forget``."""
    _project(parser, say)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--personal", action="store_true", help=say("cli.forget.personal"))
    which.add_argument("--row", nargs=2, metavar=("TABLE", "KEY"), help=say("cli.forget.row"))
    which.add_argument("--until", type=day, metavar="YYYY-MM-DD", help=say("cli.forget.until"))
    parser.add_argument("--column", metavar="COLUMN", help=say("cli.history.column"))
    parser.add_argument("--copies", type=Path, metavar="DIR", help=say("cli.forget.copies"))
    parser.add_argument("--dry-run", action="store_true", help=say("cli.forget.dry_run"))


def rescue_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``rescue``."""
    parser.add_argument("project", type=Path, metavar="DAMAGED.gpkg", help=say("cli.rescue.project"))
    parser.add_argument("out", type=Path, metavar="OUT.gpkg", help=say("cli.rescue.out"))
    parser.add_argument("--json", action="store_true", help=say("cli.json"))


def _project(parser: ArgumentParser, say: Messages) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=say("cli.project"))
    parser.add_argument("--json", action="store_true", help=say("cli.json"))
