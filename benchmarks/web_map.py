"""The web map of the province in headless Chromium: its size, how soon it is there, how smoothly it moves.

``python -m benchmarks web_map``; every dispute of the province is made an open one, so that 150,000 points are drawn.
"""

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import province
from benchmarks.measure import row
from layers.sharing.web.web_map import write_web_map
from mapper.project import Project
from tests.chromium import Chromium
from ui.language.messages import Messages

_MOST_BYTES, _FIRST_S, _FRAME_MS = 20e6, 5.0, 1000 / 30
_RECORD = """(() => {
    window.gaps = []; window.recording = true;
    let last = performance.now();
    const step = (now) => { gaps.push(now - last); last = now; if (recording) requestAnimationFrame(step); };
    requestAnimationFrame(step);
})()"""
_SOUGHT_MS = """(async () => {
    const input = document.querySelector('[role=combobox]'), began = performance.now();
    input.value = '单元2750'; input.dispatchEvent(new Event('input'));
    while (!document.querySelector('#found li[aria-selected]')) await new Promise((next) => setTimeout(next, 0));
    return performance.now() - began;
})()"""


def run(folder: Path) -> list[dict[str, Any]]:
    """One file, opened once; dragged and zoomed at three scales, each to and fro."""
    path = folder / "province.html"
    project = every_dispute_open(province.read())
    began = time.process_time()
    write_web_map(path, project, province.DAY, "disputes", "command", Messages("zh_CN"))
    written_s, size = time.process_time() - began, path.stat().st_size
    with tempfile.TemporaryDirectory() as profile:
        browser = Chromium(Path(profile))
        try:
            browser.open(path.resolve().as_uri(), 1600, 1000)
            assert browser.complaints == []
            marks = browser.run("performance.getEntriesByType('mark').map((mark) => mark.startTime / 1000)")
            sought = browser.run(_SOUGHT_MS)
            gaps = [frames(browser, zoom) for zoom in (7, 10, 14)]
        finally:
            browser.close()
    found = [
        row("web map, province with 150,000 points: written (processor)", written_s),
        row("its size, MB", size / 1e6, "MB", _MOST_BYTES / 1e6),
        row("until its first map", marks[0], "s", _FIRST_S),
        row("until all of it is there", marks[-1]),
        row("search over names, codes and officers", sought, "ms"),
    ]
    for (dragged, zoomed), zoom in zip(gaps, (7, 10, 14), strict=True):
        for what, each in (("dragged", dragged), ("zoomed", zoomed)):
            found.append(row(f"{what} at zoom {zoom}: between frames, median", float(np.median(each)), "ms", _FRAME_MS))
            found.append(row(f"{what} at zoom {zoom}: 95 of 100", float(np.quantile(each, 0.95)), "ms", _FRAME_MS))
    return found


def every_dispute_open(project: Project) -> Project:
    """The project with no dispute closed."""
    times = ("handled_at", "supervised_at", "closed_at", "revisited_at", "reopened_at")
    open_again = {name: pd.Series(pd.NaT, project.disputes.index, dtype=project.disputes[name].dtype) for name in times}
    return project.with_tables(disputes=project.disputes.assign(**open_again, stage="received"))


def frames(browser: Chromium, zoom: int) -> tuple[list[float], list[float]]:
    """Milliseconds between the frames of the page while a hand drags the map, and while the wheel turns."""
    found = []
    for move in (drag, wheel):
        browser.run(f"void map_sheet.setZoom({zoom}, {{ animate: false }})")
        time.sleep(2.0)
        browser.run(_RECORD)
        move(browser)
        browser.run("recording = false")
        found.append(browser.run("gaps.slice(1)"))
    return found[0], found[1]


def drag(browser: Chromium) -> None:
    x, y = 900.0, 500.0
    browser.ask("Input.dispatchMouseEvent", type="mousePressed", x=x, y=y, button="left", clickCount=1)
    for step in range(180):
        way = 1 if step // 45 % 2 == 0 else -1
        x, y = x + 8 * way, y + 4 * way
        browser.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y, button="left", buttons=1)
        time.sleep(0.012)
    browser.ask("Input.dispatchMouseEvent", type="mouseReleased", x=x, y=y, button="left", clickCount=1)


def wheel(browser: Chromium) -> None:
    for step in range(6):
        way = -240 if step % 2 == 0 else 240
        browser.ask("Input.dispatchMouseEvent", type="mouseWheel", x=900, y=500, deltaX=0, deltaY=way)
        time.sleep(0.6)
