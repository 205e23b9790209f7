"""The map on screen: the last picture moved and scaled at once, while a sharp one is made off the main thread."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QSizePolicy, QWidget

from layers.paint.vision import seen
from layers.viewport import Bounds, Point, Viewport
from ui.map.tools import LookTool, Tool
from ui.map.view_history import ViewHistory
from ui.widgets.appearance import current_look, map_palette

_WHEEL_STEP = 1.25
_KEY_STEP_PX = 80
_FIT_MARGIN_PX = 28
_DOUBLED_BY_PX = 240

_RING_PX = 2
_BY_KEYS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)

PaintOver = Callable[[QPainter, Viewport], None]
_BY_HAND = (QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.KeyPress, QEvent.Type.Paint)


class MapCanvas(QWidget):
    """Shows pictures and moves them. It knows no project: it asks for a picture whenever the view has come to rest.

    ``going_first`` is entered for what the hand does and the frame that answers it.
    """

    picture_wanted = Signal(Viewport)
    view_changed = Signal()
    pointed = Signal(float, float)
    tool_changed = Signal()
    left = Signal()
    escaped = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self._viewport: Viewport | None = None
        self._whole_m: Bounds | None = None
        self._fitted: tuple[Viewport | None, Bounds | None, float] = (None, None, _FIT_MARGIN_PX)
        self._by_keys = False
        self._vision = "full"
        self._plain: QImage | None = None  # the picture before it was made so
        self._picture: QImage | None = None
        self._picture_view: Viewport | None = None
        self.over: list[PaintOver] = []
        self.going_first: Callable[[], AbstractContextManager[None]] = nullcontext
        self.look_tool = LookTool(self, self)
        self._tool: Tool = self.look_tool
        self.views = ViewHistory(self)
        self.views.wanted.connect(self._move)
        # Many moves in one turn of the event loop ask for one picture.
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(0)
        self._rest.timeout.connect(self._ask)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's own name
        return QSize(800, 600)

    @property
    def viewport(self) -> Viewport | None:
        """What is shown now; None before there is any land."""
        return self._viewport

    @property
    def sharp(self) -> bool:
        """Whether the picture shown is the one of this very view, and no other was asked for."""
        return self._picture is not None and self._picture_view == self._viewport and not self._rest.isActive()

    @property
    def tool(self) -> Tool:
        return self._tool

    def use(self, tool: Tool) -> None:
        """The mouse does this from now on."""
        self._tool = tool
        self.setCursor(tool.cursor)
        self.tool_changed.emit()
        self.update()

    def set_whole(self, bounds_m: Bounds | None) -> None:
        """The land that "everything" means; the first time it comes into view."""
        first = self._whole_m is None
        self._whole_m = bounds_m
        if first and bounds_m is not None:
            self.fit()

    def show_picture(self, picture: QImage, viewport: Viewport) -> None:
        """A picture made for a view; refused where the size of the canvas has changed since."""
        self._plain, self._picture, self._picture_view = picture, seen(picture, self._vision), viewport
        self.update()

    def set_vision(self, vision: str) -> None:
        """Show the land as it is seen without colour, or without a kind of cones (:mod:`layers.paint.vision`)."""
        self._vision = vision
        if self._plain is not None:
            self._picture = seen(self._plain, vision)
        self.update()

    def ask_again(self) -> None:
        """What is drawn has changed: a new picture is wanted for the same view."""
        self._rest.start()

    def fit(self, bounds_m: Bounds | None = None, margin_px: float = _FIT_MARGIN_PX) -> None:
        """Bring land into view, everything where none is named."""
        bounds_m = bounds_m or self._whole_m
        if bounds_m is not None:
            self._move(Viewport.fitted(bounds_m, self.width(), self.height(), margin_px))
            self._fitted = (self._viewport, bounds_m, margin_px)

    def center_on(self, xy_m: Point, widest_m: float) -> None:
        """Put a point in the middle, close enough that the map shows at most ``widest_m`` across."""
        finest = widest_m / max(self.width(), 1)
        metres_per_px = finest if self._viewport is None else min(self._viewport.metres_per_px, finest)
        self._move(Viewport(xy_m, metres_per_px, self.width(), self.height()))

    def show_at(self, xy_m: Point, metres_per_px: float) -> None:
        """Put a point in the middle at a scale."""
        self._move(Viewport(xy_m, metres_per_px, self.width(), self.height()))

    def pan(self, dx_px: float, dy_px: float) -> None:
        """Move the land by so many pixels."""
        if self._viewport is not None:
            self._move(self._viewport.panned(dx_px, dy_px))

    def zoom(self, factor: float, at_px: Point | None = None) -> None:
        """Draw larger; what is under ``at_px`` (the middle) stays there."""
        if self._viewport is not None:
            self._move(self._viewport.zoomed(factor, at_px or (self.width() / 2, self.height() / 2)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 Qt's own name and argument
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(map_palette().paper))
        view, seen = self._viewport, self._picture_view
        if view is None:
            return
        if self._picture is not None and seen is not None:
            left, top = view.to_screen((seen.bounds_m[0], seen.bounds_m[3]))
            grown = seen.metres_per_px / view.metres_per_px
            if abs(grown - 1) < 1e-9:
                painter.drawImage(QPointF(round(left), round(top)), self._picture)
            else:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(QRectF(left, top, seen.width_px * grown, seen.height_px * grown), self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for paint in self.over:
            painter.save()
            paint(painter, view)
            painter.restore()
        self._tool.paint(painter)
        if self._by_keys:
            painter.setPen(QPen(QColor(current_look().accent), _RING_PX))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            half = _RING_PX / 2
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 6, 6)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's own name
        super().resizeEvent(event)
        fitted, bounds_m, margin_px = self._fitted
        if self._viewport is None:
            self.fit()
        elif fitted == self._viewport:
            # What was fitted to the window and left so is fitted to it again.
            self.fit(bounds_m, margin_px)
            self.views.instead(fitted, self._viewport)
        else:
            self._move(self._viewport.resized(self.width(), self.height()))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 Qt's own name
        """A wheel zooms at the pointer; two fingers on a touch pad pan, and zoom with Ctrl.

        The land stays where the fingers leave it: what a touch pad sends on by itself afterwards is not followed.
        """
        at, glides = event.position(), event.phase() == Qt.ScrollPhase.ScrollMomentum
        pixels = event.pixelDelta()
        if not pixels.isNull() and event.phase() != Qt.ScrollPhase.NoScrollPhase:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier and not glides:
                self.zoom(2 ** (pixels.y() / _DOUBLED_BY_PX), (at.x(), at.y()))
            elif not glides:
                self.pan(pixels.x(), pixels.y())
        elif event.angleDelta().y() and not glides:
            self.zoom(_WHEEL_STEP ** (event.angleDelta().y() / 120), (at.x(), at.y()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's own name
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._tool.pressed(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's own name
        self._tool.moved(event)
        self.pointed.emit(event.position().x(), event.position().y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's own name
        self._tool.released(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's own name
        self._tool.double_clicked(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 Qt's own name
        """A tool in hand has its own use for the right button."""
        if self._tool is self.look_tool:
            self.menu_wanted.emit(event.pos())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 Qt's own name
        super().leaveEvent(event)
        self.left.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 Qt's own name
        """Whoever comes by Tab sees where the keys go; whoever clicks knows."""
        super().focusInEvent(event)
        self._by_keys = event.reason() in _BY_KEYS
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 Qt's own name
        super().focusOutEvent(event)
        self._by_keys = False
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() in _BY_HAND:
            with self.going_first():
                return super().event(event)
        if isinstance(event, QNativeGestureEvent):
            at = event.position()
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom(max(1 + event.value(), 0.1), (at.x(), at.y()))
                return True
        elif isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                middle = self.mapFromGlobal(pinch.centerPoint())
                self.zoom(max(pinch.scaleFactor(), 0.1), (middle.x(), middle.y()))
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's own name
        if self._tool.key(event):
            return
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_WHEEL_STEP**2)
        elif key == Qt.Key.Key_Minus:
            self.zoom(_WHEEL_STEP**-2)
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.fit()
        elif key == Qt.Key.Key_Left:
            self.pan(_KEY_STEP_PX, 0)
        elif key == Qt.Key.Key_Right:
            self.pan(-_KEY_STEP_PX, 0)
        elif key == Qt.Key.Key_Up:
            self.pan(0, _KEY_STEP_PX)
        elif key == Qt.Key.Key_Down:
            self.pan(0, -_KEY_STEP_PX)
        else:
            super().keyPressEvent(event)

    def _move(self, viewport: Viewport) -> None:
        if viewport != self._viewport:
            self._viewport = viewport.resized(self.width(), self.height())
            self.views.seen(self._viewport)
            self.view_changed.emit()
            self.update()
            self._rest.start()

    def _ask(self) -> None:
        if self._viewport is not None and self.width() > 0 and self.height() > 0:
            self.picture_wanted.emit(self._viewport)
