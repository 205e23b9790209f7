"""From starting the program to the first whole map on a real screen (Xvfb)."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import province
from benchmarks.measure import of_now, row

ROOT = Path(__file__).parents[1]
_LONGEST_S = 120  # a start that takes longer is waited for in vain
# The program as it starts for a person, everything in its order, with one thing more: as soon as Qt is there it is made
# to say when the map is painted whole, and to end then.
_START = """
import sys
from ui import __main__ as door

import_qt = door.import_qt

def import_qt_and_watch():
    import_qt()
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication
    from ui.map.map_canvas import MapCanvas

    paint = MapCanvas.paintEvent

    def told(canvas, event):
        paint(canvas, event)
        if canvas.parent().settled:
            print("whole", flush=True)
            QTimer.singleShot(0, QApplication.instance().quit)

    MapCanvas.paintEvent = told

door.import_qt = import_qt_and_watch
sys.exit(door.main([sys.argv[1], "--language", "zh_CN"]))
"""


@contextmanager
def screen() -> Iterator[str]:
    """An Xvfb of 1600×1000 on a free number; its name for DISPLAY."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as answer:
            yield ":" + answer.readline().strip()
    finally:
        server.terminate()
        server.wait()


def first_map_s(project: Path, display: str, home: str, runs: int) -> float:
    """Median seconds from the start of the process to the first whole map."""
    env = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "XDG_CONFIG_HOME": home}
    # Compiled modules are kept, as they are for a person, whatever is usual where this is measured.
    env |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": home}
    taken = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-c", _START, str(project)], stdout=subprocess.PIPE, text=True, env=env, cwd=ROOT
        ) as program:
            assert program.stdout is not None
            too_late = threading.Timer(_LONGEST_S, program.kill)
            too_late.start()
            said = program.stdout.readline().strip()
            too_late.cancel()
            if said != "whole":
                raise RuntimeError(f"the window closed, or {_LONGEST_S} s passed, before there was a map of {project}")
            taken.append(time.perf_counter() - began)
    return statistics.median(taken[1:])  # the first start reads the programs from the disk


def qgis_window_s(project: Path, display: str, home: str) -> float | None:
    """Median seconds from starting QGIS on that file to its visible window; None where it is not installed.

    Its map may still be empty then, so the peer has the lighter task.
    """
    if shutil.which("qgis") is None or shutil.which("xdotool") is None:
        return None
    env = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "HOME": home}
    taken = []
    for _ in range(4):
        began = time.perf_counter()
        program = subprocess.Popen(
            ["qgis", "--nologo", "--noversioncheck", str(project)],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        look = ["xdotool", "search", "--onlyvisible", "--name", "QGIS"]
        while subprocess.run(look, env=env, capture_output=True, check=False).returncode:
            if program.poll() is not None or time.perf_counter() - began > 60:
                return None
        taken.append(time.perf_counter() - began)
        program.kill()
        program.wait()
    return statistics.median(taken[1:])


def sample(folder: Path) -> Path:
    """The fictional district's project file, made if it is not there yet."""
    from sample_data.district import write_sample

    project = folder / "sample" / "yunhan.gpkg"
    if not project.exists():
        write_sample(project.parent)
    return of_now(project)


def run(folder: Path) -> list[dict[str, Any]]:
    """Rows of the report; none where there is no Xvfb."""
    if shutil.which("Xvfb") is None:
        return []
    rows = []
    with screen() as display, tempfile.TemporaryDirectory() as home:
        for name, project, runs, to_reach in (
            ("sample", sample(folder), 5, 0.9),
            ("province", province.province(), 3, 2.0),
        ):
            taken = first_map_s(project, display, home, runs)
            peer = qgis_window_s(project, display, home)
            rows.append(
                row(
                    f"start to first painted map: {name}",
                    taken,
                    to_reach=to_reach,
                    peer="QGIS 3.22, window only",
                    peer_value=peer,
                )
            )
    return rows
