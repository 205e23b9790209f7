"""The program of ``test_story.py``: the real window, which writes down where the first gap's button is."""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from ui.app import run
from ui.window.main_window import MainWindow


def report_when_ready(target: Path) -> None:
    """Look again and again until the figures and the map are there."""
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
    workspace = windows[0].workspace if windows else None
    if workspace is None or not workspace.day_in_hand.current or not workspace.map.settled:
        QTimer.singleShot(50, lambda: report_when_ready(target))
        return
    gaps = workspace.sides.gaps
    number = next(n for n, gap in enumerate(gaps.model.gaps) if gap.first.code == "seat_vacant")
    row = gaps.view.visualRect(gaps.model.index(number))
    at = gaps.view.viewport().mapToGlobal(row.center())
    right = gaps.view.viewport().mapToGlobal(row.topRight()).x()
    draft = target.with_suffix(".draft")
    unit = gaps.model.gaps[number].first.subjects[0]
    draft.write_text(f"unit={unit}\nfix_x={right - 48}\nfix_y={at.y()}\n", "utf-8")
    draft.rename(target)


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    QTimer.singleShot(0, lambda: report_when_ready(Path(sys.argv[2])))
    sys.exit(run(Path(sys.argv[1]), "zh_CN"))
