"""Breaks of classes as a person writes them, and as they are read back."""

import re
from collections.abc import Sequence

from layers.classes.classing import are_breaks
from mapper.errors import InputError

_BETWEEN = re.compile(r"[\s,;，；、]+")


def told_breaks(text: str) -> tuple[float, ...]:
    """Numbers with blanks, commas or semicolons between them; InputError ``breaks_unread`` where they are no breaks."""
    try:
        found = tuple(float(word) for word in _BETWEEN.split(text.strip()) if word)
    except ValueError:
        raise InputError("breaks_unread") from None
    if not are_breaks(found):
        raise InputError("breaks_unread")
    return found


def breaks_text(breaks: Sequence[float]) -> str:
    """Breaks with blanks and semicolons between them."""
    return "; ".join(f"{one:.12g}" for one in breaks)
