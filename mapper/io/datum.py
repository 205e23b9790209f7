"""Which datum a file's degrees are in – WGS-84 (CGCS2000), GCJ-02 or BD-09 – and how sure that is.

Judged by the units that the file itself names: in the true datum most points lie in the unit recorded for them, and
outlines lie on those that the project has. Proposed, and applied only where a person says so.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper.crs import XY, bd09_to_wgs84, gcj02_to_wgs84
from mapper.errors import InputError
from mapper.io.source import Shapes
from mapper.lazy_dataclass import dataclass
from mapper.message import Message

TO_WGS84: Mapping[str, Callable[[XY], XY]] = {"gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84}
DATUMS = ("auto", "wgs84", *TO_WGS84)
DETECT = "detect"  # the one that the evidence is for, or refused
_MOVES: Mapping[str, Callable[[XY], XY]] = {"wgs84": lambda xy: xy, **TO_WGS84}

_FEWEST_POINTS = 20
# The best datum must be right for this share of the rows, and beat each other one by so many standard deviations of a
# fair coin over the rows that tell them apart (McNemar's test: 4 is once in 30,000).
_LEAST_SHARE, _LEAST_DEVIATIONS = 0.5, 4.0
# Outlines of the same land drawn twice lie so near each other; the datums are 450 m and more apart.
_NEAR_M, _FEWEST_OUTLINES = 200.0, 3
_DEGREE_M = 111_320.0
# Words in headings; the columns of the districts that AMap's service hands out.
_WORDS = {
    "gcj02": ("gcj02", "gcj-02", "gcj_l", "高德", "amap", "火星", "腾讯", "国测局"),
    "bd09": ("bd09", "bd-09", "bd_l", "百度", "baidu"),
    "wgs84": ("wgs84", "wgs-84", "wgs_l", "cgcs2000", "国家2000", "gps"),
}
_AMAP_COLUMNS = (
    frozenset({"adcode", "citycode", "level"}), frozenset({"adcode", "childrennum", "acroutes"}),
    frozenset({"adcode", "level", "parent"}),
)  # fmt: skip


@dataclass(frozen=True)
class DatumFound:
    """What the evidence is for.

    Attributes
    ----------
    datum
        The likeliest.
    confident
        Whether it is clearly that one.
    rows
        Rows that were judged by.
    shares
        Of them, how many are right in which datum, for people to read.
    proposal
        What to say of a datum that is another than WGS-84.
    """

    datum: str
    confident: bool
    rows: int = 0
    shares: str = "–"
    proposal: Message | None = None

    @staticmethod
    def none() -> "DatumFound":
        """No evidence."""
        return DatumFound("wgs84", False)


def moved_to_wgs84(shapes: Shapes, datum: str) -> Shapes:
    """Shapes in degrees of ``gcj02`` or ``bd09`` as shapes in degrees of WGS-84; other datums are left alone.

    Raises
    ------
    InputError
        ``datum_unknown``.
    """
    if datum not in DATUMS:
        raise InputError("datum_unknown", datum=datum, known=list(DATUMS))
    if datum not in TO_WGS84:
        return shapes
    moved: Shapes = shapely.transform(shapes, TO_WGS84[datum])
    return moved


def unit_positions(recorded: pd.Series, communities: gpd.GeoDataFrame) -> npt.NDArray[np.intp]:
    """Row of ``communities`` that each recorded unit means, by code or by a name of one unit only; −1 for none."""
    codes = {str(key).lower(): position for position, key in enumerate(communities.index)}
    names = communities["name"].fillna("").str.strip()
    names = names.where(~names.duplicated(keep=False), "")
    words = recorded.fillna("").str.strip()
    by_name = {name: position for position, name in enumerate(names) if name}
    return np.array([codes.get(word.lower(), by_name.get(word, -1)) for word in words], dtype=np.intp)


def datum_of_points(shapes: Shapes, recorded: pd.Series, communities: gpd.GeoDataFrame) -> DatumFound:
    """Judged by how many points lie in the unit that the file names for them; shapes (n,) in degrees."""
    unit = unit_positions(recorded, communities)
    used = (unit >= 0) & ~pd.isna(shapes)
    if used.sum() < _FEWEST_POINTS:
        return DatumFound.none()
    land = np.asarray(communities.geometry.array)[unit[used]]
    shapely.prepare(land)
    xy = shapely.get_coordinates(shapes[used])
    moved = {datum: move(xy) for datum, move in _MOVES.items()}
    right = {datum: shapely.intersects_xy(land, pairs[:, 0], pairs[:, 1]) for datum, pairs in moved.items()}
    found = _judged(right)
    values = {
        "datum": found.datum,
        "share_before": round(float(right["wgs84"].mean()), 4),
        "share_after": round(float(right[found.datum].mean()), 4),
        "points": found.rows,
    }
    return DatumFound(found.datum, found.confident, found.rows, found.shares, Message("datum_proposed", values))


def datum_of_outlines(shapes: Shapes, codes: pd.Series, names: pd.Series, communities: gpd.GeoDataFrame) -> DatumFound:
    """Judged by where outlines lie beside those that the project has of the units of these codes or names."""
    by_code, by_name = unit_positions(codes, communities), unit_positions(names, communities)
    unit = np.where(by_code >= 0, by_code, by_name)
    used = (unit >= 0) & ~pd.isna(shapes)
    if used.sum() < _FEWEST_OUTLINES:
        return DatumFound.none()
    known = _middles(np.asarray(communities.geometry.array)[unit[used]])
    middles = _middles(shapes[used])
    metres = np.array([_DEGREE_M, _DEGREE_M]) * np.column_stack([np.cos(np.radians(known[:, 1])), np.ones(len(known))])
    away = {datum: np.hypot(*((move(middles) - known) * metres).T) for datum, move in _MOVES.items()}
    nearest = np.min(np.stack(list(away.values())), axis=0)
    right = {datum: (far == nearest) & (far < _NEAR_M) for datum, far in away.items()}
    found = _judged(right, deviations=1.7)  # outlines of one file move together: three of three are enough
    values = {
        "datum": found.datum,
        "metres_before": round(float(np.median(away["wgs84"]))),
        "metres_after": round(float(np.median(away[found.datum]))),
        "units": found.rows,
    }
    return DatumFound(found.datum, found.confident, found.rows, found.shares, Message("datum_outlines", values))


def datum_of_headings(headings: Sequence[str]) -> DatumFound | None:
    """Judged by what headings say (``经度(GCJ-02)``, 百度经度), or by columns that only AMap's service has."""
    plain = [unicodedata.normalize("NFKC", heading).casefold() for heading in headings]
    said = {
        datum: next((h for h, text in zip(headings, plain, strict=True) if any(word in text for word in words)), None)
        for datum, words in _WORDS.items()
    }
    named = [(datum, heading) for datum, heading in said.items() if heading is not None]
    if len(named) == 1:
        datum, heading = named[0]
        told = Message("datum_heading", {"datum": datum, "heading": heading})
        return DatumFound(datum, True, shares=heading, proposal=told)
    if not named and any(columns <= set(plain) for columns in _AMAP_COLUMNS):
        told = Message("datum_heading", {"datum": "gcj02", "heading": "adcode"})
        return DatumFound("gcj02", True, shares="adcode", proposal=told)
    return None


def _middles(shapes: Shapes) -> XY:
    return shapely.get_coordinates(shapely.centroid(shapes))


def _judged(right: Mapping[str, npt.NDArray[np.bool_]], deviations: float = _LEAST_DEVIATIONS) -> DatumFound:
    """The datum in which most rows are right, and whether it clearly beats each of the others."""
    shares = {datum: float(rows.mean()) for datum, rows in right.items()}
    best = max(shares, key=lambda datum: shares[datum])
    told = ", ".join(f"{datum} {share:.0%}" for datum, share in shares.items())
    confident = shares[best] >= _LEAST_SHARE
    for datum, rows in right.items():
        if datum != best:
            only_best, only_other = int((right[best] & ~rows).sum()), int((rows & ~right[best]).sum())
            apart = only_best + only_other
            confident &= apart > 0 and (only_best - only_other) / np.sqrt(apart) >= deviations
    return DatumFound(best, bool(confident), len(right[best]), told)
