"""Borders in levels: neighbours share each, at every level, and the coarse lie as near to the truth as they say."""

import base64
import zlib
from itertools import pairwise

import numpy as np
import pytest
import shapely

from layers.geometry.shapes import Shapes
from layers.sharing.web import land
from layers.sharing.web.mercator import Mercator
from tests.web_file import Reader

CRS = "EPSG:4546"
ORIGIN = (430_000.0, 3_350_000.0)


@pytest.fixture
def wavy(monkeypatch: pytest.MonkeyPatch) -> Shapes:
    """A row of four fields with wavy borders between them, so many vertices that they get levels."""
    monkeypatch.setattr(land, "_LEVELLED", 500)
    up = np.linspace(0, 20_000, 400)
    sides = [np.column_stack([ORIGIN[0] + n * 9000 + 700 * np.sin(up / 300 + n), ORIGIN[1] + up]) for n in range(5)]
    fields = [shapely.Polygon(np.vstack([left, right[::-1]])) for left, right in pairwise(sides)]
    return Shapes(np.arange(4).astype(object), np.array(fields, dtype=object), np.arange(4))


def borders(level: land.Level) -> list[np.ndarray]:
    reader = Reader(zlib.decompress(base64.b64decode(level.columns.packed())))
    counts, x, y, dx, dy = reader.ints(), reader.sums(), reader.sums(), reader.ints(), reader.ints()
    assert reader.is_done
    ends = np.cumsum(np.array(counts) - 1)
    parts = [(slice(end - count + 1, end)) for end, count in zip(ends.tolist(), counts, strict=True)]
    return [
        np.column_stack([np.cumsum([x0, *dx[at]]), np.cumsum([y0, *dy[at]])]) * level.step_m
        for x0, y0, at in zip(x, y, parts, strict=True)
    ]


def test_each_level_has_every_border_once_as_near_as_it_says(wavy: Shapes) -> None:
    to = Mercator(CRS, (0.0, 0.0), 30.0)
    packed = land.packed_land(wavy, to, 1.0)
    assert [level.zoom for level in packed.levels] == [8, 11, land.EVERY_ZOOM]
    truth = [to.steps(shapely.get_coordinates(arc)) * 0.25 for arc in wavy.arcs.geometries(np.argsort(packed.number))]
    vertices = []
    for level in packed.levels:
        drawn = borders(level)
        assert len(drawn) == len(wavy.arcs)
        vertices.append(sum(map(len, drawn)))
        for one, true in zip(drawn, truth, strict=True):
            away = shapely.hausdorff_distance(shapely.LineString(one), shapely.LineString(true))
            detail_m = 156_543.034 / 2**level.zoom * 0.45 if level.zoom != land.EVERY_ZOOM else to.stretch
            assert away <= detail_m + 2 * level.step_m
            assert np.abs(one[[0, -1]] - true[[0, -1]]).max() <= level.step_m, "ends stay, so that neighbours meet"
    assert vertices == sorted(vertices)
    assert vertices[0] < vertices[-1] / 2


def test_a_file_with_too_little_room_has_coarser_borders(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    from layers.sharing.web import packing
    from layers.sharing.web.web_map import write_web_map
    from tests.layers.marked_district import DAY, marked_district
    from tests.web_file import read_web_map
    from ui.language.messages import Messages

    say = Messages("en")
    monkeypatch.setattr(packing, "MOST_BYTES", 10)
    write_web_map(tmp_path / "a.html", marked_district(), DAY, "coverage", "command", say)
    assert read_web_map(tmp_path / "a.html").data["detail"] == say("web.detail", value=1024.0)
