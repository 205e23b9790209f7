"""The layer list: what is on the map, in which colours, and how many; each layer can be put away."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from layers.drawing import MapLayer
from layers.legend import LegendEntry, paint_swatch
from layers.snapshot import Snapshot
from ui.desk import Desk
from ui.panels.panel import ElidedLabel, Panel, count, empty_layout, label, rule

_LAYER_PX, _ENTRY_PX, _MANY_CLASSES = 28, 22, 4


class Swatch(QWidget):
    """One legend entry's colour and form, as the map draws it."""

    def __init__(self, entry: LegendEntry, size: QSize) -> None:
        super().__init__()
        self.entry = entry
        self.setFixedSize(size)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 Qt's own name and argument
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_swatch(painter, self.rect(), self.entry)


class LayersPanel(Panel):
    """Check boxes with the legend under them."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._title = label("heading")
        self._title.setContentsMargins(12, 10, 12, 10)
        self._page = QWidget()
        self._page.setProperty("look", "page")
        self._list = QVBoxLayout(self._page)
        self._list.setContentsMargins(12, 8, 12, 8)
        self._list.setSpacing(0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._title)
        layout.addWidget(rule())
        layout.addWidget(scroll, 1)
        self._snapshot: Snapshot | None = None
        self._figures: list[tuple[tuple[str, str], QLabel]] = []
        self.boxes: dict[str, QCheckBox] = {}
        self.begin()

    def show_map(self, snapshot: Snapshot) -> None:
        """List the layers of this map: the one that carries the theme's classes, then the topmost first."""
        if self._recounted(snapshot):
            return
        self._snapshot = snapshot
        self._figures = []
        empty_layout(self._list)
        self.boxes = {}
        # The theme speaks first: of all legends, the one of the units' classes must not be below the fold.
        topmost_first = snapshot.layers[::-1]
        for layer in sorted(topmost_first, key=lambda one: len(one.legend) < _MANY_CLASSES):
            empty = not layer.drawings or (layer.count == 0 and not layer.legend)
            if empty:
                continue
            name = self.say(f"layer.{layer.code}")
            box = QCheckBox(name)
            box.setChecked(layer.code not in self.desk.selection.hidden)
            box.setAccessibleName(self.say("layers.show", name=name))
            box.toggled.connect(lambda on, code=layer.code: self.desk.selection.set_hidden(code, not on))
            self.boxes[layer.code] = box
            alone = len(layer.legend) == 1
            self._row(box, layer.code, layer.count, layer.legend[0] if alone else None, _LAYER_PX)
            for entry in () if alone else layer.legend:
                words = ElidedLabel(self.say(f"legend.{entry.code}"))
                self._row(words, layer.code, entry.count, entry, _ENTRY_PX)
        self._list.addStretch(1)

    def _recounted(self, snapshot: Snapshot) -> bool:
        """Whether only counts differ from what is listed, and so only they were put; a brush asks for many of these."""
        before = self._snapshot
        if before is None or before.whole is not snapshot.whole or before.state.hidden != snapshot.state.hidden:
            return False
        if [_listed(layer) for layer in before.layers] != [_listed(layer) for layer in snapshot.layers]:
            return False
        self._snapshot = snapshot
        counts = {(layer.code, ""): layer.count for layer in snapshot.layers}
        counts |= {(layer.code, entry.code): entry.count for layer in snapshot.layers for entry in layer.legend}
        for key, figure in self._figures:
            figure.setText("" if counts[key] is None else count(counts[key]))
        return True

    def retranslate(self) -> None:
        snapshot, self._snapshot = self._snapshot, None
        self._title.setText(self.say("layers.title"))
        self.setAccessibleName(self.say("layers.title"))
        if snapshot is not None:
            self.show_map(snapshot)

    def _row(self, widget: QWidget, layer: str, number: int | None, entry: LegendEntry | None, height_px: int) -> None:
        figure = label("quiet")
        of_entry = entry is not None and not isinstance(widget, QCheckBox)
        self._figures.append(((layer, entry.code if entry is not None and of_entry else ""), figure))
        figure.setText("" if number is None else count(number))
        line = QWidget()
        line.setFixedHeight(height_px)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        if isinstance(widget, QCheckBox):
            row.addWidget(widget)
            if entry is not None:
                row.addWidget(Swatch(entry, QSize(22, 14)))
            row.addStretch(1)
        else:
            row.addSpacing(26)
            if entry is not None:
                row.addWidget(Swatch(entry, QSize(22, 14)))
            row.addWidget(widget, 1)
        row.addWidget(figure)
        self._list.addWidget(line)


def _listed(layer: MapLayer) -> tuple[object, ...]:
    """What decides which lines a layer has in the list."""
    empty = not layer.drawings or (layer.count == 0 and not layer.legend)
    return layer.code, empty, tuple(entry.code for entry in layer.legend), layer.count is None
