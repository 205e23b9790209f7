"""Where planning happens: beside the map, in place of the side panels, so that the map can show what is planned."""

from collections.abc import Callable

from PySide6.QtWidgets import QSplitter, QWidget

from ui.plans.page import PlanningPage
from ui.widgets.kit import CardFrame

WIDTH_PX = 624


class PlanningPane:
    """One page of planning at a time, at the place of the row's last widget and of the foot below while it is open."""

    def __init__(self, row: QSplitter, foot: QWidget) -> None:
        self.page: PlanningPage | None = None
        self._row, self._foot = row, foot
        self._side = row.widget(row.count() - 1)
        self._frame: CardFrame | None = None
        self._sizes: list[int] = []

    def show(self, make: Callable[[], PlanningPage]) -> None:
        """Show the page that ``make`` makes, in place of the one that is open, if any."""
        self.close()
        self.page = make()
        self.page.closed.connect(self.close)
        self._sizes = self._row.sizes()
        self._frame = CardFrame()
        self._frame.put(self.page)
        self._instead(True)
        self._row.addWidget(self._frame)
        left, middle, right = self._sizes[:3]
        self._row.setSizes([left, max(middle + right - WIDTH_PX, 300), 0, WIDTH_PX])
        self.page.begin()
        self.page.setFocus()

    def close(self) -> None:
        """Back to the side panels."""
        if self.page is None or self._frame is None:
            return
        self.page.stop()
        self._frame.setParent(None)
        self._frame.deleteLater()
        self.page = self._frame = None
        self._instead(False)
        self._row.setSizes(self._sizes)

    def _instead(self, planning: bool) -> None:
        """Whether what stands there otherwise makes room."""
        for widget in (self._side, self._foot):
            if widget is not None:
                widget.setVisible(not planning)
