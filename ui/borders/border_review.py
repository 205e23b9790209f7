"""A change of borders before it is made: what it would do to the land and to what hangs on it."""

from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import date

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.viewport import Bounds
from mapper.crs import to_degrees, to_metres
from mapper.edit import Edit
from mapper.edits.outlines import BoundaryChange, change_between
from mapper.edits.repair_choices import RepairPlan
from mapper.effect import Effect
from mapper.effects.borders import border_effect
from mapper.geometry import polygonal
from mapper.lazy_dataclass import dataclass
from mapper.names import name_of
from mapper.project import Project

_CRUMB_M2 = 0.1  # borders drawn anew leave crumbs along straight edges that are no land


@dataclass(frozen=True)
class Choice:
    """One of several ways; ``unit`` is the code of the unit that the question is about."""

    unit: str | None
    edit: Edit


@dataclass(frozen=True, eq=False)
class Offer:
    """What may be done, of which one is chosen.

    Attributes
    ----------
    choices
        The ways, the proposed one first; never empty.
    question
        Code of the words before the choices, e.g. ``border.give_to``; empty where there is nothing to choose.
    land
        The piece of land it is about, in degrees.
    snap
        The edit for another tolerance in metres, where there is one, and the tolerance of now.
    plan
        The faults that the one edit mends, where it mends many.
    """

    choices: tuple[Choice, ...]
    question: str = ""
    land: BaseGeometry | None = None
    snap: tuple[Callable[[float], Edit], float] | None = None
    plan: RepairPlan | None = None


@dataclass(frozen=True, eq=False)
class Review:
    """One choice worked out: the areas, what else changes, and the land in metres of the map that the window shows.

    ``gained_m`` is land that comes to a unit, ``lost_m`` land that no unit has any more, ``outlines_m`` the new
    outlines, ``before_m`` those of before.
    """

    before: Project
    edit: Edit
    change: BoundaryChange
    effect: Effect
    as_of: date
    names: dict[str, str]
    outlines_m: list[BaseGeometry] = field(default_factory=list)
    before_m: list[BaseGeometry] = field(default_factory=list)
    gained_m: list[BaseGeometry] = field(default_factory=list)
    lost_m: list[BaseGeometry] = field(default_factory=list)


def reviewed(project: Project, edit: Edit, as_of: date) -> Review:
    """Work an edit out, loads as of that day; the project stays as it is. Raises InputError as the edit does."""
    after = edit(project)
    change = change_between(project, after)
    old, new = _land(project, change.codes), _land(after, change.codes)
    all_before = shapely.union_all(list(old.values()))
    all_after = shapely.union_all(list(new.values()))
    lost = shapely.difference(all_before, all_after)
    if lost.area > _CRUMB_M2:  # of an overlap that is cut the other unit has the land still
        near = after.communities.iloc[after.communities.geometry.sindex.query(_in_degrees(lost, project))]
        lost = shapely.difference(lost, shapely.union_all(list(_land(after, list(near.index)).values())))
    gained = [shapely.difference(shape, old.get(code, shapely.Polygon())) for code, shape in new.items()]
    return Review(
        project,
        edit,
        change,
        border_effect(project, after, change, as_of),
        as_of,
        _names(project, after, change),
        outlines_m=list(new.values()),
        before_m=list(old.values()),
        gained_m=[shape for shape in gained if shape.area > _CRUMB_M2],
        lost_m=[lost] if lost.area > _CRUMB_M2 else [],
    )


def changed_m(review: Review | None) -> Bounds | None:
    """Bounds in metres of all land that changes hands or is lost; None where there is none."""
    changed = [] if review is None else [*review.gained_m, *review.lost_m]
    if not changed:
        return None
    west, south, east, north = shapely.total_bounds(changed).tolist()
    return west, south, east, north


def _land(project: Project, codes: Sequence[str]) -> dict[str, BaseGeometry]:
    some = project.communities.geometry[project.communities.index.isin(codes)]
    shapes = polygonal(to_metres(some, project.about.map_crs))
    return dict(zip(map(str, some.index), np.asarray(shapes), strict=True))


def _in_degrees(shape: BaseGeometry, project: Project) -> BaseGeometry:
    found: BaseGeometry = to_degrees(np.array([shape], dtype=object), project.about.map_crs)[0]
    return found


def _names(before: Project, after: Project, change: BoundaryChange) -> dict[str, str]:
    names: dict[str, str] = {}
    for project in (before, after):
        for table, codes in (("communities", change.codes), ("stations", change.stations)):
            frame = project.table(table)
            names |= {code: name_of(frame, code) for code in codes if code in frame.index}
    return names
