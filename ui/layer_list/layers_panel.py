"""The layer list: the theme's classes, then each layer, topmost first, to be put away, moved and seen through."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from layers.codes import LAYERS
from layers.scene.drawing import MapLayer
from layers.scene.look import Look
from layers.snapshot import Snapshot
from ui.layer_list.layer_row import LayerRow
from ui.layer_list.shading import ShadingPanel
from ui.session.panel import Panel
from ui.session.session import Session
from ui.widgets.kit import empty_layout, label, rule


class LayersPanel(Panel):
    """What lies above in the list lies above on the map. Order and opacity are kept with the project."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._title = label("heading")
        self.reset = QToolButton()
        self.reset.setProperty("look", "small")
        self.reset.clicked.connect(self._reset)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 4)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.reset)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        page.setProperty("look", "page")
        scroll.setWidget(page)
        self.shading = ShadingPanel(session, page)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(8, 0, 12, 8)
        self._list.setSpacing(0)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.shading)
        column.addWidget(rule())
        column.addLayout(head)
        column.addLayout(self._list)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        self._landing = QFrame(page)
        self._landing.setProperty("look", "landing")
        self._landing.hide()
        self._page = page
        self._snapshot: Snapshot | None = None
        self.rows: dict[str, LayerRow] = {}
        session.view.map.look_changed.connect(self._look_changed)
        session.view.map.layers_changed.connect(self._hidden_changed)
        self.begin()

    @property
    def boxes(self) -> dict[str, QCheckBox]:
        """Layer → its check box."""
        return {code: row.box for code, row in self.rows.items()}

    def show_map(self, snapshot: Snapshot) -> None:
        """List the layers of this map, the topmost first."""
        self.shading.show_map(snapshot)
        before, self._snapshot = self._snapshot, snapshot
        if before is not None and [_listed(one) for one in before.layers] == [_listed(one) for one in snapshot.layers]:
            for layer in snapshot.layers:
                if layer.code in self.rows:
                    self.rows[layer.code].put(layer)
            return
        focused = next((code for code, row in self.rows.items() if row.box.hasFocus()), None)
        empty_layout(self._list)
        choices = self.session.view.map
        self.rows = {}
        for layer in reversed(snapshot.layers):
            if _is_empty(layer):
                continue
            # The classes of units stand above, with the theme that they belong to.
            with_legend = layer.code != "units" or len(layer.legend) == 1
            shown = layer.code not in choices.hidden
            row = LayerRow(layer, shown, choices.look.opacity_of(layer.code), with_legend, self.say)
            row.box.toggled.connect(lambda on, code=layer.code: choices.set_hidden(code, not on))
            row.moved.connect(lambda step, code=layer.code: self._step(code, step))
            row.opacity_chosen.connect(lambda value, code=layer.code: self._see_through(code, value))
            row.handle.pulled.connect(self._pulled)
            row.handle.let_go.connect(lambda at, code=layer.code: self._let_go(code, at))
            self.rows[layer.code] = row
            self._list.addWidget(row)
        if focused in self.rows:
            self.rows[focused].box.setFocus()

    def retranslate(self) -> None:
        snapshot, self._snapshot = self._snapshot, None
        self._title.setText(self.say("layers.title"))
        self.setAccessibleName(self.say("layers.title"))
        self.reset.setText(self.say("layers.reset"))
        self.reset.setToolTip(self.say("layers.reset.meaning"))
        self._look_changed()
        if snapshot is not None:
            self.show_map(snapshot)

    def place(self, code: str, before: int) -> None:
        """Put a layer so that ``before`` of the other listed ones lie above it."""
        listed = [other for other in self.rows if other != code]
        listed.insert(before, code)
        # Layers that are not listed now keep their places among the others.
        order = [layer.code for layer in self._snapshot.layers] if self._snapshot is not None else list(LAYERS)
        following = iter(reversed(listed))
        order = [next(following) if other in self.rows else other for other in order]
        if order != self._order:
            natural = tuple(order) == LAYERS
            self._choose(replace(self._look, order=() if natural else tuple(order)))

    @property
    def _look(self) -> Look:
        return self.session.view.map.look

    @property
    def _order(self) -> list[str]:
        return list(self._look.order or LAYERS)

    def _choose(self, look: Look) -> None:
        self.session.view.map.set_look(look)

    def _step(self, code: str, step: int) -> None:
        listed = list(self.rows)
        self.place(code, min(max(listed.index(code) + step, 0), len(listed) - 1))

    def _see_through(self, code: str, opacity: float) -> None:
        others = {name: value for name, value in self._look.opacity.items() if name != code}
        self._choose(replace(self._look, opacity=others if opacity >= 1 else {**others, code: opacity}))

    def _reset(self) -> None:
        self._choose(replace(self._look, order=(), opacity={}))

    def _look_changed(self) -> None:
        look = self._look
        self.reset.setVisible(bool(look.order or look.opacity))
        for code, row in self.rows.items():
            row.show_opacity(look.opacity_of(code))

    def _hidden_changed(self) -> None:
        """A bookmark, a list or a plan shows layers and puts them away too."""
        for code, row in self.rows.items():
            row.box.setChecked(code not in self.session.view.map.hidden)

    def _above(self, at: QPoint) -> int:
        """How many listed layers have their middle above that place on the screen."""
        y = self._page.mapFromGlobal(at).y()
        return sum(row.geometry().center().y() < y for row in self.rows.values())

    def _pulled(self, at: QPoint) -> None:
        """Show where the layer would land."""
        rows = list(self.rows.values())
        above = self._above(at)
        y = rows[above].y() if above < len(rows) else rows[-1].geometry().bottom()
        self._landing.setGeometry(12, y - 1, self._page.width() - 24, 2)
        self._landing.show()
        self._landing.raise_()

    def _let_go(self, code: str, at: QPoint) -> None:
        self._landing.hide()
        above, own = self._above(at), list(self.rows).index(code)
        self.place(code, above - (above > own))


def _is_empty(layer: MapLayer) -> bool:
    return not layer.drawings or (layer.count == 0 and not layer.legend)


def _listed(layer: MapLayer) -> tuple[object, ...]:
    """What decides which lines a layer has in the list."""
    return layer.code, _is_empty(layer), tuple(entry.code for entry in layer.legend), layer.count is None
