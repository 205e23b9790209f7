"""How a picture gets its words: codes here, sentences in ``ui``, so every picture speaks the reader's language."""

from collections.abc import Mapping
from typing import Any, Protocol

Told = tuple[str, Mapping[str, Any]]  # a code and its values, which may be of this kind themselves


class Say(Protocol):
    """A code and its values in, one text in the reader's language out."""

    def __call__(self, code: str, /, **values: object) -> str: ...


def sentence(told: Told, say: Say) -> str:
    """The text of a code and its values."""
    code, values = told
    return say(code, **{name: _said(value, say) for name, value in values.items()})


def _said(value: Any, say: Say) -> Any:
    is_told = isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], Mapping)
    return sentence((value[0], value[1]), say) if is_told else value
