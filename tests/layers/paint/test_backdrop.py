"""Background maps lie where the land is: in any datum, at any scale, on screen and on paper."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyproj
import pytest
from PySide6.QtGui import QGuiApplication

from layers.paint.render_job import RenderRequest, render
from layers.paint.tile_pictures import TilePictures
from layers.scene.backdrop import Backdrop
from layers.sheets.export import write_pdf, write_png
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.snapshot import MapState, snapshot_of
from layers.viewport import Viewport
from mapper.backgrounds.background import Background, Datum
from mapper.backgrounds.grids import Tile
from mapper.backgrounds.opening import open_tiles
from mapper.backgrounds.tile_cache import TileCache
from mapper.backgrounds.tile_source import TileSource
from mapper.day.day import Day
from tests.drawn import some
from tests.layers.maps import DAY, Pixels, district, district_day, fitted, picture, words
from tests.tiles import WAVE_DEG, colours, encoded, telling_tile, tiles_of, until, write_mbtiles

EVERY_LAYER = frozenset({"units", "reference_lines", "stations", "findings", "focus_areas", "disputes", "hazards"})
LEVELS = (12, 13, 14, 15)


@pytest.fixture(scope="module", params=some(["wgs84", "gcj02"], 1))
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Background:
    datum: Datum = request.param
    tiles = {t: encoded(telling_tile(t, datum)) for level in LEVELS for t in tiles_of(level)}
    path = write_mbtiles(tmp_path_factory.mktemp("tiles") / f"{datum}.mbtiles", tiles, format="png")
    return Background("mbtiles", str(path), datum, datum)


@pytest.fixture
def pictures(archive: Background, tmp_path: Path) -> Iterator[TilePictures]:
    made = TilePictures(open_tiles(archive, TileCache(tmp_path)))
    yield made
    made.close()


def true_colours(viewport: Viewport, map_crs: str) -> npt.NDArray[np.float64]:
    """What each pixel's centre should show, by PROJ alone."""
    x, y = np.meshgrid(np.arange(viewport.width_px) + 0.5, np.arange(viewport.height_px) + 0.5)
    east = viewport.center_xy_m[0] + (x - viewport.width_px / 2) * viewport.metres_per_px
    north = viewport.center_xy_m[1] - (y - viewport.height_px / 2) * viewport.metres_per_px
    lonlat = pyproj.Transformer.from_crs(map_crs, "EPSG:4326", always_xy=True).transform(east.ravel(), north.ravel())
    return colours(np.column_stack(lonlat)).reshape(*x.shape, 3)


