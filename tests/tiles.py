"""Tiles whose colour tells where each of their pixels lies, and files and a server full of them."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyproj
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage

from mapper.backgrounds.grids import Tile
from mapper.crs import gcj02_to_wgs84

_HALF_WORLD_M = 20037508.342789244
_MERCATOR = pyproj.Transformer.from_crs("EPSG:3857", "EPSG:4326", always_xy=True)
WAVE_DEG = 0.004  # land from one repetition of a colour to the next
LAND = (113.36, 30.27, 113.50, 30.37)  # around the made-up districts of tests.districts


def colours(lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Red, green, blue (n, 3) of places (degrees, WGS-84): waves eastward and northward."""
    east, north = 2 * np.pi * lonlat[:, 0] / WAVE_DEG, 2 * np.pi * lonlat[:, 1] / WAVE_DEG
    return 128 + 100 * np.column_stack([np.sin(east), np.cos(east), np.sin(north)])


def tile_degrees(tile: Tile, side: int = 256) -> npt.NDArray[np.float64]:
    """Longitude and latitude of a Web Mercator tile's pixel centres, row by row, by PROJ and not by our formula."""
    step = 2 * _HALF_WORLD_M / 2**tile.level
    centre = (np.arange(side) + 0.5) / side
    x, y = np.meshgrid(-_HALF_WORLD_M + (tile.column + centre) * step, _HALF_WORLD_M - (tile.row + centre) * step)
    return np.column_stack(_MERCATOR.transform(x.ravel(), y.ravel()))


def telling_tile(tile: Tile, datum: str = "wgs84") -> npt.NDArray[np.uint8]:
    """A tile (256, 256, 4) drawn in a datum, coloured by the true place of each pixel."""
    degrees = tile_degrees(tile)
    true = gcj02_to_wgs84(degrees) if datum == "gcj02" else degrees
    return rgba(colours(true).reshape(256, 256, 3))


def rgba(rgb: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    alpha = np.full((*rgb.shape[:2], 1), 255.0)
    return np.ascontiguousarray(np.concatenate([np.clip(np.round(rgb), 0, 255), alpha], axis=2).astype(np.uint8))


def encoded(pixels: npt.NDArray[np.uint8], kind: str = "png") -> bytes:
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGBA8888)
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)
    return bytes(store.data())


def tiles_of(level: int, land: tuple[float, float, float, float] = LAND) -> list[Tile]:
    """The Web Mercator tiles that touch some land."""

    def at(lon: float, lat: float) -> tuple[int, int]:
        x, y = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform(lon, lat)
        share = ((x + _HALF_WORLD_M) / (2 * _HALF_WORLD_M), (_HALF_WORLD_M - y) / (2 * _HALF_WORLD_M))
        return int(share[0] * 2**level), int(share[1] * 2**level)

    (left, bottom), (right, top) = at(land[0], land[1]), at(land[2], land[3])
    return [Tile(level, x, y) for y in range(top, bottom + 1) for x in range(left, right + 1)]


def write_mbtiles(path: Path, tiles: dict[Tile, bytes], **metadata: str) -> Path:
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        file.execute("CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)")
        file.executemany("INSERT INTO metadata VALUES (?, ?)", metadata.items())
        rows = [(t.level, t.column, 2**t.level - 1 - t.row, data) for t, data in tiles.items()]
        file.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    file.close()
    return path


def write_pmtiles(path: Path, tiles: dict[Tile, bytes], kind: str = "PNG", attribution: str = "") -> Path:
    from pmtiles.tile import Compression, TileType, zxy_to_tileid
    from pmtiles.writer import Writer

    with path.open("wb") as file:
        writer = Writer(file)
        for number, data in sorted((zxy_to_tileid(*tile), data) for tile, data in tiles.items()):
            writer.write_tile(number, data)
        levels = [tile.level for tile in tiles]
        head = {
            "tile_type": TileType[kind], "tile_compression": Compression.NONE,
            "min_zoom": min(levels), "max_zoom": max(levels),
            "min_lon_e7": 0, "min_lat_e7": 0, "max_lon_e7": 0, "max_lat_e7": 0,
            "center_zoom": 0, "center_lon_e7": 0, "center_lat_e7": 0,
        }  # fmt: skip
        writer.finalize(head, {"attribution": attribution})
    return path


@contextmanager
def tile_server(
    answer: Callable[[str], tuple[int, bytes]], *, owed: int = 0, pause_s: float = 0.0
) -> Iterator[tuple[str, list[str]]]:
    """A real server on this computer: its address and what was asked; ``answer(path)`` is status and body.

    ``owed`` bytes are promised and not sent; with a pause each byte comes by itself.
    """
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, body = answer(self.path)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", body.decode())
                body = b""
            self.send_header("Content-Length", str(len(body) + owed))
            self.end_headers()
            with suppress(ConnectionError):
                for at in range(len(body) if pause_s else 0):
                    self.wfile.write(body[at : at + 1])
                    time.sleep(pause_s)
                self.wfile.write(b"" if pause_s else body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="tile server")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def until(true: Callable[[], bool], patience_s: float = 20.0) -> None:
    """Wait for a condition."""
    end = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.002)
