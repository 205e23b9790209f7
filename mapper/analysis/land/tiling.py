"""Do the units tile the land? Gaps, overlaps, slivers, broken outlines, and units against their station's jurisdiction.

Edges are compared in degrees, as they are drawn; every width and area is measured in the project's metre CRS.
Overlaps are searched from the edges that do not match
(:func:`~mapper.geometry.overlapping_pairs`); gaps come from areas, because a wide gap is a legal hole to an edge test.
A station that its units tile to the last bit is asked as one piece of land (:mod:`mapper.analysis.land.blocks`).
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from mapper.analysis.land.blocks import Blocks, blocks_of
from mapper.analysis.land.near_borders import near_borders
from mapper.crs import shapes_to_metres, to_degrees
from mapper.finding import Finding, FindingKind
from mapper.finding_kinds import (
    BORDER_NEAR,
    STATION_OVERLAP,
    STATION_UNCOVERED,
    UNIT_GAP,
    UNIT_INVALID,
    UNIT_MULTIPART,
    UNIT_OUTSIDE_STATION,
    UNIT_OVERLAP,
    UNIT_SLIVER,
)
from mapper.geometry import Shapes, overlapping_pairs, polygonal, polygons_of, width_m
from mapper.lazy_dataclass import dataclass
from mapper.names import names_of
from mapper.project import Project

_NEAR_DEG = 2e-5  # more than borders that nearly meet are apart
_SAME_BORDER_M = 0.1  # outlines nearer to each other than this run along the same border


@dataclass(frozen=True, eq=False)
class _Land:
    """Units and stations, repaired; positions, not codes."""

    units: Shapes  # in degrees: few of a large drawing are asked in metres
    unit_tree: shapely.STRtree  # of their boxes in degrees
    unmatched: npt.NDArray[np.intp]  # positions of units with an edge at fault, drawn otherwise than a neighbour's
    broken: npt.NDArray[np.intp]  # positions of units whose outline crosses itself
    stations: Shapes  # in metres
    station_tree: shapely.STRtree
    codes: pd.Index
    station_codes: pd.Index
    names: npt.NDArray[np.object_]
    station_names: npt.NDArray[np.object_]
    station_of: npt.NDArray[np.intp]  # position of each unit's station, -1 where it has none
    blocks: Blocks
    crs: str

    def metres(self, units: npt.NDArray[np.intp]) -> Shapes:
        """Some units (positions) in metres."""
        return _in_metres(self.units[units], self.crs)


@dataclass(frozen=True)
class _Piece:
    """A piece of land with something wrong, in metres."""

    kind: FindingKind
    shape: shapely.Polygon
    units: tuple[int, ...] = ()
    station: int = -1

    @cached_property
    def width_m(self) -> float:
        return width_m(self.shape)


def tiling_findings(project: Project) -> list[Finding]:
    """All faults of the tiling, largest piece first within a code.

    ``unit_invalid`` and ``unit_multipart`` per unit; ``unit_gap``, ``unit_overlap``, ``unit_outside_station``,
    ``station_uncovered`` and ``station_overlap`` per connected piece. A piece narrower than ``Norms.sliver_width_m``
    is a ``unit_sliver`` instead, one below ``Norms.least_area_m2`` or ``Norms.least_width_m`` is nothing. Each piece is
    told once, under the first code that fits. What is too narrow for that is ``border_near``, per two units. Pieces on
    the border of a unit whose outline crosses itself are left out, and its finding says how much land they are: until
    it is mended nobody knows where that border runs.
    """
    if project.communities.empty:
        return []
    land = _land(project)
    overlaps = list(_overlaps(land))
    gaps, uncovered = _gaps(land, overlaps, project.norms.least_width_m)
    outside = _outside_station(land, [piece.shape for piece in overlaps])
    pieces = [*overlaps, *gaps, *uncovered, *outside, *_station_overlaps(land, overlaps)]
    norms = project.norms
    pieces = [p for p in pieces if p.shape.area >= norms.least_area_m2 and p.width_m >= norms.least_width_m]
    pieces.sort(key=lambda p: (p.kind.code, -p.shape.area))
    doubtful = set(land.broken.tolist())
    told = [piece for piece in pieces if doubtful.isdisjoint(piece.units)]
    left_out = [piece for piece in pieces if not doubtful.isdisjoint(piece.units)]
    return [
        *_invalid(project, land, left_out),
        *(found := [_piece_finding(project, land, piece) for piece in told]),
        *_near(project, land, [finding.shape for finding in found if finding.shape is not None]),
        *_multipart(project, land),
    ]


def tiling_findings_near(project: Project, places: Sequence[BaseGeometry]) -> list[Finding]:
    """Those of :func:`tiling_findings` that reach the boxes around some places (degrees), without asking all the land.

    Of station land in no unit, the shape may be larger than it is.
    """
    if not places:
        return []
    boxes = shapely.box(*shapely.bounds(np.array(places, dtype=object)).T)
    units, stations = project.communities, project.stations
    units = units.iloc[np.unique(units.geometry.sindex.query(boxes)[1])]
    near = stations.index[np.unique(stations.geometry.sindex.query(boxes)[1])]
    stations = stations[stations.index.isin({*near, *units["station_code"].dropna()})]
    # Units that are not asked lie outside all boxes, and so does all that seems amiss only because they are not there.
    return [
        finding
        for finding in tiling_findings(project.with_tables(communities=units, stations=stations))
        if shapely.intersects(boxes, _extent(project, finding)).any()
    ]


def _extent(project: Project, finding: Finding) -> BaseGeometry:
    """The land of a finding, or the box around its unit, in degrees."""
    if finding.shape is None:
        shape: BaseGeometry = shapely.box(*project.communities.geometry[finding.subjects[0]].bounds)
    else:
        shape = shapely.make_valid(finding.shape)  # what is narrow in metres may be a spike in degrees
    return shape


def _in_metres(shapes: Shapes, crs: str) -> Shapes:
    """Valid polygons in degrees as valid polygons in metres: two borders may cross only when they are projected."""
    return polygonal(shapes_to_metres(shapes, crs))


def _land(project: Project) -> _Land:
    crs = project.about.map_crs
    raw = np.asarray(project.communities.geometry.array, dtype=object)
    sound = shapely.is_valid(raw)  # as what is missing is not
    units = np.array(raw, dtype=object)
    units[~sound] = polygonal(units[~sound])
    drawn = polygonal(np.asarray(project.stations.geometry.array, dtype=object))
    station_of = project.stations.index.get_indexer(project.communities["station_code"])
    blocks = blocks_of(units, drawn, station_of, project.norms.least_width_m, lambda some: _in_metres(some, crs))
    stations = _in_metres(drawn, crs)
    return _Land(
        units,
        shapely.STRtree(units),
        blocks.unmatched_units(units),
        np.flatnonzero(~sound & ~shapely.is_missing(raw)),
        stations,
        shapely.STRtree(stations),
        project.communities.index,
        project.stations.index,
        np.asarray(names_of(project.communities)),
        np.asarray(names_of(project.stations)),
        station_of,
        blocks,
        crs,
    )


def _overlaps(land: _Land) -> Iterator[_Piece]:
    """Land that two units both claim; what three claim is told of each two of them."""
    first, second, _ = overlapping_pairs(land.units, land.unmatched)
    common = shapely.intersection(land.metres(first), land.metres(second))
    for a, b, shape in zip(first, second, common, strict=True):
        for part in polygons_of(shape):
            yield _Piece(UNIT_OVERLAP, part, (int(a), int(b)))


def _gaps(land: _Land, overlaps: Sequence[_Piece], least_width_m: float) -> tuple[list[_Piece], list[_Piece]]:
    """Land that units enclose and none claims; and station land beyond all units."""
    overlapping = np.array([unit for piece in overlaps for unit in piece.units], dtype=np.intp)
    whole, joined = land.blocks.whole(overlapping)
    if not joined:
        # Slits of drawing noise would join a gap to the outside, or two gaps to each other: close them first.
        reach = least_width_m / 2
        whole = whole.buffer(reach, join_style="mitre").buffer(-reach, join_style="mitre")
    parts = np.array(list(polygons_of(whole)), dtype=object)
    holes = np.array([shapely.Polygon(ring) for part in parts for ring in part.interiors], dtype=object)
    # A unit may stand alone in a hole, or touch the rest with its corners only: its land is no gap, and what it
    # encloses itself is a gap of its own.
    islands = np.array([shapely.Polygon(part.exterior) for part in parts], dtype=object)
    hole, island = shapely.STRtree(parts).query(holes, predicate="covers")
    open_land = [
        open_part
        for i, ring in enumerate(holes)
        for open_part in polygons_of(shapely.difference(ring, shapely.union_all(islands[island[hole == i]])))
    ]
    gaps = [_Piece(UNIT_GAP, part, _touching(land, part)) for part in open_land]
    uncovered: list[_Piece] = []
    filled = shapely.union_all([whole, *holes])
    shapely.prepare(filled)
    for station in np.flatnonzero(~land.blocks.tiled):
        shape = land.stations[station]
        if not shapely.covers(filled, shape):
            uncovered.extend(
                _Piece(STATION_UNCOVERED, part, _touching(land, part), int(station))
                for part in polygons_of(shapely.difference(shape, filled))
            )
    return gaps, uncovered


def _touching(land: _Land, shape: shapely.Polygon) -> tuple[int, ...]:
    """Units on the border of a piece, the one with the longest common border first."""
    # Straight borders bend when projected, and a piece is drawn from borders that were joined: not to the last bit.
    along = shapely.buffer(shape.exterior, _SAME_BORDER_M)
    near = np.sort(land.unit_tree.query(shapely.box(*to_degrees(np.array([along]), land.crs)[0].bounds)))
    shapes = land.metres(near)
    beside = shapely.dwithin(shapes, shape, _SAME_BORDER_M)
    common = shapely.length(shapely.intersection(shapely.boundary(shapes[beside]), along))
    return tuple(int(i) for i in near[beside][np.argsort(-common, kind="stable")])


def _outside_station(land: _Land, told: Sequence[shapely.Geometry]) -> list[_Piece]:
    """Unit land beyond the jurisdiction of the unit's own station, without the overlaps that are told already."""
    with_station = np.flatnonzero((land.station_of >= 0) & ~land.blocks.in_tiled)
    own = land.stations[land.station_of[with_station]]
    shapely.prepare(own)
    theirs = land.blocks.shapes[land.blocks.block_of[with_station]]  # each is a block alone
    out = ~shapely.is_empty(own) & ~shapely.covers(own, theirs)
    sticks_out, beyond = with_station[out], shapely.difference(theirs[out], own[out])
    if told:
        beyond = shapely.difference(beyond, shapely.union_all(list(told)))
    return [
        _Piece(UNIT_OUTSIDE_STATION, part, (int(unit),), int(land.station_of[unit]))
        for unit, shape in zip(sticks_out, beyond, strict=True)
        for part in polygons_of(shape)
    ]


