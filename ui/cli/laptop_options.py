"""The options of ``checkout``, ``sync`` and ``laptops``: parts of a project that go out and come back."""

from argparse import ArgumentParser
from pathlib import Path

from ui.language.messages import Messages


def checkout_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``checkout``."""
    parser.add_argument("project", metavar="PROJECT", help=say("cli.project"))
    parser.add_argument("out", type=Path, metavar="OUT.gpkg", help=say("cli.checkout.out"))
    parser.add_argument("--station", metavar="STATION", help=say("cli.checkout.station"))
    parser.add_argument("--json", action="store_true", help=say("cli.json"))


def sync_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``sync``."""
    parser.add_argument("laptop", type=Path, metavar="OUT.gpkg", help=say("cli.sync.laptop"))
    parser.add_argument("project", metavar="PROJECT", help=say("cli.sync.place"))
    parser.add_argument("--json", action="store_true", help=say("cli.json"))


def laptops_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``laptops``."""
    parser.add_argument("project", metavar="PROJECT", help=say("cli.project"))
    parser.add_argument("--station", action="append", default=[], metavar="STATION", help=say("cli.laptops.station"))
    parser.add_argument("--mine", action="append", default=[], metavar="ID", help=say("cli.laptops.mine"))
    parser.add_argument("--theirs", action="append", default=[], metavar="ID", help=say("cli.laptops.theirs"))
    parser.add_argument("--by-hand", metavar="ID", help=say("cli.laptops.by_hand"))
    parser.add_argument("--take", action="append", default=[], metavar="CELL", help=say("cli.laptops.take"))
    parser.add_argument("--set", action="append", default=[], metavar="CELL=VALUE", help=say("cli.laptops.set"))
    parser.add_argument("--json", action="store_true", help=say("cli.json"))
