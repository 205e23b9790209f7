"""Inspected places, police rooms and events of outreach as small symbols; put away until somebody asks for them."""

from collections.abc import Callable, Iterable, Mapping
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


def places_layer(ground: Ground) -> MapLayer:
    """Places by whether their inspection is in time on the day."""
    palette, states = ground.palette, ground.day.place_inspections
    late = states["state"].isin(_LATE).to_numpy(dtype=bool)
    names = names_of(ground.project.places)
    days = states["last"]
    tips = {
        str(key): (
            Message(
                "tip.place_due" if is_late else "tip.place",
                {
                    "name": names[key],
                    "type": Message(f"choice.places.type.{kind}") if isinstance(kind, str) else None,
                    "last": None if pd.isna(last) else last.date(),
                },
            ),
        )
        for key, is_late, kind, last in zip(states.index, late, states["type"], days, strict=True)
    }
    styles = (
        PointStyle("square", palette.key_area, _PLACE_PX, palette.rim),
        PointStyle("square", palette.alarm, _PLACE_PX * 1.25, palette.rim),
    )
    return _layer("places", ground, late.astype(np.int64), styles, tips)


def rooms_layer(ground: Ground) -> MapLayer:
    """Police rooms."""
    palette, rooms = ground.palette, ground.project.police_rooms
    tips = {str(key): (Message("tip.police_room", {"name": name}),) for key, name in names_of(rooms).items()}
    style = PointStyle("square", palette.station_border, _ROOM_PX, palette.rim, 1.6)
    return _layer("police_rooms", ground, np.zeros(len(rooms), dtype=np.int64), (style,), tips)


def outreach_layer(ground: Ground) -> MapLayer:
    """Events of the year up to the day."""
    events, year = ground.project.outreach, year_up_to(ground.as_of)
    held = events["held_at"].to_numpy(dtype="datetime64[D]")
    shown = (held >= np.datetime64(year.first)) & (held <= np.datetime64(year.last))
    tips = {
        str(key): (Message("tip.outreach", {"what": what, "day": day.date(), "contacts": contacts}),)
        for key, what, day, contacts, is_shown in zip(
            events.index, _texts(events["category"]), events["held_at"], _texts(events["contacts"]), shown, strict=True
        )
        if is_shown
    }
    style = PointStyle("diamond", ground.palette.gained_mark, _EVENT_PX, ground.palette.rim)
    note = Message("note.outreach", {"first": year.first, "last": year.last})
    return _layer("outreach", ground, np.where(shown, 0, -1), (style,), tips, (note,))


def _texts(values: Iterable[Any]) -> list[Any]:
    """Values with None for what is missing."""
    return [None if pd.isna(value) else value for value in values]


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
