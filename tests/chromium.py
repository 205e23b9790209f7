"""A Chromium without a window and without a network, driven over its own pipe; it says all that it asks for."""

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-pipe",
    # The same on every screen: grey letters that no hinting moves.
    "--hide-scrollbars",
    "--disable-lcd-text",
    "--font-render-hinting=none",
)


class Chromium:
    """One browser with one page at a time (:meth:`open`)."""

    def __init__(self, profile: Path, *options: str) -> None:
        program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        assert program, "no Chromium to open the web map in; install it (make test does)"
        (read, theirs_out), (theirs_in, write) = os.pipe(), os.pipe()

        # What it reads from and writes to are its third and fourth file: put there by a Python between.
        move = (
            f"import os, sys; kept = os.dup({theirs_in}), os.dup({theirs_out}); "
            "[(os.dup2(one, to), os.set_inheritable(to, True)) for one, to in zip(kept, (3, 4))]; "
            "os.execv(sys.argv[1], sys.argv[1:])"
        )
        own = [*_OPTIONS, f"--user-data-dir={profile}", *options, "about:blank"]
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-c", move, program, *own],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._read, self._write, self._number, self._left = read, write, 0, b""
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait(30)
        os.close(self._read)
        os.close(self._write)

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What a method of the DevTools protocol answers; what happens meanwhile goes into :attr:`events`."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            told = self._next(60)
            if told.get("id") == self._number:
                assert "error" not in told, told
                result: dict[str, Any] = told["result"]
                return result
            self.events.append(told)

    def _next(self, seconds: float) -> dict[str, Any]:
        while b"\0" not in self._left:
            assert select.select([self._read], [], [], seconds)[0], "the browser does not answer"
            more = os.read(self._read, 1 << 20)
            assert more, "the browser has ended"
            self._left += more
        first, self._left = self._left.split(b"\0", 1)
        told: dict[str, Any] = json.loads(first)
        return told

    def open(self, address: str, wide: int = 1200, high: int = 800, ratio: float = 1.0, phone: bool = False) -> None:
        """Show a page in a fresh tab and wait until the map is drawn whole."""
        self._session = None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.events.clear()
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.ask(f"{domain}.enable")
        size = {"width": wide, "height": high, "deviceScaleFactor": ratio, "mobile": phone}
        self.ask("Emulation.setDeviceMetricsOverride", **size)
        self.ask("Page.navigate", url=address)
        self.wait("document.documentElement?.dataset.drawn === 'yes'")

    def run(self, script: str) -> Any:
        """The value of an expression in the page; of a promise, what it brings."""
        told = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def wait(self, condition: str, seconds: float = 20.0) -> None:
        """Wait until an expression is true in the page."""
        until = time.monotonic() + seconds
        while not self.run(f"Boolean({condition})"):
            assert time.monotonic() < until, f"never true: {condition}; {self.complaints}"
            time.sleep(0.03)

    def picture(self, path: Path) -> Path:
        """The page as it looks, in a PNG file."""
        path.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"]))
        return path

    def pdf(self, path: Path) -> Path:
        """The page as it is printed on A4."""
        told = self.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        path.write_bytes(base64.b64decode(told["data"]))
        return path

    def press(self, key: str, text: str = "") -> None:
        """A key on the keyboard."""
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, code=key, text=text if kind == "keyDown" else "")

    def click(self, x: float, y: float) -> None:
        """A click with the left button."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    @property
    def asked_for(self) -> list[str]:
        """Every address that the page asked for, its own among them."""
        asked = [e["params"]["request"]["url"] for e in self.events if e.get("method") == "Network.requestWillBeSent"]
        return [address for address in asked if not address.startswith(("data:", "blob:"))]

    @property
    def complaints(self) -> list[str]:
        """Errors and warnings on the console, scripts that failed and what was refused."""
        found = []
        for event in self.events:
            method, told = event.get("method"), event.get("params", {})
            if method == "Runtime.exceptionThrown":
                found.append(json.dumps(told["exceptionDetails"]))
            elif method == "Runtime.consoleAPICalled" and told["type"] in ("error", "warning", "assert"):
                found.append(json.dumps(told["args"]))
            elif method == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
                found.append(told["entry"]["text"])
            elif method == "Network.loadingFailed":
                found.append(told["errorText"])
        return found
