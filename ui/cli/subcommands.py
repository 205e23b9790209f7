"""The subcommands, each declared once: its name, its arguments, and where what it does is found.

Nothing here takes long to import, so that ``-h`` and bad usage are answered at once.
"""

from argparse import Namespace
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from mapper import schema
from mapper.lazy_dataclass import dataclass
from mapper.schema.steps import ROLES
from ui.cli.batch_options import batch_options
from ui.cli.county_options import county_options
from ui.cli.day_file_options import report_options, workbook_options
from ui.cli.export_command import export_options
from ui.cli.form_command import form_options
from ui.cli.history_options import as_it_was_options, forget_options, history_options, rescue_options
from ui.cli.kept_options import locks_options, variants_options
from ui.cli.laptop_options import checkout_options, laptops_options, sync_options
from ui.cli.option_values import count, day, moment
from ui.cli.patrol_options import briefing_options, focus_options, hotspots_options, reach_options
from ui.cli.picture_options import html_options, print_options
from ui.cli.practice_options import practice_arguments
from ui.cli.reading_options import import_arguments, new_arguments
from ui.cli.usage import Parser, language_option, parser_of
from ui.language.messages import Messages

_ROLES = tuple(schema.TABLES["officers"].column("role").choices or ())

Run = Callable[[Namespace, Messages], int]


@dataclass(frozen=True)
class Subcommand:
    """One thing that the command line does.

    Attributes
    ----------
    name
        The word for it; what it does is told by the text ``cli.<name>``.
    arguments
        Puts its arguments on its parser.
    place
        Module and function that do it, as ``module:function``; imported only when it is asked for.
    """

    name: str
    arguments: Callable[[Parser, Messages], None]
    place: str

    def load(self) -> Run:
        """Import what does it: a function of the arguments that prints and returns the exit status."""
        module, _, function = self.place.partition(":")
        return cast("Run", getattr(import_module(module), function))


def parser(say: Messages, version: str) -> Parser:
    """The parser of all subcommands; its help is in the language of ``say``."""
    every = language_option(say)
    made = Parser(say, prog="jurisdiction-mapper", description=say("cli.about"), parents=[every])
    made.add_argument("--version", action="version", version=version, help=say("cli.version"))
    commands = made.add_subparsers(dest="command", metavar="COMMAND", parser_class=parser_of(say))
    for command in SUBCOMMANDS:
        about = say(f"cli.{command.name}")
        own = commands.add_parser(command.name, parents=[every], help=about, description=about)
        command.arguments(own, say)
    return made


def _sample(parser: Parser, say: Messages) -> None:
    parser.add_argument("directory", type=Path, metavar="DIR", help=say("cli.directory"))


def _check(parser: Parser, say: Messages) -> None:
    _day_of_part(parser, say)
    parser.add_argument("--mend", action="append", default=[], metavar="KIND", help=say("cli.mend"))
    parser.add_argument("--dry-run", action="store_true", help=say("cli.mend.dry_run"))
    parser.add_argument("--as-they-stand", action="store_true", help=say("cli.check.as_they_stand"))


def _stations(parser: Parser, say: Messages) -> None:
    _day(parser, say)
    parser.add_argument("--station", action="append", default=[], metavar="STATION", help=say("cli.scope_station"))
    _out(parser, say)


def _coverage(parser: Parser, say: Messages) -> None:
    _day_of_part(parser, say)
    _out(parser, say)
    parser.add_argument("--by", choices=("unit", "station", "county"), default="unit", help=say("cli.by"))
    parser.add_argument("--since", type=day, metavar="YYYY-MM-DD", help=say("cli.since"))
    parser.add_argument("--until", type=day, metavar="YYYY-MM-DD", help=say("cli.until"))
    parser.add_argument("--ahead", type=count, metavar="DAYS", help=say("cli.ahead"))


