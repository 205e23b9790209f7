"""Turns at Python's lock: whoever waits for it asks the thread that has it soon."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

# Painting in a thread holds the lock; the window waits at most so long for it at each of its steps.
_WAIT_S = 0.0003


@contextmanager
def quick_turns() -> Iterator[None]:
    """While this lasts no thread waits long for one that goes on and on in Python."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_WAIT_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
