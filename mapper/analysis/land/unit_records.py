"""Do the units' records agree with themselves? Outline, station, kind against the code, and names.

What is right is proposed where something tells it: the station whose land holds the unit, the kind that the code says.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely

from mapper.finding import Finding, FindingKind
from mapper.finding_kinds import UNIT_KIND_OTHER, UNIT_NAME_TWICE, UNIT_NO_OUTLINE, UNIT_STATION_UNKNOWN
from mapper.geometry import polygonal
from mapper.names import name_of
from mapper.project import Project

# Digits 10–12 of a statistical code: 001–199 a residents' committee, 200–399 a villagers' committee; other numbers
# (4xx of state farms, 5xx of development zones) are either.
_FIRST_COMMUNITY, _FIRST_VILLAGE, _FIRST_OTHER = 1, 200, 400


def unit_record_findings(project: Project) -> list[Finding]:
    """What is odd about the units' records, in the order of the units."""
    return [
        *_without_outline(project),
        *_of_no_station(project),
        *_of_other_kind(project),
        *_called_alike(project),
    ]


def kind_by_code(code: str) -> str | None:
    """``community`` or ``village`` by a statistical code of 12 digits; None where it does not say."""
    if not (len(code) == 12 and code.isascii() and code.isdigit()):
        return None
    number = int(code[9:])
    if _FIRST_COMMUNITY <= number < _FIRST_VILLAGE:
        return "community"
    return "village" if _FIRST_VILLAGE <= number < _FIRST_OTHER else None


def station_by_land(project: Project, code: str) -> str | None:
    """The only station whose outline holds a point of a unit; None where none does, or several."""
    shape = project.communities.geometry[code]
    if shape is None or shape.is_empty:
        return None
    inside = shapely.point_on_surface(polygonal(np.array([shape], dtype=object))[0])
    outlines = polygonal(np.asarray(project.stations.geometry.array, dtype=object))
    found = project.stations.index[shapely.intersects(outlines, inside)]
    return str(found[0]) if len(found) == 1 else None


def _finding(project: Project, kind: FindingKind, code: str, **values: object) -> Finding:
    shape = project.communities.geometry[code]
    place = None if shape is None or shape.is_empty else shapely.point_on_surface(shape)
    where = None if place is None else (float(place.x), float(place.y))
    return Finding(kind, (code,), where, {"name": name_of(project.communities, code), **values})


def _without_outline(project: Project) -> Iterator[Finding]:
    shapes = np.asarray(project.communities.geometry.array, dtype=object)
    for at in np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes)):
        yield _finding(project, UNIT_NO_OUTLINE, str(project.communities.index[at]))


def _of_no_station(project: Project) -> Iterator[Finding]:
    if project.stations.empty:
        return
    recorded = project.communities["station_code"]
    for code in recorded.index[~recorded.isin(project.stations.index)]:
        value = recorded[code]
        station = station_by_land(project, str(code))
        yield _finding(
            project, UNIT_STATION_UNKNOWN, str(code),
            recorded=None if pd.isna(value) else str(value),
            station=station, station_name=None if station is None else name_of(project.stations, station),
        )  # fmt: skip


def _of_other_kind(project: Project) -> Iterator[Finding]:
    kinds = project.communities["kind"]
    said = pd.Series([kind_by_code(str(code)) for code in kinds.index], index=kinds.index, dtype="str")
    for code in kinds.index[said.notna() & kinds.notna() & (said != kinds)]:
        yield _finding(project, UNIT_KIND_OTHER, str(code), recorded=str(kinds[code]), by_code=str(said[code]))


def _called_alike(project: Project) -> Iterator[Finding]:
    """Units of one station that have the same name; those of two stations may."""
    units = project.communities
    named = units["name"].notna()
    groups = units[named].groupby([units["station_code"].fillna(""), units["name"]]).groups
    for codes in groups.values():
        if len(codes) > 1:
            first, *others = map(str, codes)
            finding = _finding(project, UNIT_NAME_TWICE, first, codes=[first, *others])
            yield Finding(finding.kind, (first, *others), finding.where, finding.values)
