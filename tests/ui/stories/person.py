"""A person before a real window: mouse and keys by xdotool on a screen of their own, eyes, and what is in the file."""

import itertools
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ui.language.messages import Messages

ROOT = Path(__file__).parents[3]
TIMEOUT_S = 120.0  # a machine that does much else is no fault of the program
KEY_S = 2.0
_SCREENS = itertools.count()
needs_a_screen = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in ("Xvfb", "xdotool")), reason="needs Xvfb and xdotool to play a person"
)


def wait_until(holds: Callable[[], Any], what: str) -> Any:
    """What ``holds`` gives as soon as it is true."""
    end = time.monotonic() + TIMEOUT_S
    while not (found := holds()):
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.05)
    return found


@contextmanager
def screen(width_px: int, height_px: int) -> Iterator[str]:
    """A screen whose number no other process takes: one that ends takes the way to the next of its number with it."""
    read, write = os.pipe()
    number = f":{100 + os.getpid() % 5_000 * 10 + next(_SCREENS) % 10}"
    # Without -noreset it begins anew when the last client has gone, and takes none meanwhile: whoever looks for the
    # window before there is one is such a client.
    asked = ["-noreset", "-nolisten", "tcp", "-screen", "0", f"{width_px}x{height_px}x24"]
    server = subprocess.Popen(
        ["Xvfb", number, "-displayfd", str(write), *asked], pass_fds=(write,), stderr=subprocess.DEVNULL
    )
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


class Person:
    """Who has the window of ``file`` before them; ``say`` has the words that they look for."""

    def __init__(self, program: subprocess.Popen[str], environment: dict[str, str], file: Path, language: str) -> None:
        self.program, self.file, self.say = program, file, Messages(language)
        self.title = "云汉区分局"  # of the window
        self._environment = environment

    def do(self, *arguments: object) -> str:
        """One command of xdotool."""
        done = subprocess.run(
            ["xdotool", *map(str, arguments)], env=self._environment, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    def see(self, look: str, *arguments: str) -> Any:
        """What the eyes say; see ``LOOKS`` of the window's program."""
        assert self.program.stdin is not None and self.program.stdout is not None  # noqa: PT018 both are pipes
        self.program.stdin.write(json.dumps([look, *arguments]) + "\n")
        self.program.stdin.flush()
        return json.loads(self.program.stdout.readline())

    def rest(self) -> None:
        """Wait until figures and map are those of now."""
        wait_until(lambda: self.see("at_rest"), "the window comes to rest")

    def press(self, look: str, *arguments: str, button: int = 1, holding: str = "") -> None:
        """Click where something is, once it is seen; a list is turned until its row is."""
        x, y = self._find(look, *arguments)
        self.do("mousemove", x, y)
        if holding:
            self.do("keydown", holding)
        self.do("click", button)
        if holding:
            self.do("keyup", holding)

    def _find(self, look: str, *arguments: str) -> tuple[int, int]:
        found = wait_until(lambda: self._still(look, *arguments), f"{look} {arguments}")
        for _ in range(400):
            if found != "hidden":
                break
            self.do("mousemove", *self.see("middle", arguments[0]), "click", 5)
            found = self.see(look, *arguments)
        return found[0], found[1]

    def _still(self, look: str, *arguments: str) -> Any:
        """Where something is once it stands still: a dialog that grows takes its buttons along."""
        before = self.see(look, *arguments)
        time.sleep(0.05)
        return before if before == self.see(look, *arguments) else None

    def keys(self, *names: str) -> None:
        """Press keys one after the other, where the keyboard is, each once the one before has arrived.

        Keys travel another way than looks: who looks too early sees what was before, and presses once too often. A
        key that closes its window may come up nowhere.
        """
        for name in names:
            with self._arriving(1):
                self.do("key", "--clearmodifiers", name)

    def tab_to(self, name: str) -> None:
        """Go on by Tab until the keyboard is at what has that name."""
        for _ in range(120):
            if self.see("focus") == name:
                return
            self.keys("Tab")
        raise AssertionError(f"no Tab leads to {name}")

    def type(self, text: str) -> None:
        with self._arriving(len(text)):
            self.do("type", "--delay", "4", text)

    def path(self, path: str) -> None:
        """Answer the file dialog that has the keyboard.

        Qt reads the folder meanwhile, and may put a name that it completes in the place of what is being typed.
        """

        def stands() -> bool:
            self.keys("ctrl+a")
            self.type(path)
            return bool(self._still("written") == path)

        wait_until(stands, path)
        self.keys("Return")

    @contextmanager
    def _arriving(self, count: int) -> Iterator[None]:
        """Wait until that many keys have come up, or should have."""
        before = self.see("keys_released")
        yield
        end = time.monotonic() + KEY_S
        while self.see("keys_released") < before + count and time.monotonic() < end:
            time.sleep(0.005)

    def window(self, title: str) -> None:
        """Wait for a window and give it the keyboard; there is no window manager that would."""

        def there() -> list[str]:
            assert self.program.poll() is None, "the program has ended"
            return self._windows(title)

        found = wait_until(there, f"the window {title}")
        self.do("windowfocus", "--sync", found[-1])

    def gone(self, title: str) -> None:
        """Wait until a window is closed."""
        wait_until(lambda: not self._windows(title), f"the window {title} closes")

    def _windows(self, title: str) -> list[str]:
        """The windows in whose title these words are; xdotool takes a pattern."""
        return self.do("search", "--onlyvisible", "--name", re.sub(r"([][().*+?|^$\\{}])", r"\\\1", title)).split()

    def main(self) -> None:
        """The keyboard is in the main window again, and nothing is being worked out."""
        self.window(self.title)
        self.rest()

    def sql(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What is in the file, read beside the program by plain SQL."""
        connection = sqlite3.connect(f"{self.file.as_uri()}?mode=ro", uri=True)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def written(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query as soon as there are any."""
        return list(wait_until(lambda: self.sql(query, *values), query))

    def leave(self) -> None:
        """Close the window by its key."""
        self.main()
        self.do("key", "--clearmodifiers", "ctrl+q")
        assert self.program.wait(TIMEOUT_S) == 0


@contextmanager
def person_before(
    file: Path, folder: Path, language: str = "zh_CN", size: tuple[int, int] = (1600, 1000)
) -> Iterator[Person]:
    """The real window on a file, with settings of its own in ``folder``, at rest."""
    with _person(file, folder, language, size) as person:
        person.main()
        yield person


@contextmanager
def person_at_welcome(folder: Path, language: str, size: tuple[int, int] = (1366, 768)) -> Iterator[Person]:
    """The real window without a project."""
    with _person(None, folder, language, size) as person:
        person.title = person.say("window.name")
        person.window(person.title)
        yield person


@contextmanager
def _person(file: Path | None, folder: Path, language: str, size: tuple[int, int]) -> Iterator[Person]:
    with screen(*size) as display:
        environment = os.environ | {
            "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "XDG_CONFIG_HOME": str(folder / "config"),
            "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        opened = [] if file is None else [str(file)]
        program = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("eyes.py")), language, *opened],
            env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        person = Person(program, environment, file or folder, language)
        try:
            yield person
        finally:
            if program.poll() is None:
                program.kill()
                program.wait()
            program.communicate()  # closes the pipes
