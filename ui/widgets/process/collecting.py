"""Python's collector of reference cycles, kept to the main thread.

It runs in whichever thread happens to allocate; where that is a painting or counting thread and the cycle holds a
widget, the widget is destroyed there, and Qt crashes. So it is switched off, and called from the main thread's loop.

It looks at every object there is. A province has 650,000, and looking holds the window up for 0.3 to 0.4 s; so it waits
while work is under way, and what a project has brought when it is whole is set aside until the project is closed.
"""

import gc
from collections.abc import Callable
from threading import Thread

from PySide6.QtCore import QObject, QTimer

from ui.widgets.process.memory import hand_back, keep_little

_EVERY_MS = 2000


class Collecting(QObject):
    """While it is on, cycles are collected on the main thread only, as often as there is something to collect.

    Never while ``busy`` says that work is under way.
    """

    def __init__(self, busy: Callable[[], bool] = lambda: False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._busy = busy
        self._left_over = self._closed_one = False
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._collect)
        self._timer.start(_EVERY_MS)

    def set_aside(self) -> None:
        """Look no more at what there is now: it stays for as long as the project is open.

        What was needed on the way there goes back to the system, once nothing is under way. From now on little is kept:
        not before, for the way there is faster with much.
        """
        keep_little()
        gc.freeze()
        self._left_over = True

    def take_back(self) -> None:
        """Look at everything again: the project is gone, and what is left of it is let go of as soon as there is time.

        Where another project is opened at once, that is only after the other is whole.
        """
        gc.unfreeze()
        self._closed_one = True

    def stop(self) -> None:
        """Collect once more, and leave the collector as it was."""
        self._timer.stop()
        gc.unfreeze()
        gc.collect()
        if self._was_enabled:
            gc.enable()

    def _collect(self) -> None:
        """Collect the generations that have grown over their thresholds, as the collector itself would."""
        if self._busy():
            return
        if self._closed_one:
            self._closed_one = False
            frozen = gc.get_freeze_count() > 0
            gc.unfreeze()
            gc.collect()
            if frozen:
                gc.freeze()
            self._left_over = True
        if self._left_over:
            self._left_over = False
            Thread(target=hand_back, name="hand back").start()  # glibc looks through all it keeps: some 50 ms
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [n for n, (count, limit) in enumerate(zip(counts, thresholds, strict=True)) if count > limit]
        if due:
            gc.collect(max(due))
