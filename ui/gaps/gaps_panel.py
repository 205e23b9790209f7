"""The gaps: what was found, as sentences, the gravest first. A click goes there, a fix opens where it is mended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mapper.analysis.seats.coverage import Coverage
from mapper.finding import Finding, FindingKind, Group, Mender
from ui.language.language import Language
from ui.language.sentences import finding_detail, finding_sentence
from ui.session.panel import Panel
from ui.session.rows import Figures
from ui.session.session import Session
from ui.widgets.appearance import current_look
from ui.widgets.kit import button, label

GATHER_FROM = 3  # so many findings of a gathered kind stand in one line
_ROW_PX, _HEADING_PX, _LINE_PX, _SCROLL_BAR_PX = 60, 36, 20, 12


@dataclass(frozen=True, slots=True)
class Gap:
    """One line of the list: one finding, or many of a kind."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def fix(self) -> Mender | None:
        return self.first.kind.mender


@dataclass(frozen=True, slots=True)
class Heading:
    """The line over what is coming, which is counted by itself."""

    days: int
    count: int


Line = Gap | Heading


def gaps_of(findings: Iterable[Finding], group: Group | None = None) -> list[Gap]:
    """The findings of a group (all without one) as lines, in the findings' own order."""
    chosen = [f for f in findings if group is None or f.kind.group == group]
    kinds: dict[FindingKind, list[Finding]] = {}
    for finding in chosen:
        if finding.kind.gathered:
            kinds.setdefault(finding.kind, []).append(finding)
    gaps, told = [], set[FindingKind]()
    for finding in chosen:
        alike = kinds.get(finding.kind, [])
        if len(alike) < GATHER_FROM:
            gaps.append(Gap((finding,)))
        elif finding.kind not in told:
            told.add(finding.kind)
            gaps.append(Gap(tuple(alike)))
    return gaps


def not_one_to_one(findings: Iterable[Finding], ledger: Coverage) -> list[Finding]:
    """What is told of the seats that are not the only one of one officer: the rest of the headline's one to one."""
    others = set(ledger.seats.index[~ledger.seats["one_to_one"]])
    return [f for f in findings if f.kind.group in ("seats", "shared") and f.subjects[0] in others]


def gap_texts(say: Language, gap: Gap) -> tuple[str, str]:
    """The sentence and the quiet second line."""
    if len(gap.findings) == 1:
        return finding_sentence(say.messages, gap.first), finding_detail(say.messages, gap.first)
    ahead = [f.values["in_days"] for f in gap.findings if f.values.get("in_days") is not None]
    if ahead:
        return say(f"gaps.many.{gap.first.code}", count=len(gap.findings)), say("gaps.soonest", days=min(ahead))
    days = [f.values["days"] for f in gap.findings if f.values.get("days") is not None]
    detail = say("gaps.longest", days=max(days)) if days else say("gaps.in_list")
    return say(f"gaps.many.{gap.first.code}", count=len(gap.findings)), detail


