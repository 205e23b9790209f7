"""How far long work with a file is: told to whoever waits for it, who may call it off.

Work asks :func:`tell` (or goes through its rows by :func:`told`) without knowing who listens; nobody does unless the
call was begun within :func:`watched`. Whoever listens calls it off by raising :class:`CalledOff` there.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Listener = Callable[[int, int], None]
Item = TypeVar("Item")

_EVERY = 4096  # items
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


class CalledOff(Exception):  # noqa: N818 – what happened, and no error
    """Nobody waits for the work any more."""


@contextmanager
def watched(listener: Listener) -> Iterator[None]:
    """Within the block ``listener`` hears how much is done and of how much (0 where that is not known)."""
    before = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(before)


def tell(done: int = 0, total: int = 0) -> None:
    """Say how far it is; ends here, by :class:`CalledOff`, where nobody waits any more."""
    listener = _listener.get()
    if listener is not None:
        listener(done, total)


def told(items: Iterable[Item], total: int = 0) -> Iterator[Item]:
    """The items, telling now and then how many of them are done."""
    for number, item in enumerate(items):
        if not number % _EVERY:
            tell(number, total)
        yield item
