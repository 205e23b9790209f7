"""MBTiles and PMTiles: thousands of tiles in one file."""

import sqlite3
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from mapper.backgrounds.background import Background
from mapper.backgrounds.grids import Grid, Tile, WorldGrid
from mapper.backgrounds.tile_source import is_picture
from mapper.crs import Bounds
from mapper.errors import InputError
from mapper.files.limits import DEEPEST_LEVEL, MOST_DIRECTORY_BYTES, MOST_TILE_BYTES
from mapper.files.packed import gunzipped
from mapper.files.sqlite_files import connect

_DIRECTORIES_KEPT = 64


class MBTiles:
    """An SQLite file of tiles (MBTiles 1.3). InputError ``background_unreadable``, ``_vector``, ``_empty``."""

    readers = 2

    def __init__(self, background: Background) -> None:
        path = background.place
        self._lock = Lock()
        try:
            self._file = connect(Path(path), "ro", one_thread=False)
            told = dict(self._file.execute("SELECT name, value FROM metadata").fetchall())
            first = self._file.execute("SELECT substr(CAST(tile_data AS BLOB), 1, 16) FROM tiles LIMIT 1").fetchone()
            low, high = self._file.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
            if first is not None and not 0 <= low <= high <= DEEPEST_LEVEL:
                raise ValueError(low, high)
        except (sqlite3.Error, TypeError, ValueError) as error:
            raise InputError("background_unreadable", path=path) from error
        if first is None:
            raise InputError("background_empty", path=path)
        if told.get("format") in ("pbf", "mvt") or not is_picture(bytes(first[0] or b"")):
            raise InputError("background_vector", path=path)
        self.grid: Grid = WorldGrid(datum=background.datum)
        self.levels = (int(low), int(high))
        # What the file says of its bounds is in its own datum, and often wrong by little: no tile is left out for it.
        self.bounds: Bounds | None = None
        self.attribution = background.attribution or str(told.get("attribution") or "")

    def read(self, tile: Tile) -> bytes | None:
        row = (1 << tile.level) - 1 - tile.row  # rows of MBTiles count from the south
        with self._lock, suppress(sqlite3.Error):  # a damaged page costs its tile, not the map
            found = self._file.execute(
                "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
                " AND typeof(tile_data) = 'blob' AND length(tile_data) <= ?",
                (tile.level, tile.column, row, MOST_TILE_BYTES),
            ).fetchone()
            return None if found is None else bytes(found[0])
        return None

    def close(self) -> None:
        with self._lock:
            self._file.close()


class PMTiles:
    """A PMTiles file, version 3. InputError ``background_unreadable``, ``background_vector``."""

    readers = 2

    def __init__(self, background: Background) -> None:
        from pmtiles.tile import Compression, TileType, deserialize_header

        path = self._path = background.place
        self._lock = Lock()
        try:
            self._file = Path(path).open("rb")  # noqa: SIM115 – open as long as the background is
            self._head: Any = deserialize_header(self._bytes(0, 127))
            metadata = self._metadata(self._head["internal_compression"] == Compression.GZIP)
        except OSError as error:
            raise InputError("background_unreadable", path=path) from error
        except Exception as error:  # the library raises what its parsing stumbles over: bad magic, short reads, …
            self._file.close()
            raise InputError("background_unreadable", path=path) from error
        if self._head["tile_type"] not in (TileType.PNG, TileType.JPEG, TileType.WEBP):
            self._file.close()
            raise InputError("background_vector", path=path)
        if self._head["max_zoom"] > DEEPEST_LEVEL:
            self._file.close()
            raise InputError("background_unreadable", path=path)
        self._zipped = self._head["tile_compression"] == Compression.GZIP
        self._directory = lru_cache(_DIRECTORIES_KEPT)(self._entries)
        self.grid: Grid = WorldGrid(datum=background.datum)
        self.levels = (int(self._head["min_zoom"]), int(self._head["max_zoom"]))
        self.bounds: Bounds | None = None
        self.attribution = background.attribution or str(metadata.get("attribution") or "")

    def read(self, tile: Tile) -> bytes | None:
        from pmtiles.tile import zxy_to_tileid

        if not self.levels[0] <= tile.level <= self.levels[1]:
            return None
        number = zxy_to_tileid(*tile)
        # A damaged directory or tile costs its tile, not the map; the library raises what it stumbles over.
        with suppress(EOFError, LookupError, OSError, TypeError, ValueError, InputError):
            return self._found(number)
        return None

    def _found(self, number: int) -> bytes | None:
        from pmtiles.tile import find_tile

        offset, length = self._head["root_offset"], self._head["root_length"]
        for _ in range(4):  # no deeper by the specification
            entry = find_tile(self._directory(offset, length), number)
            if entry is None:
                return None
            if entry.run_length:
                data = self._bytes(self._head["tile_data_offset"] + entry.offset, entry.length)
                return self._unzipped(data) if self._zipped else data
            offset, length = self._head["leaf_directory_offset"] + entry.offset, entry.length
        return None

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def _bytes(self, offset: int, length: int) -> bytes:
        """A piece of the file. ValueError where the file says it is longer than a tile may be."""
        if length > MOST_TILE_BYTES:
            raise ValueError(length)
        with self._lock:
            self._file.seek(offset)
            return self._file.read(length)

    def _unzipped(self, data: bytes, most_bytes: int = MOST_TILE_BYTES) -> bytes:
        return gunzipped(data, self._path, most_bytes)

    def _entries(self, offset: int, length: int) -> list[Any]:
        from pmtiles.tile import deserialize_directory

        data = self._bytes(offset, length)
        self._unzipped(data, MOST_DIRECTORY_BYTES)  # the library unpacks it whatever it becomes
        return list(deserialize_directory(data))

    def _metadata(self, zipped: bool) -> dict[str, Any]:
        import json

        data = self._bytes(self._head["metadata_offset"], self._head["metadata_length"])
        told = json.loads((self._unzipped(data) if zipped else data) or b"{}")
        return told if isinstance(told, dict) else {}
