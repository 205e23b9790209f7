"""One story in a real window: open the district, go to a gap, assign an officer, take it back; mouse and keys only."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from mapper.project import Project
from mapper.store.geopackage.store import open_store

ROOT = Path(__file__).parents[2]
NEEDED = ("Xvfb", "xdotool")
pytestmark = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in NEEDED), reason="needs Xvfb and xdotool to play a person"
)
TIMEOUT_S = 60.0


def wait_until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + TIMEOUT_S
    while not holds():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.05)


@pytest.fixture
def display() -> Iterator[str]:
    """A screen of its own, on whichever number is free."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=(write,), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


class Person:
    """Mouse and keys on a display, and the eyes: what xdotool sees of windows, and what is in the file."""

    def __init__(self, display: str, file: Path) -> None:
        self.environment = os.environ | {"DISPLAY": display}
        self.file = file

    def do(self, *arguments: object) -> str:
        done = subprocess.run(
            ["xdotool", *map(str, arguments)], env=self.environment, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    def windows(self, title: str) -> list[str]:
        return self.do("search", "--onlyvisible", "--name", title).split()

    def click(self, x: int, y: int) -> None:
        self.do("mousemove", x, y, "click", 1)

    def project(self) -> Project:
        store = open_store(self.file)
        store.close()
        return store.project

    def holders(self, unit: str) -> int:
        duties = self.project().duties
        day = pd.Timestamp(2026, 11, 23)
        running = (duties["community_code"] == unit) & (duties["ends"].isna() | (duties["ends"] >= day))
        return int(running.sum())


def test_from_a_gap_to_an_officer_and_back(display: str, project_file: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    environment = os.environ | {
        "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "XDG_CONFIG_HOME": str(tmp_path / "config"), "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    program = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("story_window.py")), str(project_file), str(report)],
        env=environment, cwd=ROOT,
    )  # fmt: skip
    person = Person(display, project_file)
    try:
        wait_until(lambda: report.exists() or program.poll() is not None, "the window has its figures and its map")
        place = dict(line.split("=") for line in report.read_text("utf-8").splitlines())
        unit = place["unit"]
        assert person.holders(unit) == 0
        person.click(int(place["fix_x"]), int(place["fix_y"]))
        wait_until(lambda: bool(person.windows("指派责任人")), "the dialog to assign an officer")
        person.do("windowfocus", "--sync", person.windows("指派责任人")[0])
        person.do("key", "Return")
        wait_until(lambda: person.holders(unit) == 1, "the officer is in the file")
        wait_until(lambda: not person.windows("指派责任人"), "the dialog is gone")
        person.do("windowfocus", "--sync", person.windows("云汉区分局")[0])
        person.do("key", "ctrl+z")
        wait_until(lambda: person.holders(unit) == 0, "undo is in the file")
        person.do("key", "ctrl+q")
        assert program.wait(TIMEOUT_S) == 0
    finally:
        if program.poll() is None:
            program.kill()
            program.wait()
