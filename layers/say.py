"""How a picture gets its words: codes here, sentences in ``ui``, so every picture speaks the reader's language."""

from typing import Protocol


class Say(Protocol):
    """A code and its values in, one text in the reader's language out."""

    def __call__(self, code: str, /, **values: object) -> str: ...
