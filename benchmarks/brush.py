"""Brushing the timeline of the real window over a province with 150,000 open disputes."""

import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from benchmarks import province
from benchmarks.measure import row
from mapper.store.store import create
from ui.widgets.process.lock_turns import quick_turns
from ui.widgets.process.offscreen import offscreen_application

_STEPS, _BRUSH_DAYS, _PATIENCE_S = 24, 14, 600


def run(_folder: Path) -> list[dict[str, Any]]:
    """Rows of the report."""
    app = offscreen_application()
    full = province.read()
    days = pd.date_range(end=province.DAY, periods=120).to_numpy()
    received = days.repeat(len(full.disputes) // len(days) + 1)[: len(full.disputes)]
    project = full.with_tables(disputes=full.disputes.assign(closed_at=pd.NaT, received_at=received))
    with tempfile.TemporaryDirectory() as home:
        file = Path(home) / "brushed.gpkg"
        create(file, project)
        heard, settled = _brushed(app, file)
    return [
        row("brush the timeline over 150,000 points: list, table, bars", median(heard) * 1000, "ms", to_reach=50.0),
        row("brush the timeline over 150,000 points: the worst step", max(heard) * 1000, "ms"),
        row("brush the timeline over 150,000 points: map counted too", median(settled) * 1000, "ms"),
    ]


@quick_turns()  # as in the window
def _brushed(app: QApplication, file: Path) -> tuple[list[float], list[float]]:
    """Seconds of each step until list, table and timeline have followed and are drawn, and until the map has."""
    from ui.language.language import Language
    from ui.session.settings import Settings
    from ui.widgets.appearance import LIGHT, apply_look
    from ui.widgets.tasks import Tasks
    from ui.window.main_window import MainWindow

    apply_look(app, LIGHT)
    tasks = Tasks()
    window = MainWindow(Language("zh_CN"), tasks, Settings(file.with_suffix(".ini")))
    window.resize(1600, 1000)
    window.show()
    window.open_project(file)

    def wait(there: Any) -> None:
        until = time.perf_counter() + _PATIENCE_S
        while not there():
            if time.perf_counter() > until:
                raise TimeoutError("the window did not settle")
            app.processEvents()
            time.sleep(0.001)

    wait(lambda: window.workspace is not None)
    workspace = window.workspace
    assert workspace is not None
    workspace.sides.show_side("incidents")
    wait(lambda: workspace.day_in_hand.current and workspace.map.settled and not tasks.busy)
    heard, settled = [], []
    first = province.DAY - timedelta(days=_STEPS + _BRUSH_DAYS)
    for step in range(_STEPS + 1):
        begins = first + timedelta(days=step)
        began = time.perf_counter()
        workspace.view.filter.set_days((begins, begins + timedelta(days=_BRUSH_DAYS - 1)))
        for drawn in (workspace.sides.incidents, workspace.sides.units, workspace.sides.timeline, workspace.filter_bar):
            drawn.repaint()
        heard.append(time.perf_counter() - began)
        wanted = workspace.view.filter.incidents
        wait(lambda wanted=wanted: workspace.map.snapshot.state.wanted == wanted)
        settled.append(time.perf_counter() - began)
        wait(lambda: workspace.map.settled and not tasks.busy)
    window.close()
    tasks.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return heard[1:], settled[1:]


if __name__ == "__main__":
    for line in run(province.DATA):
        print(line)
