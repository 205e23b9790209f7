"""A layer in the list: shown or put away, how opaque it is, and a handle to drag it by."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from layers.say import sentence
from layers.scene.drawing import MapLayer
from layers.scene.look import LEAST_OPACITY
from ui.language.language import Language
from ui.layer_list.legend_rows import LegendRow, Swatch
from ui.widgets.kit import broken, count, label

_ROW_PX, _ENTRY_INDENT_PX = 28, 42
_STEP = 5  # per cent
_BOX_PX = 28  # the box itself and the space beside it


class Handle(QWidget):
    """Six dots to take hold of."""

    pulled = Signal(QPoint)
    let_go = Signal(QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(12, _ROW_PX))
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self._held = False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 Qt's own name and argument
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(
            self.palette().color(QPalette.ColorRole.PlaceholderText if self._held else QPalette.ColorRole.Mid)
        )
        for x in (2.0, 6.5):
            for y in (-5.0, 0.0, 5.0):
                painter.drawEllipse(QRectF(x, self.height() / 2 + y - 1.1, 2.2, 2.2))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's own name
        if event.button() == Qt.MouseButton.LeftButton:
            self._hold(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's own name
        if self._held:
            self.pulled.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's own name
        if self._held:
            self._hold(False)
            self.let_go.emit(event.globalPosition().toPoint())

    def _hold(self, held: bool) -> None:
        self._held = held
        self.setCursor(Qt.CursorShape.ClosedHandCursor if held else Qt.CursorShape.OpenHandCursor)
        self.update()


class NameBox(QCheckBox):
    """A check box whose name takes two lines where there is no room for one, and ends in … where that is too little."""

    def __init__(self, name: str, tip: str) -> None:
        super().__init__(name)
        self._name, self._tip = name, tip
        self.setToolTip(tip)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's own name
        return QSize(60, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's own name
        words = self.fontMetrics().horizontalAdvance(self._name)
        return QSize(words + _BOX_PX + 4, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's own name
        super().resizeEvent(event)
        room = self.width() - _BOX_PX
        lines = broken(self._name, " ", room, self.fontMetrics())
        shown = [self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, room) for line in lines]
        if "\n".join(shown) != self.text():
            self.setText("\n".join(shown))
            self.setToolTip(self._tip if shown == lines else f"{self._name}\n{self._tip}")
            self.updateGeometry()


class LayerRow(QWidget):
    """Header line and, where the layer has several classes, its legend. ``moved`` tells −1 for up, 1 for down."""

    moved = Signal(int)
    opacity_chosen = Signal(float)

    def __init__(self, layer: MapLayer, shown: bool, opacity: float, with_legend: bool, say: Language) -> None:
        super().__init__()
        self.code = layer.code
        self.say = say
        self._opacity = opacity
        name = say(f"layer.{layer.code}")
        # What its classes are counted from; the units' own stands above, under the theme.
        notes = [] if layer.code == "units" else [sentence(note, say.messages) for note in layer.notes]
        tip = "\n".join([*notes, say("layers.drag")])
        self.handle = Handle()
        self.handle.setToolTip(say("layers.drag"))
        self.box = NameBox(name, tip)
        self.box.setChecked(shown)
        self.box.setAccessibleName(say("layers.show", name=name))
        self.box.setAccessibleDescription(tip)
        self.box.installEventFilter(self)
        self.opacity = QToolButton()
        self.opacity.setProperty("look", "tiny")
        self.opacity.setToolTip(say("layers.opacity", name=name))
        self.opacity.setAccessibleName(say("layers.opacity", name=name))
        self.opacity.clicked.connect(self._ask_opacity)
        self.figure: QLabel = label("quiet")
        self.legend: list[LegendRow] = []
        line = QWidget()
        line.setMinimumHeight(_ROW_PX)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.handle)
        row.addWidget(self.box)
        self._swatch: Swatch | None = None
        if with_legend and len(layer.legend) == 1:
            self._swatch = Swatch(layer.legend[0])
            row.addWidget(self._swatch)
        row.addStretch(1)
        row.addWidget(self.opacity)
        row.addWidget(self.figure)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line)
        if with_legend and len(layer.legend) > 1:
            self.legend = [LegendRow(entry, entry.words(say), _ENTRY_INDENT_PX) for entry in layer.legend]
            for entry_row in self.legend:
                column.addWidget(entry_row)
        self.put(layer)
        self.show_opacity(opacity)

    def put(self, layer: MapLayer) -> None:
        """The same layer and classes, counted anew."""
        self.figure.setText("" if layer.count is None else count(layer.count))
        if self._swatch is not None:
            self._swatch.put(layer.legend[0])
        for row, entry in zip(self.legend, layer.legend, strict=False):
            row.put(entry)

    def show_opacity(self, opacity: float) -> None:
        self._opacity = opacity
        self.opacity.setText("◐" if opacity >= 1 else f"{opacity * 100:.0f}%")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's own name
        """Alt with an arrow moves the layer; a check box alone would move the focus."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
            step = steps.get(Qt.Key(event.key()))
            if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.moved.emit(step)
                return True
        return super().eventFilter(watched, event)

    def _ask_opacity(self) -> None:
        """A slider in a small menu under the button."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        body = QWidget()
        line = QHBoxLayout(body)
        line.setContentsMargins(12, 8, 12, 8)
        line.setSpacing(8)
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(round(LEAST_OPACITY * 100), 100)
        slider.setSingleStep(_STEP)
        slider.setPageStep(2 * _STEP)
        slider.setFixedWidth(140)
        slider.setValue(round(self._opacity * 100))
        slider.setAccessibleName(self.opacity.accessibleName())
        figure = label("quiet")
        figure.setFixedWidth(44)
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        figure.setText(f"{slider.value()}%")
        words = label()
        words.setText(self.say("layers.opacity_word"))
        for widget in (words, slider, figure):
            line.addWidget(widget)

        def chosen(value: int) -> None:
            figure.setText(f"{value}%")
            self.opacity_chosen.emit(value / 100)

        slider.valueChanged.connect(chosen)
        action = QWidgetAction(menu)
        action.setDefaultWidget(body)
        menu.addAction(action)
        menu.popup(self.opacity.mapToGlobal(QPoint(0, self.opacity.height())))
        slider.setFocus()
