"""A small made-up district that has one of everything a map can show, and ways to look at pictures of it."""

from datetime import date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely
from PySide6.QtGui import QImage

from layers.paint.backdrop import NO_TILES, Tiles
from layers.paint.render_job import RenderRequest, render
from layers.snapshot import Snapshot
from layers.viewport import Viewport
from mapper.day.day import Day
from mapper.project import About, Project
from tests.districts import SOUTH, STEP, WEST, cell_centre, frame, square

DAY = date(2026, 11, 23)
Pixels = npt.NDArray[np.uint8]


def words(code: str, /, **values: object) -> str:
    """A say that knows no language: the code and its values."""
    return " ".join([code, *map(str, values.values())])


@cache
def district() -> Project:
    """Six by four units of two stations.

    u0-0 vacant, u1-0 expired, u2-0 on loan, u3-0 and u4-0 shared by one auxiliary, u5-0 part-time, u0-1 with two
    officers; all others covered. The unit u2-2 has a hole in which the enclave u9 lies; u5-3 has a second part.
    """
    hole = square(2, 2).buffer(-0.003)
    shapes = {f"u{c}-{r}": square(c, r) for c in range(6) for r in range(4)}
    shapes["u2-2"] = shapes["u2-2"].difference(hole)
    shapes["u9"] = hole
    shapes["u5-3"] = shapely.multipolygons([shapes["u5-3"], square(7, 3)])
    units = [
        {
            "community_code": code,
            "name": f"{code}村",
            "kind": "village",
            "station_code": "S1" if code[1] in "012" else "S2",
            "residents": 1000,
        }
        for code in shapes
    ]
    officers, duties = [], []
    for code in shapes:
        if code in ("u0-0", "u4-0"):
            continue
        status, fte = ("on_loan" if code == "u2-0" else "on_duty"), (0.4 if code == "u5-0" else 1.0)
        officers.append({"officer_id": f"P-{code}", "role": "auxiliary", "fte": fte, "status": status})
        ends = datetime(2026, 10, 13) if code == "u1-0" else None
        duties.append(
            {"duty_id": f"D-{code}", "officer_id": f"P-{code}", "community_code": code, "ends": ends, "dedicated": True}
        )
    officers.append({"officer_id": "P-second", "role": "auxiliary"})
    duties.append({"duty_id": "D-second", "officer_id": "P-second", "community_code": "u0-1"})
    duties.append({"duty_id": "D-shared", "officer_id": "P-u3-0", "community_code": "u4-0"})
    corner = shapely.Point(WEST + 0.2 * STEP, SOUTH + 2.2 * STEP)
    return Project(
        stations=frame(
            "stations",
            [{"station_code": "S1", "name": "西所"}, {"station_code": "S2", "name": "东所"}],
            [square(0, 0, 3, 4), None],
        ),
        communities=frame("communities", units, shapes.values()),
        officers=frame("officers", officers),
        duties=frame("duties", duties),
        hazards=frame(
            "hazards",
            [
                {"hazard_id": "H-open", "reported_at": datetime(2026, 11, 23, 9)},
                {"hazard_id": "H-overdue", "reported_at": datetime(2026, 11, 20, 9)},
                {"hazard_id": "H-closed", "reported_at": datetime(2026, 11, 1), "closed_at": datetime(2026, 11, 2)},
                {"hazard_id": "H-nowhere", "reported_at": datetime(2026, 11, 23, 9)},
            ],
            [corner, cell_centre(1, 3), cell_centre(4, 2), None],
        ),
        disputes=frame("disputes", [{"dispute_id": "Q1", "received_at": datetime(2026, 11, 1)}], [cell_centre(4, 3)]),
        focus_areas=frame(
            "focus_areas",
            [
                {"focus_id": "F1", "reason": "夜市", "starts": datetime(2026, 11, 23), "ends": datetime(2026, 11, 24)},
                {"focus_id": "F2", "reason": "过期", "starts": datetime(2026, 1, 1), "ends": datetime(2026, 1, 2)},
            ],
            [square(3, 2).buffer(-0.002), square(0, 0)],
        ),
        reference_lines=frame(
            "reference_lines",
            [{"line_id": "R1", "kind": "river", "width_m": 200.0}],
            [shapely.LineString([(WEST - STEP, SOUTH + 1.8 * STEP), (WEST + 9 * STEP, SOUTH + 1.8 * STEP)])],
        ),
        about=About(title="虚构", data_date=DAY),
    )


@cache
def district_day() -> Day:
    """What is asked about it on that day; frozen, so that all tests of a process may ask the same one."""
    return Day(district(), DAY)


def fitted(snapshot: Snapshot, width: int = 640, height: int = 400) -> Viewport:
    assert snapshot.bounds_m is not None
    return Viewport.fitted(snapshot.bounds_m, width, height)


def picture(
    snapshot: Snapshot, viewport: Viewport, *, labels: bool = False, ratio: float = 1.0, tiles: Tiles = NO_TILES
) -> Pixels:
    """Painted, as (height, width, 3) numbers."""
    return pixels(render(RenderRequest(snapshot, viewport, words, ratio, labels, tiles)).image)


def pixels(image: QImage) -> Pixels:
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return flat[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def color_of(text: str) -> npt.NDArray[np.int64]:
    return np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)])


def at(snapshot: Snapshot, viewport: Viewport, code: str, east: float = 0.5, north: float = 0.5) -> tuple[int, int]:
    """Column and row of the pixel at these shares of a unit's bounds."""
    shapes = snapshot.geometry.shapes("communities")
    west, south, right, top = shapes.row_bounds_m[list(shapes.ids).index(code)]
    x, y = viewport.to_screen((west + east * (right - west), south + north * (top - south)))
    return int(x), int(y)


def patch(image: Pixels, at_px: tuple[int, int], half: int = 6) -> npt.NDArray[np.int64]:
    """The pixels around one, as (n, 3)."""
    column, row = at_px
    return image[row - half : row + half + 1, column - half : column + half + 1].reshape(-1, 3).astype(np.int64)


def share_of(image: npt.NDArray[np.int64], color: str, tolerance: int = 6) -> float:
    """Which share of pixels has that colour."""
    return float((np.abs(image - color_of(color)).max(axis=-1) <= tolerance).mean())


def assert_same_picture(one: Pixels, other: Pixels, where: Path, *, worst: int = 3, share: float = 0.0) -> None:
    """Pictures differ by at most ``worst`` levels but for a ``share`` of pixels; else a three-panel picture is kept."""
    assert one.shape == other.shape
    difference = np.abs(one.astype(int) - other.astype(int)).max(axis=-1)
    wrong = float((difference > worst).mean())
    if wrong > share:
        marked = np.repeat(np.clip(difference * 8, 0, 255).astype(np.uint8)[..., None], 3, axis=-1)
        panels = np.ascontiguousarray(np.hstack([one, other, marked]))
        image = QImage(panels.data, panels.shape[1], panels.shape[0], panels.shape[1] * 3, QImage.Format.Format_RGB888)
        file = where / "difference.png"
        image.save(str(file))
        raise AssertionError(f"{wrong:.2%} of pixels differ by more than {worst}: {file}")
