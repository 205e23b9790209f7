"""Faults of the drawing mended: a gap filled, an overlap cut, a sliver dropped, an outline untangled.

Unlike other edits of borders these change how much land the units have; :func:`~mapper.edits.outlines.boundary_change`
says by how much before one is applied. Where land goes from one station's unit to another's, the jurisdictions follow.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapper.analysis.land.borders import Borders, Key, Ring, Vertex
from mapper.edit import Edit, require_row
from mapper.edits.near_borders import meet_borders
from mapper.edits.outlines import require_tiling, with_outlines
from mapper.edits.overlap_claims import in_metres, keeper, mostly_shared
from mapper.errors import InputError
from mapper.finding import Finding
from mapper.finding_kinds import BORDER_NEAR, UNIT_INVALID, UNIT_OVERLAP, UNIT_SLIVER, kind_if_wider
from mapper.geometry import polygonal, polygons_of
from mapper.project import Project

_NEAR_DEG = 1e-5  # about a metre: everything that touches a piece is within its box grown by this
_SLACK_DEG = 1e-6  # about a decimetre, more than a straight border bends when projected
_LEAST_M2, _CRUMB_M2 = 1e-3, 0.1
_UNTANGLINGS = 200


def repair_for(project: Project, finding: Finding) -> Edit | None:
    """The repair that a finding of the tiling asks for; None for one that no rule can mend.

    Who keeps the land of an overlap says :func:`~mapper.edits.overlap_claims.keeper`.
    """
    if finding.kind.land == "gap" and finding.shape is not None:
        return fill_gap(finding.shape)
    if finding.kind is UNIT_SLIVER and finding.shape is not None:
        return drop_sliver(finding.shape, finding.subjects if kind_if_wider(finding) is UNIT_OVERLAP else ())
    if finding.kind is UNIT_OVERLAP and finding.shape is not None:
        first, second = finding.subjects[:2]
        keep = keeper(project, first, second, finding.shape)
        return None if keep is None else cut_overlap(first, second, keep)
    if finding.kind is BORDER_NEAR and len(finding.subjects) > 1:
        return meet_borders(*finding.subjects[:2])
    if finding.kind is UNIT_INVALID:
        return repair_invalid(finding.subjects[0])
    return None


def fill_gap(gap: BaseGeometry, into: str | None = None) -> Edit:
    """Land in no unit goes to a unit beside it: ``into``, else the one with the longest common border.

    Parameters
    ----------
    gap
        The gap as a finding shows it, degrees; the land really filled is what the units around it leave free.

    The edit raises InputError ``row_unknown``, ``gap_missing`` (no free land there), ``gap_not_beside`` (``into`` is
    not beside it), ``border_crosses_itself`` or ``border_crosses``.
    """

    def change(project: Project) -> Project:
        if into is not None:
            require_row(project, "communities", into)
        return _filled(project, gap, into)

    return Edit("gap_filled", change, {"into": into})


def cut_overlap(first: str, second: str, keep: str) -> Edit:
    """Land that two units claim stays with ``keep`` alone.

    The edit raises InputError ``row_unknown``, ``overlap_keep`` (neither of the two is to keep it),
    ``overlap_missing``, ``unit_emptied``, ``border_crosses_itself`` or ``border_crosses``.
    """

    def change(project: Project) -> Project:
        for code in (first, second):
            require_row(project, "communities", code)
        if keep not in (first, second) or first == second:
            raise InputError("overlap_keep", unit=keep)
        return _without_overlap(project, keep, second if keep == first else first)

    return Edit("overlap_cut", change, {"codes": [first, second], "keep": keep})


def drop_sliver(sliver: BaseGeometry, of: Sequence[str] = ()) -> Edit:
    """A sliver (degrees) goes: a narrow gap is filled, of a narrow overlap the shorter of its two lines stays.

    Other land that the two units have in common is left as it is, and a unit that would lose most of its land keeps it.

    Parameters
    ----------
    of
        The two units whose overlap it is, where more of them may lie there.

    The edit raises InputError ``sliver_missing`` (neither gap nor overlap there), or as :func:`fill_gap` and
    :func:`cut_overlap` do.
    """

    def change(project: Project) -> Project:
        if sliver.is_empty:
            raise InputError("sliver_missing")
        place = sliver.representative_point()
        units = project.communities
        claims = [
            str(units.index[at])
            for at in units.geometry.sindex.query(place)
            if shapely.covers(polygonal(np.array([units.geometry.iloc[at]], dtype=object))[0], place)
        ]
        if not claims:
            return _filled(project, sliver, None)
        if set(of) <= set(claims):
            claims = list(of) or claims
        if len(claims) != 2:
            raise InputError("sliver_missing")
        lines = {code: _border_m(project, units.geometry[code], sliver) for code in sorted(claims)}
        at_risk = mostly_shared(project, *claims)
        keep = at_risk[0] if len(at_risk) == 1 else min(lines, key=lambda code: lines[code])
        return _without_overlap(project, keep, next(code for code in claims if code != keep), sliver)

    return Edit("sliver_dropped", change, {})


def repair_invalid(code: str) -> Edit:
    """An outline that crosses itself untangled: vertices in the wrong order are put in order, so all of them stay.

    What no order mends becomes the land that each of its rings encloses. The edit raises InputError ``row_unknown``,
    ``unit_sound`` (nothing to mend), ``unit_emptied`` or ``border_crosses`` (it would overlap a neighbour more).
    """

    def change(project: Project) -> Project:
        row = require_row(project, "communities", code)
        shape = project.communities.geometry[code]
        if shape is None or shapely.is_valid(shape):
            raise InputError("unit_sound", unit=str(row["name"]))
        borders = Borders(project, shape.bounds)
        key = ("communities", code)
        borders.outlines[key] = [[_untangled(ring) for ring in part] for part in borders.outlines[key]]
        if not shapely.is_valid(borders.shape(key)):
            borders.set_shape(key, polygonal(np.array([shape], dtype=object))[0])
        return _mended(project, borders)

    return Edit("outline_repaired", change, {"code": code})


def _filled(project: Project, gap: BaseGeometry, into: str | None) -> Project:
    try:
        return _filled_by(project, gap, into, join=True)
    except InputError as error:
        if error.code not in ("border_crosses", "border_crosses_itself"):
            raise
        # In a crumb of a few metres corners that are two lie nearer to each other than those that are one: as they are
        # they fit to the last bit.
        return _filled_by(project, gap, into, join=False)


def _filled_by(project: Project, gap: BaseGeometry, into: str | None, *, join: bool) -> Project:
    borders = _around(project, gap)
    units = {key: shape for key, shape in _sound(borders).items() if key[0] == "communities"}
    piece = _free_land(borders, list(units.values()), gap)
    if piece is None:
        raise InputError("gap_missing")
    beside = {key[1]: _border_m(project, shape, piece) for key, shape in units.items()}
    beside = {code: metres for code, metres in beside.items() if metres > 2 * borders.tolerance_m}
    if not beside:
        raise InputError("gap_missing")
    if into is not None and into not in beside:
        raise InputError("gap_not_beside", unit=str(project.communities["name"][into]))
    taker = into or max(sorted(beside), key=lambda code: beside[code])
    key = ("communities", taker)
    borders.set_shape(key, _only_land(shapely.union(units[key], piece)))
    _hand_over(project, borders, piece, taker)
    for other in sorted(beside.keys() - {taker}) if join else ():
        borders.join(taker, other)
    return _mended(project, borders)


def _free_land(borders: Borders, units: list[BaseGeometry], gap: BaseGeometry) -> BaseGeometry | None:
    """The land that units leave free where the gap is: a hole between them where it is one, so that it fits exactly."""
    gap = polygonal(np.array([gap], dtype=object))[0]  # what is narrow in metres may be a spike in degrees
    whole = shapely.union_all(units)
    parts = [*polygons_of(whole)]
    for ring in (ring for part in parts for ring in part.interiors):
        hole: BaseGeometry = shapely.Polygon(ring)
        # A unit may stand alone in a hole, and is no free land.
        islands = [shapely.Polygon(part.exterior) for part in parts if shapely.covers(hole, part)]
        for free in polygons_of(shapely.difference(hole, shapely.union_all(islands)) if islands else hole):
            if shapely.intersection(free, gap).area > 0.5 * max(free.area, gap.area):
                return free
    # An open bay, or a hole that slits of drawing noise join to the outside: what units leave free a little around it,
    # so that it touches them exactly, and no further than the jurisdiction goes.
    bay: BaseGeometry = shapely.difference(shapely.buffer(gap, _SLACK_DEG, join_style="mitre"), whole)
    stations = [shape for key, shape in _sound(borders).items() if key[0] == "stations"]
    jurisdiction = shapely.union_all(stations)
    if shapely.intersection(jurisdiction, gap).area > 0.99 * gap.area:
        bay = shapely.intersection(bay, jurisdiction)
    widest = max(polygons_of(bay), key=lambda part: part.area, default=shapely.Polygon())
    return widest if shapely.intersection(widest, gap).area > 0.5 * gap.area else None


def _without_overlap(project: Project, keep: str, other: str, within: BaseGeometry | None = None) -> Project:
    """Land that two units have in common taken from the other; only the pieces at a place, where one is given."""
    piece = shapely.intersection(*polygonal(np.asarray(project.communities.geometry.loc[[keep, other]].array)))
    if _area_m2(project, piece) < _LEAST_M2:
        raise InputError("overlap_missing", units=project.communities["name"].loc[[keep, other]].tolist())
    borders = _around(project, project.communities.geometry[other])
    shapes = _sound(borders)
    known = {vertex for _, ring in borders.rings() for vertex in ring}
    rest = shapely.difference(shapes["communities", other], shapes["communities", keep])
    if within is not None:
        elsewhere = [part for part in polygons_of(piece) if not shapely.intersects(part, within)]
        if elsewhere:
            piece = shapely.difference(piece, shapely.union_all(elsewhere))
            rest = shapely.union_all([rest, *elsewhere])
    key = ("communities", other)
    borders.set_shape(key, _only_land(rest))
    for vertex in sorted({v for part in borders.outlines[key] for ring in part for v in ring} - known):
        there = borders.metres([vertex])[0]
        kept = [v for of, ring in borders.rings() if of == ("communities", keep) for v in ring]
        far = np.hypot(*(borders.metres(kept) - there).T)
        corner = kept[int(far.argmin())]
        if far.min() <= borders.tolerance_m and _crumb_m2(borders, key, vertex, corner) < _CRUMB_M2:
            borders.move(vertex, corner)
        else:
            borders.join_at(vertex)
    _hand_over(project, borders, _only_land(piece), keep)
    return _mended(project, borders)


def _crumb_m2(borders: Borders, key: Key, vertex: Vertex, corner: Vertex) -> float:
    """The land that an outline with both of two near corners would lose if one became the other; 0 with one alone."""
    rings = [ring for of, ring in borders.rings() if of == key]
    if not any(corner in ring for ring in rings):
        return 0.0
    lost = 0.0
    for ring in rings:
        for at in (at for at, one in enumerate(ring) if one == vertex):
            before, here, after, there = borders.metres([ring[at - 1], vertex, ring[(at + 1) % len(ring)], corner])
            lost += sum(shapely.Polygon([end, here, there]).area for end in (before, after))
    return lost


def _hand_over(project: Project, borders: Borders, piece: BaseGeometry, taker: str) -> None:
    """Land that a unit has now belongs to its station, and to no other."""
    station = project.communities["station_code"].get(taker)
    if station not in project.stations.index:
        return
    for key in [key for key in borders.outlines if key[0] == "stations"]:
        shape = borders.shape(key)
        if not shapely.is_valid(shape):
            continue
        common_m2 = _area_m2(project, shapely.intersection(shape, piece))
        if key[1] != station and common_m2 > _LEAST_M2:
            borders.set_shape(key, _only_land(shapely.difference(shape, piece)))
        elif key[1] == station and common_m2 < _area_m2(project, piece) - _LEAST_M2:
            borders.set_shape(key, _only_land(shapely.union(shape, piece)))


def _mended(project: Project, borders: Borders) -> Project:
    shapes = borders.changed()
    after = with_outlines(project, shapes)
    require_tiling(project, after, [code for table, code in shapes if table == "communities"], mends=True)
    return after


def _untangled(ring: Ring) -> Ring:
    """The ring with the stretch between two edges that cross turned round, as often as edges cross."""
    ring = list(ring)
    for _ in range(_UNTANGLINGS):
        xy = np.array([*ring, ring[0]])
        edges = np.array(shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)), dtype=object)
        first, second = shapely.STRtree(edges).query(edges, predicate="crosses")
        once = first < second
        if not once.any():
            return ring
        first, second = first[once], second[once]
        inner = second - first
        at = int(np.argmin(np.minimum(inner, len(ring) - inner)))
        i, j = int(first[at]), int(second[at])
        ring[i + 1 : j + 1] = ring[i + 1 : j + 1][::-1]
    return ring


def _around(project: Project, shape: BaseGeometry) -> Borders:
    west, south, east, north = shape.bounds
    return Borders(project, (west - _NEAR_DEG, south - _NEAR_DEG, east + _NEAR_DEG, north + _NEAR_DEG))


def _sound(borders: Borders) -> dict[Key, BaseGeometry]:
    """The outlines as polygons, repaired."""
    keys = list(borders.outlines)
    shapes = polygonal(np.array([borders.shape(key) for key in keys], dtype=object))
    return dict(zip(keys, shapes, strict=True))


def _only_land(shape: BaseGeometry) -> BaseGeometry:
    parts = list(polygons_of(shape))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _border_m(project: Project, unit: BaseGeometry, piece: BaseGeometry) -> float:
    """How many metres of a unit's outline run along a piece of land."""
    unit_m, piece_m = in_metres(project, [unit, piece])
    near = shapely.buffer(piece_m.boundary, project.norms.least_width_m / 2)
    return float(shapely.length(shapely.intersection(unit_m.boundary, near)))


def _area_m2(project: Project, shape: BaseGeometry) -> float:
    return float(in_metres(project, [shape])[0].area)