def _compare(parser: Parser, say: Messages) -> None:
    _project(parser, say)
    _stations_asked(parser, say)
    _json(parser, say)
    _out(parser, say)
    parser.add_argument("table", metavar="TABLE", help=say("cli.compare_table"))
    for option, name in (("--from", "first"), ("--to", "last")):
        parser.add_argument(
            option,
            dest=name,
            type=day,
            required=True,
            metavar="YYYY-MM-DD",
            help=say(f"cli.compare_{name}"),
        )
    against = parser.add_mutually_exclusive_group()
    against.add_argument("--before", nargs=2, type=day, metavar="YYYY-MM-DD", help=say("cli.compare_before"))
    against.add_argument("--last-year", action="store_true", help=say("cli.compare_last_year"))
    groupings = ("unit", "station", "category", "all")
    parser.add_argument("--by", choices=groupings, default="unit", help=say("cli.compare_by"))
    parser.add_argument("--with-discovered", action="store_true", help=say("cli.compare_discovered"))


def _own(parser: Parser, say: Messages) -> None:
    _project(parser, say)
    _stations_asked(parser, say)
    _json(parser, say)
    _out(parser, say)
    parser.add_argument("table", choices=schema.POINT_TABLES, metavar="TABLE", help=say("cli.point_table"))


def _staff(parser: Parser, say: Messages) -> None:
    _day_of_part(parser, say)
    parser.add_argument("--posts", type=count, default=0, metavar="N", help=say("cli.posts"))


def _beats(parser: Parser, say: Messages) -> None:
    _day(parser, say)
    parser.add_argument("--station", metavar="CODE", help=say("cli.beats_station"))
    parser.add_argument("--count", type=count, required=True, metavar="K", help=say("cli.count"))
    parser.add_argument("--balance", choices=("load", "residents"), default="load", help=say("cli.balance"))


def _step(parser: Parser, say: Messages) -> None:
    _project(parser, say)
    _json(parser, say)
    parser.add_argument("table", metavar="TABLE", help=say("cli.step_table"))
    parser.add_argument("id", metavar="ID", help=say("cli.step_id"))
    parser.add_argument("step", metavar="STEP", help=say("cli.step_code"))
    parser.add_argument("--at", type=moment, metavar="YYYY-MM-DDTHH:MM", help=say("cli.at"))
    parser.add_argument("--to", metavar="VALUE", help=say("cli.step_to"))
    parser.add_argument("--as", dest="role", choices=tuple(ROLES), default="station", help=say("cli.step_role"))
    parser.add_argument("--note", default="", metavar="TEXT", help=say("cli.step_note"))


def _handover(parser: Parser, say: Messages) -> None:
    _project(parser, say)
    words = "send|receipt|answer"
    actions = parser.add_subparsers(dest="action", metavar=words, required=True, parser_class=parser_of(say))
    made = {
        name: actions.add_parser(name, parents=[language_option(say)], help=say(f"cli.handover.{name}"))
        for name in ("send", "receipt", "answer")
    }
    made["send"].add_argument("table", metavar="TABLE", help=say("cli.step_table"))
    made["send"].add_argument("id", metavar="ID", help=say("cli.step_id"))
    made["send"].add_argument("direction", metavar="DIRECTION", help=say("cli.handover.direction"))
    made["send"].add_argument("--to", metavar="RECEIVER", help=say("cli.handover.to"))
    made["send"].add_argument("--due", type=moment, metavar="YYYY-MM-DDTHH:MM", help=say("cli.handover.due"))
    made["receipt"].add_argument("id", metavar="HANDOVER", help=say("cli.handover.id"))
    made["answer"].add_argument("id", metavar="HANDOVER", help=say("cli.handover.id"))
    made["answer"].add_argument("result", metavar="done|returned", help=say("cli.handover.result"))
    for name, one in made.items():
        one.add_argument("--at", type=moment, metavar="YYYY-MM-DDTHH:MM", help=say("cli.at"))
        if name != "receipt":
            one.add_argument("--note", default="", metavar="TEXT", help=say("cli.step_note"))
        _json(one, say)


