"""Memory that finished work leaves behind, handed back to the system.

glibc keeps what was freed for the next to ask; after counting a province that is half a gigabyte nobody needs again.
"""

import ctypes
import sys
from functools import cache


@cache
def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        library = ctypes.CDLL("libc.so.6")
    except OSError:  # another C library, which keeps house in its own way
        return None
    return library if hasattr(library, "malloc_trim") else None


def hand_back() -> None:
    """Give freed memory back, where the system's library can be asked to; takes some milliseconds."""
    library = _glibc()
    if library is not None:
        library.malloc_trim(0)
