"""The options that say where a project is used: which practice, and what of it is otherwise there."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

from mapper.practice import DATE_ORDERS, PAPERS, PRACTICES, Practice
from ui.cli.option_values import pair
from ui.language.messages import Messages


def practice_codes() -> tuple[str, ...]:
    """The practices that are declared."""
    return tuple(practice.code for practice in PRACTICES)


def new_practice_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``new``: the practice, and what of it is otherwise."""
    parser.add_argument("--practice", choices=practice_codes(), help=say("cli.new_practice"))
    practice_options(parser, say)


def practice_arguments(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``practice``."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=say("cli.project"))
    parser.add_argument("practice", nargs="?", choices=practice_codes(), help=say("cli.new_practice"))
    parser.add_argument("--json", action="store_true", help=say("cli.json"))
    practice_options(parser, say)


def practice_options(parser: ArgumentParser, say: Messages) -> None:
    """What of a practice is otherwise in this place."""
    parser.add_argument("--emergency-number", metavar="NUMBER", help=say("cli.practice.emergency_number"))
    parser.add_argument("--caveat", metavar="TEXT", help=say("cli.practice.caveat"))
    parser.add_argument("--approval-line", choices=("yes", "no"), help=say("cli.practice.approval_line"))
    parser.add_argument("--papers", nargs="+", choices=PAPERS, help=say("cli.practice.papers"))
    parser.add_argument("--date-order", choices=DATE_ORDERS, help=say("cli.practice.date_order"))
    parser.add_argument("--time-zone", metavar="ZONE", help=say("cli.practice.time_zone"))
    parser.add_argument("--map-crs", metavar="EPSG:…", help=say("cli.practice.crs"))
    own = say("cli.practice.word")
    parser.add_argument("--word-for", action="append", default=[], metavar="TERM=WORD", type=pair, help=own)


def practice_asked(asked: Namespace, practice: Practice) -> Practice:
    """The practice with what the options say is otherwise; InputError ``practice_unread`` where that cannot be."""
    told = {
        "emergency_number": asked.emergency_number,
        "caveat": asked.caveat,
        "approval_line": None if asked.approval_line is None else asked.approval_line == "yes",
        "papers": None if asked.papers is None else tuple(asked.papers),
        "date_order": asked.date_order,
        "time_zone": asked.time_zone,
        "crs": asked.map_crs,
        "words": tuple(sorted((dict(practice.words) | dict(asked.word_for)).items())),
    }
    return replace(practice, **{name: value for name, value in told.items() if value is not None}).checked()
