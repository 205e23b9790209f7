"""Files of tiles and rasters: read where they are pictures, refused with one sentence where they are not."""

import gzip
import sqlite3
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
from pyproj import Transformer
from rasterio.transform import from_origin

from mapper.backgrounds.background import Background, file_background
from mapper.backgrounds.grids import Tile
from mapper.backgrounds.opening import open_tiles
from mapper.backgrounds.tile_cache import TileCache
from mapper.errors import InputError
from tests.tiles import encoded, telling_tile, tiles_of, write_mbtiles, write_pmtiles

HERE = tiles_of(12)[0]


def opened(path: Path, crs: str = ""):
    return open_tiles(file_background(path, crs=crs), TileCache(path.parent))


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as told:
        opened(path)
    return told.value.code


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
@pytest.mark.parametrize("write", [write_mbtiles, write_pmtiles])
def test_an_archive_gives_back_each_tile_and_none_elsewhere(
    write: Callable[..., Path], kind: str, tmp_path: Path
) -> None:
    tiles = {t: encoded(telling_tile(t), kind) for level in (11, 12) for t in tiles_of(level)}
    names = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
    more = {"kind": names[kind]} if write is write_pmtiles else {"format": kind}
    source = opened(write(tmp_path / f"a.{write.__name__[6:]}", tiles, attribution="© 测绘院", **more))
    assert source.levels == (11, 12)
    assert source.attribution == "© 测绘院"
    assert {tile: source.read(tile) for tile in tiles} == tiles
    assert source.read(Tile(12, 0, 0)) is None
    assert source.read(Tile(13, 0, 0)) is None
    source.close()


def test_a_pmtiles_file_with_leaf_directories_is_read_whole(tmp_path: Path) -> None:
    # Distinct bytes and gaps between tiles make more entries than the root directory holds.
    one = encoded(telling_tile(HERE))
    tiles = {Tile(9, x, y): one + bytes(f"{x},{y}", "ascii") for x in range(0, 512, 3) for y in range(0, 512, 5)}
    source = opened(write_pmtiles(tmp_path / "many.pmtiles", tiles))
    some = list(tiles)[::997]
    assert [source.read(tile) for tile in some] == [tiles[tile] for tile in some]
    assert source.read(Tile(9, 1, 1)) is None
    source.close()


