"""Servers here that hold on to whoever asks them, or send what is no tile: a fetch ends, nothing is kept."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import repeat
from pathlib import Path

import pytest

from layers.paint.tile_pictures import decodes
from mapper.backgrounds.addresses import address_background
from mapper.backgrounds.fetching import AddressTiles
from mapper.backgrounds.grids import Tile
from mapper.backgrounds.tile_cache import TileCache
from mapper.backgrounds.tile_source import TileLater
from tests.tiles import encoded, telling_tile, tile_server

TILE = Tile(5, 26, 13)
PICTURE = encoded(telling_tile(Tile(12, 3338, 1682)))
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
WHOLE = b"%x\r\n%s\r\n" % (len(PICTURE), PICTURE)
MILLION = b"x" * 2**20
# What comes at once, what comes again and again after it, and the pause between.
SERVERS = {
    "the status drips": (b"", b"H", 0.02),
    "a line of the head drips": (OK + b"X: ", b"x", 0.02),
    "lines of the head drip": (OK, b"X: y\r\n", 0.02),
    "the length of a piece drips": (CHUNKED, b"0", 0.02),
    "lines behind the last piece drip": (CHUNKED + WHOLE + b"0\r\n", b"x: y\r\n", 0.02),
    "the body of a redirect drips": (
        b"HTTP/1.1 302 Found\r\nLocation: /y\r\nContent-Length: 99999\r\n\r\n",
        b"x",
        0.02,
    ),
    "a redirect pours": (b"HTTP/1.1 302 Found\r\nLocation: /y\r\n\r\n", MILLION, 0.0),
    "behind the last piece it pours": (CHUNKED + WHOLE + b"0\r\n", b"x: y\r\n" * 9999, 0.0),
    "a body pours": (OK + b"\r\n", MILLION, 0.0),
    "it sends round and round": (b"HTTP/1.1 302 Found\r\nLocation: /y\r\nContent-Length: 0\r\n\r\n", b"", 0.0),
    "it says to go on": (b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.02),
}


@contextmanager
def server(first: bytes, then: bytes, pause_s: float) -> Iterator[tuple[str, list[int]]]:
    """An address, and how many bytes each caller was sent."""
    sent: list[int] = []
    over = threading.Event()

    def answer(caller: socket.socket) -> None:
        with closing(caller), suppress(OSError):
            caller.recv(2**16)
            caller.sendall(first)
            sent.append(len(first))
            for piece in repeat(then) if then else ():
                if over.wait(pause_s) if pause_s else over.is_set():
                    return
                caller.sendall(piece)
                sent[-1] += len(piece)

    def listen() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(waiting.accept()[0],), daemon=True).start()

    with closing(socket.create_server(("127.0.0.1", 0))) as waiting:
        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{waiting.getsockname()[1]}", sent
        over.set()
        waiting.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("how", SERVERS)
def test_a_fetch_has_an_end_wherever_the_server_holds_on(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mapper.backgrounds.fetching._WHOLE_S", 0.4)
    cache = TileCache(tmp_path)
    with server(*SERVERS[how]) as (address, sent):
        source = AddressTiles(address_background(f"{address}/{{z}}/{{x}}/{{y}}"), cache)
        began = time.monotonic()
        with pytest.raises(TileLater):
            source.read(TILE)
        assert time.monotonic() - began < 3
        assert sum(sent) < 64 * 2**20  # what lies in the buffers of two sockets is not read
    assert cache.size_bytes == 0


def test_a_picture_that_does_not_decode_is_never_kept_and_told(tmp_path: Path) -> None:
    torn = bytearray(PICTURE)
    middle = len(torn) // 2
    torn[middle : middle + 40] = bytes(40)
    cache = TileCache(tmp_path)
    answers = [bytes(torn)] * 3 + [PICTURE]
    with tile_server(lambda _: (200, answers.pop(0))) as (address, _):
        source = AddressTiles(address_background(f"{address}/{{z}}/{{x}}/{{y}}"), cache, decodes)
        told = []
        for _ in range(3):
            with pytest.raises(TileLater) as later:
                source.read(TILE)
            told.append(later.value.trouble)
        assert told[-1] is not None
        assert told[-1].code == "address_no_picture"
        assert cache.size_bytes == 0


def test_a_kept_picture_that_the_disk_has_altered_is_asked_for_anew(tmp_path: Path) -> None:
    torn = bytearray(PICTURE)
    torn[len(torn) // 2 : len(torn) // 2 + 40] = bytes(40)
    cache = TileCache(tmp_path)
    with tile_server(lambda _: (200, PICTURE)) as (address, asked):
        source = AddressTiles(address_background(f"{address}/{{z}}/{{x}}/{{y}}"), cache, decodes)
        source.read(TILE)
        cache.put(source._name, TILE, bytes(torn))
        assert source.read(TILE) == PICTURE
        assert source.read(TILE) == PICTURE
    assert len(asked) == 2
