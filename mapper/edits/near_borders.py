"""Borders that nearly meet made to meet: each corner goes to the nearest corner or border of the other unit.

``shapely.coverage_clean`` would do it for a list of polygons, but it takes land from units that truly overlap, moves
corners everywhere in what it is given, and knows no jurisdictions. Here only the corners that are beside a border move,
at most :data:`~mapper.analysis.land.near_borders.NEAR_M`, and with them the corners of every outline that has them.
"""

import numpy as np
import shapely

from mapper.analysis.land.borders import Borders, Vertex
from mapper.analysis.land.near_borders import MEETS_M, NEAR_M, near_borders
from mapper.edit import Edit, require_row
from mapper.edits.outlines import change_between, require_tiling, with_outlines
from mapper.errors import InputError
from mapper.names import name_of
from mapper.project import Project

_REACH_DEG = 2e-5  # more than NEAR_M anywhere in China
_TURNS = 4  # a corner that has moved may bring another one near


def meet_borders(first: str, second: str) -> Edit:
    """The borders of two units meet wherever they nearly do, and with them those of units that meet them there.

    The edit raises InputError ``row_unknown``, ``borders_apart`` (nowhere nearly), ``border_meet_moves`` (a unit would
    change by more than a strip of a metre along its border), or as other repairs of outlines do.
    """

    def change(project: Project) -> Project:
        for code in (first, second):
            require_row(project, "communities", code)
        codes = [first, second]
        near = near_borders(np.asarray(project.communities.geometry.loc[codes].array, dtype=object))
        if not near:
            raise InputError("borders_apart", units=[name_of(project.communities, code) for code in codes])
        corners = shapely.buffer(shapely.multipoints(near[0].corners), _REACH_DEG)
        units = project.communities.geometry
        # At a junction a third unit's corners are beside both borders.
        codes = list(map(str, units.index[np.sort(units.sindex.query(corners, predicate="intersects"))]))
        after = project
        for _ in range(_TURNS):
            once = _met(after, codes)
            if once is None:
                break
            after = once
        changed = change_between(project, after).codes
        require_tiling(project, after, changed, mends=True)
        _require_same_land(project, after)
        return after

    return Edit("borders_met", change, {"codes": [first, second]})


def _met(project: Project, codes: list[str]) -> Project | None:
    units = np.asarray(project.communities.geometry.loc[codes].array, dtype=object)
    found = near_borders(units)
    if not found:
        return None
    west, south, east, north = shapely.total_bounds(units)
    borders = Borders(project, (west - _REACH_DEG, south - _REACH_DEG, east + _REACH_DEG, north + _REACH_DEG))
    for near in found:
        for place, owner in zip(near.corners, near.owners, strict=True):
            own, other = codes[owner], codes[near.second if owner == near.first else near.first]
            corner = _nearest(borders, own, place)
            if corner is not None:
                _bring(borders, corner, other)
        borders.join(codes[near.first], codes[near.second])
    shapes = borders.changed()
    return with_outlines(project, shapes) if shapes else None


def _nearest(borders: Borders, code: str, place: np.ndarray) -> Vertex | None:
    """The corner of a unit that stands at a place; None where it has moved away already."""
    ring = _corners(borders, code)
    if not ring:
        return None
    far = np.hypot(*(np.array(ring) - place).T)
    at = int(far.argmin())
    return ring[at] if far[at] < 1e-10 else None


def _bring(borders: Borders, corner: Vertex, other: str) -> None:
    """A corner to the nearest corner of another unit, or onto its nearest edge."""
    theirs = _corners(borders, other)
    if corner in theirs:
        return
    here = borders.metres([corner])[0]
    far = np.hypot(*(borders.metres(theirs) - here).T)
    target = theirs[int(far.argmin())]
    if far.min() <= NEAR_M:
        # The corner that more outlines have stays where it is.
        stay, go = (corner, target) if _times(borders, corner) > _times(borders, target) else (target, corner)
        borders.move(go, stay)
        return
    edge = _nearest_edge(borders, other, here)
    if edge is None:
        return
    start, end, foot, away_m = edge
    place = corner if away_m <= MEETS_M else foot
    borders.move(corner, place)
    borders.insert(start, end, [place])


def _corners(borders: Borders, code: str) -> list[Vertex]:
    return list({vertex for (_, of), ring in borders.rings("communities") if of == code for vertex in ring})


def _times(borders: Borders, vertex: Vertex) -> int:
    return sum(vertex in ring for _, ring in borders.rings())


def _nearest_edge(borders: Borders, code: str, here: np.ndarray) -> tuple[Vertex, Vertex, Vertex, float] | None:
    """Ends of the edge of a unit that is nearest to a place (metres), its point there in degrees, and how far it is."""
    best: tuple[Vertex, Vertex, Vertex, float] | None = None
    for (_, of), ring in borders.rings("communities"):
        if of != code or len(ring) < 3:
            continue
        starts = borders.metres(ring)
        along = np.roll(starts, -1, axis=0) - starts
        square = np.maximum((along**2).sum(axis=1), 1e-18)
        share = np.clip(((here - starts) * along).sum(axis=1) / square, 0.0, 1.0)
        far = np.hypot(*(starts + share[:, None] * along - here).T)
        at = int(far.argmin())
        if far[at] <= 2 * NEAR_M and (best is None or far[at] < best[3]):
            # Straight in degrees, as it is drawn.
            start, end = np.array(ring[at]), np.array(ring[(at + 1) % len(ring)])
            lon, lat = start + share[at] * (end - start)
            best = ring[at], ring[(at + 1) % len(ring)], (float(lon), float(lat)), float(far[at])
    return best


def _require_same_land(before: Project, after: Project) -> None:
    """InputError ``border_meet_moves`` where a unit gains or loses more than moved corners can explain."""
    change = change_between(before, after)
    for code in change.codes:
        shape = before.communities.geometry[code]
        most_km2 = NEAR_M * shapely.length(shape) * 111.32 / 1000
        if abs(change.km2_after[code] - change.km2_before[code]) > most_km2:
            raise InputError("border_meet_moves", unit=name_of(before.communities, code))
