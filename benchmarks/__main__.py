"""Run every benchmark, write ``benchmarks/report.json`` and print it as a table.

``python -m benchmarks [NAME …]`` runs only the named ones.
"""

import importlib
import json
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import province

NAMES = (
    "start", "frames", "brush", "step", "analysis", "painting", "planning", "growth", "datum", "addresses", "hotspots",
    "web_map", "atlas", "endurance", "chance",
)  # fmt: skip
HERE = Path(__file__).parent


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    cpu = ""
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        cpu = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")
    libraries = ("PySide6-Essentials", "geopandas", "shapely", "numpy", "pandas", "pyogrio")
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in libraries},
    }


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as text, a line each."""
    lines = [f"{'what':<66}{'value':>10} {'to reach':>9}  met   peer"]
    for line in rows:
        goal = "" if line["to_reach"] is None else f"{line['to_reach']:g}"
        met = {None: "", True: "yes", False: "NO"}[line["met"]]
        peer = "" if line["peer_value"] is None else f"{line['peer']} {line['peer_value']:g} ({line['ratio']:g}×)"
        lines.append(f"{line['name']:<66}{line['value']:>7g} {line['unit']:<2} {goal:>9}  {met:<5} {peer}")
    return "\n".join(lines)


def main(names: list[str]) -> None:
    """Run them, newest figures in place of the old."""
    province.DATA.mkdir(exist_ok=True)
    rows: list[dict[str, Any]] = []
    for name in names or NAMES:
        rows += importlib.import_module(f"benchmarks.{name}").run(province.DATA)
    where = machine()
    report = [line | {"machine": where} for line in rows]
    (HERE / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")
    print(table(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
