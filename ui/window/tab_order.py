"""Where Tab goes next: part by part of the window, and within a part as one reads, line by line from the left."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QScrollArea, QWidget


def stops(parts: Iterable[QWidget]) -> list[QWidget]:
    """The widgets of these parts that take the focus by Tab now, in order; a part may be such a widget itself."""
    found: dict[QWidget, None] = {}
    for part in parts:
        inside = [widget for widget in (part, *part.findChildren(QWidget)) if _takes_focus(widget)]
        found |= dict.fromkeys(_as_one_reads(inside, part))
    return list(found)


def next_stop(parts: Iterable[QWidget], now: QWidget | None, forward: bool) -> QWidget | None:
    """The stop after the one that has the focus, round the corner too; None where that is none of the stops."""
    order = stops(parts)
    if now not in order:
        return None
    return order[(order.index(now) + (1 if forward else -1)) % len(order)]


def bring_into_view(widget: QWidget) -> None:
    """Scroll what it lies in, if anything, so that it is seen."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
        around = around.parentWidget()


def _takes_focus(widget: QWidget) -> bool:
    policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    # A frame that only scrolls has nothing to do with keys but what its content does.
    scrolls_only = type(widget) is QScrollArea
    return bool(policy) and widget.isVisible() and widget.isEnabled() and not scrolls_only and not widget.focusProxy()


def _as_one_reads(widgets: Sequence[QWidget], part: QWidget) -> list[QWidget]:
    """Widgets whose middle lies beside another stand in one line with it."""
    at = {widget: widget.mapTo(part, QPoint(0, 0)) if widget is not part else QPoint(0, 0) for widget in widgets}
    lines: list[list[QWidget]] = []
    for widget in sorted(widgets, key=lambda w: (at[w].y(), at[w].x())):
        middle = at[widget].y() + widget.height() / 2
        if lines and middle < at[lines[-1][0]].y() + lines[-1][0].height():
            lines[-1].append(widget)
        else:
            lines.append([widget])
    return [widget for line in lines for widget in sorted(line, key=lambda w: at[w].x())]
