"""Python's collector of reference cycles, kept to the main thread.

It runs in whichever thread happens to allocate; where that is a painting or counting thread and the cycle holds a
widget, the widget is destroyed there, and Qt crashes. So it is switched off, and called from the main thread's loop.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 2000


class Collecting(QObject):
    """While it is on, cycles are collected on the main thread only, as often as there is something to collect."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._collect)
        self._timer.start(_EVERY_MS)

    def stop(self) -> None:
        """Collect once more, and leave the collector as it was."""
        self._timer.stop()
        gc.collect()
        if self._was_enabled:
            gc.enable()

    def _collect(self) -> None:
        """Collect the generations that have grown over their thresholds, as the collector itself would."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [n for n, (count, limit) in enumerate(zip(counts, thresholds, strict=True)) if count > limit]
        if due:
            gc.collect(max(due))
