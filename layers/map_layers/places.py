"""Inspected places, police rooms and events of outreach as small symbols; put away until somebody asks for them."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from layers.scene.drawing import LegendEntry, MapLayer, PaintOrder, Points
from layers.scene.ground import Ground
from layers.style import PointStyle
from mapper.analysis.periods.unit_rates import year_up_to
from mapper.arrays import Ints
from mapper.message import Message
from mapper.names import names_of
from mapper.schema import TABLES

CLASSES: Mapping[str, tuple[str, ...]] = {
    "places": ("place", "place_due"),  # inspected in time or not to be; overdue, or never inspected
    "police_rooms": ("police_room",),
    "outreach": ("outreach",),
}
_TYPES = tuple(f"choice.places.type.{kind}" for kind in TABLES["places"].column("type").choices or ())
SAYS: Mapping[str, tuple[str, ...]] = {  # beside the legend
    "places": ("tip.place", "tip.place_due", *_TYPES),
    "police_rooms": ("tip.police_room",),
    "outreach": ("tip.outreach", "note.outreach"),
}
_PLACE_PX, _ROOM_PX, _EVENT_PX = 6.5, 9.5, 8.0
_LATE = ("overdue", "never")


class _Tips(Mapping[str, tuple[Message, ...]]):
    """What is said of each row, made as somebody points at it: there may be very many, and they are hidden at first."""

    def __init__(self, rows: pd.DataFrame, told: Callable[[Mapping[str, Any]], Message]) -> None:
        self._rows, self._told = rows, told

    def __getitem__(self, key: str) -> tuple[Message, ...]:
        row = self._rows.loc[key]
        return (self._told({name: None if pd.isna(value) else value for name, value in row.items()}),)

    def __iter__(self) -> Iterator[str]:
        return map(str, self._rows.index)

    def __len__(self) -> int:
        return len(self._rows)


def places_layer(ground: Ground) -> MapLayer:
    """Places by whether their inspection is in time on the day."""
    palette, states = ground.palette, ground.day.place_inspections
    late, due = states["state"].isin(_LATE), states["due_on"].mask(states["state"] == "no_rule")
    told = {"name": names_of(ground.project.places), "type": states["type"], "last": states["last"]}
    tips = _Tips(pd.DataFrame(told | {"due": due, "late": late}), _place_words)
    styles = (
        PointStyle("square", palette.key_area, _PLACE_PX, palette.rim),
        PointStyle("square", palette.alarm, _PLACE_PX * 1.25, palette.rim),
    )
    return _layer("places", ground, late.to_numpy(dtype=np.int64), styles, tips)


def _place_words(row: Mapping[str, Any]) -> Message:
    kind, last = row["type"], row["last"]
    return Message(
        "tip.place_due" if row["late"] else "tip.place",
        {
            "name": row["name"],
            "type": None if kind is None else Message(f"choice.places.type.{kind}"),
            "last": None if last is None else last.date(),
            "due": None if row["due"] is None else row["due"].date(),
        },
    )


def rooms_layer(ground: Ground) -> MapLayer:
    """Police rooms."""
    palette, rooms = ground.palette, ground.project.police_rooms
    tips = _Tips(pd.DataFrame({"name": names_of(rooms)}), partial(Message, "tip.police_room"))
    style = PointStyle("square", palette.station_border, _ROOM_PX, palette.rim, 1.6)
    return _layer("police_rooms", ground, np.zeros(len(rooms), dtype=np.int64), (style,), tips)


def outreach_layer(ground: Ground) -> MapLayer:
    """Events of the year up to the day."""
    events, year = ground.project.outreach, year_up_to(ground.as_of)
    held = events["held_at"].to_numpy(dtype="datetime64[D]")
    shown = (held >= np.datetime64(year.first)) & (held <= np.datetime64(year.last))
    tips = _Tips(pd.DataFrame(events[["category", "held_at", "contacts"]])[shown], _event_words)
    style = PointStyle("diamond", ground.palette.gained_mark, _EVENT_PX, ground.palette.rim)
    note = Message("note.outreach", {"first": year.first, "last": year.last})
    return _layer("outreach", ground, np.where(shown, 0, -1), (style,), tips, (note,))


def _event_words(row: Mapping[str, Any]) -> Message:
    return Message("tip.outreach", {"what": row["category"], "day": row["held_at"].date(), "contacts": row["contacts"]})


def _layer(
    table: str,
    ground: Ground,
    numbers: Ints,
    styles: tuple[PointStyle, ...],
    tips: Mapping[str, tuple[Message, ...]],
    notes: tuple[Message, ...] = (),
) -> MapLayer:
    points = Points(PaintOrder.BADGE, table, ground.geometry.dots(table), numbers, styles)
    counts = np.bincount(numbers[numbers >= 0], minlength=len(styles)).tolist()
    legend = tuple(LegendEntry(table, *entry) for entry in zip(CLASSES[table], styles, counts, strict=True))
    return MapLayer(table, True, (points,), legend, int(sum(counts)), notes=notes, tips=tips)


LAYERS: Mapping[str, Callable[[Ground], MapLayer]] = {
    "places": places_layer,
    "police_rooms": rooms_layer,
    "outreach": outreach_layer,
}