def test_vector_tiles_are_refused(tmp_path: Path) -> None:
    assert refusal(write_mbtiles(tmp_path / "v.mbtiles", {HERE: b"\x1f\x8bwhat"}, format="pbf")) == "background_vector"
    assert refusal(write_mbtiles(tmp_path / "w.mbtiles", {HERE: b"\x1a\x12what"})) == "background_vector"
    assert refusal(write_pmtiles(tmp_path / "v.pmtiles", {HERE: b"what"}, "MVT")) == "background_vector"


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    for name in ("a.mbtiles", "a.pmtiles", "a.tif"):
        (tmp_path / name).write_bytes(b"nothing of the kind" * 50)
        assert refusal(tmp_path / name) == "background_unreadable", name
        (tmp_path / name).write_bytes(b"")
        assert refusal(tmp_path / name) == "background_unreadable", name
    sqlite3.connect(tmp_path / "other.mbtiles").executescript("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
    assert refusal(tmp_path / "other.mbtiles") == "background_unreadable"
    assert refusal(write_mbtiles(tmp_path / "none.mbtiles", {}, format="png")) == "background_empty"
    assert refusal(tmp_path / "missing.mbtiles") == "file_missing"
    (tmp_path / "a.docx").write_bytes(b"x")
    assert refusal(tmp_path / "a.docx") == "background_kind"


def write_raster(path: Path, bands: np.ndarray, transform=None, crs: str | None = "EPSG:4547", **more: object) -> Path:
    transform = transform or from_origin(500_000, 3_360_000, 10, 10)
    count, height, width = bands.shape
    with rasterio.open(
        path, "w", driver="GTiff", width=width, height=height, count=count, dtype=bands.dtype, crs=crs,
        transform=transform, **more,
    ) as file:  # fmt: skip
        file.write(bands)
    return path


def test_a_raster_is_cut_into_tiles_that_are_its_own_pixels(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    bands = rng.integers(0, 256, (3, 300, 520), dtype=np.uint8)
    source = opened(write_raster(tmp_path / "a.tif", bands))
    assert source.levels == (0, 2)
    assert source.grid.size(2) == (3, 2)
    whole = np.vstack([np.hstack([source.read(Tile(2, x, y)) for x in range(3)]) for y in range(2)])
    assert (whole[:300, :520, :3].transpose(2, 0, 1) == bands).all()
    assert (whole[:300, :520, 3] == 255).all()
    assert not whole[300:, :, 3].any()
    assert not whole[:, 520:, 3].any()
    assert source.read(Tile(2, 3, 0)) is None
    coarse = source.read(Tile(1, 0, 0))
    mean = bands[:, :300, :512].reshape(3, 150, 2, 256, 2).mean(axis=(2, 4))
    assert np.abs(coarse[:150, :256, :3].transpose(2, 0, 1) - mean).max() <= 1
    source.close()


def test_a_raster_pixel_lies_where_its_file_says(tmp_path: Path) -> None:
    source = opened(write_raster(tmp_path / "a.tif", np.zeros((1, 300, 520), np.uint8)))
    to_degrees = Transformer.from_crs("EPSG:4547", "EPSG:4326", always_xy=True)
    lonlat = np.column_stack(to_degrees.transform([500_000, 505_200], [3_360_000, 3_357_000]))
    assert np.allclose(source.grid.to_degrees(2, np.array([[0, 0], [520 / 256, 300 / 256]])), lonlat, atol=1e-9)
    assert np.allclose(source.grid.from_degrees(2, lonlat), [[0, 0], [520 / 256, 300 / 256]], atol=1e-6)
    source.close()


def test_palette_grey_and_nodata_become_colours_and_clear(tmp_path: Path) -> None:
    values = np.array([[[0, 1], [2, 1]]], np.uint8)
    path = write_raster(tmp_path / "p.tif", values, photometric="palette")
    with rasterio.open(path, "r+") as file:
        file.write_colormap(1, {0: (10, 20, 30, 255), 1: (200, 100, 50, 255), 2: (1, 2, 3, 255)})
    source = opened(path)
    assert source.read(Tile(0, 0, 0))[:2, :2].tolist() == [
        [[10, 20, 30, 255], [200, 100, 50, 255]],
        [[1, 2, 3, 255], [200, 100, 50, 255]],
    ]
    source.close()
    source = opened(write_raster(tmp_path / "g.tif", values, nodata=2))
    assert source.read(Tile(0, 0, 0))[:2, :2, 3].tolist() == [[255, 255], [0, 255]]
    assert source.read(Tile(0, 0, 0))[0, 1].tolist() == [1, 1, 1, 255]
    source.close()


def test_a_picture_with_a_world_file_is_read_in_the_crs_that_is_told(tmp_path: Path) -> None:
    (tmp_path / "scan.png").write_bytes(encoded(telling_tile(HERE)))
    assert refusal(tmp_path / "scan.png") == "background_nowhere"
    (tmp_path / "scan.pgw").write_text("10\n0\n0\n-10\n500005\n3359995\n")
    assert refusal(tmp_path / "scan.png") == "crs_missing"
    source = opened(tmp_path / "scan.png", crs="4547")
    assert (source.read(Tile(0, 0, 0)) == telling_tile(HERE)).all()
    source.close()
    # Degrees need not be told.
    (tmp_path / "scan.pgw").write_text("0.0001\n0\n0\n-0.0001\n113.4\n30.3\n")
    source = opened(tmp_path / "scan.png")
    assert np.allclose(source.grid.to_degrees(0, np.array([[0.5 / 256, 0.5 / 256]])), [[113.4, 30.3]])
    source.close()


def test_rasters_that_are_no_pictures_are_refused(tmp_path: Path) -> None:
    assert refusal(write_raster(tmp_path / "dem.tif", np.zeros((1, 20, 20), np.float32))) == "background_bands"
    assert refusal(write_raster(tmp_path / "many.tif", np.zeros((7, 20, 20), np.uint8))) == "background_bands"
    assert refusal(write_raster(tmp_path / "none.tif", np.zeros((3, 20, 20), np.uint8), crs=None)) == "crs_missing"
    assert refusal(write_raster(tmp_path / "1980.tif", np.zeros((3, 20, 20), np.uint8), crs="EPSG:2383")) == (
        "crs_ballpark"
    )


def test_settings_of_another_version_are_left_out_and_ours_come_back() -> None:
    ours = Background("address", "http://10.1.1.1/{z}/{x}/{y}", "内网", "gcj02", True, 0.5, "© x", "degrees", "0-7", 17)
    assert Background.from_json(ours.as_json()) == ours
    whole = ours.as_json()
    bad = ({"datum": "x"}, {"opacity": "a"}, {"opacity": 7}, {"place": ""}, {"kind": "ftp"}, {"name": 3})
    for wrong in (None, 3, {}, {"kind": "mbtiles"}, *({**whole, **part} for part in bad)):
        assert Background.from_json(wrong) is None
    assert Background.from_json({**ours.as_json(), "of_a_later_version": 1}) == ours


def test_what_an_archive_says_of_its_sizes_is_not_believed(tmp_path: Path) -> None:
    one = encoded(telling_tile(HERE))
    path = write_mbtiles(tmp_path / "a.mbtiles", {HERE: one, HERE._replace(column=HERE.column + 1): one})
    with sqlite3.connect(path) as file:
        # As a number it would be taken for so many bytes.
        file.execute("UPDATE tiles SET tile_data = 100000000000 WHERE tile_column = ?", (HERE.column + 1,))
    file.close()
    source = opened(path)
    assert source.read(HERE) == one
    assert source.read(HERE._replace(column=HERE.column + 1)) is None
    source.close()
    with sqlite3.connect(path) as file:
        file.execute("UPDATE tiles SET zoom_level = 1000000")
    file.close()
    assert refusal(path) == "background_unreadable"


@pytest.mark.parametrize("field", [16, 48])  # lengths of the root directory and of the metadata's tile data
def test_a_pmtiles_directory_that_says_it_is_huge_costs_its_tiles(tmp_path: Path, field: int) -> None:
    path = write_pmtiles(tmp_path / "a.pmtiles", {HERE: encoded(telling_tile(HERE))})
    data = bytearray(path.read_bytes())
    data[field : field + 8] = (2**60).to_bytes(8, "little")
    path.write_bytes(data)
    source = opened(path)
    assert source.read(HERE) is None or field == 48
    source.close()


def test_a_directory_bomb_costs_its_tiles(tmp_path: Path) -> None:
    path = write_pmtiles(tmp_path / "a.pmtiles", {HERE: encoded(telling_tile(HERE))})
    data, bomb = bytearray(path.read_bytes()), gzip.compress(bytes(64 * 2**20))
    data[8:24] = len(data).to_bytes(8, "little") + len(bomb).to_bytes(8, "little")
    path.write_bytes(bytes(data) + bomb)
    source = opened(path)
    assert source.read(HERE) is None
    source.close()


@pytest.mark.parametrize("driver", ["GTiff", "PNG"])
def test_a_raster_that_must_be_in_memory_as_a_whole_has_a_bound(tmp_path: Path, driver: str) -> None:
    side = 40_000  # pixels
    path = tmp_path / "big.tif"
    if driver == "GTiff":
        profile = {"width": side, "height": side, "count": 1, "dtype": "uint8", "crs": "EPSG:4326"}
        profile |= {"tiled": True, "blockxsize": 32_768, "blockysize": 32_768, "sparse_ok": True}
        place = from_origin(113, 31, 1e-6, 1e-6)
        with rasterio.open(path, "w", transform=place, **profile):
            pass
    else:
        path = tmp_path / "big.png"
        head = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 1)  # interlaced
        path.write_bytes(
            b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
            + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
        )  # fmt: skip
        path.with_suffix(".pgw").write_text("1e-6\n0\n0\n-1e-6\n113\n31\n")
    assert refusal(path) == "background_too_large"
