"""Cards over the map that leave the land they are about in sight; where they cannot, the map goes aside."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtWidgets import QWidget

from layers.viewport import Bounds, Point, Viewport
from mapper.lazy_dataclass import dataclass
from ui.borders.border_bar import BorderBar
from ui.borders.border_palette import BorderPalette
from ui.map.map_canvas import MapCanvas

_GAP_PX = 12
_BAR_PX = 460
_BUTTONS_PX = 54  # the map's own, at its right edge
_MARGIN_PX = 16  # around the land, so that its border is seen too
_LEAST_LAND_M = 150.0


@dataclass(frozen=True)
class Corner:
    """A corner of the room that the map panel has for cards."""

    right: bool = True
    low: bool = True

    def place(self, room: QRect, card: QSize) -> QPoint:
        """Where the upper left corner of a card goes; never above the room."""
        x = room.right() + 1 - card.width() if self.right else room.left()
        y = max(room.bottom() + 1 - card.height(), room.top()) if self.low else room.top()
        return QPoint(x, y)

    def free(self, room: QRect, card: QSize) -> QRect:
        """The larger of the parts beside the card and above or below it."""
        at = QRect(self.place(room, card), card)
        beside, above = QRect(room), QRect(room)
        if self.right:
            beside.setRight(at.left() - 1)
        else:
            beside.setLeft(at.right() + 1)
        if self.low:
            above.setBottom(at.top() - 1)
        else:
            above.setTop(at.bottom() + 1)
        return max((beside, above), key=lambda part: min(part.width(), part.height()))


CORNERS = tuple(Corner(right, low) for low in (True, False) for right in (True, False))


def hides(corner: Corner, room: QRect, card: QSize, land: QRectF) -> float:
    """How many pixels of the land, and of a margin around it, a card in that corner hides."""
    seen = land.adjusted(-_MARGIN_PX, -_MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
    common = seen.intersected(QRectF(QRect(corner.place(room, card), card)))
    return max(common.width(), 0.0) * max(common.height(), 0.0)


def on_panel(view: Viewport, bounds_m: Bounds) -> QRectF:
    """Bounds in metres as a rectangle of pixels."""
    west, south, east, north = bounds_m
    (left, top), (right, bottom) = view.to_screen((west, north)), view.to_screen((east, south))
    return QRectF(left, top, max(right - left, 1.0), max(bottom - top, 1.0))


def aside(view: Viewport, bounds_m: Bounds, free: QRect, *, closer: bool) -> tuple[Point, float]:
    """Middle and metres a pixel of a map that shows the land in the free part of its panel.

    The scale stays as it is where the land has room, but for ``closer``, which makes it as large as it can be.
    """
    west, south, east, north = bounds_m
    wide_px, high_px = max(free.width() - 2 * _MARGIN_PX, 40), max(free.height() - 2 * _MARGIN_PX, 40)
    wide_m, high_m = max(east - west, _LEAST_LAND_M), max(north - south, _LEAST_LAND_M)
    metres_per_px = max(wide_m / wide_px, high_m / high_px) * 1.2
    if not closer:
        metres_per_px = max(metres_per_px if max((east - west) / wide_px, (north - south) / high_px)
                            > view.metres_per_px else 0.0, view.metres_per_px)  # fmt: skip
    off = free.center() - QPoint(round(view.width_px / 2), round(view.height_px / 2))
    return ((west + east) / 2 - off.x() * metres_per_px, (south + north) / 2 + off.y() * metres_per_px), metres_per_px


class Cards:
    """Palette and hint at the left and upper edge of the map panel ``host``, the bar in a corner of what they leave."""

    def __init__(self, host: QWidget, canvas: MapCanvas, palette: BorderPalette, bar: BorderBar) -> None:
        self._host, self._canvas, self._palette, self._bar = host, canvas, palette, bar
        self._corner = Corner()

    def place(self) -> None:
        """Put them where they belong; the bar keeps its corner."""
        if self._palette.isVisible():
            self._palette.place(self._host, _GAP_PX)
        room = self._room()
        width = max(min(_BAR_PX, room.width()), 240)
        layout = self._bar.layout()
        assert layout is not None
        high = max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
        self._bar.setFixedSize(width, high)
        self._bar.move(self._corner.place(room, self._bar.size()))
        self._bar.raise_()

    def show(self, bounds_m: Bounds | None) -> None:
        """The bar into the corner where it hides nothing of this land; where it must, the map goes aside."""
        view = self._canvas.viewport
        if view is None or bounds_m is None:
            return
        land, room, card = on_panel(view, bounds_m), self._room(), self._bar.size()
        if hides(self._corner, room, card, land):
            self._corner = min(CORNERS, key=lambda corner: hides(corner, room, card, land))
        if hides(self._corner, room, card, land) or not room.contains(land.toAlignedRect()):
            self.go_aside(bounds_m, closer=False)
        self.place()

    def go_aside(self, bounds_m: Bounds, *, closer: bool) -> None:
        """Move the map so that the land lies in the part that palette and bar leave."""
        view, room = self._canvas.viewport, self._room()
        if view is not None:
            free = self._corner.free(room, self._bar.size()) if self._bar.isVisible() else room
            self._canvas.show_at(*aside(view, bounds_m, free, closer=closer))

    def _room(self) -> QRect:
        """The part of the map panel that palette, hint and the map's own buttons leave."""
        left, top = _GAP_PX, _GAP_PX
        if self._palette.isVisible():
            left = self._palette.geometry().right() + 1 + _GAP_PX
            top = self._palette.hint.geometry().bottom() + 1 + _GAP_PX
        return QRect(left, top, self._host.width() - left - _BUTTONS_PX, self._host.height() - top - _GAP_PX)
