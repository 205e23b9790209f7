"""Whether a window that is used for long keeps anything: memory, threads, files, timers and objects, round after round.

A round opens the project in place of itself, edits, undoes, changes theme, prints now and then, and switches the look.
"""

import ctypes
import gc
import os
import shutil
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.measure import of_now, row
from layers.codes import THEMES
from mapper.edits.rows import set_about
from ui.widgets.process.collecting import Collecting
from ui.widgets.process.memory import hand_back
from ui.window.main_window import MainWindow

_ROUNDS = int(os.environ.get("ROUNDS", "200"))
_PRINTS_EVERY, _LOOKS_EVERY, _TELLS_EVERY = 10, 7, 5
_LONGEST_S = 60.0


class Held(NamedTuple):
    """What the process has at rest.

    Attributes
    ----------
    in_use_mb
        What the C library has given out and not got back. What grows beside it is room between pieces, no leak.
    blocks
        Pieces of memory that Python itself has given out, in thousands.
    """

    rss_mb: float
    in_use_mb: float
    blocks: float
    files: int
    threads: int
    timers: int
    objects: int


def held(window: MainWindow) -> Held:
    """What there is once all that was let go of is gone."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    hand_back()
    rss_mb = 0.0
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        rss_mb = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    files = sum(1 for _ in Path("/proc/self/fd").iterdir()) if sys.platform == "linux" else 0
    return Held(
        rss_mb,
        in_use_mb(),
        sys.getallocatedblocks() / 1000,
        files,
        threading.active_count(),
        len(window.findChildren(QTimer)),
        len(window.findChildren(QObject)),
    )


class _MallInfo(ctypes.Structure):
    """``struct mallinfo2`` of malloc.h."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            "arena",
            "ordblks",
            "smblks",
            "hblks",
            "hblkhd",
            "usmblks",
            "fsmblks",
            "uordblks",
            "fordblks",
            "keepcost",
        )
    )


def in_use_mb() -> float:
    """What the C library has given out; 0 where it does not tell."""
    try:
        ask = ctypes.CDLL("libc.so.6").mallinfo2
    except (OSError, AttributeError):
        return 0.0
    ask.restype = _MallInfo
    told = ask()
    return float(told.uordblks + told.hblkhd) / 1e6


def one_round(window: MainWindow, path: Path, number: int, rest: Callable[[], object]) -> dict[str, weakref.ref[Any]]:
    """Use a project and open it anew; ``rest`` waits for the window. What the old one was, by name."""
    workspace = window.workspace
    assert workspace is not None
    document = workspace.document
    workspace.do(set_about(replace(document.project.about, title=f"第 {number} 轮（虚构）")))
    window.menu_actions["undo"].trigger()
    workspace.view.map.set_theme(THEMES[number % len(THEMES)])
    rest()
    if number % _PRINTS_EVERY == 0:
        _print(window, path.with_name("sheet.pdf"))
        rest()
    if number % _LOOKS_EVERY == 0:
        window.menu_actions["dark"].trigger()
        rest()
    known = {
        "workspace": weakref.ref(workspace),
        "document": weakref.ref(document),
        "store": weakref.ref(document.store),
        "project": weakref.ref(document.project),
        "figures": weakref.ref(workspace.day_in_hand.figures),
        "map": weakref.ref(workspace.map),
    }
    del workspace, document
    window.open_project(path)
    rest()
    return known


def _print(window: MainWindow, path: Path) -> None:
    from ui.sheets.print_dialog import PrintDialog

    workspace = window.workspace
    assert workspace is not None
    dialog = PrintDialog(workspace.session, workspace.notice, workspace.page, None)
    work = dialog.work()
    window.tasks.start("export", lambda ticket: work(path, ticket), lambda _: None, window.tell_error)
    dialog.deleteLater()


def run(_: Path) -> list[dict[str, Any]]:
    """What a hundred rounds add, after as many that warm what a second look finds."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CONFIG_HOME"] = folder
        from sample_data.district import write_sample

        write_sample(Path(folder))
        return _measured(of_now(Path(shutil.copy(Path(folder) / "yunhan.gpkg", Path(folder) / "p.gpkg"))))


def _measured(path: Path) -> list[dict[str, Any]]:
    from ui.language.language import Language
    from ui.session.settings import Settings
    from ui.widgets.appearance import LIGHT, apply_look
    from ui.widgets.tasks import Tasks

    application = QApplication.instance() or QApplication(["endurance"])
    assert isinstance(application, QApplication)
    apply_look(application, LIGHT)
    tasks = Tasks()
    window = MainWindow(Language("zh_CN"), tasks, Settings(path.with_name("settings.ini")))
    collecting = Collecting(lambda: tasks.busy)  # as ui/app.py has it
    window.grown.connect(collecting.set_aside)
    window.emptied.connect(collecting.take_back)

    def rest() -> None:
        end = time.monotonic() + _LONGEST_S
        calm = 0
        while calm < 3:
            if time.monotonic() > end:
                raise TimeoutError("the window did not settle")
            application.processEvents()
            time.sleep(0.005)
            workspace = window.workspace
            at_rest = workspace is not None and workspace.day_in_hand.current and workspace.map.settled
            calm = calm + 1 if at_rest and not tasks.busy else 0

    window.resize(1366, 768)
    window.show()
    window.open_project(path)
    rest()
    for number in range(_ROUNDS // 2):
        one_round(window, path, number, rest)
        if (number + 1) % _TELLS_EVERY == 0:
            sys.stderr.write(f"{number + 1} {held(window)}\n")
    before = held(window)
    for number in range(_ROUNDS // 2, _ROUNDS):
        one_round(window, path, number, rest)
        if (number + 1) % _TELLS_EVERY == 0:
            sys.stderr.write(f"{number + 1} {held(window)}\n")
    after = held(window)
    window.close()
    tasks.close()
    collecting.stop()
    more = [later - earlier for earlier, later in zip(before, after, strict=True)]
    name = f"{_ROUNDS - _ROUNDS // 2} rounds of open, edit, undo, theme, print: "
    return [
        row(f"{name}memory", round(more[0], 1), "MB", 5.0),
        row(f"{name}memory given out", round(more[1], 1), "MB", 2.0),
        row(f"{name}Python's pieces of memory", round(more[2], 1), "thousand", 2.0),
        *(
            row(name + what, count, "", 0.0)
            for what, count in zip(("files", "threads", "timers", "objects"), more[3:], strict=True)
        ),
    ]
