"""Where the rows of a table without shapes lie: columns of degrees, of metres, of DMS text or of WKT."""

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely

from mapper.file_crs import choose_crs, numbered_zone, projection_parameter, without_zone_prefix
from mapper.files.nesting import json_too_deep, wkb_too_deep, wkt_too_deep
from mapper.io.cell_text import seen
from mapper.io.source import Cells, Shapes
from mapper.message import Message
from mapper.schema import Geometry

_SIDE = r"([NSEWnsew]|[东西南北](?:经|纬)?|北纬|南纬|东经|西经)?"
_DMS = re.compile(
    _SIDE + r"\s*:?\s*([+-]?)(\d{1,3}(?:\.\d+)?)\s*(?:[°度º˚o]|[\s:\-](?=\s*\d))?\s*"
    r"(?:(\d{1,2}(?:\.\d+)?)\s*(?:[′'’´‘ˊ分]|[\s:\-](?=\s*\d))?\s*)?"
    r"(?:(\d{1,2}(?:\.\d+)?)\s*(?:[″\"”“〞˝秒]|''|′′)?\s*)?" + _SIDE
)
_SIDES = ("NSns北南", "EWew东西")  # that a longitude never has, and a latitude
_SRID = re.compile(r"\s*SRID\s*=\s*(\d+)\s*;", re.IGNORECASE)
_WKB = re.compile(r"(?:[0-9A-Fa-f]{2}){9,}")
_PAIR = re.compile(r"[(\[（]?\s*([+-]?\d+(?:\.\d+)?)\s*[,，;\s]\s*([+-]?\d+(?:\.\d+)?)\s*[)\]）]?")
_AXIS_WORD = re.compile(r"(?<![东西南北])([经纬])度?\s*:?")
_BEFORE_SIDE = re.compile(r"(?<=\S)\s*(?=[东西](?:经|边)?\s*\d|[南北](?:纬|边)?\s*\d|[NSEW]\s*\d)", re.IGNORECASE)
_AFTER_SIDE = re.compile(r"(?<=[NSEWnsew东西南北])\s*(?=\d)")
_LONGEST_PAIR = 80
_WRITTEN = re.compile(r"[A-Za-z]{2}|\{")  # WKT and GeoJSON
_RINGS = re.compile(r"\s*(?:[+-]?\d+(?:\.\d+)?[\s,;|/\[\]]*){6,}")
_ONE_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
# West, south, east and north of China, with some room; a longitude there is never a latitude.
_CHINA = (70.0, 3.0, 138.0, 55.0)


def angle(text: str) -> float:
    """Degrees from ``113.41``, ``113°24′36″``, ``东经113度24分`` or ``E113°24.6′``; NaN where it is none."""
    text = seen(text)
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        return float(plain)
    except ValueError:
        pass
    found = _DMS.fullmatch(text) or _DMS.fullmatch(plain)
    if found is None:
        return float("nan")
    before, sign, degrees, minutes, seconds, after = found.groups()
    if (minutes and "." in degrees) or (seconds and "." in (minutes or ".")) or (before and after):
        return float("nan")
    if float(minutes or 0) >= 60 or float(seconds or 0) >= 60:
        return float("nan")
    value = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    return -value if sign == "-" or (before or after or "")[:1] in tuple("SWsw西南") else value


def numbers(cells: Cells) -> npt.NDArray[np.float64]:
    """A column of angles or metres as numbers, NaN where a cell is empty or cannot be read."""
    found: npt.NDArray[np.float64] = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce").to_numpy(
        dtype=float, copy=True
    )
    for position in np.flatnonzero(np.isnan(found)):
        if cells[position] is not None:
            found[position] = angle(cells[position])
    found[~np.isfinite(found)] = np.nan
    return found


