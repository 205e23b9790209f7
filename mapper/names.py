"""What a row of a table is called, and lists of officers in one column."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

_JOINT = ";"


def name_of(frame: pd.DataFrame, code: Any) -> str:
    """A row's name; its code where it has none, or where there is no such row."""
    name = frame[_named(frame)].get(code)
    return name if isinstance(name, str) and name else str(code)


def names_of(frame: pd.DataFrame) -> pd.Series:
    """Each row's name, its code where it has none; by code."""
    names = frame[_named(frame)].astype(object)
    return names.where(names.notna() & (names != ""), frame.index.to_series().astype(str))


def _named(frame: pd.DataFrame) -> str:
    return "display_name" if "display_name" in frame.columns else "name"


def split_ids(text: object) -> tuple[str, ...]:
    """The ids in a column like ``focus_areas.officer_ids``; none where it is empty or missing."""
    return tuple(filter(None, text.split(_JOINT))) if isinstance(text, str) else ()


def joined_ids(ids: Iterable[str]) -> str:
    """Ids as :func:`split_ids` takes them apart."""
    return _JOINT.join(ids)
