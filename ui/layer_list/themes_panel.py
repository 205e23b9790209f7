"""The themes of the map, as tabs over it."""

from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from layers.codes import THEMES
from ui.session.panel import Panel
from ui.session.session import Session


class ThemesPanel(Panel):
    """One tab a theme; what is not built yet is not shown."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.setProperty("look", "")
        self.bar = QTabBar()
        self.bar.setObjectName("themes")
        self.bar.setExpanding(False)
        self.bar.setUsesScrollButtons(False)
        for theme in THEMES:
            self.bar.addTab(theme)
        self.bar.currentChanged.connect(lambda number: session.view.map.set_theme(THEMES[number]))
        session.view.map.theme_changed.connect(self._theme_changed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.bar)
        layout.addStretch(1)
        self.setFocusProxy(self.bar)
        self.begin()

    def retranslate(self) -> None:
        self.bar.setAccessibleName(self.say("themes.title"))
        for number, theme in enumerate(THEMES):
            self.bar.setTabText(number, self.say(f"theme.{theme}"))
            self.bar.setTabToolTip(number, self.say(f"theme.{theme}.meaning"))

    def _theme_changed(self) -> None:
        self.bar.setCurrentIndex(THEMES.index(self.session.view.map.theme))
