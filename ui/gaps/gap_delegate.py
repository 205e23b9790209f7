"""How a line of the list of gaps is drawn, and where its button is."""

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui.gaps.gap_lines import Gap, Heading, Line, gap_texts
from ui.language.language import Language
from ui.widgets.appearance import current_look

_ROW_PX, _HEADING_PX, _LINE_PX, _SCROLL_BAR_PX = 60, 36, 20, 12
_ROUNDING_PX = 4
WRAPPED = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap


class GapDelegate(QStyledItemDelegate):
    """Draws a line: a dot for its severity, the sentence, the quiet line, and the fix as a button."""

    fix_pressed = Signal(object)

    def __init__(self, language: Language, view: QListView) -> None:
        super().__init__(view)
        self.language = language
        self._view = view
        self._lines: dict[int, tuple[int, int]] = {}
        self._lines_for: tuple[object, ...] = ()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802 Qt's own name
        # A view asks of every line whenever it is laid out, many times while a window opens.
        if isinstance(index.data(Qt.ItemDataRole.UserRole), Heading):
            return QSize(self._width, _HEADING_PX)
        title, detail = self.lines_of(option, index)
        return QSize(self._width, _ROW_PX + _LINE_PX * (title - 1 + max(detail - 1, 0)))

    def lines_of(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> tuple[int, int]:
        """How many lines the sentence and the quiet words of a gap take."""
        asked = index.model().lines, self._width, self.language.code, option.font.key()  # type: ignore[attr-defined]  # the view has no other model
        before = self._lines_for
        if len(before) != len(asked) or asked[0] is not before[0] or asked[1:] != before[1:]:
            self._lines, self._lines_for = {}, asked
        number = index.row()
        if number not in self._lines:
            gap, row = asked[0][number], QRect(0, 0, self._width, _ROW_PX)
            fix = self.fix_rect(row, gap, option.fontMetrics.horizontalAdvance(self._fix_words(gap)))
            room, (title, detail) = self._room(row, gap, fix), gap_texts(self.language, gap)
            fonts = _title_font(option.font), _quiet_font(option.font)
            self._lines[number] = (
                lines_needed(title, fonts[0], room),
                lines_needed(detail, fonts[1], room) if detail else 0,
            )
        return self._lines[number]

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
        fix = self.fix_rect(row, gap, option.fontMetrics.horizontalAdvance(words))
        room = self._room(row, gap, fix)
        title, detail = gap_texts(self.language, gap)
        painter.setFont(_title_font(option.font))
        painter.setPen(QColor(roles.text))
        left, lines = row.left() + 32, self.lines_of(option, index)
        top = row.center().y() - (_LINE_PX * sum(lines)) // 2
        title_box = QRect(left, top, room, _LINE_PX * lines[0])
        painter.drawText(title_box, WRAPPED, title)
        painter.setFont(_quiet_font(option.font))
        painter.setPen(QColor(roles.quiet))
        painter.drawText(QRect(left, title_box.bottom() + 1, room, _LINE_PX * lines[1]), WRAPPED, detail)
        if gap.fix:
            painter.setPen(QPen(QColor(roles.accent), 1))
            painter.setBrush(QColor(roles.card))
            painter.drawRoundedRect(fix, 6, 6)
            painter.setFont(_quiet_font(option.font, 13))
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


def _quiet_font(body: QFont, size_px: int = 12) -> QFont:
    font = QFont(body)
    font.setWeight(QFont.Weight.Normal)
    font.setPixelSize(size_px)
    return font


def lines_needed(words: str, font: QFont, room_px: int) -> int:
    """How many lines a text takes in that width, or in a little less: painting rounds letters otherwise."""
    metrics, room_px = QFontMetrics(font), room_px - _ROUNDING_PX
    if metrics.horizontalAdvance(words) <= room_px:
        return 1
    return round(metrics.boundingRect(0, 0, room_px, 1 << 16, WRAPPED, words).height() / metrics.lineSpacing())
