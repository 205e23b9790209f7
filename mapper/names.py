"""What a row of a table is called, how names are found and ordered, and lists of officers in one column."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

_JOINT = ";"
_ACCENTED = re.compile("[\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]")
_DIGITS = re.compile(r"[0-9]+")
_MOST_DIGITS = 18


def name_of(frame: pd.DataFrame, code: Any) -> str:
    """A row's name; its code where it has none, or where there is no such row."""
    name = frame[_named(frame)].get(code)
    return name if isinstance(name, str) and name else str(code)


def names_of(frame: pd.DataFrame) -> pd.Series:
    """Each row's name, its code where it has none; by code."""
    column = frame[_named(frame)]
    names = np.array(column, dtype=object)
    without = pd.isna(names) | (names == "")
    if without.any():
        names[without] = frame.index[without].astype(str)
    return pd.Series(names, index=frame.index, name=column.name, dtype=object)


def _named(frame: pd.DataFrame) -> str:
    return "display_name" if "display_name" in frame.columns else "name"


def folded(text: str) -> str:
    """A text as it is typed without shift and accents, by which it is found."""
    if not _ACCENTED.search(text):  # as hardly any is, and a province has 60,000 names
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


def counting(text: str) -> str:
    """A key that puts names in the order of counting: 7TH before 17TH, whatever their case and accents."""
    return _DIGITS.sub(lambda found: found[0].zfill(_MOST_DIGITS), folded(text))


def split_ids(text: object) -> tuple[str, ...]:
    """The ids in a column like ``focus_areas.officer_ids``; none where it is empty or missing."""
    return tuple(filter(None, text.split(_JOINT))) if isinstance(text, str) else ()


def joined_ids(ids: Iterable[str]) -> str:
    """Ids as :func:`split_ids` takes them apart."""
    return _JOINT.join(ids)
