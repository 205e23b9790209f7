"""Where Qt is not installed the commands that draw nothing work, and the others say in a sentence what is missing."""

import subprocess
import sys
from pathlib import Path

from mapper.store.store import create
from tests.districts import grid

_WITHOUT = """
import sys
sys.modules["PySide6"] = sys.modules["shiboken6"] = None
from ui.__main__ import main
for command in (["check", {place!r}], ["coverage", {place!r}], ["print", {place!r}, {sheet!r}], [{place!r}]):
    print(main([*command, "--language", "en"]))
"""


def test_commands_that_draw_nothing_need_no_qt(tmp_path: Path) -> None:
    place, sheet = tmp_path / "p.gpkg", tmp_path / "p.pdf"
    create(place, grid(2, 1))
    script = _WITHOUT.format(place=str(place), sheet=str(sheet))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True)
    assert [line for line in done.stdout.splitlines() if line in "012"] == ["0", "0", "2", "2"]
    told = done.stderr.strip().splitlines()
    assert len(told) == 2
    assert all("[window]" in line for line in told)
    assert not sheet.exists()
