"""The options of ``variants`` and ``locks``: what a project keeps of plans, and keeps from change."""

from argparse import ArgumentParser
from pathlib import Path

from ui.cli.option_values import count, day
from ui.cli.usage import language_option, parser_of
from ui.language.messages import Messages


def variants_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``variants``, an action each."""
    _project(parser, say)
    made = _actions(parser, say, "variants", ("list", "keep", "compare", "apply", "forget", "sheet"))
    keep = made["keep"]
    keep.add_argument("name", metavar="NAME", help=say("cli.variants.new_name"))
    keep.add_argument("kind", choices=("beats", "borders", "staffing"), help=say("cli.variants.kind"))
    keep.add_argument("--from", dest="copy", type=Path, metavar="COPY.gpkg", help=say("cli.variants.from"))
    keep.add_argument("--count", type=count, metavar="K", help=say("cli.count"))
    keep.add_argument("--station", metavar="CODE", help=say("cli.beats_station"))
    keep.add_argument("--balance", choices=("load", "residents"), default="load", help=say("cli.balance"))
    for name in ("apply", "forget"):
        made[name].add_argument("name", metavar="NAME", help=say("cli.variants.name"))
    for name in ("compare", "sheet"):
        for side in ("first", "second"):
            made[name].add_argument(side, metavar=side.upper(), help=say("cli.variants.side"))
    made["sheet"].add_argument("out", type=Path, metavar="OUT.pdf", help=say("cli.variants.out_pdf"))
    for name in ("keep", "compare", "sheet"):
        made[name].add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help=say("cli.as_of"))
    for name in ("compare", "sheet"):
        made[name].add_argument(
            "--station", action="append", default=[], metavar="STATION", help=say("cli.scope_station")
        )
        made[name].add_argument("--beat", metavar="BEAT", help=say("cli.scope_beat"))
    for name in ("list", "keep", "compare", "apply", "forget"):
        made[name].add_argument("--json", action="store_true", help=say("cli.json"))


def locks_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``locks``, an action each."""
    _project(parser, say)
    made = _actions(parser, say, "locks", ("list", "lock", "unlock"))
    made["list"].add_argument(
        "--station", action="append", default=[], metavar="STATION", help=say("cli.scope_station")
    )
    made["lock"].add_argument("kind", choices=("unit", "border", "beat"), help=say("cli.locks.kind"))
    made["lock"].add_argument("subject", metavar="CODE|BEAT", help=say("cli.locks.subject"))
    made["lock"].add_argument("other", nargs="?", metavar="CODE", help=say("cli.locks.other"))
    made["unlock"].add_argument("lock", metavar="LOCK", help=say("cli.locks.lock_id"))
    for one in made.values():
        one.add_argument("--json", action="store_true", help=say("cli.json"))


def _project(parser: ArgumentParser, say: Messages) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=say("cli.project"))


def _actions(parser: ArgumentParser, say: Messages, command: str, names: tuple[str, ...]) -> dict[str, ArgumentParser]:
    """A parser for each action."""
    actions = parser.add_subparsers(dest="action", metavar="|".join(names), required=True, parser_class=parser_of(say))
    every = [language_option(say)]
    return {name: actions.add_parser(name, parents=every, help=say(f"cli.{command}.{name}")) for name in names}
