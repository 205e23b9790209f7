"""Memory that finished work leaves behind, handed back to the system.

glibc keeps what was freed for the next to ask; after counting a province that is half a gigabyte nobody needs again.
What it keeps at the end of a thread's heap it gives back only when something is freed there, and by itself it comes to
keep the more the larger the pieces are that it sees.
"""

import ctypes
import sys
from functools import cache

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # as in malloc.h
# Painting works with smaller pieces, and is hardly slower for it.
_KEPT_BYTES = 4 << 20


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


def keep_little() -> None:
    """From now on no freed piece larger than some megabytes is kept, where the system's library can be asked to."""
    library = _glibc()
    if library is not None:
        library.mallopt(_M_TRIM_THRESHOLD, _KEPT_BYTES)
        library.mallopt(_M_MMAP_THRESHOLD, _KEPT_BYTES)
