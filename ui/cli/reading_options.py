"""The options of ``new`` and ``import``: which files are read, and what they do not say themselves."""

from argparse import ArgumentParser
from pathlib import Path

from mapper import schema
from ui.cli.option_values import pair, word
from ui.cli.practice_options import new_practice_options
from ui.language.messages import Messages

_DATUMS = ("auto", "wgs84", "gcj02", "bd09")


def new_arguments(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``new``."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=say("cli.project"))
    _reading(parser, say)
    parser.add_argument("--communities", type=Path, required=True, metavar="FILE", help=say("cli.communities"))
    parser.add_argument("--stations", type=Path, metavar="FILE", help=say("cli.new_stations"))
    parser.add_argument(
        "--stations-map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        type=pair,
        help=say("cli.stations_map"),
    )
    parser.add_argument("--title", default="", help=say("cli.new_title"))
    new_practice_options(parser, say)


def import_arguments(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``import``."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=say("cli.project"))
    _reading(parser, say)
    parser.add_argument("--json", action="store_true", help=say("cli.json"))
    parser.add_argument("table", choices=sorted(schema.TABLES), metavar="TABLE", help=say("cli.table"))
    parser.add_argument("file", type=Path, metavar="FILE", help=say("cli.file"))
    parser.add_argument("--dates", choices=("day-first", "month-first"), help=say("cli.dates"))
    parser.add_argument(
        "--word",
        action="append",
        default=[],
        metavar="FIELD=WORD=CHOICE",
        type=word,
        help=say("cli.word"),
    )
    parser.add_argument("--keep", action="append", default=[], metavar="COLUMN", help=say("cli.keep"))
    parser.add_argument("--rejected", type=Path, metavar="FILE", help=say("cli.rejected"))
    parser.add_argument("--address-choices", type=Path, metavar="FILE", help=say("cli.address_choices"))
    parser.add_argument("--unsure-addresses", type=Path, metavar="FILE", help=say("cli.unsure_addresses"))
    parser.add_argument("--dry-run", action="store_true", help=say("cli.dry_run"))


def _reading(parser: ArgumentParser, say: Messages) -> None:
    """How a file is read."""
    parser.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD", type=pair, help=say("cli.map"))
    parser.add_argument("--crs", metavar="EPSG:…", help=say("cli.crs"))
    parser.add_argument("--datum", choices=_DATUMS, help=say("cli.datum"))
    parser.add_argument("--swap-xy", action="store_true", help=say("cli.swap_xy"))
    parser.add_argument("--encoding", help=say("cli.encoding"))
    parser.add_argument("--layer", "--sheet", action="append", default=[], metavar="NAME", help=say("cli.layer"))
