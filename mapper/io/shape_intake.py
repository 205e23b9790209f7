"""Where the rows of one file lie: their shapes on the way into a table, in degrees, and what is odd about them."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely

from mapper.errors import InputError
from mapper.file_crs import choose_crs, crs_label, shapes_in_degrees
from mapper.geometry import point_inside
from mapper.io.addresses.placing import UnsureAddress, place_rows
from mapper.io.columns import ADDRESS, ColumnMap
from mapper.io.coordinates import degree_notes, exchanged, plain_metres, table_shapes
from mapper.io.datum import moved_to_wgs84
from mapper.io.keys import key_form, keys_by_form
from mapper.io.linking import link_codes
from mapper.io.source import Cells, Shapes, Source
from mapper.message import Message
from mapper.schema import DEGREES, Table

GUESSED = " → "  # between a heading and the field that it was recognised as
_FAR_DEG = 0.2  # some 20 km
_TYPE_IDS = {"polygon": (3, 6), "point": (0,), "line": (1, 5)}  # shapely's, single and multi
_WHOLE: Mapping[str, Any] = {
    "polygon": shapely.MultiPolygon,
    "line": shapely.MultiLineString,
    "point": shapely.MultiPoint,
}
_MULTI = {"polygon": shapely.MultiPolygon, "line": shapely.MultiLineString, "point": shapely.MultiPoint}
_COLLECTION, _FEWEST_CORNERS = 7, 3


class ShapeIntake:
    """Rows of a source and where they lie; each step may reject rows and add notes."""

    def __init__(self, source: Source, table: Table, mapped: ColumnMap, path: str) -> None:
        self.source, self.table, self.mapped, self.path = source, table, mapped, path
        self.count = len(source.rows)
        self.notes = list(source.notes)
        self.reason = np.full(self.count, None, dtype=object)  # the first reason a row is rejected for
        self.values: dict[str, pd.Series] = {}
        self.bad: dict[str, npt.NDArray[np.bool_]] = {}
        self.shapes: Shapes | None = None
        self.crs: pyproj.CRS | None = None
        self.datum = "wgs84"
        self.known: gpd.GeoDataFrame | None = None  # units that the file completes, where it has no shapes of its own
        self._unit_alone: tuple[pd.Series, gpd.GeoDataFrame] | None = None  # where a row without a place may stand
        self.unsure_addresses: tuple[UnsureAddress, ...] = ()
        self.further: dict[str, Cells] = {}  # columns that are kept as they are written
        self.further_rows = pd.DataFrame()
        self.rejected_keys: frozenset[str] = frozenset()
        self.unknown_words: dict[str, dict[str, int]] = {}
        if mapped.sensitive:
            self.notes.append(Message("sensitive_dropped", {"columns": list(mapped.sensitive)}))
        if mapped.guessed:
            pairs = [f"{mapped.fields[field]}{GUESSED}{field}" for field in mapped.guessed]
            self.notes.append(Message("columns_guessed", {"columns": pairs}))

    def reject(self, rows: npt.NDArray[np.bool_], code: str, **values: Any) -> None:
        """Rows (a mask) rejected for a reason, unless they are already."""
        for position in np.flatnonzero(rows):
            if self.reason[position] is None:
                self.reason[position] = (code, values)

    @property
    def kept(self) -> npt.NDArray[np.bool_]:
        return np.array([reason is None for reason in self.reason], dtype=bool)

    def take_shapes(
        self,
        crs: str | None,
        datum: str,
        known: gpd.GeoDataFrame | None = None,
        keys_in_use: Collection[str] = (),
        swap_xy: bool = False,
        by_address: bool = False,
    ) -> None:
        """Shapes in degrees, of the table's kind; a table of units without any completes the known units instead.

        A list without any coordinates is taken where it names points that the table has already: it tells what became
        of them (a platform's list of states and dates), and they stay where they are. So is one whose places will be
        found ``by_address``.

        Raises
        ------
        InputError
            ``no_coordinates``, ``no_shapes``, ``geometry_not_<kind>``, ``axes_exchanged``, or an error of the CRS.
        """
        geometry = self.table.geometry
        if geometry is None:
            if self.source.shapes is not None:
                self.notes.append(Message("shapes_ignored", {"rows": self.count}))
            return
        shapes = self.source.shapes
        land = None if known is None else known.geometry
        if shapes is not None:
            shapes = self._of_kind(shapes, geometry)
            shapes, self.crs = self._plain(shapes, crs, land)
            shapes = self._in_degrees(shapes, self.crs)
        else:
            shapes, self.crs, notes = table_shapes(
                self.source.columns, self.mapped.fields, self.count, crs, geometry, self.path, land
            )
            self.notes += notes
            if shapes is None and self.table.name == "communities" and self._completes(known):
                self.known = known
                return
            if shapes is None:
                if geometry != "point":
                    raise InputError("no_shapes", path=self.path, columns=list(self.source.columns))
                by_address = by_address and ADDRESS in self.mapped.fields
                if self.table.lies_in_units and not by_address and not self._names_any(keys_in_use):
                    raise InputError("no_coordinates", path=self.path, columns=list(self.source.columns))
                # An event can be known by its unit alone.
                if not by_address:
                    self.notes.append(Message("coordinates_missing", {"rows": self.count}))
                self.shapes = np.full(self.count, None, dtype=object)
                return
            # Columns of coordinates give points alone; what is written out may be anything.
            if geometry != "point" or (shapely.get_type_id(shapes) > 0).any():
                before = len(self.notes)
                shapes = self._of_kind(shapes, geometry)
                if any(note.code == "coordinates_missing" for note in notes):  # is told already
                    said = self.notes[before:]
                    self.notes[before:] = [note for note in said if note.code != "coordinates_missing"]
            assert self.crs is not None
            shapes = self._in_degrees(shapes, self.crs)
        if self.crs is not None and self.crs.is_geographic:
            shapes = self._axes_looked_at(shapes, swap_xy)
        elif swap_xy:
            raise InputError("option_unused", option="--swap-xy", other=self.path)
        if datum in ("gcj02", "bd09"):
            shapes, self.datum = moved_to_wgs84(shapes, datum), datum
        self.shapes = shapes

    def _axes_looked_at(self, shapes: Shapes, swap_xy: bool) -> Shapes:
        """Shapes in degrees with the longitude first, where the person says that the latitude is.

        Else points with the latitude first stay as they are and are told; areas and lines are refused, since a unit at
        a latitude of 113° is never right.
        """
        if swap_xy:
            self.notes = [note for note in self.notes if note.code != "coordinates_maybe_swapped"]
            self.notes.append(Message("axes_swapped", {"rows": int((~pd.isna(shapes)).sum())}))
            swapped: Shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1])
            return swapped
        corners = shapely.bounds(shapes)
        middle = (corners[:, :2] + corners[:, 2:]) / 2
        wrong = exchanged(np.nan_to_num(middle))
        if self.table.geometry == "point":
            told = {note.code for note in self.notes}
            seen = [note for note in degree_notes(middle[~np.isnan(middle).any(axis=1)]) if note.code not in told]
            self.notes += seen if self.source.shapes is not None else []
        elif wrong.any():
            there = int((~pd.isna(shapes)).sum())
            if 2 * wrong.sum() > there:
                x, y = middle[wrong][0]
                raise InputError("axes_exchanged", path=self.path, rows=int(wrong.sum()), x=float(x), y=float(y))
            self.reject(wrong, "axes_exchanged")
        return shapes

    def tell_far_points(self, communities: gpd.GeoDataFrame) -> None:
        """How many points lie far from all units."""
        if self.shapes is None or self.table.geometry != "point" or not len(communities):
            return
        west, south, east, north = communities.total_bounds
        box = (west - _FAR_DEG, south - _FAR_DEG, east + _FAR_DEG, north + _FAR_DEG)
        xy = shapely.get_coordinates(self.shapes[~pd.isna(self.shapes)])
        zero = (np.abs(xy) < 1e-9).all(axis=1)  # told already
        far = (xy < box[:2]).any(axis=1) | (xy > box[2:]).any(axis=1)
        if (far & ~zero).any():
            self.notes.append(Message("points_far", {"rows": int((far & ~zero).sum()), "points": len(xy)}))

    def place_addresses(
        self, standard: gpd.GeoDataFrame, communities: gpd.GeoDataFrame | None, choices: Mapping[str, str]
    ) -> None:
        """Points for rows that have an address alone; the address itself is not kept.

        A new row of which nothing but the unit is known stands in its unit, marked as approximate.
        """
        name = self.mapped.fields.get(ADDRESS)
        if name is None or self.shapes is None:
            return
        units, had_none = self._units_named(communities), shapely.is_missing(self.shapes)
        self.shapes, self.unsure_addresses, notes = place_rows(
            self.source.columns[name], self.shapes, units, standard, communities, choices, name
        )
        self.notes += notes
        if self.crs is None:
            self.crs = pyproj.CRS(DEGREES)
        placed = had_none & ~shapely.is_missing(self.shapes)
        if "approximate" in self.table.column_names and "approximate" not in self.values:
            known_place = pd.Series(False, index=range(self.count), dtype="boolean")
            self.values["approximate"] = known_place.where(pd.Series(placed))
            self.mapped = replace(self.mapped, fields={**self.mapped.fields, "approximate": name})
            self._unit_alone = None if units is None or communities is None else (units, communities)

    def _stand_in_units(self, keys: pd.Series, keys_in_use: Collection[str]) -> None:
        """New rows without a place whose unit is known are put inside of it, and marked as approximate."""
        if self._unit_alone is None or self.shapes is None:
            return
        units, communities = self._unit_alone
        alone = shapely.is_missing(self.shapes) & units.notna().to_numpy() & ~keys.isin(set(keys_in_use)).to_numpy()
        alone &= self.kept
        some = communities.geometry[communities.index.isin(units[alone])]
        inside = dict(zip(some.index, point_inside(some), strict=True))
        shapes = np.array(self.shapes, dtype=object)
        for row in np.flatnonzero(alone):
            place = inside[units.iloc[row]]
            shapes[row] = None if place is None else shapely.Point(place)
        self.shapes = shapes
        standing = alone & ~shapely.is_missing(shapes)
        self.values["approximate"] = self.values["approximate"].mask(pd.Series(standing), True)
        if standing.any():
            self.notes.append(Message("placed_in_units", {"rows": int(standing.sum())}))

    def _units_named(self, communities: gpd.GeoDataFrame | None) -> pd.Series | None:
        """Code of the unit that each row names, where that is one of the known ones."""
        values = self.values.get("recorded_unit", self.values.get("community_code"))
        if values is None or communities is None or communities.empty:
            return None
        linked, _ = link_codes(values, communities.index, communities["name"])
        return linked.where(linked.isin(communities.index))

    def _completes(self, known: gpd.GeoDataFrame | None) -> bool:
        return known is not None and len(known) > 0 and self.table.key.name in self.mapped.fields

    def _names_any(self, keys_in_use: Collection[str]) -> bool:
        """Whether any row of the file has one of these keys, in whatever writing."""
        name = self.mapped.fields.get(self.table.key.name)
        known = keys_by_form(keys_in_use)
        return bool(known) and name is not None and any(key_form(c) in known for c in self.source.columns[name] if c)

    def _of_kind(self, shapes: Shapes, geometry: str) -> Shapes:
        """Shapes without heights, others rejected; InputError ``geometry_not_<kind>`` where none is of the kind."""
        shapes = shapely.force_2d(shapes)
        kinds = shapely.get_type_id(shapes)
        if geometry == "line" and np.isin(kinds, _TYPE_IDS["polygon"]).any():
            # A lake or a park among lines: its outline is a line.
            flat = np.isin(kinds, _TYPE_IDS["polygon"]) & ~shapely.is_empty(shapes)
            shapes = np.array(shapes, dtype=object)
            shapes[flat] = shapely.boundary(shapes[flat])
            kinds = shapely.get_type_id(shapes)
            self.notes.append(Message("outlines_taken", {"rows": int(flat.sum())}))
        shapes = _unpacked(shapes, geometry)
        if geometry == "polygon":
            shapes, closed = _areas_of_closed_lines(shapes)
            if closed:
                self.notes.append(Message("lines_closed", {"rows": closed}))
        kinds = shapely.get_type_id(shapes)
        # Missing, empty, or without true coordinates.
        empty = np.asarray(~np.isfinite(shapely.bounds(shapes)).all(axis=1))
        wanted = np.isin(kinds, _TYPE_IDS[geometry])
        if geometry == "point":
            single = (kinds == 4) & (shapely.get_num_geometries(shapes) == 1)
            shapes = np.where(single, shapely.get_geometry(shapes, 0), shapes)
            wanted |= single
        if not wanted.any() and (~empty).any():
            found = sorted({shape.geom_type for shape in shapes[~empty]})
            raise InputError(f"geometry_not_{geometry}", path=self.path, found=found)
        shapes[empty] = None
        self.reject(~empty & ~wanted, f"geometry_not_{geometry}")
        if geometry != "point":
            self.reject(empty, "geometry_missing")
        elif empty.any():
            self.notes.append(Message("coordinates_missing", {"rows": int(empty.sum())}))
        return shapes

    def _plain(self, shapes: Shapes, crs: str | None, land: gpd.GeoSeries | None) -> tuple[Shapes, pyproj.CRS]:
        """The file's own shapes as their CRS has coordinates, and that."""
        xy = shapely.get_coordinates(shapes)
        chosen, notes = choose_crs(self.path, self.source.crs, crs, xy, land, self.source.columns)
        plain, plain_notes = plain_metres(xy, chosen, self.path)
        self.notes += [*notes, *plain_notes]
        return (shapely.set_coordinates(shapes.copy(), plain) if plain_notes else shapes), chosen

    def _in_degrees(self, shapes: Shapes, crs: pyproj.CRS) -> Shapes:
        """Shapes in degrees; a point that the CRS has no place for is counted, another shape rejected."""
        moved = shapes_in_degrees(shapes, crs, self.path)
        lost = pd.isna(moved) & ~pd.isna(shapes)
        if lost.any():
            if self.table.geometry == "point":
                self.notes.append(Message("coordinates_misfit", {"rows": int(lost.sum()), "crs": crs_label(crs)}))
            else:
                self.reject(lost, "coordinates_misfit", crs=crs_label(crs))
        return moved


def _unpacked(shapes: Shapes, geometry: str) -> Shapes:
    """Collections that hold nothing but shapes of one kind as shapes of that kind."""
    made = np.array(shapes, dtype=object)
    for position in np.flatnonzero(shapely.get_type_id(shapes) == _COLLECTION):
        parts = shapely.get_parts(shapely.get_parts(shapes[position]))
        if len(parts) and np.isin(shapely.get_type_id(parts), _TYPE_IDS[geometry]).all():
            made[position] = parts[0] if len(parts) == 1 else _multi(geometry, parts)
    return made


def _multi(geometry: str, parts: Any) -> shapely.Geometry:
    kinds: Mapping[str, Any] = _MULTI
    whole: shapely.Geometry = kinds[geometry](list(parts))
    return whole


def _areas_of_closed_lines(shapes: Shapes) -> tuple[Shapes, int]:
    """The land within lines that end where they begin, as drawings have their borders; and how many there are."""
    lines = np.isin(shapely.get_type_id(shapes), _TYPE_IDS["line"])
    made, count = np.array(shapes, dtype=object), 0
    for position in np.flatnonzero(lines & ~shapely.is_empty(shapes)):
        parts = shapely.get_parts(shapes[position])
        if (shapely.is_closed(parts) & (shapely.get_num_coordinates(parts) > _FEWEST_CORNERS)).all():
            areas = shapely.polygons([shapely.LinearRing(part) for part in parts])
            made[position] = areas[0] if len(areas) == 1 else shapely.MultiPolygon(list(areas))
            count += 1
    return made, count
