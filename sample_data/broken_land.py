"""Faults of the drawing: a gap, an overlap, six slivers and an outline that crosses itself.

Each is one stretch of a border between two units, drawn anew in one of them. The stretch begins and ends at vertices
that both units have, so everything else still matches to the last digit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, Polygon

from sample_data import borders
from sample_data.answer_key import AnswerKey
from sample_data.land import Land, degrees_from_centre, metres_from_centre

XY = npt.NDArray[np.float64]

GAP_KM2, OVERLAP_KM2 = 0.31, 0.12
SLIVER_WIDTHS_M = (9.0, 12.0, 15.0)
_APART_M = 900.0
_CLEAR_M = 60.0  # between a fault and any unit that has no part in it


@dataclass
class BrokenLand:
    """Units with faults, and where points must not lie.

    Attributes
    ----------
    shapes
        community_code → polygon in degrees, as a station's file would have it.
    used
        Codes of units that have a part in a fault.
    avoid
        Pieces of land, in metres around the centre, in which a point would belong to no unit or to two.
    """

    shapes: gpd.GeoSeries
    used: set[str]
    avoid: list[Polygon] = field(default_factory=list)
    places: list[XY] = field(default_factory=list)


@dataclass(frozen=True)
class _Stretch:
    taker: str  # unit that the new line moves away from
    giver: str  # unit whose land lies under the new line
    degrees: XY
    metres: XY


def broken_land(land: Land, rng: np.random.Generator, key: AnswerKey) -> BrokenLand:
    """Plant the faults of geometry; the enclave is in the land already and only written down here."""
    units = land.units
    metres = gpd.GeoSeries(metres_from_centre(units.geometry), index=units.index)
    result = BrokenLand(units.geometry.copy(), set())
    _enclave(land, metres, result, key)
    stretches = _Stretches(land, metres, rng)
    _wide(stretches, result, key, "gap", GAP_KM2)
    _wide(stretches, result, key, "overlap", OVERLAP_KM2)
    for number in range(6):
        _sliver(stretches, result, key, "gap" if number % 2 else "overlap", SLIVER_WIDTHS_M[number // 2])
    _bow_tie(land, metres, result, rng, key)
    return result


def _enclave(land: Land, metres: gpd.GeoSeries, result: BrokenLand, key: AnswerKey) -> None:
    owner = land.enclave
    small = min(shapely.get_parts(metres[owner]), key=lambda part: float(part.area))
    hosts = [code for code in metres.index if code != owner and shapely.touches(metres[code], small)]
    result.used |= {owner, *hosts}
    result.places.append(np.array(small.centroid.coords[0]))
    key.plant(
        "enclave",
        "geometry",
        finding="unit_multipart",
        subjects=[owner],
        where=_lon_lat(small),
        area_km2=round(small.area / 1e6, 4),
        inside=hosts,
        zh="飞地: 本村有一块地在邻村之内, 合法, 不需修补",
        en="An enclave: a piece of this village lies inside its neighbour. Lawful, nothing to mend.",
    )


class _Stretches:
    """Stretches of border between two units, in random order."""

    def __init__(self, land: Land, metres: gpd.GeoSeries, rng: np.random.Generator) -> None:
        self.units, self.metres, self.rng = land.units, metres, rng
        self.tree = shapely.STRtree(metres.array)
        first, second = self.tree.query(metres.array, predicate="touches")
        self.pairs = np.column_stack([first, second])

    def of(self, length_m: float, across_stations: bool, givers: str) -> Iterator[_Stretch]:
        """Stretches about ``length_m`` long whose giver is of that kind; both orders of a pair may come."""
        codes, station, kind = self.units.index, self.units["station_code"], self.units["kind"]
        for a, b in self.rng.permutation(self.pairs):
            taker, giver = codes[a], codes[b]
            if (station[taker] != station[giver]) != across_stations or kind[giver] != givers:
                continue
            common = shapely.intersection(self.units.geometry[taker].boundary, self.units.geometry[giver].boundary)
            line = max(shapely.get_parts(shapely.line_merge(common)), key=lambda part: float(part.length))
            if not isinstance(line, LineString) or line.is_ring:
                continue
            degrees = np.array(line.coords)
            xy = shapely.get_coordinates(metres_from_centre(gpd.GeoSeries([line], crs=self.units.crs)))
            along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
            start = int(np.searchsorted(along, (along[-1] - length_m) / 2))
            end = int(np.searchsorted(along, (along[-1] + length_m) / 2))
            if along[-1] > length_m + 2 * _CLEAR_M and end - start > 4:
                yield _Stretch(taker, giver, degrees[start : end + 1], xy[start : end + 1])

    def clear(self, piece: Polygon, stretch: _Stretch) -> bool:
        """Whether the piece is sound, lies in the giver's land, and stays away from all other units."""
        if not piece.is_valid or not shapely.covers(self.metres[stretch.giver].buffer(0.05), piece):
            return False
        near = self.metres.index[self.tree.query(piece, predicate="dwithin", distance=_CLEAR_M)]
        return set(near) == {stretch.taker, stretch.giver}


