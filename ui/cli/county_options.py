"""The arguments of ``county``."""

from pathlib import Path

from ui.cli.usage import Parser, language_option, parser_of
from ui.language.messages import Messages


def county_options(parser: Parser, say: Messages) -> None:
    """What is to be done, the project's address, and what that needs."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=parser_of(say))
    made = {}
    for action in ("init", "grant", "revoke", "logins", "export"):
        about = say(f"cli.county.{action}")
        made[action] = actions.add_parser(action, parents=[language_option(say)], help=about, description=about)
        made[action].add_argument(
            "project", type=Path, metavar="postgresql://LOGIN@HOST/PROJECT", help=say("cli.county.address")
        )
    made["init"].add_argument("--from", dest="source", type=Path, metavar="FILE.gpkg", help=say("cli.county.from"))
    made["export"].add_argument("folder", type=Path, metavar="DIR", help=say("cli.batch.folder"))
    made["export"].add_argument("--province", required=True, metavar="CODE", help=say("cli.batch.province"))
    for action in ("grant", "revoke"):
        made[action].add_argument("login", metavar="LOGIN", help=say("cli.county.login"))
    whose = made["grant"].add_mutually_exclusive_group(required=True)
    whose.add_argument("--station", metavar="CODE", help=say("cli.county.station"))
    whose.add_argument("--county", action="store_true", help=say("cli.county.whole"))
    made["logins"].add_argument("--json", action="store_true", help=say("cli.json"))
