"""Headings that are a field's name in another dress: cut after ten bytes, or the first letters of its pinyin."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from mapper.io.source import Cells

# Longitude or latitude by a short Latin word, with the map, datum or place that it is of before or after it.
_OF = (
    r"(?:bd(?:09(?:ll)?)?|gcj(?:-?02)?|wgs(?:-?84)?|cgcs2000|baidu|amap|gaode|google|tencent|qq|map|geo|gps|poi|point)"
)
_DEGREES = re.compile(rf"(?:{_OF}[\s_.\-]*)?(lon|lng|long|longitude|lat|latitude)(?:[\s_.\-]*{_OF})?")
_FIELD_BYTES = (9, 10)  # a DBF's names hold ten bytes; three Chinese characters of UTF-8 are nine
_FEWEST_LETTERS, _MOST_LETTERS = 2, 8
# OpenStreetMap has a column for each kind of line, and what a line is stands in the one that is filled.
_OSM_COLUMNS = {"railway": "railway", "waterway": "river", "highway": "road"}


def cut_name(heading: str, names: Mapping[str, Sequence[str]]) -> str | None:
    """The only field that has a name of which a heading is the beginning, cut after ten bytes; else None."""
    plain = heading.strip().casefold()
    if not any(len(plain.encode(encoding, "replace")) in _FIELD_BYTES for encoding in ("utf-8", "gb18030")):
        return None
    if plain.isascii() and len(plain) != max(_FIELD_BYTES):
        return None
    found = {
        field
        for field, known in names.items()
        if any(name.casefold().startswith(plain) and name.casefold() != plain for name in known)
    }
    return found.pop() if len(found) == 1 else None


def initials_of(heading: str, names: Mapping[str, Sequence[str]]) -> str | None:
    """The only field one of whose Chinese names begins, character by character, with these letters (SQMC, 社区名称)."""
    plain = heading.strip().casefold()
    if not (_FEWEST_LETTERS <= len(plain) <= _MOST_LETTERS and plain.isascii() and plain.isalpha()):
        return None
    found = {field for field, known in names.items() if any(_initials(name) == plain for name in known)}
    return found.pop() if len(found) == 1 else None


def degrees_of(heading: str) -> str | None:
    """``lon`` or ``lat``, where a heading is longitude or latitude with whose or what they are: bd_lng, 百度经度."""
    plain = unicodedata.normalize("NFKC", heading).casefold().strip()
    if (found := _DEGREES.fullmatch(plain)) is not None:
        return "lat" if found[1].startswith("lat") else "lon"
    core = re.sub(r"[(\[【].*?[)\]】]", "", plain).strip()
    return next((field for end, field in (("经度", "lon"), ("纬度", "lat")) if core.endswith(end)), None)


@lru_cache(maxsize=4096)
def _initials(name: str) -> str:
    """First letters of a Chinese name's pinyin; nothing of any other."""
    if not all("\u4e00" <= letter <= "\u9fff" for letter in name):
        return ""
    from pypinyin import Style, lazy_pinyin  # only files with such headings pay for it

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))


def osm_kinds(columns: Mapping[str, Cells]) -> list[str | None] | None:
    """What each line is by OpenStreetMap's columns (None: by none of them); None where a file has no two of them."""
    named = {name.casefold(): cells for name, cells in columns.items()}
    there = [(named[name], kind) for name, kind in _OSM_COLUMNS.items() if name in named]
    if len(there) < 2:
        return None
    rows = zip(*(cells for cells, _ in there), strict=True)
    return [next((kind for cell, (_, kind) in zip(row, there, strict=True) if cell), None) for row in rows]
