"""A briefing: the part of an officer's slip that is about focus areas, and their places for a map in the hand."""

from dataclasses import dataclass, replace

from shapely.geometry.base import BaseGeometry

from layers.sheets.slip.contents import Slip, SlipLine, slip_of
from mapper.analysis.todo import FOCUS, Whose
from mapper.day.day import Day
from mapper.message import Message


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
    sections = tuple(section for section in whole.sections if section.code == "focus")
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


def _status(status: object) -> dict[str, Message]:
    return {"status": Message(f"choice.officers.status.{status}")} if isinstance(status, str) else {}
