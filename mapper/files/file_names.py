"""Names of files made from words that people have chosen."""

import re
from collections.abc import Iterable, Iterator

_NO_NAME = re.compile(r'[/\\:*?"<>|\x00-\x1f]')  # in a name they part folders, or Windows allows them in none


def file_name_of(words: str) -> str:
    """The words as the name of a file, with ``-`` for what none can have."""
    return _NO_NAME.sub("-", words)


def untaken(keys: Iterable[str], otherwise: str) -> Iterator[tuple[str, str]]:
    """A file's name for each key, and the key; no two alike, also where a disk takes capitals for small letters.

    ``otherwise`` is the name of what no file name can hold anything of.
    """
    taken: set[str] = set()
    for key in keys:
        name = plain = file_name_of(key) or otherwise
        number = 1
        while name.lower() in taken:
            number += 1
            name = f"{plain}-{number}"
        taken.add(name.lower())
        yield name, key
