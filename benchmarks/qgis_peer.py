"""QGIS on the same files, in the same run, where Debian's python3 has it; else no peer value.

The work runs in QGIS's own Python, so this file is also the script that is handed to it.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

_PYTHON = "/usr/bin/python3"


@cache
def is_installed() -> bool:
    """Whether QGIS's Python is there."""
    if not Path(_PYTHON).exists():
        return False
    return subprocess.run([_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode == 0


def seconds(work: str, project: Path) -> float | None:
    """Median seconds that QGIS takes for a named work on a project file; None where it is not installed."""
    if not is_installed():
        return None
    env = {"QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin", "HOME": str(project.parent)}
    ran = subprocess.run(
        [_PYTHON, __file__, work, str(project)], capture_output=True, text=True, env=env, check=False, timeout=600
    )
    lines = ran.stdout.split()
    return float(lines[-1]) if ran.returncode == 0 and lines else None


def _median(work: Callable[[], object], runs: int = 3) -> float:
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _join(project: str) -> float:
    from qgis.core import QgsApplication

    sys.path.append(QgsApplication.pkgDataPath() + "/python/plugins")
    import processing
    from processing.core.Processing import Processing
    from qgis.analysis import QgsNativeAlgorithms

    Processing.initialize()
    QgsApplication.processingRegistry().addProvider(QgsNativeAlgorithms())
    options = {
        "INPUT": f"{project}|layername=disputes",
        "JOIN": f"{project}|layername=communities",
        "PREDICATE": [0],
        "JOIN_FIELDS": ["community_code"],
        "METHOD": 0,
        "OUTPUT": "memory:",
    }
    return _median(lambda: processing.run("native:joinattributesbylocation", options))


def _render(project: str, share: float, points: bool) -> float:
    from qgis.core import (
        QgsCategorizedSymbolRenderer,
        QgsCoordinateReferenceSystem,
        QgsCoordinateTransform,
        QgsFillSymbol,
        QgsMapRendererParallelJob,
        QgsMapSettings,
        QgsProject,
        QgsRectangle,
        QgsRendererCategory,
        QgsVectorLayer,
    )
    from qgis.PyQt.QtCore import QSize

    units = QgsVectorLayer(f"{project}|layername=communities", "units", "ogr")
    fills = {"community": "#e4717a", "village": "#dcebe6"}
    units.setRenderer(
        QgsCategorizedSymbolRenderer(
            "kind",
            [
                QgsRendererCategory(
                    kind,
                    QgsFillSymbol.createSimple({"color": fill, "outline_color": "#93A09B", "outline_width": "0.1"}),
                    kind,
                )
                for kind, fill in fills.items()
            ],
        )
    )
    layers = [units]
    if points:
        layers.insert(0, QgsVectorLayer(f"{project}|layername=disputes", "disputes", "ogr"))
    target = QgsCoordinateReferenceSystem("EPSG:3857")
    transform = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4326"), target, QgsProject.instance())
    lon, lat, width, height = 112.25, 31.15, 7.9 * share, 4.3 * share
    extent = transform.transform(QgsRectangle(lon - width / 2, lat - height / 2, lon + width / 2, lat + height / 2))

    def paint() -> None:
        settings = QgsMapSettings()
        settings.setLayers(layers)
        settings.setDestinationCrs(target)
        settings.setOutputSize(QSize(1600, 1000))
        settings.setExtent(extent)
        settings.setFlag(QgsMapSettings.Antialiasing, True)
        settings.setFlag(QgsMapSettings.UseRenderingOptimization, True)
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        job.renderedImage()

    return _median(paint)


def _main(work: str, project: str) -> None:
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    works = {
        "join": lambda: _join(project),
        "province": lambda: _render(project, 1.0, points=False),
        "province with points": lambda: _render(project, 1.0, points=True),
        "city": lambda: _render(project, 0.105, points=True),
    }
    print(works[work](), flush=True)
    os._exit(0)  # QGIS 3.22 sometimes crashes while it takes itself down


if __name__ == "__main__":
    _main(*sys.argv[1:3])
