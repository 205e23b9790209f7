"""``--explain``: what a file would tell, said instead of making it; and the line about what is not settled."""

import sys

from layers.sharing.disclosure import Disclosure
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