class GapsModel(QAbstractListModel):
    """The lines; the delegate asks for their texts."""

    def __init__(self, language: Language, parent: QObject) -> None:
        super().__init__(parent)
        self.language = language
        self.gaps: list[Gap] = []  # of the day
        self.lines: list[Line] = []

    def show(self, gaps: list[Gap], coming: Sequence[Gap] = (), days: int = 0) -> None:
        """The gaps of the day, and what is coming within so many days under a heading of its own."""
        self.beginResetModel()
        count = sum(len(gap.findings) for gap in coming)
        self.gaps, self.lines = gaps, [*gaps]
        if coming:
            self.lines += [Heading(days, count), *coming]
        self.endResetModel()

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        usual = super().flags(index)
        is_heading = index.isValid() and isinstance(self.lines[index.row()], Heading)
        return Qt.ItemFlag.ItemIsEnabled if is_heading else usual

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: N802, B008 Qt's own name and default
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        gap = self.lines[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return gap
        if isinstance(gap, Heading):
            told = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return self.language("gaps.coming", days=gap.days, count=gap.count) if told else None
        if role == Qt.ItemDataRole.DisplayRole:
            return gap_texts(self.language, gap)[0]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            severity = self.language(f"severity.{gap.first.severity}")
            return "\n".join(text for text in (severity, *gap_texts(self.language, gap)) if text)
        return None


class _GapDelegate(QStyledItemDelegate):
    """Draws a line: a dot for its severity, the sentence, the quiet line, and the fix as a button."""

    fix_pressed = Signal(object)

    def __init__(self, language: Language, view: QListView) -> None:
        super().__init__(view)
        self.language = language
        self._view = view
        self._high: dict[int, bool] = {}
        self._high_for: tuple[object, ...] = ()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802 Qt's own name
        # A view asks of every line whenever it is laid out, many times while a window opens.
        if isinstance(index.data(Qt.ItemDataRole.UserRole), Heading):
            return QSize(self._width, _HEADING_PX)
        asked = index.model().lines, self._width, self.language.code, option.font.key()  # type: ignore[attr-defined]  # the view has no other model
        if len(self._high_for) != len(asked) or asked[0] is not self._high_for[0] or asked[1:] != self._high_for[1:]:
            self._high, self._high_for = {}, asked
        number = index.row()
        if number not in self._high:
            self._high[number] = self._is_high(asked[0][number], option)
        return QSize(self._width, _ROW_PX + (_LINE_PX if self._high[number] else 0))

    def _is_high(self, gap: Gap, option: QStyleOptionViewItem) -> bool:
        """Whether the sentence of a gap takes two lines."""
        row = QRect(0, 0, self._width, _ROW_PX)
        metrics = QFontMetrics(_title_font(option.font))
        room = self._room(row, gap, self.fix_rect(row, gap, option.fontMetrics.horizontalAdvance(self._fix_words(gap))))
        return metrics.horizontalAdvance(gap_texts(self.language, gap)[0]) > room

    @property
    def _width(self) -> int:
        """Width of a line, the same whether the scroll bar shows or not."""
        return self._view.width() - _SCROLL_BAR_PX

    @staticmethod
    def _room(row: QRect, gap: Gap, fix: QRect) -> int:
        """Width for the sentence."""
        return (fix.left() - 8 if gap.fix else row.right() - 12) - row.left() - 32

    def fix_rect(self, row: QRect, gap: Gap, metrics_width: int) -> QRect:
        """Where the button is; empty where there is no fix."""
        if gap.fix is None:
            return QRect()
        width = max(metrics_width + 26, 52)
        return QRect(row.right() - width - 12, row.center().y() - 13, width, 27)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        gap: Line = index.data(Qt.ItemDataRole.UserRole)
        row = QRect(option.rect)
        row.setWidth(self._width)
        if isinstance(gap, Heading):
            self._paint_heading(painter, row, str(index.data()))
            return
        state = option.state
        roles = current_look()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(row, QColor(roles.accent_soft))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, QColor(roles.band))
        painter.setPen(QPen(QColor(roles.hairline)))
        painter.drawLine(row.bottomLeft(), row.bottomRight())
        dot = {"error": roles.alarm, "warning": roles.warning, "note": roles.note}[gap.first.severity]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(dot))
        painter.drawEllipse(row.left() + 12, row.center().y() - 4, 9, 9)
        words = self._fix_words(gap)
        fix = self.fix_rect(row, gap, painter.fontMetrics().horizontalAdvance(words))
        room = self._room(row, gap, fix)
        title, detail = gap_texts(self.language, gap)
        bold = _title_font(painter.font())
        painter.setFont(bold)
        painter.setPen(QColor(roles.text))
        left, lines = row.left() + 32, 2 if row.height() > _ROW_PX else 1
        top = row.center().y() - (_LINE_PX * (lines + bool(detail))) // 2
        title_box = QRect(left, top, room, _LINE_PX * lines)
        if lines == 1:
            title = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(title_box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, title)
        bold.setWeight(QFont.Weight.Normal)
        bold.setPixelSize(12)
        painter.setFont(bold)
        painter.setPen(QColor(roles.quiet))
        detail = painter.fontMetrics().elidedText(detail, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(left, title_box.bottom() + 1, room, _LINE_PX), Qt.AlignmentFlag.AlignVCenter, detail)
        if gap.fix:
            painter.setPen(QPen(QColor(roles.accent), 1))
            painter.setBrush(QColor(roles.card))
            painter.drawRoundedRect(fix, 6, 6)
            bold.setPixelSize(13)
            painter.setFont(bold)
            painter.drawText(fix, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()

    @staticmethod
    def _paint_heading(painter: QPainter, row: QRect, words: str) -> None:
        roles = current_look()
        painter.save()
        painter.fillRect(row, QColor(roles.band))
        painter.setFont(_title_font(painter.font()))
        painter.setPen(QColor(roles.text))
        painter.drawText(row.adjusted(12, 0, -12, 0), Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def editorEvent(self, event: QEvent, model: object, option: QStyleOptionViewItem, index: QModelIndex) -> bool:  # type: ignore[override]  # noqa: N802, ARG002 Qt's own name and arguments; the model is not used
        gap: Line = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(gap, Heading):
            return False
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent) and gap.fix:
            width = option.fontMetrics.horizontalAdvance(self._fix_words(gap))
            row = QRect(option.rect)
            row.setWidth(self._width)
            if self.fix_rect(row, gap, width).contains(event.position().toPoint()):
                self.fix_pressed.emit(gap)
                return True
        return False

    def _fix_words(self, gap: Gap) -> str:
        return self.language(f"gaps.fix.{gap.fix}") if gap.fix else ""


def _title_font(body: QFont) -> QFont:
    font = QFont(body)
    font.setWeight(QFont.Weight.Medium)
    return font


class _GapsView(QListView):
    """Enter goes to the gap, Ctrl+Enter opens its fix."""

    fix_wanted = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's own name
        index = self.currentIndex()
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in keys and event.modifiers() & Qt.KeyboardModifier.ControlModifier and index.isValid():
            self.fix_wanted.emit(index.data(Qt.ItemDataRole.UserRole))
        elif event.key() in keys and index.isValid():
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
        self._delegate = _GapDelegate(self.say, self.view)
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
        layout.addWidget(self._scope)
        layout.addWidget(self._nothing)
        layout.addWidget(self.view, 1)
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
        for number, gap in enumerate(self.model.lines):
            if (
                isinstance(gap, Gap)
                and code is not None
                and len(gap.findings) == 1
                and gap.first.subjects[:1] == (code,)
            ):
                chosen = self.view.selectionModel()
                index = self.model.index(number)
                if self.view.currentIndex().row() != number:
                    chosen.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
                return

    def _filter_changed(self) -> None:
        if self.figures is not None:
            self.refresh(self.figures)

    def _tell_scope(self) -> None:
        group = self.session.view.filter.gaps
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
