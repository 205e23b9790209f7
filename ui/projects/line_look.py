"""How the lines of one reference layer are drawn: a colour, a width, dashed or solid; or as their kind is."""

from dataclasses import replace

from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QColorDialog, QComboBox, QHBoxLayout, QWidget

from layers.scene.look import LINE_WIDTHS_PX, LineLook
from ui.session.session import Session
from ui.widgets.kit import refill

# Paul Tol's bright scheme (SRON/EPS/TN/09-002, 2021), safe for colour-blind readers, without its grey and yellow.
COLOURS = ("#4477AA", "#228833", "#AA3377", "#EE6677", "#66CCEE", "#5B5B5B")
_DASHES = (False, True)
_OTHER = "other"


class LineLookRow(QWidget):
    """What is chosen is drawn at once and kept with the project."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session, self.say = session, session.language
        self.layer: str | None = None
        self.color, self.thickness, self.dashes = QComboBox(), QComboBox(), QComboBox()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for box in (self.color, self.thickness, self.dashes):
            row.addWidget(box, 1)
        self.color.activated.connect(lambda _: self._color_chosen())
        for box in (self.thickness, self.dashes):
            box.activated.connect(lambda _: self._choose(str(self.color.currentData())))

    def retranslate(self) -> None:
        self.color.setAccessibleName(self.say("line_look.color"))
        for box, code, values in (
            (self.thickness, "width", tuple(range(len(LINE_WIDTHS_PX)))),
            (self.dashes, "dashes", tuple(range(len(_DASHES)))),
        ):
            box.setAccessibleName(self.say(f"line_look.{code}"))
            refill(box, [self.say(f"line_look.{code}.{value}") for value in values])
        self.show_layer(self.layer)

    def show_layer(self, name: str | None) -> None:
        """Show how a layer is drawn now; None where there is none."""
        self.layer = name
        chosen = self.session.view.map.look.lines.get(name or "")
        self.color.clear()
        self.color.addItem(self.say("line_look.as_kind"), None)
        colours = COLOURS if chosen is None or chosen.color in COLOURS else (*COLOURS, chosen.color)
        for number, color in enumerate(colours):
            words = f"line_look.color.{number}" if number < len(COLOURS) else "line_look.own"
            self.color.addItem(_swatch(color), self.say(words), color)
        self.color.addItem(self.say("line_look.other"), _OTHER)
        if chosen is not None:
            self.color.setCurrentIndex(self.color.findData(chosen.color))
        self.thickness.setCurrentIndex(1 if chosen is None else LINE_WIDTHS_PX.index(chosen.width_px))
        self.dashes.setCurrentIndex(0 if chosen is None else _DASHES.index(chosen.dashed))
        self.color.setEnabled(name is not None)
        for box in (self.thickness, self.dashes):
            box.setEnabled(chosen is not None)

    def _color_chosen(self) -> None:
        color = self.color.currentData()
        if color == _OTHER:
            before = self.session.view.map.look.lines.get(self.layer or "")
            picked = QColorDialog.getColor(QColor(COLOURS[0] if before is None else before.color), self)
            color = picked.name().upper() if picked.isValid() else (None if before is None else before.color)
        self._choose(color)

    def _choose(self, color: str | None) -> None:
        if self.layer is None:
            return
        look = self.session.view.map.look
        lines = {name: line for name, line in look.lines.items() if name != self.layer}
        if color is not None:
            width_px = LINE_WIDTHS_PX[self.thickness.currentIndex()]
            lines[self.layer] = LineLook(color, width_px, _DASHES[self.dashes.currentIndex()])
        self.session.view.map.set_look(replace(look, lines=lines))
        self.show_layer(self.layer)


def _swatch(color: str) -> QIcon:
    picture = QPixmap(16, 16)
    picture.fill(QColor(color))
    return QIcon(picture)
