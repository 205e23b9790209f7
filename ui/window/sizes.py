"""How the window's room is shared: on a small screen what stands around the map shrinks before the map does."""

from mapper.lazy_dataclass import dataclass


@dataclass(frozen=True)
class WindowSizes:
    """Pixels across for layer list, map and side panels, down for the map's row and the foot, and of the foot's halves.

    ``short``: whether there is so little height that what explains itself elsewhere is left out.
    """

    across: tuple[int, int, int]
    down: tuple[int, int]
    foot: tuple[int, int]
    short: bool


LEAST_LIST_PX, LEAST_SIDE_PX = 248, 330
_MOST_LIST_PX, _MOST_SIDE_PX = 276, 404
_LEAST_FOOT_PX, _MOST_FOOT_PX = 150, 224
_SHORT_PX = 620


def shared(width_px: int, height_px: int) -> WindowSizes:
    """The room of the parts below the themes, when nobody has moved the borders between them."""
    layers = _within(0.17 * width_px, LEAST_LIST_PX, _MOST_LIST_PX)
    side = _within(0.26 * width_px, LEAST_SIDE_PX, _MOST_SIDE_PX)
    foot = _within(0.26 * height_px, _LEAST_FOOT_PX, _MOST_FOOT_PX)
    table = round(0.61 * width_px)
    return WindowSizes(
        (layers, max(width_px - layers - side, 1), side),
        (max(height_px - foot, 1), foot),
        (table, max(width_px - table, 1)),
        height_px < _SHORT_PX,
    )


def _within(wish: float, least: int, most: int) -> int:
    return min(max(round(wish), least), most)
