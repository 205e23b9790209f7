"""Tiles of an address: from the cache where they are fresh, else from the server, which is let rest when it fails."""

import hashlib
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from threading import Lock
from typing import IO
from urllib.parse import SplitResult, urlsplit

from mapper.backgrounds.addresses import host_of, tile_address
from mapper.backgrounds.background import Background
from mapper.backgrounds.bounded_http import Bound, opener
from mapper.backgrounds.grids import Grid, Tile, WorldGrid
from mapper.backgrounds.tile_cache import TileCache
from mapper.backgrounds.tile_source import TileLater, is_picture, is_whole
from mapper.crs import Bounds
from mapper.errors import InputError
from mapper.files.limits import MOST_TILE_BYTES

_FRESH_S = 30 * 86400.0
_ABSENT_FRESH_S = 86400.0  # a tile that the server does not have
_TIMEOUT_S = 6.0  # without a byte
_WHOLE_S = 15.0  # for all of a fetch; see bounded_http.py
_BESIDE_BYTES = 2**20  # of heads, and of answers that send on, beside the tile
_PIECE_BYTES = 64 * 2**10
_ABSENT = (204, 404, 410)
_REFUSED = (401, 402, 403, 407)
# So many failures in a row, and the server is let rest; longer each time.
_FAILURES, _FIRST_REST_S, _LONGEST_REST_S = 3, 20.0, 600.0


class _SameServer(urllib.request.HTTPRedirectHandler):
    """Follows a server that sends elsewhere on itself only: the person named no other host, and no other port.

    From http to https it may send, each on its usual port, and never back.
    """

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:  # fmt: skip
        source, target = urlsplit(req.full_url), urlsplit(newurl)
        secured = (source.scheme, target.scheme) == ("http", "https") and _port(source) == 80 and _port(target) == 443
        same = source.scheme == target.scheme and _port(source) == _port(target)
        if target.hostname != source.hostname or not (same or secured):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _port(address: SplitResult) -> int | None:
    try:
        return address.port or {"http": 80, "https": 443}.get(address.scheme)
    except ValueError:  # a number that is none
        return None


def _read_whole(answer: http.client.HTTPResponse) -> bytes:
    """All of an answer, up to a byte more than a tile may have. OSError where it is cut short."""
    pieces, size = list[bytes](), 0
    while size <= MOST_TILE_BYTES and (piece := answer.read1(_PIECE_BYTES)):
        pieces.append(piece)
        size += len(piece)
    if answer.length and size <= MOST_TILE_BYTES:  # what was promised and did not come
        raise http.client.IncompleteRead(b"", answer.length)
    return b"".join(pieces)


class AddressTiles:
    """The tiles of one address.

    ``decodes`` tells whether the bytes of a picture are one, and whole: others are not kept, and count as a failure.
    ``resting_s`` is how long the server is still let rest, 0 while it answers.
    """

    readers = 4

    def __init__(self, background: Background, cache: TileCache, decodes: Callable[[bytes], bool] = is_whole) -> None:
        self._background, self._cache, self._decodes = background, cache, decodes
        # Keys in an address are not written down in the cache.
        self._name = hashlib.sha256(f"{background.tiling} {background.place}".encode()).hexdigest()[:24]
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
        if kept is not None and kept.body and not self._decodes(kept.body):  # the disk has altered it
            kept = None
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
        bound = Bound(_WHOLE_S, _TIMEOUT_S, MOST_TILE_BYTES + _BESIDE_BYTES)
        try:
            with opener(bound, _SameServer()).open(request, timeout=_TIMEOUT_S) as answer:
                body: bytes = b"" if answer.status in _ABSENT else _read_whole(answer)
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
        if body and (len(body) > MOST_TILE_BYTES or not is_picture(body) or not self._decodes(body)):
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
