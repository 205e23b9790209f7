"""The options of the subcommands that write a day as a file of an office program."""

from argparse import ArgumentParser
from pathlib import Path

from ui.cli.option_values import day
from ui.language.messages import Messages


def workbook_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``workbook``."""
    _day_of_a_part(parser, say, "OUT.xlsx")


def report_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``report``."""
    _day_of_a_part(parser, say, "OUT.docx")


def _day_of_a_part(parser: ArgumentParser, say: Messages, file: str) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=say("cli.project"))
    parser.add_argument("file", type=Path, metavar=file, help=say("cli.picture"))
    parser.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help=say("cli.as_of"))
    parser.add_argument("--station", action="append", default=[], metavar="STATION", help=say("cli.scope_station"))
    parser.add_argument("--beat", metavar="BEAT", help=say("cli.scope_beat"))
    parser.add_argument("--explain", action="store_true", help=say("cli.explain"))
