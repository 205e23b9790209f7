"""How many examples a law draws: few whenever somebody waits for `make test`, many in `make soak`."""

import os

SOAK = "SOAK" in os.environ
_TIMES = 50


def drawn(examples: int) -> int:
    """As many examples as are enough for one run of `make test`, in `make soak` fifty times as many."""
    return examples * _TIMES if SOAK else examples