def _station_overlaps(land: _Land, told: Sequence[_Piece]) -> Iterator[_Piece]:
    """Land that two stations claim, where no overlap of their units tells it already."""
    explained = shapely.union_all([piece.shape for piece in told]) if told else shapely.Polygon()
    for a, _, common in zip(*overlapping_pairs(land.stations, land.blocks.doubtful_stations), strict=True):
        for part in polygons_of(shapely.difference(common, explained)):
            yield _Piece(STATION_OVERLAP, part, (), int(a))


def _piece_finding(project: Project, land: _Land, piece: _Piece) -> Finding:
    values: dict[str, Any] = {
        "area_km2": round(piece.shape.area / 1e6, 6),
        "area_m2": round(piece.shape.area, 1),
        "width_m": round(piece.width_m, 1),
        "units": list(land.names[list(piece.units)]),
    }
    station = piece.station
    if station < 0:
        inside = np.sort(land.station_tree.query(piece.shape, predicate="intersects"))
        values["stations"] = list(land.station_names[inside])
    else:
        values["stations"] = [land.station_names[station]]
    kind = piece.kind
    if piece.width_m < project.norms.sliver_width_m:
        values["of"] = kind.code
        kind = UNIT_SLIVER
    subjects = land.codes[list(piece.units)] if piece.units else land.station_codes[[station]]
    shape = to_degrees(np.array([piece.shape]), project.about.map_crs)[0]
    place = shape.representative_point()
    return Finding(kind, tuple(subjects), (place.x, place.y), values, shape)


