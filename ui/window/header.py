"""The bar over the window: the district's name, the file menu, undo and redo, the day, the search, share and print."""

from collections.abc import Mapping

from PySide6.QtCore import QDate, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from ui.language.language import Language
from ui.widgets.form import date_edit, day_of
from ui.widgets.kit import label
from ui.widgets.moment_edit import MomentEdit
from ui.widgets.popup import hang_menu
from ui.window.actions import MENUS, SUBMENUS, menu_groups
from ui.window.scope_box import ScopeBox
from ui.window.search import SearchBox

_SCOPE_PX = 128


class Header(QFrame):
    """Holds actions that belong to the window.

    ``day_chosen`` carries a ``datetime.date``, ``scope_chosen`` a :class:`~mapper.scope.Scope`, or None for the whole
    district; ``stations_wanted`` asks for all stations side by side, to choose several of.
    """

    day_chosen = Signal(object)
    scope_chosen = Signal(object)
    stations_wanted = Signal()

    def __init__(self, say: Language, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say = say
        self.setProperty("look", "bar")
        self.setFixedHeight(48)
        self.title = label("title")
        self.menus = {name: QToolButton() for name in MENUS}
        self.recent, self.views = QMenu(self), QMenu(self)
        below = {"open": self.recent, "bookmarks": self.views}
        self.submenus = {name: QMenu(self) for name in SUBMENUS}
        for name, submenu in self.submenus.items():
            submenu.addActions([actions[action.id] for group in menu_groups(name) for action in group])
            below[SUBMENUS[name]] = submenu
        for name, tool in self.menus.items():
            menu = QMenu(tool)
            for group in menu_groups(name):
                menu.addSeparator()
                for action in group:
                    menu.addAction(actions[action.id])
                    if action.id in below:
                        menu.addMenu(below[action.id])
            hang_menu(tool, menu)
            tool.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            tool.setProperty("look", "flat")
        self.import_, self.undo, self.redo, self.language = (QToolButton() for _ in range(4))
        for tool, name in (
            (self.import_, "import"), (self.undo, "undo"), (self.redo, "redo"), (self.language, "language"),
        ):  # fmt: skip
            tool.setDefaultAction(actions[name])
            tool.setProperty("look", "flat")
        self._day_words = label("quiet")
        self.day: MomentEdit = date_edit(QDate.currentDate().toPython(), self.say)  # type: ignore[arg-type]  # it is a date
        self.day.setFixedWidth(128)
        self.day.dateChanged.connect(lambda: self.day_chosen.emit(day_of(self.day)))
        self.scope = ScopeBox(say)
        self.scope.setFixedWidth(_SCOPE_PX)
        self.scope.chosen.connect(self.scope_chosen)
        self.scope.several_wanted.connect(self.stations_wanted)
        self.search = SearchBox(say)
        self.search.setMinimumWidth(180)
        self.search.setMaximumWidth(440)
        self.share, self.print_ = QPushButton(), QPushButton()
        self.print_.setProperty("look", "main")
        self.share.clicked.connect(actions["share"].trigger)
        self.print_.clicked.connect(actions["print"].trigger)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 12, 0)
        layout.setSpacing(4)
        layout.addWidget(self.title)
        layout.addSpacing(12)
        for widget in (*self.menus.values(), self.import_, self.undo, self.redo):
            layout.addWidget(widget)
        layout.addSpacing(8)
        layout.addWidget(self._day_words)
        layout.addSpacing(4)
        layout.addWidget(self.day)
        layout.addSpacing(4)
        layout.addWidget(self.scope)
        layout.addStretch(1)
        layout.addWidget(self.search, 4)
        layout.addSpacing(8)
        layout.addWidget(self.language)
        layout.addSpacing(4)
        layout.addWidget(self.share)
        layout.addSpacing(4)
        layout.addWidget(self.print_)
        self._project_widgets = (
            *(tool for name, tool in self.menus.items() if name != "file"),
            self.import_, self.undo, self.redo, self._day_words, self.day, self.scope, self.search,
            self.share, self.print_,
        )  # fmt: skip
        say.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        say = self.say
        for name, tool in self.menus.items():
            tool.setText(say(f"header.{name}"))
        for name, submenu in self.submenus.items():
            submenu.setTitle(say(f"header.{name}"))
        self.recent.setTitle(say("header.recent"))
        self.views.setTitle(say("header.views"))
        self._day_words.setText(say("header.as_of"))
        self.day.setAccessibleName(say("header.as_of"))
        self.day.setToolTip(say("header.as_of.meaning"))
        self.scope.setAccessibleName(say("header.station"))
        self.scope.setToolTip(say("header.station.meaning"))
        self.scope.retranslate()
        self.share.setText(say("header.share"))
        self.print_.setText(say("header.print"))

    def show_project(self, is_open: bool) -> None:
        """Show what works on a project only where one is open."""
        for widget in self._project_widgets:
            widget.setVisible(is_open)

    def focus_search(self) -> None:
        """Put the cursor into the search box."""
        self.search.setFocus()
        self.search.selectAll()

    def set_day(self, day: object) -> None:
        """Show the day without telling."""
        self.day.blockSignals(True)
        self.day.setDate(day)  # type: ignore[arg-type]  # PySide6 takes a datetime.date
        self.day.blockSignals(False)
