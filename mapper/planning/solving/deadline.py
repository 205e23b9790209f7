"""How long an answer is waited for."""

import math
import time
from collections.abc import Callable
from dataclasses import replace

from mapper.lazy_dataclass import dataclass


def never() -> bool:
    """Nobody stops it."""
    return False


@dataclass(frozen=True)
class Patience:
    """Until a moment, or until somebody wants what there is by then.

    Attributes
    ----------
    until
        ``time.monotonic()`` at which it is over.
    stopped
        Asked again and again, from any thread; True ends the work with the best found so far.
    """

    until: float
    stopped: Callable[[], bool] = never

    @classmethod
    def of(cls, seconds: float, stopped: Callable[[], bool] = never) -> "Patience":
        """So many seconds from now."""
        return cls(time.monotonic() + seconds, stopped)

    @property
    def left_s(self) -> float:
        """Seconds that are left, 0 where none are."""
        return 0.0 if self.stopped() else max(self.until - time.monotonic(), 0.0)

    @property
    def over(self) -> bool:
        return self.left_s <= 0

    def part(self, share: float, most_s: float = math.inf) -> "Patience":
        """That share of what is left, ``most_s`` seconds at most."""
        now = time.monotonic()
        return replace(self, until=now + min(share * (self.until - now), most_s))
