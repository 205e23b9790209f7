"""``--explain``: what a file would tell, said instead of making it; and lines on standard error beside a file made."""

import sys
from pathlib import Path

from layers.sharing.disclosure import Disclosure
from mapper.store.export_log import log_elsewhere
from ui.language.disclosure_words import disclosure_page
from ui.language.messages import Messages


def tell_disclosure(found: Disclosure, say: Messages) -> None:
    """The page, a heading and its sentences below it."""
    for heading, sentences in disclosure_page(found, say):
        print(heading)
        for each in sentences:
            print(f"  {each}")


def warn_unsettled(found: Disclosure, say: Messages) -> None:
    """One line on standard error where something should be settled before the file is handed on."""
    if found.to_settle:
        print(say("cli.settle", count=len(found.to_settle)), file=sys.stderr)


def tell_log(place: Path | str, say: Messages) -> None:
    """One line on standard error where an export could not be logged beside the project."""
    if (log := log_elsewhere(Path(place))) is not None:
        print(say("export.log_elsewhere", path=log), file=sys.stderr)
