"""How a picture gets its words: codes here, sentences in ``ui``, so every picture speaks the reader's language."""

from typing import Any, Protocol

from mapper.message import Message


class Say(Protocol):
    """A code and its values in, one text in the reader's language out."""

    def __call__(self, code: str, /, **values: object) -> str: ...


def sentence(message: Message, say: Say) -> str:
    """The text of a message; values that are messages themselves, or lists of them, become texts first."""
    return say(message.code, **{name: _said(value, say) for name, value in message.values.items()})


def _said(value: Any, say: Say) -> Any:
    if isinstance(value, Message):
        return sentence(value, say)
    if isinstance(value, list):
        return [_said(one, say) for one in value]
    return value