def _officer(parser: Parser, say: Messages) -> None:
    _project(parser, say)
    _json(parser, say)
    parser.add_argument("id", metavar="ID", help=say("cli.officer.id"))
    parser.add_argument("change", metavar="CHANGE", help=say("cli.officer.change"))
    parser.add_argument("--from", dest="first", type=day, metavar="YYYY-MM-DD", help=say("cli.officer.from"))
    parser.add_argument("--until", type=day, metavar="YYYY-MM-DD", help=say("cli.officer.until"))
    parser.add_argument("--station", metavar="STATION", help=say("cli.officer.station"))
    parser.add_argument("--unit", metavar="UNIT", help=say("cli.officer.unit"))
    parser.add_argument("--host", default="", metavar="TEXT", help=say("cli.officer.host"))
    parser.add_argument("--name", default="", metavar="TEXT", help=say("cli.officer.name"))
    parser.add_argument("--role", default="community_officer", choices=_ROLES, help=say("cli.officer.role"))
    parser.add_argument("--fte", type=float, default=1.0, metavar="SHARE", help=say("cli.officer.fte"))
    parser.add_argument("--cover", action="store_true", help=say("cli.officer.cover"))
    parser.add_argument("--dry-run", action="store_true", help=say("cli.officer.dry_run"))


def _loop(parser: Parser, say: Messages) -> None:
    _day_of_part(parser, say)
    parser.add_argument("--days", type=count, metavar="N", help=say("cli.loop.days"))


def _trend(parser: Parser, say: Messages) -> None:
    _day_of_part(parser, say)
    parser.add_argument("--by", choices=("month", "week"), default="month", help=say("cli.trend_by"))
    parser.add_argument("--stations", action="store_true", help=say("cli.trend_stations"))
    parser.add_argument("--reported-only", action="store_true", help=say("cli.trend_reported"))


def _room(parser: Parser, say: Messages) -> None:
    _day_of_part(parser, say)
    parser.add_argument("--since", type=moment, metavar="YYYY-MM-DDTHH:MM", help=say("cli.room.since"))


def _work(parser: Parser, say: Messages) -> None:
    _day_of_part(parser, say)
    parser.add_argument("--by", choices=("unit", "station", "type"), default="station", help=say("cli.work.by"))


def _slip(parser: Parser, say: Messages) -> None:
    _project(parser, say)
    _stations_asked(parser, say)
    _as_of(parser, say)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--officer", nargs=2, metavar=("ID", "OUT.pdf|.txt"), help=say("cli.slip.officer"))
    which.add_argument("--all", type=Path, metavar="OUT_DIR", help=say("cli.slip.all"))


def _hotspots(parser: Parser, say: Messages) -> None:
    _project(parser, say)
    _stations_asked(parser, say)
    _json(parser, say)
    _each(parser, say)
    hotspots_options(parser, say)


def _briefing(parser: Parser, say: Messages) -> None:
    _project(parser, say)
    _stations_asked(parser, say)
    _as_of(parser, say)
    briefing_options(parser, say)


def _focus(parser: Parser, say: Messages) -> None:
    _day_of_part(parser, say)
    _each(parser, say)
    focus_options(parser, say)


def _reach(parser: Parser, say: Messages) -> None:
    _day_of_part(parser, say)
    _each(parser, say)
    reach_options(parser, say)


