"""A briefing: the part of an officer's slip that is about focus areas, and their places for a map in the hand."""

from collections.abc import Iterator
from dataclasses import replace

from shapely.geometry.base import BaseGeometry

from layers.sheets.slip.contents import Slip, SlipLine, slip_of
from mapper.analysis.patrol.nearest_officers import units_of_land
from mapper.analysis.todo_lists import FOCUS, Whose
from mapper.day.day import Day
from mapper.lazy_dataclass import dataclass
from mapper.message import Message, ShortDay
from mapper.names import name_of

_MOST_UNITS = 3


@dataclass(frozen=True)
class BriefingPlace:
    """A focus area of the day: its line, a point in it and its outline, in degrees (WGS-84)."""

    line: SlipLine
    lon: float
    lat: float
    shape: BaseGeometry


@dataclass(frozen=True)
class Briefing:
    """A slip of one section, and the places that it is about, in the order of its lines."""

    slip: Slip
    places: tuple[BriefingPlace, ...]


def briefing_of(day: Day, officer_id: str) -> Briefing:
    """What an officer is told before going out: places, why, how long, what is to be mended, and what does not fit."""
    whole = slip_of(day, Whose("officer", officer_id))
    sections = tuple(
        replace(section, lines=tuple(replace(line, below=tuple(_below(day, line))) for line in section.lines))
        for section in whole.sections
        if section.code == "focus"
    )
    warned = tuple(
        Message(f"finding.{finding.code}", dict(finding.values) | _status(finding.values.get("status")))
        for finding in day.focus_findings
        if finding.kind.table == "officers" and finding.subjects[0] == officer_id
    )
    slip = replace(whole, heading="briefing.title", facts=(*whole.facts, *warned), sections=sections)
    shapes = day.project.table(FOCUS).geometry
    places = []
    for line in (line for section in sections for line in section.lines):
        shape = shapes[line.key]
        if shape is not None and not shape.is_empty:
            point = shape.representative_point()
            places.append(BriefingPlace(line, float(point.x), float(point.y), shape))
    return Briefing(slip, tuple(places))


def _below(day: Day, line: SlipLine) -> Iterator[Message]:
    """Where a focus area is, what is to be mended there, and what has been done so far."""
    units = day.project.communities
    named = [name_of(units, code) for code in units_of_land(day.project, day.project.focus_areas.geometry[line.key])]
    if named:
        others = Message("slip.more_units", {"count": len(named)}) if len(named) > _MOST_UNITS else ""
        yield Message("slip.where", {"units": named[:_MOST_UNITS], "more": others})
    yield from line.below
    so_far = day.focus_outcomes[line.key]
    if so_far.last_on is not None:
        values = {"done": so_far.done, "planned": so_far.planned, "day": ShortDay(so_far.last_on)}
        yield Message("slip.visited", values)


def _status(status: object) -> dict[str, Message]:
    return {"status": Message(f"choice.officers.status.{status}")} if isinstance(status, str) else {}
