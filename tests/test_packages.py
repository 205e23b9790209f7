"""The three packages keep to their sides. import-linter checks what they name; this checks what they load."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def modules_of(package: str) -> list[str]:
    files = sorted((ROOT / package).rglob("*.py"))
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]
    return [name.removesuffix(".__init__") for name in names if not name.endswith("__main__")]


@pytest.mark.parametrize(
    ("package", "never"),
    [
        ("mapper", ("PySide6", "folium")),
        ("sample_data", ("PySide6", "folium", "layers", "ui")),
        ("layers", ("PySide6.QtWidgets", "ui")),
    ],
)
def test_a_package_never_loads_what_is_not_its_business(package: str, never: tuple[str, ...]) -> None:
    script = f"""
import importlib, sys
for name in {modules_of(package)!r}:
    importlib.import_module(name)
print([name for name in {never!r} if name in sys.modules])
"""
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_painting_library_that_crashes_is_not_used() -> None:
    # PySide6 6.12.0 on Python 3.11 loses a reference to None on each void call; thousands of them end the process.
    script = """
import sys
from PySide6.QtCore import QPointF
point = QPointF()
before = sys.getrefcount(None)
for _ in range(2000):
    point.setX(1.0)
assert sys.getrefcount(None) > before - 1000, "a void call loses a reference to None"
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_every_top_level_package_is_shipped() -> None:
    import tomllib

    shipped = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]
    folders = {
        ".".join(folder.relative_to(ROOT).parts)
        for package in ("mapper", "layers", "ui", "sample_data")
        for folder in [ROOT / package, *(ROOT / package).rglob("*")]
        if folder.is_dir() and any(folder.glob("*.py"))
    }
    assert set(shipped) == folders


def test_the_command_line_begins_to_read_before_it_loads_what_takes_long() -> None:
    never = {"numpy", "pandas", "shapely", "PySide6", "sqlalchemy", "ui.cli.subcommands"}
    script = f"import sys, ui.__main__; print({never} & {{*sys.modules}})"
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


@pytest.mark.parametrize("module", ["layers.snapshot", "layers.sharing.web.web_map", "layers.sheets.slip.file"])
def test_what_needs_no_qt_loads_none(module: str) -> None:
    script = f"import sys, {module}; print([name for name in sys.modules if name.startswith('PySide6')])"
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_window_loads_nothing_that_waits_for_an_act() -> None:
    never = {
        "folium", "layers.sheets", "mapper.io.personal", "mapper.io.reading", "mapper.planning.beats",
        "mapper.planning.staffing", "openpyxl", "scipy", "sqlalchemy", "ui.cli.subcommands", "ui.sheets",
    }  # fmt: skip
    script = f"import sys, ui.__main__, ui.app, ui.window.main_window; print({never} & {{*sys.modules}})"
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
