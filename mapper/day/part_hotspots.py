"""Hotspots of the part that they are asked of, kept with the day of the whole project."""

from dataclasses import replace
from typing import TYPE_CHECKING

from mapper.day.day import Day
from mapper.day.scope import ScopedDay

if TYPE_CHECKING:
    from mapper.analysis.hotspots.asked import HotspotsAsked
    from mapper.analysis.hotspots.hotspots import Hotspots


def part_hotspots(day: Day, asked: "HotspotsAsked") -> "Hotspots":
    """Those of ``asked.scope``, or of the whole project where it is None; InputError as :meth:`Day.hotspots` has."""
    scope = asked.scope
    if scope is None:
        return day.hotspots(asked)
    found: Hotspots = day.ask(
        ("part_hotspots", asked),
        Day.hotspots.parts,
        lambda: ScopedDay(day, scope).hotspots(replace(asked, scope=None)),
    )
    return found
