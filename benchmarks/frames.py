"""Frames of the real window on a real screen (Xvfb) under a real mouse (xdotool), while sharp pictures are painted.

A frame's time runs from the X server's mark on the mouse event to the end of the map's painting for it; so it counts
what keeps the window's thread from the event, too.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import province
from benchmarks.measure import row
from benchmarks.start import ROOT, sample, screen

# The program as it starts for a person; it says when everything is counted and drawn, and then what it measured.
_WINDOW = """
import json, os, resource, sys, time
from pathlib import Path
from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication
from ui.app import run
from ui.map.map_canvas import MapCanvas
from ui.map.map_view import MapView

frames, hovers, newest = [], [], [None]
paint, under = MapCanvas.paintEvent, MapView._under

def timed_paint(canvas, event):
    paint(canvas, event)
    if newest[0] is not None:
        frames.append(time.monotonic() * 1000 - newest[0])
        newest[0] = None

def timed_under(view, x, y):
    began = time.perf_counter()
    found = under(view, x, y)
    hovers.append((time.perf_counter() - began) * 1000)
    return found

def marked(handle):
    def handler(canvas, event):
        if newest[0] is None:  # the oldest event that the next frame answers
            newest[0] = event.timestamp()
        handle(canvas, event)
        if canvas.look_tool.dragging or event.type() == event.Type.Wheel:
            return
        newest[0] = None  # a pointer that only hovers asks for no frame
    return handler

MapCanvas.paintEvent, MapView._under = timed_paint, timed_under
MapCanvas.mouseMoveEvent = marked(MapCanvas.mouseMoveEvent)
MapCanvas.wheelEvent = marked(MapCanvas.wheelEvent)

def look():
    for view in QApplication.allWidgets():
        if not isinstance(view, MapView) or not view.settled or view.figures is None:
            continue
        if not view.session.tasks.every.busy:
            timer.stop()
            QTimer.singleShot(4000, lambda: at_rest(view))  # its memory is that of a window left alone
            return

def at_rest(view):
    middle = view.canvas.mapToGlobal(view.canvas.rect().center())
    tell("there", x=middle.x(), y=middle.y())

def tell(what, **values):
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    values |= {"rss_mb": pages * os.sysconf("SC_PAGE_SIZE") / 1e6}
    values |= {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6}
    print(json.dumps({"what": what, "frames": frames, "hovers": hovers} | values), flush=True)

def asked():
    if sys.stdin.readline().strip() == "end":
        tell("end")
        application.quit()
    else:
        frames.clear(), hovers.clear()
        tell("begun")

application = QApplication(sys.argv[:1])
listening = QSocketNotifier(0, QSocketNotifier.Type.Read)
listening.activated.connect(asked)
timer = QTimer()
timer.timeout.connect(look)
timer.start(50)
status = run(Path(sys.argv[1]), "zh_CN")
sys.stdout.flush()
os._exit(status)
"""
_STEP_S = 0.012


def run(folder: Path) -> list[dict[str, Any]]:
    """Rows of the report; none where there is no Xvfb or xdotool."""
    if shutil.which("Xvfb") is None or shutil.which("xdotool") is None:
        return []
    rows = []
    for name, file in (("sample", sample(folder)), ("province", province.province())):
        with screen() as display, tempfile.TemporaryDirectory() as home:
            seen = _moved(file, display, home)
        frames, hovers = sorted(seen["frames"]), sorted(seen["hovers"])
        rows += [
            row(f"{name}: pan or zoom frame, 95 of 100", _share(frames, 0.95), "ms", to_reach=16.0),
            row(f"{name}: pan or zoom frame, the worst of {len(frames)}", frames[-1], "ms", to_reach=50.0),
            row(f"{name}: what is under the moving pointer, 95 of 100", _share(hovers, 0.95), "ms", to_reach=2.0),
            row(f"{name}: memory with the project open", seen["rss_mb"], "MB", to_reach=700.0),
            row(f"{name}: most memory from start to end", seen["peak_mb"], "MB"),
        ]
    return rows


def _share(ordered: list[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _moved(project: Path, display: str, home: str) -> dict[str, Any]:
    """What the window measured while the mouse dragged, turned its wheel and hovered."""
    env = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "XDG_CONFIG_HOME": home}
    with subprocess.Popen(
        [sys.executable, "-c", _WINDOW, str(project)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=env,
        cwd=ROOT,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        there = json.loads(program.stdout.readline())
        program.stdin.write("begin\n")
        program.stdin.flush()
        program.stdout.readline()
        subprocess.run(["xdotool", *_hand(there["x"], there["y"])], env=env, check=True)
        program.stdin.write("end\n")
        program.stdin.flush()
        seen: dict[str, Any] = json.loads(program.stdout.readline())
        program.wait()
    return seen | {"rss_mb": there["rss_mb"]}


def _hand(x: int, y: int) -> list[str]:
    """What the hand does: drags, zooms in, drags, hovers, and zooms out again."""
    pause = ["sleep", str(_STEP_S)]
    steps = ["mousemove", str(x), str(y)]

    def drag(dx: int, dy: int, times: int) -> list[str]:
        move = ["mousemove_relative", "--", str(dx), str(dy), *pause]
        back = ["mousemove_relative", "--", str(-dx), str(-dy), *pause]
        return ["mousedown", "1", *move * times, *back * times, "mouseup", "1", "sleep", "0.1"]

    def wheel(button: int, times: int) -> list[str]:
        return ["click", str(button), "sleep", "0.05"] * times

    hover = ["mousemove_relative", "--", "3", "2", *pause] * 60 + ["mousemove_relative", "--", "-3", "-2", *pause] * 60
    return [*steps, *drag(3, 2, 60), *wheel(4, 8), *drag(4, -2, 50), *hover, *wheel(5, 8), *drag(-3, 1, 40)]
