"""From one step in the real window until its panels are right, on the sample and on 150,000 hazards and disputes.

Panels are right when they have taken the new figures and are painted. The map follows: its picture is made by threads
that begin after them, and is told apart.
"""

import gc
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from datetime import time as time_of_day
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QEventLoop
from PySide6.QtWidgets import QApplication

from benchmarks.busy_district import busy_district
from benchmarks.measure import row
from mapper.analysis.todo_lists import FOCUS, Entry, needs_value
from mapper.edits.steps import refusal, step_of, take_step
from mapper.project import Project
from mapper.store.store import create
from sample_data.district import district
from ui.widgets.process.lock_turns import quick_turns
from ui.widgets.process.offscreen import offscreen_application
from ui.window import boards

if TYPE_CHECKING:
    from ui.widgets.tasks import Tasks
    from ui.window.workspace import Workspace

_STEPS, _PATIENCE_S = 12, 600
# What is seen while the steps are taken.
SEEN = ("list", "card", "todo", "board")


def run(_folder: Path) -> list[dict[str, Any]]:
    """Rows of the report."""
    app, rows = offscreen_application(), []
    for name, project in (("the sample", district().project), ("150,000 hazards and disputes", busy_district())):
        with tempfile.TemporaryDirectory() as home:
            file = Path(home) / "stepped.gpkg"
            create(file, project)
            for seen, (whole, main, map_too) in _taken(app, file, project).items():
                told = f"a step until panels are right, {seen}: {name}"
                rows.append(row(f"{told}, processor", median(whole), to_reach=0.1))
                rows.append(row(f"{told}, the window held up", median(main)))
                rows.append(row(f"{told} and the map, processor", median(map_too)))
    return rows


@quick_turns()  # as in the window
def _taken(app: QApplication, file: Path, project: Project) -> dict[str, tuple[list[float], ...]]:
    """By what is seen, of each step processor seconds of all threads, of the window's own, and with the map's too."""
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
    _wait(app, lambda: window.workspace is not None)
    workspace = window.workspace
    assert workspace is not None
    workspace.view.set_as_of(project.as_of)
    _settle(app, workspace, tasks)
    found = {}
    for seen in SEEN:
        _show(workspace, seen)
        _settle(app, workspace, tasks)
        found[seen] = _steps(app, workspace, tasks)
    window.close()
    tasks.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return found


def _show(workspace: "Workspace", seen: str) -> None:
    sides = workspace.sides
    sides.show_side("incidents")
    if seen == "card":
        first = _offered(workspace)
        sides.show_card(first.table, first.key)
    elif seen == "todo":
        sides.show_todo()
    elif seen == "board":
        boards.show_loop(workspace)


def _offered(workspace: "Workspace") -> Entry:
    """What is to be done first that takes one press."""
    figures = workspace.day_in_hand.figures
    assert figures is not None
    at, project = _moment(workspace), figures.project
    return next(
        entry
        for entry in figures.todo.entries
        if entry.table != FOCUS and entry.step is not None and entry.role is not None and not needs_value(entry)
        if refusal(project, *step_of(entry.table, entry.step), [entry.key], at, role=entry.role) is None
    )


def _moment(workspace: "Workspace") -> datetime:
    return datetime.combine(workspace.view.as_of, time_of_day(23, 59))


def _steps(app: QApplication, workspace: "Workspace", tasks: "Tasks") -> tuple[list[float], ...]:
    whole, main, map_too, at = list[float](), list[float](), list[float](), _moment(workspace)
    for _ in range(_STEPS):
        entry = _offered(workspace)
        workspace.session.selection.choose(entry.table, entry.key)
        _settle(app, workspace, tasks)
        gc.collect()
        assert entry.step is not None
        assert entry.role is not None
        edit = take_step(entry.table, [entry.key], entry.step, at, role=entry.role, note="现场看过")
        whole_s, main_s = time.process_time(), time.thread_time()
        workspace.document.do(edit)
        _until_ready(workspace)
        app.processEvents()  # what has to be painted is
        whole.append(time.process_time() - whole_s)
        main.append(time.thread_time() - main_s)
        _settle(app, workspace, tasks)
        map_too.append(time.process_time() - whole_s)
    return whole[2:], main[2:], map_too[2:]


def _until_ready(workspace: "Workspace") -> None:
    """Wait as the window does, asleep until something happens: to look again and again would take part of the time."""
    waiting = QEventLoop()
    workspace.day_in_hand.ready.connect(waiting.quit)
    while not workspace.day_in_hand.current:
        waiting.exec()
    workspace.day_in_hand.ready.disconnect(waiting.quit)


def _settle(app: QApplication, workspace: "Workspace", tasks: "Tasks") -> None:
    _wait(app, lambda: workspace.day_in_hand.current and workspace.map.settled and not tasks.busy)


def _wait(app: QApplication, there: Callable[[], bool]) -> None:
    until = time.perf_counter() + _PATIENCE_S
    while not there():
        if time.perf_counter() > until:
            raise TimeoutError("the window did not settle")
        app.processEvents()
        time.sleep(0.0005)
