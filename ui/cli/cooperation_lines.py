"""What ``loop`` tells beside the loops themselves: of work with other bodies, and of what became of disputes."""

from typing import Any

from mapper.day.day import Day
from ui.language.messages import Messages


def cooperation_json(day: Day) -> dict[str, Any]:
    """By name of the question."""
    return {"negative_list": day.negative_list.as_json()}


def cooperation_lines(day: Day, say: Messages) -> list[str]:
    """A line or more for each question, rates with what they are of."""
    return [_negative_list(day, say)]


def _negative_list(day: Day, say: Messages) -> str:
    found = day.negative_list
    if not found.words:
        return say("loop.no_negative_list")
    told = {name: getattr(found, name) for name in ("cases", "without_handler", "without_category", "undated")}
    return say("loop.negative_list", first=found.first, last=found.as_of, breaches=len(found.breaches), **told)