def table_shapes(
    columns: Mapping[str, Cells],
    fields: Mapping[str, str],
    count: int,
    crs: str | None,
    geometry: Geometry,
    path: str,
    land: gpd.GeoSeries | None = None,
) -> tuple[Shapes | None, pyproj.CRS | None, list[Message]]:
    """Shapes of a table's rows in the CRS returned with them; None and None where it has no columns that say where.

    Rows without coordinates have None. Longitude and latitude that look exchanged stay as the file has them, and are
    counted in a note.

    Raises
    ------
    InputError
        As :func:`~mapper.file_crs.choose_crs` and :func:`~mapper.file_crs.without_zone_prefix`.
    """
    notes: list[Message] = []
    if geometry == "point" and {"lon", "lat"} <= fields.keys():
        pair, named = ("lon", "lat"), True
    elif geometry == "point" and {"x", "y"} <= fields.keys():
        pair, named = ("x", "y"), False
    elif "wkt" in fields:
        return _written_shapes(columns[fields["wkt"]], fields["wkt"], crs, geometry, path, land)
    else:
        return None, None, []
    axes = [_axis(columns[fields[name]], sides if named else "") for name, sides in zip(pair, _SIDES, strict=True)]
    if all(axis.other_side for axis in axes):
        axes.reverse()
        pair = pair[::-1]
        notes.append(Message("coordinates_exchanged", {"rows": count}))
    xy = np.column_stack([axis.values for axis in axes])
    if named and crs is None:
        xy = _without_slips(xy)
    there = ~np.isnan(xy).any(axis=1)
    empty = axes[0].empty & axes[1].empty
    if (empty & ~there).any():
        notes.append(Message("coordinates_missing", {"rows": int((empty & ~there).sum())}))
    if (~empty & ~there).any():
        row = int(np.flatnonzero(~empty & ~there)[0])
        example = ", ".join(columns[fields[name]][row] or "" for name in pair)
        notes.append(Message("coordinates_unread", {"rows": int((~empty & ~there).sum()), "example": example}))
    known = xy[there]
    chosen, said = choose_crs(path, None, crs, known, land, columns)
    if chosen.is_geographic:
        said = [note for note in said if note.code != "crs_assumed" or not named]
        known_notes = degree_notes(known)
    else:
        known, known_notes = plain_metres(known, chosen, path)
    shapes = np.full(count, None, dtype=object)
    shapes[there] = shapely.points(known)
    return shapes, chosen, [*notes, *said, *known_notes]


class _Axis(NamedTuple):
    """One column of coordinates: its numbers, where it is empty, and whether it says the sides of the other one."""

    values: npt.NDArray[np.float64]
    empty: npt.NDArray[np.bool_]
    other_side: bool


def _axis(cells: Cells, other_sides: str) -> _Axis:
    """The cells of a million rows are not held beside those of the other column."""
    empty = np.fromiter((cell is None for cell in cells), dtype=bool, count=len(cells))
    return _Axis(numbers(cells), empty, bool(other_sides) and _says_side(cells, other_sides))


