"""How long until something is due, or since it was, in words."""

from collections.abc import Callable
from datetime import date

_Says = Callable[..., str]


def span_words(say: _Says, hours: float) -> str:
    """A length of time: ``2 d 4 h`` in whole hours from a day on, ``3 h 20 min`` and ``20 min`` in whole minutes."""
    minutes = int(abs(hours) * 60 + 1e-6)  # a minute is not lost to the last digit
    days, rest = divmod(minutes, 24 * 60)
    whole_hours, minutes = divmod(rest, 60)
    if days:
        return say("clock.days_hours" if whole_hours else "clock.days", days=days, hours=whole_hours)
    if whole_hours:
        return say("clock.hours_minutes" if minutes else "clock.hours", hours=whole_hours, minutes=minutes)
    return say("clock.minutes", minutes=minutes) if minutes else say("clock.no_minute")


def coarse_span_words(say: _Says, hours: float) -> str:
    """The same in its greatest unit alone, for a column that has no room: ``2 d``, ``3 h``."""
    whole = abs(hours) + 1e-6
    return span_words(say, whole // 24 * 24 if whole >= 24 else whole // 1 if whole >= 1 else hours)


def clock_words(say: _Says, due: date, hours_left: float, today: date) -> str:
    """``due by 24:00 today, 3 h left``; ``2 d 4 h overdue (was due by 2026-11-20, 24:00)``."""
    if hours_left < 0:
        return say("clock.overdue", span=span_words(say, hours_left), due=due)
    if hours_left == 0:  # a day that is over is looked at as of its end
        return say("clock.due_then", due=due)
    return say("clock.due_today" if due == today else "clock.due", span=span_words(say, hours_left), due=due)
