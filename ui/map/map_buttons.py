"""The buttons on the map: closer and farther, the views back and on, the tools that are taken in hand."""

from PySide6.QtWidgets import QToolButton, QWidget

from layers.say import Say
from ui.map.drawing_tools import DrawingTools
from ui.map.map_canvas import MapCanvas
from ui.map.measure_tool import MeasureTool
from ui.map.path_tool import LassoTool

_TOOLS = {"measure": MeasureTool, "lasso": LassoTool}
_GROUPS = (3, 5)  # looking closer, going back and drawing: before these numbers there is a gap


class MapButtons:
    """A column of buttons at the right edge of the map panel ``host``."""

    def __init__(self, host: QWidget, canvas: MapCanvas, tools: DrawingTools) -> None:
        self._views, self._tools = canvas.views, tools
        self._buttons: dict[str, QToolButton] = {}
        for name, text, press in (
            ("zoom_in", "+", lambda: canvas.zoom(1.5)),
            ("zoom_out", "−", lambda: canvas.zoom(1 / 1.5)),
            ("fit", "⤢", canvas.fit),
            ("back", "←", canvas.views.back),
            ("on", "→", canvas.views.on),
            ("measure", "↔", tools.measure),
            ("lasso", "⌾", tools.lasso),
        ):
            button = QToolButton(host)
            button.setProperty("look", "button")
            button.setText(text)
            button.setFixedSize(30, 30)
            button.setStyleSheet("padding: 0; font-size: 16px;")
            button.clicked.connect(lambda _=False, press=press: press())
            button.setCheckable(name in _TOOLS)
            self._buttons[name] = button
        canvas.views.changed.connect(self._show_history)
        tools.changed.connect(self._show_tool)

    def retranslate(self, say: Say) -> None:
        """Put every word again, in the language of now."""
        for name, button in self._buttons.items():
            button.setToolTip(say(f"map.{name}"))
            button.setAccessibleName(say(f"map.{name}"))

    def place(self, width_px: int) -> None:
        """Below one another at the right edge of a panel so wide."""
        for number, button in enumerate(self._buttons.values()):
            gaps = sum(number >= first for first in _GROUPS)
            button.move(width_px - 42, 12 + number * 34 + gaps * 8)
            button.raise_()

    def _show_history(self) -> None:
        self._buttons["back"].setEnabled(self._views.can_go_back)
        self._buttons["on"].setEnabled(self._views.can_go_on)

    def _show_tool(self) -> None:
        for name, kind in _TOOLS.items():
            self._buttons[name].setChecked(isinstance(self._tools.in_hand, kind))
