"""The gaps: what was found, as sentences, the gravest first. A click goes there, a fix opens where it is mended."""

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QVBoxLayout,
    QWidget,
)

from ui.gaps.gap_delegate import GapDelegate
from ui.gaps.gap_lines import Gap, GapsModel, Heading, Line, gaps_of, not_one_to_one
from ui.session.panel import Panel
from ui.session.rows import Figures
from ui.session.session import Session
from ui.widgets.kit import button, label

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _GapsView(QListView):
    """Enter goes to the gap, Ctrl+Enter opens its fix."""

    fix_wanted = Signal(object)

    def event(self, event: QEvent) -> bool:
        """In this list the window's own Ctrl+Enter is that of the gap."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._asks_fix(event):
            event.accept()
            return True
        return super().event(event)

    def _asks_fix(self, event: QKeyEvent) -> bool:
        with_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        return event.key() in _ENTER and with_ctrl and self.currentIndex().isValid()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's own name
        index = self.currentIndex()
        if self._asks_fix(event):
            self.fix_wanted.emit(index.data(Qt.ItemDataRole.UserRole))
        elif event.key() in _ENTER and index.isValid():
            self.clicked.emit(index)
        else:
            super().keyPressEvent(event)


class GapsPanel(Panel):
    """The list of gaps. ``fix_wanted`` and ``visited`` carry the :class:`Gap`."""

    fix_wanted = Signal(object)
    plan_wanted = Signal()
    visited = Signal(object)
    counted = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.model = GapsModel(self.say, self)
        self.view = _GapsView(self)
        self.view.setModel(self.model)
        self._delegate = GapDelegate(self.say, self.view)
        self.view.setItemDelegate(self._delegate)
        self.view.setMouseTracking(True)
        self.view.setLayoutMode(QListView.LayoutMode.Batched)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # What a later batch brings into view is not painted by itself.
        self.view.verticalScrollBar().rangeChanged.connect(lambda *_: self.view.viewport().update())
        self.view.clicked.connect(self._visit)
        self._delegate.fix_pressed.connect(self.fix_wanted)
        self.view.fix_wanted.connect(self._fix)
        self._all = 0  # lines of the whole list
        self._nothing = label("quiet", wrap=True)
        self._nothing.setContentsMargins(16, 16, 16, 16)
        self._scope = label("quiet")
        self._scope.setContentsMargins(12, 8, 12, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._checked = label("quiet", wrap=True)
        self._checked.setContentsMargins(12, 8, 12, 8)
        self._checked.hide()
        layout.addWidget(self._scope)
        layout.addWidget(self._nothing)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._checked)  # below the list, which would else move when it goes
        self.plan = button("line", self.plan_wanted.emit)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 8)
        foot.addWidget(self.plan)
        layout.addLayout(foot)
        self.setFocusProxy(self.view)
        session.view.filter.gaps_changed.connect(self._filter_changed)
        self.begin()

    def retranslate(self) -> None:
        self.view.setAccessibleName(self.say("gaps.title"))
        self.plan.setText(self.say("action.staffing_plan"))
        self._tell_scope()
        self.view.scheduleDelayedItemsLayout()
        self.view.viewport().update()

    def rests_on(self, figures: Figures) -> tuple[object, ...]:
        return figures.findings_so_far, figures.coming

    def refresh(self, figures: Figures) -> None:
        current = (
            self.view.currentIndex().data(Qt.ItemDataRole.UserRole) if self.view.currentIndex().isValid() else None
        )
        group = self.session.view.filter.gaps
        shown = self.part or figures
        findings = shown.findings_so_far
        everything = gaps_of(findings)
        if group == "one_to_one":
            gaps = gaps_of(not_one_to_one(findings, shown.coverage))
        else:
            gaps = everything if group is None else gaps_of(findings, group)
        coming = [] if group == "one_to_one" else gaps_of(shown.coming, group)
        self.model.show(gaps, coming, figures.project.norms.coming_days)
        self._all = len(everything)
        if isinstance(current, Gap):
            for number, gap in enumerate(self.model.lines):
                if isinstance(gap, Heading):
                    continue
                if gap.first.kind is current.first.kind and gap.first.subjects == current.first.subjects:
                    self.view.setCurrentIndex(self.model.index(number))
        self.counted.emit(len(everything))
        self._tell_scope()

    def follow(self) -> None:
        """Mark the line of the unit that is current, if it has one."""
        code = self.session.selection.unit
        if code is None:
            return
        for number, gap in enumerate(self.model.lines):
            if isinstance(gap, Gap) and len(gap.findings) == 1 and gap.first.subjects[:1] == (code,):
                chosen = self.view.selectionModel()
                index = self.model.index(number)
                if self.view.currentIndex().row() != number:
                    chosen.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
                return

    def _filter_changed(self) -> None:
        if self.figures is not None:
            self.refresh(self.figures)

    def _tell_scope(self) -> None:
        group, figures = self.session.view.filter.gaps, self.figures
        self._checked.setVisible(figures is not None and not figures.is_complete)
        if figures is not None:
            self._checked.setText(self.say("gaps.land_before" if figures.former_tiling else "gaps.land_asked"))
        self._scope.setVisible(group is not None)
        if group is not None:
            counts = {"count": len(self.model.gaps), "all": self._all}
            self._scope.setText(self.say("gaps.only", group=self.say(f"gaps.group.{group}"), **counts))
        nothing = self.figures is not None and not self.model.lines
        self._nothing.setVisible(nothing)
        none = self.say("gaps.none") if group is None else self.say("gaps.none_of_these", all=self._all)
        self._nothing.setText(none if nothing else "")

    def _visit(self, index: QModelIndex) -> None:
        gap = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(gap, Gap):
            self.visited.emit(gap)

    def _fix(self, gap: Line) -> None:
        if isinstance(gap, Gap) and gap.fix is not None:
            self.fix_wanted.emit(gap)