def _new_line(stretch: _Stretch, depth_m: float, toward: XY, rng: np.random.Generator | None) -> XY:
    """The stretch drawn anew: its ends stay, its middle lies ``depth_m`` off; rough with a generator."""
    xy = stretch.metres
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    t = along / along[-1]
    if rng is None:
        moved: XY = xy + depth_m * (np.sin(np.pi * t) ** 0.5)[:, None] * toward
        return moved
    t = np.linspace(0, 1, 15)
    arc = xy[0] + (xy[-1] - xy[0]) * t[:, None] + depth_m * (np.sin(np.pi * t) ** 0.65)[:, None] * toward
    line = borders.wiggled(borders.smoothed(arc), rng, 0.07, 50.0)
    line[[0, -1]] = xy[[0, -1]]
    return line


def _toward(stretches: _Stretches, stretch: _Stretch) -> XY:
    """Unit vector from the stretch into the giver's land, square to the chord."""
    chord = stretch.metres[-1] - stretch.metres[0]
    normal = np.array([-chord[1], chord[0]]) / np.hypot(*chord)
    middle = stretch.metres[len(stretch.metres) // 2]
    inside = shapely.contains_xy(stretches.metres[stretch.giver], *(middle + 40.0 * normal))
    return np.asarray(normal if inside else -normal)


def _drawn(stretch: _Stretch, line: XY) -> tuple[XY, Polygon]:
    """The new line in degrees (ends exactly the old vertices) and the piece between old and new, in metres."""
    degrees = shapely.get_coordinates(degrees_from_centre(shapely.points(line)))
    degrees[[0, -1]] = stretch.degrees[[0, -1]]
    ring = Polygon(np.vstack([stretch.degrees, degrees[-2:0:-1]]))
    return degrees, metres_from_centre(gpd.GeoSeries([ring], crs="EPSG:4326"))[0]


def _wide(stretches: _Stretches, result: BrokenLand, key: AnswerKey, kind: str, area_km2: float) -> None:
    length_m = 1500.0 if kind == "gap" else 750.0
    takers = "village" if kind == "gap" else "community"
    for stretch in stretches.of(length_m, across_stations=True, givers="village"):
        if stretches.units["kind"][stretch.taker] != takers or not _free(stretch, result):
            continue
        toward = _toward(stretches, stretch)
        low, high = 0.0, 2000.0
        state = stretches.rng.bit_generator.state
        for _ in range(40):
            stretches.rng.bit_generator.state = state  # the same roughness at every depth
            depth_m = (low + high) / 2
            degrees, piece = _drawn(stretch, _new_line(stretch, depth_m, toward, stretches.rng))
            low, high = (depth_m, high) if piece.area < area_km2 * 1e6 else (low, depth_m)
        if abs(piece.area - area_km2 * 1e6) > 500.0 or not stretches.clear(piece, stretch):
            continue
        _plant_piece(stretches, result, key, kind, stretch, degrees, piece)
        return
    raise AssertionError(f"no border fits a {kind} of {area_km2} km²")


def _sliver(stretches: _Stretches, result: BrokenLand, key: AnswerKey, of: str, width_m: float) -> None:
    for stretch in stretches.of(420.0, across_stations=False, givers="village"):
        if not _free(stretch, result):
            continue
        degrees, piece = _drawn(stretch, _new_line(stretch, width_m, _toward(stretches, stretch), None))
        if stretches.clear(piece, stretch):
            _plant_piece(stretches, result, key, f"sliver_{of}", stretch, degrees, piece)
            return
    raise AssertionError("no border fits a sliver")


def _free(stretch: _Stretch, result: BrokenLand) -> bool:
    middle = stretch.metres.mean(axis=0)
    apart = all(np.hypot(*(middle - place)) > _APART_M for place in result.places)
    return apart and result.used.isdisjoint({stretch.taker, stretch.giver})


def _plant_piece(
    stretches: _Stretches,
    result: BrokenLand,
    key: AnswerKey,
    kind: str,
    stretch: _Stretch,
    degrees: XY,
    piece: Polygon,
) -> None:
    """A gap: the giver is drawn without the piece. An overlap: the taker is drawn with it."""
    redrawn = stretch.giver if kind.endswith("gap") else stretch.taker
    result.shapes[redrawn] = _with_section(result.shapes[redrawn], stretch.degrees, degrees)
    result.used |= {stretch.taker, stretch.giver}
    result.avoid.append(piece)
    result.places.append(np.array(piece.centroid.coords[0]))
    names = stretches.units["name"]
    zh, en = _WORDS[kind]
    values = {
        "area_km2": round(piece.area / 1e6, 4),
        "redrawn": redrawn,
        "names": [names[stretch.giver], names[stretch.taker]],
    }
    if kind.startswith("sliver"):
        values["width_m"] = round(2 * float(shapely.maximum_inscribed_circle(piece).length), 1)
    key.plant(
        kind,
        "geometry",
        finding="unit_sliver" if kind.startswith("sliver") else f"unit_{kind}",
        subjects=[stretch.giver, stretch.taker],
        where=_lon_lat(piece),
        zh=zh,
        en=en,
        **values,
    )


_WORDS = {
    "gap": ("两所交界处有一块地不属于任何社区(村)", "Land between two stations that is in no unit."),
    "overlap": ("社区边界画进了邻所的村, 两所辖区重叠", "A community drawn into the next station's land."),
    "sliver_gap": ("边界未对齐留下的细缝", "A narrow gap where borders were not snapped."),
    "sliver_overlap": ("边界未对齐造成的细长重叠", "A narrow overlap where borders were not snapped."),
}  # fmt: skip


def _with_section(shape: Polygon, old: XY, new: XY) -> Polygon:
    """The polygon with a run of its outer vertices replaced; the run may be in either direction and cross the start."""
    ring = np.array(shape.exterior.coords)[:-1]
    at = [int(np.flatnonzero((ring == corner).all(axis=1))[0]) for corner in (old[0], old[1])]
    if (at[0] + 1) % len(ring) != at[1]:
        old, new = old[::-1], new[::-1]
        at[0] = int(np.flatnonzero((ring == old[0]).all(axis=1))[0])
    turned = np.roll(ring, -at[0], axis=0)
    assert np.array_equal(turned[: len(old)], old)
    result = Polygon(np.vstack([new, turned[len(old) :]]), list(shape.interiors))
    assert result.is_valid
    return result


def _bow_tie(land: Land, metres: gpd.GeoSeries, result: BrokenLand, rng: np.random.Generator, key: AnswerKey) -> None:
    """Two neighbouring vertices change places on the district's outer border, where no other unit is touched."""
    outer = set(map(tuple, shapely.get_coordinates(shapely.coverage_union_all(land.stations.geometry.array))))
    for code in rng.permutation(land.units.index[land.units["kind"] == "village"]):
        shape = land.units.geometry[code]
        if code in result.used or shape.geom_type != "Polygon":
            continue
        ring = np.array(shape.exterior.coords)[:-1]
        xy = np.array(metres[code].exterior.coords)[:-1]
        on_outline = np.array([tuple(corner) in outer for corner in ring])
        for i in range(30, len(ring) - 32):
            step_m = np.hypot(*(xy[i + 1] - xy[i]))
            if not on_outline[i - 30 : i + 32].all() or step_m < 40.0:
                continue
            if any(np.hypot(*(xy[i] - place)) < _APART_M for place in result.places):
                continue
            swapped = ring.copy()
            swapped[[i, i + 1]] = ring[[i + 1, i]]
            broken = Polygon(swapped)
            if broken.is_valid or shapely.is_valid_reason(broken).split("[")[0] != "Self-intersection":
                continue
            result.shapes[code] = broken
            result.used.add(code)
            result.places.append(xy[i])
            result.avoid.append(shapely.LineString(xy[i - 1 : i + 3]).buffer(60.0))
            key.plant(
                "bow_tie",
                "geometry",
                finding="unit_invalid",
                subjects=[code],
                where=(float(ring[i, 0]), float(ring[i, 1])),
                reason="Self-intersection",
                zh="边界自相交 (两个折点次序颠倒)",
                en="The outline crosses itself: two vertices are in the wrong order.",
            )
            return
    raise AssertionError("no stretch of the outer border fits a bow-tie")


def _lon_lat(shape: Polygon) -> tuple[float, float]:
    point = degrees_from_centre([shape.representative_point()])[0]
    return float(point.x), float(point.y)
