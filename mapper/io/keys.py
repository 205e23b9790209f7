"""Keys of rows: the file's own, in whatever writing; made where it has none; what to do where one stands twice."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper import schema
from mapper.io.cells import TruncatedError, parse_code
from mapper.io.source import Cells
from mapper.lazy_dataclass import dataclass


def key_form(key: str) -> str:
    """What all writings of one key have in common: 12, 000012, ``12.0`` and full-width digits; P1 and p1.

    Leading zeros count for nothing in a key of digits alone; width, case and blanks around it in none.
    """
    plain = key if key.isascii() else unicodedata.normalize("NFKC", key)
    plain = re.sub(r"^(\d+)\.0+$", r"\1", plain.strip().casefold())
    return (plain.lstrip("0") or "0") if plain.isdecimal() else plain


def keys_by_form(known: Iterable[str]) -> dict[str, list[str]]:
    """Common form → the keys that are written so or otherwise, each once."""
    found: dict[str, list[str]] = {}
    for key in dict.fromkeys(known):
        found.setdefault(key_form(key), []).append(key)
    return found


@dataclass(frozen=True, eq=False)
class KeyMatch:
    """Keys of a file as the project writes them.

    Attributes
    ----------
    meant
        The file's writing → the only known key that it can mean, where these differ.
    unclear
        The file's writing → the known keys that it could mean, where they are several.
    alike
        The file's writing → another one in the same file that already stands for that key.
    """

    meant: dict[str, str]
    unclear: dict[str, list[str]]
    alike: dict[str, str]


def match_keys(written: Iterable[str], known: Iterable[str]) -> KeyMatch:
    """Which known key each writing means: the one that it equals, else the only one of the same :func:`key_form`.

    A key that is written in two ways in one file belongs to the writing that the project has, else to the first.
    """
    known = set(known)
    by_form, holder = keys_by_form(known), dict[str, str]()
    found = KeyMatch({}, {}, {})
    different = pd.Series(list(dict.fromkeys(written)), dtype=object)
    forms = different.map(key_form)
    # Most keys are alone with their form, and are themselves; a million of them need no looking up.
    asked = different[forms.duplicated(keep=False) | forms.isin(list(by_form))].tolist()
    del different, forms
    for key in sorted(asked, key=lambda key: key not in known):
        form = key_form(key)
        candidates = by_form.get(form, [])
        if key in known:
            holder.setdefault(form, key)
        elif len(candidates) > 1:
            found.unclear[key] = sorted(candidates)
        elif form in holder:
            found.alike[key] = holder[form]
        else:
            holder[form] = key
            if candidates:
                found.meant[key] = candidates[0]
    return found


def numbered_keys(keys: pd.Series, repeated: npt.NDArray[np.bool_]) -> pd.Series:
    """Keys with ``-2``, ``-3`` … after those that are repeated (a mask)."""
    known, made = set(keys.dropna()), keys.to_list()
    for position in np.flatnonzero(repeated):
        number = 2
        while f"{keys[position]}-{number}" in known:
            number += 1
        made[position] = f"{keys[position]}-{number}"
        known.add(made[position])
    return pd.Series(made, dtype="str")


def joined_parts(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows of one key as one row with all their polygons; its other values are the first row's."""
    first = frame[~frame.index.duplicated()]
    parts: dict[str, list[Any]] = {}
    for key, shape in zip(frame.index, frame.geometry, strict=True):
        parts.setdefault(key, []).extend(shapely.get_parts(shape))
    shapes = [polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons) for polygons in parts.values()]
    return first.set_geometry(gpd.GeoSeries(shapes, index=first.index, crs=schema.DEGREES))


def truncated_codes(cells: Cells, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which of these rows hold a code whose last digits a spreadsheet has rounded away."""
    found = np.zeros(len(cells), dtype=bool)
    for position in np.flatnonzero(rows):
        try:
            parse_code(cells[position].strip())
        except TruncatedError:
            found[position] = True
        except ValueError:
            pass
    return found