def _without_slips(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Columns that are called longitude and latitude, without what cannot be: 3030 for 30.30.

    Where most rows cannot be degrees they are something else, and stay.
    """
    there = ~np.isnan(xy).any(axis=1)
    size = np.abs(xy)
    slip = there & ((size > 180).any(axis=1) | (size.min(axis=1) > 90))
    if not slip.any() or 2 * slip.sum() > there.sum():
        return xy
    return np.where(slip[:, None], np.nan, xy)


def _says_side(cells: Cells, letters: str) -> bool:
    """Whether most cells that are filled say north or south (or east or west) themselves."""
    filled = [cell.strip() for cell in cells if cell is not None]
    return 2 * sum(cell[0] in letters or cell[-1] in letters for cell in filled) > len(filled)


def plain_metres(xy: npt.NDArray[np.float64], crs: pyproj.CRS, path: str) -> tuple[
    npt.NDArray[np.float64], list[Message]
]:  # fmt: skip
    """Metres as the CRS has them, east first and without a zone number that it does not have, and what was done."""
    xy, notes = east_first(xy, crs)
    xy, prefix_notes = without_zone_prefix(xy, crs, path)
    return xy, [*notes, *prefix_notes]


def east_first(xy: npt.NDArray[np.float64], crs: pyproj.CRS) -> tuple[npt.NDArray[np.float64], list[Message]]:
    """Columns X and Y as east and north: surveyors' X is the northing, so a zone number decides, or the CRS's own land.

    Only where nothing lies in it one way and nearly all lies in it the other way are the columns exchanged.
    """
    if not len(xy) or not crs.is_projected:
        return xy, []
    zone = numbered_zone(xy) if projection_parameter(crs, "False easting") > 0 else None
    if zone is not None and zone.column == 1:
        return xy[:, ::-1], [Message("xy_northing_first", {"rows": len(xy)})]
    if crs.area_of_use is None:
        return xy, []
    west, south, east, north = crs.area_of_use.bounds
    to_degrees = pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)

    def share_inside(pairs: npt.NDArray[np.float64]) -> float:
        eastings = pairs[:, 0]
        if 0 < projection_parameter(crs, "False easting") <= 1e6:
            eastings = np.where(eastings > 13e6, eastings % 1e6, eastings)  # a zone number before it
        lon, lat = to_degrees.transform(eastings, pairs[:, 1])
        return float(np.mean((lon > west - 1) & (lon < east + 1) & (lat > south - 1) & (lat < north + 1)))

    if share_inside(xy) < 0.1 and share_inside(xy[:, ::-1]) > 0.9:
        return xy[:, ::-1], [Message("xy_northing_first", {"rows": len(xy)})]
    return xy, []


def exchanged(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Which of these degrees, shape (n, 2), have the latitude first: China's, or no latitude at all."""
    west, south, east, north = _CHINA
    lon, lat = xy[:, 0], xy[:, 1]
    there = (lon > south) & (lon < north) & (lat > west) & (lat < east)
    return np.asarray(there | ((np.abs(lat) > 90) & (np.abs(lon) <= 90)), dtype=bool)


def degree_notes(xy: npt.NDArray[np.float64]) -> list[Message]:
    """What is odd about points in degrees: 0, 0, and longitude and latitude exchanged."""
    notes = []
    zero = (np.abs(xy) < 1e-9).all(axis=1)
    if zero.any():
        notes.append(Message("coordinates_zero", {"rows": int(zero.sum())}))
    swapped = exchanged(xy)
    if swapped.any():
        notes.append(Message("coordinates_maybe_swapped", {"rows": int(swapped.sum())}))
    return notes


def _written_shapes(
    cells: Cells, column: str, crs: str | None, geometry: str, path: str, land: gpd.GeoSeries | None
) -> tuple[Shapes | None, pyproj.CRS | None, list[Message]]:
    """Shapes written in one column: WKT (PostGIS's too), WKB in hexadecimal digits, GeoJSON, or pairs.

    Pairs of numbers may have either first; the numbers must tell.
    """
    there = np.array([cell is not None for cell in cells], dtype=bool)
    shapes = np.full(len(cells), None, dtype=object)
    notes: list[Message] = []
    pairs = [None if cell is None else pair_of(cell) for cell in cells] if geometry == "point" else []
    if any(pairs):
        rows = [row for row, pair in enumerate(pairs) if pair is not None]
        xy = np.array([pair for pair in pairs if pair is not None])
        shapes[rows] = shapely.points(_longitude_first(xy, column))
    else:
        deep = np.array([cell is not None and _too_deep(cell) for cell in cells], dtype=bool)
        if deep.any():
            notes.append(Message("shapes_too_deep", {"rows": int(deep.sum())}))
        plain = np.array([_SRID.sub("", cell).strip() for cell in cells[there & ~deep]], dtype=object)
        shapes[there & ~deep] = _shapes_of(plain)
        srids = {found[1] for cell in cells[there] if (found := _SRID.match(cell)) and found[1] != "0"}
        if len(srids) == 1 and crs is None:
            crs = f"EPSG:{srids.pop()}"
    read = ~pd.isna(shapes)
    if not read.any() and there.any() and not notes:
        return None, None, []
    if (~there).any():
        notes.append(Message("coordinates_missing", {"rows": int((~there).sum())}))
    if (there & ~read).any():
        example = str(cells[np.flatnonzero(there & ~read)[0]])[:40]
        notes.append(Message("coordinates_unread", {"rows": int((there & ~read).sum()), "example": example}))
    xy = shapely.get_coordinates(shapes)
    chosen, said = choose_crs(path, None, crs, xy, land)
    notes += said
    if not chosen.is_geographic:
        xy, plain_notes = plain_metres(xy, chosen, path)
        shapes, notes = shapely.set_coordinates(shapes, xy), notes + plain_notes
    elif geometry == "point":
        notes += degree_notes(xy)
    return shapes, chosen, notes


def pair_of(text: str) -> tuple[float, float] | None:
    """Two numbers or angles of one text, longitude first where they say which they are; None where it has no two.

    ``113.41,30.31``, ``(113.41 30.31)``, ``东经113°24′36″ 北纬30°18′``, ``经度113.41、纬度30.31``.
    """
    plain = unicodedata.normalize("NFKC", seen(text).replace("´", "′")).strip()
    if (found := _PAIR.fullmatch(plain)) is not None:
        return float(found[1]), float(found[2])
    if len(plain) > _LONGEST_PAIR or _WRITTEN.match(plain):
        return None
    plain = _AXIS_WORD.sub(lambda said: {"经": "东经", "纬": "北纬"}[said[1]], plain.strip("()[]{} "))
    parts = [part for part in re.split(r"[,;、/|]", plain) if part.strip()]
    if len(parts) == 1:
        sides = _BEFORE_SIDE if plain[:1] in tuple("NSEWnsew东西南北") else _AFTER_SIDE
        parts = [part for part in sides.split(plain) if part.strip()]
    if len(parts) != 2:
        return None
    first, second = (angle(part.strip()) for part in parts)
    if not (np.isfinite(first) and np.isfinite(second)):
        return None
    said = [next((side for side in "NSEW北南东西" if side in part.upper()), "") for part in parts]
    latitude_first = said[0] in tuple("NS北南") and said[1] in tuple("EW东西")
    return (second, first) if latitude_first else (first, second)


def ring_of(text: str) -> shapely.Geometry | None:
    """An area or line of pairs one after the other, as web maps hand borders out: ``113.1,30.1;113.2,30.1;…``.

    Several parts stand one after the other, parted by ``|`` or ``/``. None where it is something else.
    """
    plain = unicodedata.normalize("NFKC", text).strip().strip("[]")
    if not _RINGS.fullmatch(plain):
        return None
    rings = []
    for part in re.split(r"[|/]", plain):
        numbers_of = np.array([float(number) for number in _ONE_NUMBER.findall(part)])
        if len(numbers_of) < 6 or len(numbers_of) % 2:
            return None
        rings.append(_longitude_first(numbers_of.reshape(-1, 2), ""))
    return shapely.MultiLineString(rings) if len(rings) > 1 else shapely.LineString(rings[0])


def _shapes_of(texts: Cells) -> Shapes:
    """Shapes of texts of one kind or several; None where one is none."""
    shapes = np.full(len(texts), None, dtype=object)
    hexadecimal = np.array([_WKB.fullmatch(text) is not None for text in texts], dtype=bool)
    braced = np.array([text.startswith("{") for text in texts], dtype=bool)
    rest = ~hexadecimal & ~braced
    if hexadecimal.any():
        deep = np.array([wkb_too_deep(bytes.fromhex(text)) for text in texts[hexadecimal]], dtype=bool)
        with np.errstate(invalid="ignore"):  # of corners that are no numbers
            shapes[np.flatnonzero(hexadecimal)[~deep]] = shapely.from_wkb(
                texts[hexadecimal][~deep].astype(str), on_invalid="ignore"
            )
    if braced.any():
        shapes[braced] = shapely.from_geojson(texts[braced].astype(str), on_invalid="ignore")
    if rest.any():
        found = [ring_of(text) for text in texts[rest]]
        listed = np.array([one is not None for one in found], dtype=bool)
        shapes[np.flatnonzero(rest)[listed]] = [one for one in found if one is not None]
        rest[rest] = ~listed
    if rest.any():
        shapes[rest] = shapely.from_wkt(texts[rest].astype(str), on_invalid="ignore")
    return shapes


def _too_deep(text: str) -> bool:
    return json_too_deep(text) if text.lstrip().startswith("{") else wkt_too_deep(text)


def _longitude_first(xy: npt.NDArray[np.float64], column: str) -> npt.NDArray[np.float64]:
    """Pairs with the longitude first. A number over 90 tells which it is; else a column "Location" is (lat, lon)."""
    first, second = np.abs(xy[:, 0]).max(), np.abs(xy[:, 1]).max()
    latitude_first = second > 90 >= first or (max(first, second) <= 90 and column.casefold() in ("location", "latlon"))
    return xy[:, ::-1] if latitude_first else xy
