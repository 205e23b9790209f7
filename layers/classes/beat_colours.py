"""Which beat has which colour: neighbours as different as can be, for the colour-blind too.

The fills are Paul Tol's *light* scheme (SRON/EPS/TN/09-002, 2021), made for filled areas with black text on them. How
different two of them are is the least of their distances (CIE 1976 L*a*b*) as they are, and as those without red or
green cones see them (Viénot, Brettel & Mollon 1999, Color Research & Application 24.4).
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

FILLS = ("#77AADD", "#EE8866", "#EEDD88", "#FFAABB", "#99DDFF", "#44BB99", "#BBCC33", "#AAAA00", "#DDDDDD")
Floats = npt.NDArray[np.float64]

_LMS = np.array([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]])
_SEEN = (
    np.eye(3),
    np.array([[0.0, 2.02344, -2.52581], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),  # without red cones
    np.array([[1.0, 0.0, 0.0], [0.494207, 0.0, 1.24827], [0.0, 0.0, 1.0]]),  # without green cones
)
_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def colours_of(
    beats: Sequence[str], neighbours: Iterable[tuple[str, str]], keep: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Beat → position in :data:`FILLS`.

    Parameters
    ----------
    neighbours
        Pairs of beats that touch.
    keep
        Colours of before; a beat keeps its own unless a neighbour has the same by now.
    """
    touching: dict[str, set[str]] = {beat: set() for beat in beats}
    for one, other in neighbours:
        if one != other:
            touching[one].add(other)
            touching[other].add(one)
    apart, kept = differences(), dict(keep or {})
    chosen: dict[str, int] = {}
    # Those with most neighbours choose first, while there is most to choose from.
    for beat in sorted(beats, key=lambda b: (b not in kept, -len(touching[b]), b)):
        before = kept.get(beat)
        if before is not None and before not in {chosen.get(other) for other in touching[beat]}:
            chosen[beat] = before
        else:
            # What a neighbour is going to keep counts too, or a change would go on from beat to beat.
            seen = (chosen.get(other, kept.get(other)) for other in touching[beat])
            around = [colour for colour in seen if colour is not None]
            least = apart[:, around].min(axis=1) if around else np.full(len(FILLS), np.inf)
            uses = np.bincount(list(chosen.values()), minlength=len(FILLS)) if chosen else np.zeros(len(FILLS))
            # Of those that are clearly apart, the one used least: a map of one colour and its opposite is hard to read.
            clear = least >= min(float(least.max()), 20.0)
            chosen[beat] = int(np.flatnonzero(clear)[np.argmin(uses[clear])])
    return chosen


@lru_cache
def differences() -> Floats:
    """(fills, fills) how different two fills are at least, to all kinds of eyes; 0 is the same."""
    rgb = np.array([[int(fill[i : i + 2], 16) / 255 for i in (1, 3, 5)] for fill in FILLS])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    kinds = []
    for seen in _SEEN:
        lab = _lab(np.clip(linear @ (np.linalg.inv(_LMS) @ seen @ _LMS).T, 0, 1))
        kinds.append(np.sqrt(((lab[:, None] - lab[None, :]) ** 2).sum(axis=2)))
    least: Floats = np.min(kinds, axis=0)
    return least


def _lab(linear: Floats) -> Floats:
    white = _XYZ.sum(axis=1)
    ratio = linear @ _XYZ.T / white
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)
