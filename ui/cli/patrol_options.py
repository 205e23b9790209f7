"""The own options of ``hotspots``, ``focus``, ``reach`` and ``briefing``: where to go, how far, and who is told."""

from argparse import ArgumentParser
from pathlib import Path

from ui.cli.option_values import count, day
from ui.language.messages import Messages


def hotspots_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``hotspots``."""
    parser.add_argument("table", metavar="TABLE", help=say("cli.compare_table"))
    parser.add_argument("--until", type=day, metavar="YYYY-MM-DD", help=say("cli.hotspots.until"))
    parser.add_argument("--days", type=count, default=30, metavar="N", help=say("cli.hotspots.days"))
    parser.add_argument("--cell-m", type=float, default=250.0, metavar="METRES", help=say("cli.hotspots.cell_m"))
    parser.add_argument("--area-share", type=float, default=0.05, metavar="SHARE", help=say("cli.hotspots.area_share"))
    parser.add_argument("--category", metavar="CATEGORY", help=say("cli.hotspots.category"))
    parser.add_argument("--with-discovered", action="store_true", help=say("cli.compare_discovered"))
    parser.add_argument("--method", choices=("cascade", "ties", "counts"), help=say("cli.hotspots.method"))
    parser.add_argument("--top", type=count, default=20, metavar="N", help=say("cli.hotspots.top"))
    parser.add_argument("--backtest", action="store_true", help=say("cli.hotspots.backtest"))


def focus_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``focus``."""
    parser.add_argument("--weeks", type=count, metavar="N", help=say("cli.focus.weeks"))
    parser.add_argument("--minutes", type=count, metavar="N", help=say("cli.focus.minutes"))
    parser.add_argument("--visit-minutes", type=count, metavar="N", help=say("cli.focus.visit"))
    parser.add_argument("--quiet", type=count, metavar="N", help=say("cli.focus.quiet"))


def reach_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``reach``."""
    parser.add_argument("--within-km", type=float, metavar="KM", help=say("cli.reach.within"))
    parser.add_argument("--rooms", type=count, default=0, metavar="N", help=say("cli.reach.rooms"))
    parser.add_argument("--aim", choices=("cover", "shorten"), help=say("cli.reach.aim"))
    parser.add_argument("--move", action="store_true", help=say("cli.reach.move"))


def briefing_options(parser: ArgumentParser, say: Messages) -> None:
    """Those of ``briefing``."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--officer", nargs=2, metavar=("ID", "OUT.pdf|.txt|.gpx|.kml"), help=say("cli.briefing.officer"))
    which.add_argument("--all", type=Path, metavar="OUT_DIR", help=say("cli.briefing.all"))
