"""A small card that hangs over the window until one clicks beside it or presses Escape."""

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget


def hang_menu(tool: QToolButton | QPushButton, menu: QMenu) -> None:
    """Hang a menu from a button, which is framed no longer than the mouse is over it.

    While the menu is open the mouse leaves the button without the button being told.
    """
    tool.setMenu(menu)
    menu.aboutToHide.connect(lambda: QTimer.singleShot(0, tool, lambda: _look_for_mouse(tool)))


def _look_for_mouse(widget: QWidget) -> None:
    """Have a widget know whether the mouse is over it."""
    over = widget.rect().contains(widget.mapFromGlobal(QCursor.pos()))
    widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, over)
    widget.update()


class Popup(QFrame):
    """Put widgets into ``body``; it is as large as they ask."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("look", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(12, 12, 12, 12)
        self.body.setSpacing(8)

    def open_below(self, widget: QWidget) -> None:
        """Hang from a widget, its right edges in line, within the screen."""
        self.adjustSize()
        self.open_at(widget.mapToGlobal(QPoint(widget.width() - self.width(), widget.height() + 4)))

    def open_at(self, corner: QPoint) -> None:
        """Stand with the upper left corner there (of the screen), or as near as the screen has room."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        x = max(room.left(), min(corner.x(), room.right() - self.width()))
        y = max(room.top(), min(corner.y(), room.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self.setFocus()
