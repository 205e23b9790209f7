"""Boxes for numbers. Style sheets cannot move their text off the rim, since Qt draws the field inside by itself."""

from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

_LEFT_PX = 6


class WholeNumberBox(QSpinBox):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(_LEFT_PX, 0, 0, 0)


class NumberBox(QDoubleSpinBox):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(_LEFT_PX, 0, 0, 0)
