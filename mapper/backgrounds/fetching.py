"""Tiles of an address: from the cache where they are fresh, else from the server, which is let rest when it fails."""

import hashlib
import http.client
import time
import urllib.error
import urllib.request
from threading import Lock
from typing import IO
from urllib.parse import urlsplit

from mapper.backgrounds.addresses import host_of, tile_address
from mapper.backgrounds.background import Background
from mapper.backgrounds.grids import Grid, Tile, WorldGrid
from mapper.backgrounds.tile_cache import TileCache
from mapper.backgrounds.tile_source import TileLater, is_picture
from mapper.crs import Bounds
from mapper.errors import InputError
from mapper.files.limits import MOST_TILE_BYTES

_FRESH_S = 30 * 86400.0
_ABSENT_FRESH_S = 86400.0  # a tile that the server does not have
_TIMEOUT_S = 6.0
_ABSENT = (204, 404, 410)
_REFUSED = (401, 402, 403, 407)
# So many failures in a row, and the server is let rest; longer each time.
_FAILURES, _FIRST_REST_S, _LONGEST_REST_S = 3, 20.0, 600.0


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a server that sends elsewhere on the same host only: the person named no other."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:  # fmt: skip
        target = urlsplit(newurl)
        if target.scheme not in ("http", "https") or target.hostname != urlsplit(req.full_url).hostname:
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class AddressTiles:
    """The tiles of one address.

    ``resting_s`` is how long the server is still let rest, 0 while it answers.
    """

    readers = 4

    def __init__(self, background: Background, cache: TileCache) -> None:
        self._background, self._cache = background, cache
        # Keys in an address are not written down in the cache.
        self._name = hashlib.sha256(f"{background.tiling} {background.place}".encode()).hexdigest()[:24]
        self._opener = urllib.request.build_opener(_SameHost)
        self._lock = Lock()
        self._failures, self._rest_s, self._until = 0, _FIRST_REST_S, 0.0
        self.grid: Grid = WorldGrid(background.tiling, background.datum)
        self.levels = (1 if background.tiling == "degrees" else 0, background.deepest)
        self.bounds: Bounds | None = None
        self.attribution = background.attribution

    @property
    def resting_s(self) -> float:
        return max(self._until - time.monotonic(), 0.0)

    def read(self, tile: Tile) -> bytes | None:
        kept = self._cache.get(self._name, tile)
        if kept is not None and kept.age_s < (_FRESH_S if kept.body else _ABSENT_FRESH_S):
            return kept.body or None
        try:
            body = self._fetched(tile)
        except TileLater:
            if kept is None:
                raise
            return kept.body or None  # old is better than nothing
        self._cache.put(self._name, tile, body)
        return body or None

    def close(self) -> None:
        pass

    def _fetched(self, tile: Tile) -> bytes:
        """A tile's bytes from the server, empty where it has none. Raises TileLater."""
        if self.resting_s:
            raise TileLater(self.resting_s)
        address = tile_address(self._background, tile, self.grid.size(tile.level)[1])
        host = host_of(self._background)
        request = urllib.request.Request(address, headers={"User-Agent": "jurisdiction-mapper", "Accept": "image/*"})  # noqa: S310 – http and https only: addresses.template_of
        try:
            with self._opener.open(request, timeout=_TIMEOUT_S) as answer:
                body: bytes = b"" if answer.status in _ABSENT else answer.read(MOST_TILE_BYTES + 1)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in _ABSENT:
                body = b""
            elif error.code in _REFUSED:
                raise self._failed(InputError("address_refused", host=host, status=error.code), at_once=True) from error
            else:
                raise self._failed(InputError("address_status", host=host, status=error.code)) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._failed(InputError("address_silent", host=host)) from error
        if body and (not is_picture(body) or len(body) > MOST_TILE_BYTES):
            raise self._failed(InputError("address_no_picture", host=host))
        with self._lock:
            self._failures, self._rest_s = 0, _FIRST_REST_S
        return body

    def _failed(self, trouble: InputError, at_once: bool = False) -> TileLater:
        """Count a failure; the one that sends the server to rest carries the sentence, the others only the wait."""
        with self._lock:
            self._failures += 1
            if self._failures < _FAILURES and not at_once:
                return TileLater(2.0 * self._failures)
            already = self.resting_s > 0
            first = self._rest_s == _FIRST_REST_S
            if not already:
                self._until = time.monotonic() + self._rest_s
                self._rest_s = min(self._rest_s * 2, _LONGEST_REST_S)
            return TileLater(self.resting_s, trouble if first and not already else None)
