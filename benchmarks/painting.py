"""Painting the whole province at 1600×1000 beside QGIS: alone, with 150,000 points, a city of it; and the pointer."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import province, qgis_peer
from benchmarks.measure import median_s, row
from layers.paint.cache import PaintCache
from layers.paint.render_job import RenderRequest, render
from layers.pointing.hit import hit
from layers.snapshot import MapState, Snapshot, snapshot_of
from layers.viewport import Viewport
from mapper.day.day import Day
from ui.language.messages import Messages
from ui.widgets.process.memory import keep_little
from ui.widgets.process.offscreen import offscreen_application

WIDTH_PX, HEIGHT_PX = 1600, 1000
_QGIS = "QGIS 3.22"


def run(_folder: Path) -> list[dict[str, Any]]:
    """Rows of the report."""
    application = offscreen_application()
    assert application is not None
    keep_little()  # as in the window
    full = province.read()
    project = full.with_tables(disputes=full.disputes[:0])
    open_ones = full.with_tables(disputes=full.disputes.assign(closed_at=pd.NaT))
    units = snapshot_of(MapState(Day(project, province.DAY)))
    points = snapshot_of(MapState(Day(open_ones, province.DAY)), units)
    assert units.bounds_m is not None
    all_land = Viewport.fitted(units.bounds_m, WIDTH_PX, HEIGHT_PX)
    city = _city(all_land)

    def first() -> None:
        render(RenderRequest(units, all_land, Messages()))

    warm = median_s(painting(units, all_land))
    with_points = median_s(painting(points, all_land))
    rng = np.random.default_rng(1)
    places = rng.uniform((0, 0), (WIDTH_PX, HEIGHT_PX), (200, 2)).tolist()

    def point_at_all() -> None:
        for x, y in places:
            hit(points, all_land, x, y)

    file = province.province()
    alone, pointed, near = (qgis_peer.seconds(work, file) for work in ("province", "province with points", "city"))
    return [
        row("province: geometry prepared", median_s(lambda: snapshot_of(MapState(Day(project, province.DAY))), 3)),
        row("province painted, first time at a scale", median_s(first, 3)),
        row("province painted, scale known", warm, to_reach=0.12, peer=_QGIS, peer_value=alone),
        row("province and 150,000 points, scale known", with_points, to_reach=0.2, peer=_QGIS, peer_value=pointed),
        row("city painted, scale known", median_s(painting(points, city)), to_reach=0.03, peer=_QGIS, peer_value=near),
        row("what is under the pointer", median_s(point_at_all) / len(places) * 1000, "ms", to_reach=2.0),
    ]


def _city(all_land: Viewport) -> Viewport:
    """The view that QGIS is given too: the same middle, 0.105 of the width and height, 1/90 of the land."""
    return all_land.zoomed(1 / 0.105, (WIDTH_PX / 2, HEIGHT_PX / 2))


def painting(snapshot: Snapshot, viewport: Viewport) -> Callable[[], object]:
    """Painting with a cache that is warm after the first run."""
    cache, say = PaintCache(), Messages()
    return lambda: render(RenderRequest(snapshot, viewport, say), cache)