SUBCOMMANDS = (
    Subcommand("sample", _sample, "ui.cli.project_commands:sample"),
    Subcommand("new", new_arguments, "ui.cli.project_commands:new"),
    Subcommand("practice", practice_arguments, "ui.cli.practice_command:practice"),
    Subcommand("import", import_arguments, "ui.cli.project_commands:import_rows"),
    Subcommand("check", _check, "ui.cli.check_commands:check"),
    Subcommand("rescue", rescue_options, "ui.cli.rescue_command:rescue"),
    Subcommand("history", history_options, "ui.cli.history_commands:history"),
    Subcommand("as-it-was", as_it_was_options, "ui.cli.history_commands:as_it_was"),
    Subcommand("forget", forget_options, "ui.cli.history_commands:forget"),
    Subcommand("county", county_options, "ui.cli.county_command:county"),
    Subcommand("coverage", _coverage, "ui.cli.coverage_command:coverage"),
    Subcommand("stations", _stations, "ui.cli.stations_command:stations"),
    Subcommand("compare", _compare, "ui.cli.compare_command:compare"),
    Subcommand("own", _own, "ui.cli.check_commands:own"),
    Subcommand("staff", _staff, "ui.cli.planning_commands:staff"),
    Subcommand("beats", _beats, "ui.cli.planning_commands:beats"),
    Subcommand("variants", variants_options, "ui.cli.variants_command:variants"),
    Subcommand("locks", locks_options, "ui.cli.locks_command:locks"),
    Subcommand("checkout", checkout_options, "ui.cli.laptop_commands:checkout"),
    Subcommand("sync", sync_options, "ui.cli.laptop_commands:sync_laptop"),
    Subcommand("laptops", laptops_options, "ui.cli.laptop_commands:laptops"),
    Subcommand("loop", _loop, "ui.cli.loop_command:loop"),
    Subcommand("trend", _trend, "ui.cli.trend_command:trend"),
    Subcommand("work", _work, "ui.cli.work_command:work"),
    Subcommand("step", _step, "ui.cli.step_command:step"),
    Subcommand("handover", _handover, "ui.cli.handover_command:handover"),
    Subcommand("officer", _officer, "ui.cli.officer_command:officer"),
    Subcommand("room", _room, "ui.cli.room_command:room"),
    Subcommand("slip", _slip, "ui.cli.slip_command:slip"),
    Subcommand("focus", _focus, "ui.cli.focus_command:focus"),
    Subcommand("briefing", _briefing, "ui.cli.briefing_command:briefing"),
    Subcommand("reach", _reach, "ui.cli.reach_command:tell_reach"),
    Subcommand("hotspots", _hotspots, "ui.cli.hotspots_command:find_hotspots"),
    Subcommand("batch", batch_options, "ui.cli.batch_command:batch"),
    Subcommand("workbook", workbook_options, "ui.cli.workbook_command:workbook"),
    Subcommand("report", report_options, "ui.cli.report_command:report"),
    Subcommand("print", print_options, "ui.cli.picture_commands:print_map"),
    Subcommand("html", html_options, "ui.cli.picture_commands:html"),
    Subcommand("export", export_options, "ui.cli.export_command:export"),
    Subcommand("form", form_options, "ui.cli.form_command:form"),
)


def _project(parser: Parser, say: Messages) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=say("cli.project"))


def _day(parser: Parser, say: Messages) -> None:
    _project(parser, say)
    _as_of(parser, say)
    _json(parser, say)


def _day_of_part(parser: Parser, say: Messages) -> None:
    _day(parser, say)
    _stations_asked(parser, say)


def _stations_asked(parser: Parser, say: Messages) -> None:
    parser.add_argument("--station", action="append", default=[], metavar="STATION", help=say("cli.scope_station"))
    parser.add_argument("--beat", metavar="BEAT", help=say("cli.scope_beat"))


def _as_of(parser: Parser, say: Messages) -> None:
    parser.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help=say("cli.as_of"))


def _json(parser: Parser, say: Messages) -> None:
    parser.add_argument("--json", action="store_true", help=say("cli.json"))


def _out(parser: Parser, say: Messages) -> None:
    parser.add_argument("--out", type=Path, metavar="FILE.xlsx|.csv", help=say("cli.out"))


def _each(parser: Parser, say: Messages) -> None:
    _out(parser, say)
    parser.add_argument("--all", type=Path, metavar="OUT_DIR", help=say("cli.batch.all"))
