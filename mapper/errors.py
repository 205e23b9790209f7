"""The one kind of error that a person is shown: something given to the program could not be used."""

from typing import Any


class InputError(Exception):
    """A file, an option or a value that cannot be used.

    Carries a code and values; ``ui/language/messages.py`` makes the one sentence that the person reads.

    Parameters
    ----------
    code
        e.g. ``file_missing``; the sentence's key is ``error.<code>``.
    values
        What the sentence needs: ``path``, ``column``, …
    """

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return f"{self.code} {self.values}" if self.values else self.code
