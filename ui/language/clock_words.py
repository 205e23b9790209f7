"""How long until something is due, or since it was, in words."""

from collections.abc import Callable
from datetime import date

_Says = Callable[..., str]


def span_words(say: _Says, hours: float) -> str:
    """A length of time in days and whole hours: ``2 d 4 h``, ``3 h``, less than an hour as such."""
    whole = int(abs(hours))
    days, rest = divmod(whole, 24)
    if not whole:
        return say("clock.minutes")
    if not days:
        return say("clock.hours", hours=rest)
    return say("clock.days_hours", days=days, hours=rest) if rest else say("clock.days", days=days)


def clock_words(say: _Says, due: date, hours_left: float, today: date) -> str:
    """``due by 24:00 today, 3 h left``; ``2 d 4 h overdue (was due by 2026-11-20, 24:00)``."""
    if hours_left < 0:
        return say("clock.overdue", span=span_words(say, hours_left), due=due)
    if hours_left == 0:  # a day that is over is looked at as of its end
        return say("clock.due_then", due=due)
    return say("clock.due_today" if due == today else "clock.due", span=span_words(say, hours_left), due=due)
