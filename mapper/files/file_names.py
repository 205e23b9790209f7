"""Names of files made from words that people have chosen."""

import re

_NO_NAME = re.compile(r'[/\\:*?"<>|\x00-\x1f]')  # in a name they part folders, or Windows allows them in none


def file_name_of(words: str) -> str:
    """The words as the name of a file, with ``-`` for what none can have."""
    return _NO_NAME.sub("-", words)
