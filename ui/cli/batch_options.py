"""The options of ``batch``: provinces put into a folder, and questions asked of all of them."""

from argparse import ArgumentParser
from pathlib import Path

from ui.cli.option_values import count, day
from ui.language.messages import Messages


def batch_options(parser: ArgumentParser, say: Messages) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help=say("cli.batch.folder"))
    parser.add_argument("--add", type=Path, metavar="PROJECT", help=say("cli.batch.add"))
    parser.add_argument("--province", metavar="CODE", help=say("cli.batch.province"))
    parser.add_argument("--ask", metavar="QUESTION,…", help=say("cli.batch.ask"))
    parser.add_argument("--day", type=day, metavar="YYYY-MM-DD", help=say("cli.batch.day"))
    parser.add_argument("--on", default="local", metavar="local|dask://…|spark", help=say("cli.batch.on"))
    parser.add_argument("--workers", type=count, default=2, metavar="N", help=say("cli.batch.workers"))
    parser.add_argument("--out", type=Path, metavar="OUT_DIR", help=say("cli.batch.out"))
