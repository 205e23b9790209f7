"""Numbers beside land that has no room even for them, each with a thin line to where it belongs."""

from collections.abc import Callable
from math import cos, pi, sin

import numpy as np

from layers.paint.label_candidates import Box, Candidates, holds
from layers.paint.placed_name import PlacedName

_REACHES = (1.2, 1.8, 2.6, 3.6)  # how far the number stands off, in its own heights; longer ones cross the map
_TURNS = tuple(k * pi / 6 for k in (1, 11, 5, 7, 2, 10, 4, 8, 0, 6, 3, 9))  # aslant first: letters stand level
_STEPS = 16  # places of a line that are looked at

Hits = Callable[[Box], int]


def beside_its_land(wish: Candidates, taken: Hits, symbols: Hits, frame_px: Box, px_scale: float) -> PlacedName | None:
    """The nearest free place around it whose line crosses nothing that is written; None where there is none."""
    left, top, right, bottom = wish.boxes[0].tolist()
    x, y, wide, high = (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
    for reach in _REACHES:
        for turn in _TURNS:
            at_x, at_y = x + cos(turn) * (reach * high + wide / 2), y + sin(turn) * (reach + 0.5) * high
            box = (at_x - wide / 2, at_y - high / 2, at_x + wide / 2, at_y + high / 2)
            if not holds(frame_px, box) or taken(box) or symbols(box):
                continue
            on_line = [(x + t * (at_x - x), y + t * (at_y - y)) for t in np.linspace(0, 1, _STEPS).tolist()]
            if not any(taken((px, py, px + 1e-6, py + 1e-6)) for px, py in on_line):
                size_px = wish.style.size_px * px_scale
                return PlacedName(wish.text, wish.style, box, size_px, wish.names, wish.row, 0.0, True, (x, y))
    return None