def _invalid(project: Project, land: _Land, left_out: Sequence[_Piece]) -> Iterator[Finding]:
    for unit in land.broken:
        code = land.codes[unit]
        # GEOS says what is wrong and where, in degrees: "Self-intersection[113.4 30.3]".
        shape = project.communities.geometry.iloc[unit]
        reason, _, place = shapely.is_valid_reason(shape).partition("[")
        lon, lat = map(float, place.rstrip("]").split())
        yield Finding(
            UNIT_INVALID,
            (code,),
            (lon, lat),
            {
                "name": land.names[unit],
                "reason": reason,
                "left_out_km2": round(sum(p.shape.area for p in left_out if unit in p.units) / 1e6, 6),
            },
        )


def _near(project: Project, land: _Land, told: Sequence[BaseGeometry]) -> Iterator[Finding]:
    """Two units at a time whose borders nearly meet, beside what is told as a piece of land."""
    if not len(land.unmatched):
        return
    boxes = shapely.bounds(land.units[land.unmatched]) + np.array([-1, -1, 1, 1]) * _NEAR_DEG
    beside = np.unique(land.unit_tree.query(shapely.box(*boxes.T))[1])
    shapes = np.asarray(project.communities.geometry.array, dtype=object)[beside]
    for near in near_borders(shapes, told):
        two = beside[[near.first, near.second]]
        lon, lat = near.corners[0]
        yield Finding(
            BORDER_NEAR,
            tuple(land.codes[two]),
            (float(lon), float(lat)),
            {
                "units": list(land.names[two]),
                "corners": len(near.corners),
                "away_m": round(near.away_m, 4),
            },
        )


def _multipart(project: Project, land: _Land) -> Iterator[Finding]:
    """Units in several pieces. An enclave is lawful, so this is only a note."""
    shapes = np.asarray(project.communities.geometry.array, dtype=object)
    several = np.flatnonzero(shapely.get_num_geometries(shapes) > 1)
    for unit, shape in zip(several, land.metres(several), strict=True):
        parts = sorted(polygons_of(shape), key=lambda part: part.area)
        if not parts:  # lines back and forth without any land, which are told as an outline that is wrong
            continue
        place = to_degrees(np.array([parts[0].representative_point()]), project.about.map_crs)[0]
        yield Finding(
            UNIT_MULTIPART,
            (land.codes[unit],),
            (place.x, place.y),
            {
                "name": land.names[unit],
                "parts": int(shapely.get_num_geometries(shapes[unit])),
                "smallest_km2": round(parts[0].area / 1e6, 6),
            },
        )
