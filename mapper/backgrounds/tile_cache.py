"""Tiles that were fetched, kept on disk up to a size; those not looked at longest go first."""

import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from threading import Lock

from mapper.backgrounds.grids import Tile
from mapper.files.sqlite_files import connect, remove_leftovers
from mapper.lazy_dataclass import dataclass

_USED_AGAIN_S = 3600.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS tiles (
    source TEXT NOT NULL, level INTEGER NOT NULL, tile_column INTEGER NOT NULL, tile_row INTEGER NOT NULL,
    body BLOB NOT NULL, fetched REAL NOT NULL, used REAL NOT NULL,
    PRIMARY KEY (source, level, tile_column, tile_row));
CREATE INDEX IF NOT EXISTS tiles_by_use ON tiles (used);
"""


@dataclass(frozen=True)
class KeptTile:
    """A tile's bytes, empty where the server has no such tile, and how long ago they came."""

    body: bytes
    age_s: float


class TileCache:
    """One SQLite file, for any thread and for several windows at once. Where it cannot be written nothing is kept."""

    def __init__(self, folder: Path, most_bytes: int = 512 * 2**20) -> None:
        self.most_bytes = most_bytes
        self._path = folder / "tiles.sqlite"
        self._lock = Lock()
        self._file: sqlite3.Connection | None = None
        self._bytes = 0

    def get(self, source: str, tile: Tile) -> KeptTile | None:
        """What is kept of a tile."""
        now = time.time()
        with self._lock, suppress(sqlite3.Error):
            file = self._open()
            found = None if file is None else file.execute(
                "SELECT body, fetched, used FROM tiles"
                " WHERE source = ? AND level = ? AND tile_column = ? AND tile_row = ?", (source, *tile),
            ).fetchone()  # fmt: skip
            if file is None or found is None:
                return None
            if now - found[2] > _USED_AGAIN_S:
                file.execute(
                    "UPDATE tiles SET used = ?"
                    " WHERE source = ? AND level = ? AND tile_column = ? AND tile_row = ?", (now, source, *tile),
                )  # fmt: skip
            return KeptTile(bytes(found[0]), max(now - found[1], 0.0))
        return None

    def put(self, source: str, tile: Tile, body: bytes) -> None:
        """Keep a tile; what was not looked at longest goes where it would be too much."""
        now = time.time()
        with self._lock, suppress(sqlite3.Error):
            file = self._open()
            if file is None or len(body) > self.most_bytes:
                return
            file.execute("INSERT OR REPLACE INTO tiles VALUES (?, ?, ?, ?, ?, ?, ?)", (source, *tile, body, now, now))
            self._bytes += len(body)
            if self._bytes > self.most_bytes:
                self._shrink(file)

    @property
    def size_bytes(self) -> int:
        """How much is kept now."""
        with self._lock, suppress(sqlite3.Error):
            file = self._open()
            return 0 if file is None else _sum(file)
        return 0

    def clear(self) -> None:
        """Forget everything."""
        with self._lock, suppress(sqlite3.Error):
            file = self._open()
            if file is not None:
                file.execute("DELETE FROM tiles")
                file.execute("VACUUM")
                self._bytes = 0

    def close(self) -> None:
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _open(self) -> sqlite3.Connection | None:
        """The file, made where there is none; a damaged one is thrown away, for it can be fetched again."""
        if self._file is not None:
            return self._file
        for again in (False, True):
            file = None
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                file = connect(self._path, "rwc", busy_s=2.0, one_thread=False)
                file.execute("PRAGMA journal_mode = WAL")
                file.execute("PRAGMA synchronous = NORMAL")
                file.executescript(_SCHEMA)
                self._bytes = _sum(file)
            except (OSError, sqlite3.Error) as error:
                if file is not None:
                    file.close()
                if again or not isinstance(error, sqlite3.DatabaseError):
                    return None
                if not isinstance(error, sqlite3.OperationalError):
                    with suppress(OSError):
                        remove_leftovers(self._path)
                        self._path.unlink()
            else:
                self._file = file
                return file
        return None

    def _shrink(self, file: sqlite3.Connection) -> None:
        kept, cut = 0, None
        with closing(file.execute("SELECT used, length(body) FROM tiles ORDER BY used DESC")) as rows:
            for used, length in rows:
                kept += length
                if kept > 0.9 * self.most_bytes:
                    cut = used
                    break
        if cut is not None:
            file.execute("DELETE FROM tiles WHERE used <= ?", (cut,))
        self._bytes = _sum(file)


def _sum(file: sqlite3.Connection) -> int:
    return int(file.execute("SELECT coalesce(sum(length(body)), 0) FROM tiles").fetchone()[0])
