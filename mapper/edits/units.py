"""One unit into two, two or more into one: the land, the counts and the duties."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from mapper.analysis.land.borders import (
    Borders,
    Ring,
    Vertex,
    rounded,
)
from mapper.crs import transform_xy
from mapper.edit import (
    Edit,
    drop_rows,
    put_rows,
    require_row,
)
from mapper.edits.boundaries import AT_VERTEX_M
from mapper.edits.locks import require_beats_stay
from mapper.edits.outlines import require_tiling, with_outlines
from mapper.errors import InputError
from mapper.geometry import polygons_of
from mapper.io.personal import OF_A_PLACE, require_impersonal
from mapper.project import Project
from mapper.schema import DEGREES, TABLES

_EVER, _FOR_EVER = pd.Timestamp(1000, 1, 1), pd.Timestamp(9000, 1, 1)
COUNTS = (
    "residents", "households", "rentals", "key_places", "volunteers", "cadres", "addresses", "addresses_geocoded",
    "addresses_updated",
)  # fmt: skip


def split_unit(
    code: str,
    line: shapely.LineString,
    new_code: str,
    new_name: str,
    counts: Mapping[str, int] | None = None,
) -> Edit:
    """A unit divided along a line (degrees) that enters and leaves it once.

    The larger part keeps the code and all that hangs on it: duties, and the counts but for those that are said to go.
    The smaller part is a unit of the same kind and station, whose seat is vacant. Points in it that are recorded under
    the old unit are recorded under the new one.

    Parameters
    ----------
    counts
        How many of each of the unit's :data:`COUNTS` the new unit has; they are taken
        from the old one. What is not given stays with the old one and is missing in the new one.

    The edit raises InputError ``row_unknown``, ``unit_exists``, ``split_name``, ``split_line`` (the line does not cut
    the unit in two), ``split_counts`` (more than there are), ``border_crosses_itself`` or ``border_crosses``.
    """
    given = dict(counts or {})

    def change(project: Project) -> Project:
        old = require_row(project, "communities", code)
        if not new_code.strip() or new_code in project.communities.index:
            raise InputError("unit_exists", unit=new_code)
        if not new_name.strip():
            raise InputError("split_name")
        require_impersonal(new_name, but=OF_A_PLACE)
        borders = Borders(project, tuple(project.communities.geometry.loc[[code]].total_bounds))
        kept, cut_off = _cut(borders, code, line)
        shapes = {**borders.changed(), ("communities", code): kept}
        rows = project.communities.loc[[code]].rename(index={code: new_code}).copy()
        rows.index.name = project.communities.index.name
        rows["name"] = new_name.strip()
        remaining = project.communities.loc[[code]].copy()
        for column in COUNTS:
            rows[column] = pd.array([given.get(column, pd.NA)], dtype="Int64")
            if column in given:
                had = 0 if pd.isna(old[column]) else int(old[column])
                if not 0 <= given[column] <= had:
                    raise InputError("split_counts", given=given[column], had=had)
                remaining[column] = pd.array([had - given[column]], dtype="Int64")
        rows = rows.set_geometry(gpd.GeoSeries([cut_off], index=rows.index, crs=DEGREES))
        after = put_rows(put_rows(project, "communities", remaining), "communities", rows)
        after = _recorded_anew(with_outlines(after, shapes), project, [code], new_code, within=cut_off)
        require_tiling(project, after, [code, new_code])
        return after

    return Edit(
        "unit_split",
        change,
        {"code": code, "new_code": new_code, "new_name": new_name, "counts": given, "duties_stay_with": code},
    )


def merge_units(codes: Sequence[str], into: str) -> Edit:
    """Neighbouring units of one station made one, with the code, name and kind of ``into``.

    Counts are added up, a missing one counting as nothing where another is known. Duties, outreach, groups and surveys
    go over; one officer's duties that overlap or follow each other become one. Points recorded under a unit that goes
    are recorded under the one that stays. The edit raises InputError ``row_unknown``,
    ``locked_beat``, ``merge_few`` (fewer than two), ``merge_stations`` (of different stations), ``merge_apart`` (no
    common border), ``border_crosses_itself`` or ``border_crosses``.
    """
    others = [code for code in dict.fromkeys(codes) if code != into]

    def change(project: Project) -> Project:
        for code in (into, *others):
            require_row(project, "communities", code)
        if not others:
            raise InputError("merge_few")
        require_beats_stay(project, [into, *others])
        units = project.communities.loc[[into, *others]]
        if units["station_code"].nunique(dropna=False) > 1:
            raise InputError("merge_stations", units=units["name"].tolist())
        borders = Borders(project, tuple(units.total_bounds))
        for at, one in enumerate((into, *others)):
            for other in (into, *others)[:at]:
                borders.join(one, other)
        shapes = np.array([borders.shape(("communities", code)) for code in (into, *others)], dtype=object)
        merged = _joined(shapes)
        parts_before = sum(shapely.get_num_geometries(shapes).tolist())
        if shapely.get_num_geometries(merged) > parts_before - len(others):
            raise InputError("merge_apart", units=units["name"].tolist())
        row = project.communities.loc[[into]].copy()
        for column in COUNTS:
            row[column] = pd.array([units[column].sum(min_count=1)], dtype="Int64")
        after = put_rows(drop_rows(project, "communities", others), "communities", row)
        outlines = {key: shape for key, shape in borders.changed().items() if key[1] not in others}
        after = with_outlines(after, {**outlines, ("communities", into): merged})
        after = _recorded_anew(_with_work(after, others, into), project, others, into)
        require_tiling(project, after, [into, *others])
        return after

    return Edit("units_merged", change, {"codes": [into, *others], "into": into})


def _joined(shapes: np.ndarray) -> BaseGeometry:
    """Polygons as one, every vertex of its outline kept."""
    if shapely.coverage_is_valid(shapes):
        shapes = np.array(list(polygons_of(shapely.coverage_union_all(shapes))), dtype=object)
    whole: BaseGeometry = shapely.union_all(shapes)
    return whole


def _with_work(project: Project, others: Sequence[str], into: str) -> Project:
    """Duties, and whatever else names the units that are gone, go over to the one that stays."""
    for table in (name for name, told in TABLES.items() if "community_code" in told.column_names and name != "duties"):
        named = project.table(table)[project.table(table)["community_code"].isin(others)]
        if len(named):
            project = put_rows(project, table, named.assign(community_code=into))
    duties = project.duties
    if not duties["community_code"].isin(others).any():
        return project
    held = duties[duties["community_code"].isin([into, *others])].assign(community_code=into)
    gone: list[str] = []
    for _, same in held.groupby("officer_id", sort=False):
        # Without a first day a duty has run since ever, without a last day it runs on for ever.
        spans = same.assign(first=same["starts"].fillna(_EVER), last=same["ends"].fillna(_FOR_EVER))
        spans = spans.sort_values("first", kind="stable")
        current: Any = None
        for duty_id, span in spans.iterrows():
            if current is not None and span["first"] - pd.Timedelta(days=1) <= spans.loc[current, "last"]:
                longer = span["last"] > spans.loc[current, "last"]
                if longer:
                    held.loc[current, "ends"] = held.loc[duty_id, "ends"]
                    spans.loc[current, "last"] = span["last"]
                held.loc[current, "dedicated"] = bool(held.loc[current, "dedicated"] or held.loc[duty_id, "dedicated"])
                gone.append(str(duty_id))
            else:
                current = duty_id
    project = put_rows(project, "duties", held.drop(index=gone))
    return drop_rows(project, "duties", gone) if gone else project


def _recorded_anew(
    after: Project, before: Project, codes: Sequence[str], to: str, within: BaseGeometry | None = None
) -> Project:
    """Points that record one of these units, by code or by name, record another; only those in a piece of land."""
    names = before.communities["name"]
    names = names[names.map(names.value_counts()) == 1]  # a name that two units bear says nothing
    renamed = {str(names[code]): str(after.communities["name"][to]) for code in codes if code in names.index}
    renamed |= dict.fromkeys(codes, to)
    for table in (name for name, told in TABLES.items() if "recorded_unit" in told.column_names):
        points = after.table(table)
        chosen = points["recorded_unit"].isin(list(renamed))
        if within is not None:
            chosen &= shapely.contains(within, np.asarray(points.geometry.array))
        if chosen.any():
            some = points[chosen]
            after = put_rows(after, table, some.assign(recorded_unit=some["recorded_unit"].map(renamed)))
    return after


def _cut(borders: Borders, code: str, line: BaseGeometry) -> tuple[BaseGeometry, BaseGeometry]:
    """The larger and the smaller part of a unit; the ends of the cut go into all outlines that run there."""
    key = ("communities", code)
    if not isinstance(line, shapely.LineString) or line.is_empty:
        raise InputError("split_line")
    cut = _cut_line(borders, code, line)
    parts = borders.outlines[key]
    at = next((i for i, part in enumerate(parts) if any(cut[0] in ring for ring in part)), None)
    if at is None:
        raise InputError("split_line")
    arcs = [arc for ring in parts[at] for arc in _arcs(ring, {cut[0], cut[-1]})]
    whole = borders.shape(key)
    faces = [
        face
        for face in shapely.get_parts(shapely.polygonize([shapely.LineString(arc) for arc in (*arcs, cut)]))
        if shapely.contains(whole, face.representative_point())
    ]
    if len(faces) != 2:
        raise InputError("split_line")
    metres = [
        shapely.area(shapely.transform(face, lambda xy: transform_xy(xy, DEGREES, borders.crs))) for face in faces
    ]
    larger, smaller = (faces[0], faces[1]) if metres[0] >= metres[1] else (faces[1], faces[0])
    rest = [part for i, part in enumerate(polygons_of(whole)) if i != at]
    return (shapely.MultiPolygon([larger, *rest]) if rest else larger), smaller


def _cut_line(borders: Borders, code: str, line: shapely.LineString) -> Ring:
    """The stretch of the line inside the unit, from border to border, its ends vertices of all outlines there."""

    def metres(shape: BaseGeometry) -> BaseGeometry:
        moved: BaseGeometry = shapely.transform(shape, lambda xy: transform_xy(xy, DEGREES, borders.crs))
        return moved

    unit, long = metres(borders.shape(("communities", code))), metres(line)
    if not unit.is_valid:
        raise InputError("border_crosses_itself", unit=code)
    inside = shapely.intersection(long, unit)
    pieces = [piece for piece in shapely.get_parts(inside) if piece.geom_type == "LineString"]
    across = [p for p in pieces if all(shapely.distance(unit.boundary, shapely.get_point(p, i)) < AT_VERTEX_M
                                       for i in (0, -1))]  # fmt: skip
    if len(across) != 1:
        raise InputError("split_line")
    xy = shapely.get_coordinates(across[0])
    ends = [_border_vertex(borders, code, place) for place in (xy[0], xy[-1])]
    if ends[0] == ends[1]:
        raise InputError("split_line")
    return [ends[0], *(rounded(borders.degrees(place)) for place in xy[1:-1]), ends[1]]


def _border_vertex(borders: Borders, code: str, place_m: np.ndarray) -> Vertex:
    """The vertex at a place in metres on the unit's border, put there where there is none."""
    near = borders.nearest_vertex(borders.degrees(place_m), borders.tolerance_m)
    if near is not None:
        borders.join_at(near)
        if code in borders.holders(near):
            return near
    best: tuple[float, Vertex, Vertex] | None = None
    for key, ring in borders.rings("communities"):
        if key[1] != code:
            continue
        xy = borders.metres(ring)
        edges = shapely.linestrings(np.stack([xy, np.roll(xy, -1, axis=0)], axis=1))
        away = np.asarray(shapely.distance(edges, shapely.Point(place_m)))
        at = int(np.argmin(away))
        if best is None or away[at] < best[0]:
            best = float(away[at]), ring[at], ring[(at + 1) % len(ring)]
    assert best is not None
    vertex = borders.degrees(place_m)
    borders.insert(best[1], best[2], [vertex])
    borders.join_at(vertex)
    return vertex


def _arcs(ring: Ring, ends: set[Vertex]) -> list[Ring]:
    """A ring cut at those of its vertices that are ends of a cut."""
    cuts = [i for i, vertex in enumerate(ring) if vertex in ends]
    if not cuts:
        return [[*ring, ring[0]]]
    turned = [*ring[cuts[0] :], *ring[: cuts[0]]]
    turned.append(turned[0])
    at = [i for i, vertex in enumerate(turned) if vertex in ends]
    return [turned[a : b + 1] for a, b in pairwise(at)]
