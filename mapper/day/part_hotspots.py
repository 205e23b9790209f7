"""Hotspots of the part that they are asked of, kept with the day of the whole project.

Those of chosen days are not kept: a brush asks for many, each hardly twice, and they would fill the memory.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from mapper.day.day import Day
from mapper.day.scope import ScopedDay

if TYPE_CHECKING:
    from mapper.analysis.hotspots.asked import HotspotsAsked
    from mapper.analysis.hotspots.density_map import DensityMap
    from mapper.analysis.hotspots.hotspots import Hotspots


def part_hotspots(day: Day, asked: "HotspotsAsked") -> "Hotspots":
    """Those of ``asked.scope``, or of the whole project where it is None; InputError as :meth:`Day.hotspots` has."""
    scope = asked.scope

    def found() -> "Hotspots":
        part = day if scope is None else ScopedDay(day, scope)
        return Day.hotspots.question(part, replace(asked, scope=None))

    if asked.days is not None:
        return found()
    if scope is None:
        return day.hotspots(asked)
    kept: Hotspots = day.ask(("part_hotspots", asked), Day.hotspots.parts, found)
    return kept


def part_density(day: Day, asked: "HotspotsAsked") -> "DensityMap":
    """The density of the incidents of the same part; InputError as :meth:`Day.hotspots` has."""
    from mapper.analysis.hotspots.asked import density_asked  # scipy takes long, and few maps ask

    def found() -> "DensityMap":
        part = day if asked.scope is None else ScopedDay(day, asked.scope)
        return density_asked(part.project, asked, part.as_of)

    if asked.days is not None:
        return found()
    kept: DensityMap = day.ask(("part_density", asked), Day.hotspots.parts, found)
    return kept
