"""Rows of a file that have only an address, put to the place that the standard addresses give for it."""

from collections import Counter
from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper.geometry import first_at, polygonal, xy_of
from mapper.io.addresses.book import WAYS, AddressBook
from mapper.io.personal import personal_data_in
from mapper.io.source import Cells, Shapes
from mapper.lazy_dataclass import dataclass
from mapper.message import Message

NO_PLACE = ""  # what a person chooses who knows that none of the addresses is meant


@dataclass(frozen=True)
class UnsureAddress:
    """A writing that no standard address surely is.

    Attributes
    ----------
    text
        As the file has it.
    rows
        How many rows have it.
    likest
        Up to three standard addresses, number and text, the likest first.
    chosen
        The number that a person has chosen, :data:`NO_PLACE` for none of them; None where nobody has said anything.
    """

    text: str
    rows: int
    likest: tuple[tuple[str, str], ...]
    chosen: str | None = None


def book_of(standard: gpd.GeoDataFrame, communities: gpd.GeoDataFrame | None) -> AddressBook:
    """The standard addresses of a project, each with the unit that it lies in."""
    lon_lat = xy_of(np.asarray(standard.geometry.array, dtype=object))
    units = np.full(len(standard), None, dtype=object)
    there = np.isfinite(lon_lat).all(axis=1)
    if communities is not None and len(communities) and there.any():
        owner = first_at(polygonal(np.asarray(communities.geometry.array, dtype=object)), lon_lat[there])
        codes = communities.index.to_numpy(dtype=object)
        units[there] = np.where(owner >= 0, codes[owner], None)
    return AddressBook(standard["text"].fillna("").tolist(), lon_lat, units)


def place_rows(
    cells: Cells,
    shapes: Shapes,
    units: pd.Series | None,
    standard: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame | None,
    choices: Mapping[str, str],
    column: str,
) -> tuple[Shapes, tuple[UnsureAddress, ...], list[Message]]:
    """Shapes with points for rows that had none and whose address is found; what is not found; what is to be said.

    Parameters
    ----------
    cells, shapes, units
        Address, point and unit (where the rows name one) of each row.
    choices
        Writing → number of the address that a person has chosen, or :data:`NO_PLACE`.
    column
        What the file calls the column of addresses.
    """
    book = book_of(standard, communities)
    shapes = np.array(shapes, dtype=object)
    keys = standard.index.to_numpy(dtype=object)
    points = np.asarray(standard.geometry.array, dtype=object)
    at_key = {key: at for at, key in enumerate(keys)}
    without = np.flatnonzero(shapely.is_missing(shapes) & np.array([cell is not None for cell in cells], dtype=bool))
    private = {text for text in {cells[row] for row in without} if personal_data_in(text)}
    ways: Counter[str] = Counter()
    unsure: Counter[str] = Counter()
    likest: dict[str, tuple[int, ...]] = {}
    example = ""
    for row in without:
        text = cells[row]
        if text in private:
            ways["personal"] += 1
            continue
        if text in choices:
            at = at_key.get(choices[text], -1)
            ways["chosen"] += at >= 0
            likest[text] = book.find(text).likest
        else:
            found = book.find(text, None if units is None or pd.isna(units.iloc[row]) else str(units.iloc[row]))
            at, way = found.at, found.way
            ways[way] += at >= 0
            likest.setdefault(text, found.likest)
            example = example or (f"{text} → {standard['text'].iloc[at]}" if at >= 0 and way == "sound" else "")
        if at < 0 or text in choices:
            unsure[text] += 1
        if at >= 0:
            shapes[row] = points[at]
    listed = tuple(
        UnsureAddress(text, rows, _named(likest[text], keys, standard["text"]), choices.get(text))
        for text, rows in sorted(unsure.items(), key=lambda item: (-item[1], item[0]))
    )
    return shapes, listed, _notes(ways, len(without), listed, column, example)


def _named(rows: Sequence[int], keys: npt.NDArray[np.object_], texts: pd.Series) -> tuple[tuple[str, str], ...]:
    return tuple((str(keys[row]), str(texts.iloc[row])) for row in rows)


def _notes(
    ways: Mapping[str, int], rows: int, listed: Sequence[UnsureAddress], column: str, example: str
) -> list[Message]:
    if not rows:
        return []
    placed = {way: ways.get(way, 0) for way in (*WAYS, "chosen")}
    notes = [Message("addresses_placed", {"column": column, "rows": rows, "placed": sum(placed.values()), **placed})]
    if ways.get("sound"):
        notes.append(Message("addresses_by_sound", {"rows": ways["sound"], "example": example}))
    # Of whose writing a person has said that none is meant, nothing is left to be chosen.
    left = [one.rows for one in listed if one.chosen is None]
    if left:
        notes.append(Message("addresses_unsure", {"rows": sum(left), "writings": len(left)}))
    if ways.get("personal"):
        notes.append(Message("personal_removed", {"column": column, "rows": ways["personal"]}))
    return notes
