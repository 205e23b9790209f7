"""The options of ``print`` and ``html``: what is drawn for whom, and on which paper."""

from argparse import ArgumentParser
from pathlib import Path

from layers.codes import AUDIENCES, FRONT, LAYERS, LEAVES, PAPERS, THEMES
from ui.cli.option_values import breaks, count, day, degrees_box, pair
from ui.language.messages import Messages


def print_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``print``."""
    _picture(parser, say)
    parser.add_argument("file", type=Path, metavar="OUT.pdf|.png|.svg|.qgz", help=say("cli.picture"))
    parser.add_argument("--paper", choices=PAPERS, help=say("cli.paper"))
    parser.add_argument("--orientation", choices=("landscape", "portrait"), help=say("cli.orientation"))
    parser.add_argument("--scale", type=count, metavar="N", help=say("cli.scale"))
    parser.add_argument("--extent", type=degrees_box, metavar="W,S,E,N", help=say("cli.extent"))
    parser.add_argument("--title", help=say("cli.title"))
    parser.add_argument("--dpi", type=count, metavar="N", help=say("cli.dpi"))
    parser.add_argument("--mono", action="store_true", help=say("cli.mono"))
    parser.add_argument("--atlas", choices=("stations", "beats", "units"), help=say("cli.atlas"))
    parser.add_argument("--sheets", action="append", default=[], metavar="CODE", help=say("cli.sheets"))
    parser.add_argument("--sequence", choices=("table", "land"), help=say("cli.sequence"))
    parser.add_argument("--alike", action="store_true", help=say("cli.alike"))
    parser.add_argument("--apart", action="store_true", help=say("cli.apart"))
    parser.add_argument("--changed", action="store_true", help=say("cli.changed"))
    parser.add_argument("--front", action="append", choices=FRONT, help=say("cli.front"))
    parser.add_argument("--template", metavar="CODE|NAME", help=say("cli.template"))
    parser.add_argument("--unit", metavar="CODE", help=say("cli.sheet_unit"))
    parser.add_argument("--inset", action="store_true", help=say("cli.inset"))
    parser.add_argument("--index", choices=("whole", "none"), help=say("cli.index"))
    parser.add_argument("--leaves", choices=LEAVES, help=say("cli.leaves"))
    parser.add_argument("--bleed", action="store_true", help=say("cli.bleed"))
    for field in ("drawn-by", "reviewed-by", "map-version", "copy"):
        parser.add_argument(f"--{field}", default="", metavar="TEXT", help=say(f"cli.imprint.{field}"))


def html_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``html``."""
    _picture(parser, say)
    parser.add_argument("file", type=Path, metavar="OUT.html", help=say("cli.html_file"))


def _picture(parser: ArgumentParser, say: Messages) -> None:
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=say("cli.project"))
    parser.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help=say("cli.as_of"))
    parser.add_argument("--theme", choices=THEMES, help=say("cli.theme"))
    parser.add_argument("--audience", choices=AUDIENCES, default="command", help=say("cli.audience"))
    parser.add_argument("--station", metavar="CODE", help=say("cli.station"))
    parser.add_argument("--shading", metavar="CODE", help=say("cli.shading"))
    parser.add_argument("--breaks", type=breaks, metavar="N,N,…", help=say("cli.breaks"))
    parser.add_argument("--no-figures", action="store_true", help=say("cli.no_figures"))
    parser.add_argument("--since", type=day, metavar="YYYY-MM-DD", help=say("cli.picture_since"))
    parser.add_argument("--until", type=day, metavar="YYYY-MM-DD", help=say("cli.picture_until"))
    parser.add_argument("--category", metavar="TABLE=CATEGORY", type=pair, help=say("cli.picture_category"))
    parser.add_argument("--approval", default="", metavar="TEXT", help=say("cli.imprint.approval"))
    parser.add_argument("--explain", action="store_true", help=say("cli.explain"))
    for option in ("show", "hide"):
        parser.add_argument(f"--{option}", action="append", default=[], choices=LAYERS, help=say(f"cli.{option}"))
    # What a person chooses on the boards of these themes, called as in the commands ``hotspots`` and ``reach``.
    parser.add_argument("--area-share", type=float, metavar="SHARE", help=say("cli.picture_area_share"))
    parser.add_argument("--within-km", type=float, metavar="KM", help=say("cli.reach.within"))
    parser.add_argument("--rooms", type=count, metavar="N", help=say("cli.reach.rooms"))
    parser.add_argument("--aim", choices=("cover", "shorten"), help=say("cli.reach.aim"))
    parser.add_argument("--move", action="store_true", help=say("cli.reach.move"))