def wrong_m(image: Pixels, true: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How far east or west each pixel's colour lies from where it should, in metres."""

    def phase(rgb: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.arctan2(rgb[..., 0] - 128, rgb[..., 1] - 128)

    turn = np.angle(np.exp(1j * (phase(image.astype(float)) - phase(true))))
    return np.abs(turn) / (2 * np.pi) * WAVE_DEG * 111_320 * np.cos(np.radians(30.3))


@pytest.mark.parametrize("map_crs", ["EPSG:4547", "EPSG:32650"])
@pytest.mark.parametrize("metres_per_px", [3.1, 6.5, 11.0])
def test_each_pixel_shows_its_own_land_to_half_a_pixel(
    pictures: TilePictures, map_crs: str, metres_per_px: float
) -> None:
    project = district()
    project = replace(project, about=replace(project.about, map_crs=map_crs))
    backdrop = Backdrop("x", "x", "", waits=True)
    snapshot = snapshot_of(MapState(Day(project, DAY), hidden=EVERY_LAYER, backdrops=(backdrop,)))
    viewport = replace(fitted(snapshot, 500, 300), metres_per_px=metres_per_px)
    image = picture(snapshot, viewport, tiles={"x": pictures})
    wrong = wrong_m(image, true_colours(viewport, map_crs)) / metres_per_px
    assert np.quantile(wrong, 0.99) < 0.5, np.quantile(wrong, [0.5, 0.9, 0.99, 1])


def test_a_picture_in_another_datum_would_lie_beside_the_land(pictures: TilePictures, archive: Background) -> None:
    """The oracle sees what the transform is for: taken for the other datum, everything is hundreds of metres off."""
    other = replace(archive, datum="wgs84" if archive.datum == "gcj02" else "gcj02")
    wrongly = TilePictures(open_tiles(other, TileCache(Path("unused"))))
    project = district()
    state = MapState(Day(project, DAY), hidden=EVERY_LAYER, backdrops=(Backdrop("x", "x", "", waits=True),))
    snapshot = snapshot_of(state)
    viewport = replace(fitted(snapshot, 200, 200), metres_per_px=3.0)
    wrong = wrong_m(picture(snapshot, viewport, tiles={"x": wrongly}), true_colours(viewport, project.about.map_crs))
    wrongly.close()
    assert np.median(wrong) > 50


def test_units_let_the_background_through_and_without_one_are_as_before(pictures: TilePictures) -> None:
    project = district()
    plain = snapshot_of(MapState(Day(project, DAY)))
    over = snapshot_of(MapState(Day(project, DAY), backdrops=(Backdrop("x", "x", "", waits=True),)), plain)
    viewport = fitted(plain)
    before, after = picture(plain, viewport), picture(over, viewport, tiles={"x": pictures})
    again = snapshot_of(MapState(Day(project, DAY)), over)
    assert (picture(again, viewport) == before).all()
    inside = (slice(150, 170), slice(300, 330))
    assert after[inside].std() > before[inside].std() + 5
    assert over.whole is plain.whole, "a background asks nothing of the layers again"


def test_half_an_opacity_is_half_way_to_the_paper(pictures: TilePictures) -> None:
    def shown(opacity: float) -> npt.NDArray[np.int64]:
        backdrop = Backdrop("x", "x", "", opacity, waits=True)
        snapshot = snapshot_of(MapState(district_day(), hidden=EVERY_LAYER, backdrops=(backdrop,)))
        return picture(snapshot, fitted(snapshot), tiles={"x": pictures}).astype(np.int64)

    assert np.abs(shown(0.5) - (shown(0.0) + shown(1.0)) / 2).max() <= 2


def test_a_background_is_grey_where_the_map_is(pictures: TilePictures) -> None:
    backdrop = Backdrop("x", "x", "", 0.7, waits=True)
    state = MapState(district_day(), hidden=EVERY_LAYER, backdrops=(backdrop,))
    plain, grey = snapshot_of(state), snapshot_of(replace(state, palette="mono"))
    viewport = fitted(plain)
    coloured, image = (picture(s, viewport, tiles={"x": pictures}).astype(np.int64) for s in (plain, grey))
    assert np.ptp(coloured, axis=-1).max() > 40
    assert np.ptp(image, axis=-1).max() <= 1
    assert image.std() > 5


class _Slow:
    """The tiles of a source, the deepest level of which never comes."""

    readers = 1

    def __init__(self, source: TileSource, deepest: int) -> None:
        self._source, self._deepest = source, deepest
        self.grid, self.levels, self.bounds, self.attribution = source.grid, source.levels, None, ""

    def read(self, tile: Tile) -> object:
        return self._source.read(tile) if tile.level <= self._deepest else None

    def close(self) -> None:
        self._source.close()


def test_what_is_not_there_yet_is_shown_from_coarser_tiles(archive: Background, tmp_path: Path) -> None:
    slow = TilePictures(_Slow(open_tiles(archive, TileCache(tmp_path)), 13))  # type: ignore[arg-type]  # enough of a source
    slow.wait_for(tiles_of(13), 20)
    project = district()
    state = MapState(Day(project, DAY), hidden=EVERY_LAYER, backdrops=(Backdrop("x", "x", ""),))
    snapshot = snapshot_of(state)
    viewport = replace(fitted(snapshot, 200, 200), metres_per_px=3.5)  # level 15
    wrong = wrong_m(picture(snapshot, viewport, tiles={"x": slow}), true_colours(viewport, project.about.map_crs))
    slow.close()
    assert np.quantile(wrong, 0.95) < 19.1, "within a pixel of level 13"


def test_the_screen_never_waits_and_the_tiles_follow(archive: Background, tmp_path: Path) -> None:
    pictures = TilePictures(open_tiles(archive, TileCache(tmp_path)))
    project = district()
    snapshot = snapshot_of(MapState(Day(project, DAY), hidden=EVERY_LAYER, backdrops=(Backdrop("x", "x", ""),)))
    viewport = fitted(snapshot, 300, 200)
    request = RenderRequest(snapshot, viewport, words, labels=False, tiles={"x": pictures})
    render(request)  # asks
    until(lambda: not pictures.busy)
    image = picture(snapshot, viewport, tiles={"x": pictures})
    pictures.close()
    wrong = wrong_m(image, true_colours(viewport, project.about.map_crs)) / viewport.metres_per_px
    assert np.quantile(wrong, 0.99) < 0.5


def test_screen_and_paper_show_the_same_background(
    pictures: TilePictures, tmp_path: Path, qapp: QGuiApplication
) -> None:
    backdrop = Backdrop("x", "影像", "© 测绘院", waits=True)
    (page, *_) = pages_of(district(), SheetOrder(paper="A4", hidden=EVERY_LAYER, backdrops=(backdrop,)), DAY)
    write_png(tmp_path / "sheet.png", page, words, dpi=120, tiles={"x": pictures})
    write_pdf(tmp_path / "sheet.pdf", (page,), words, tiles={"x": pictures})
    assert (tmp_path / "sheet.pdf").stat().st_size > 50_000, "the picture is in it"
    assert page.frame is not None
    viewport = page.frame.viewport
    small = replace(viewport, width_px=300, height_px=200, metres_per_px=viewport.metres_per_px * 4, px_per_mm=4.0)
    image = picture(page.shown_map.snapshot, small, tiles={"x": pictures})
    wrong = wrong_m(image, true_colours(small, district().about.map_crs)) / small.metres_per_px
    assert np.quantile(wrong, 0.99) < 0.5
