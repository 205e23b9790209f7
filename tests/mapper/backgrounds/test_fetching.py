"""The network: nobody is asked but a server that the user named; tiles are kept, and a dead server is told once."""

import socket
import threading
import time
from http.client import HTTPMessage
from io import BytesIO
from pathlib import Path
from urllib.request import Request

import pytest
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QImage

from layers.paint.tile_pictures import TilePictures
from mapper.backgrounds.addresses import address_background, host_of, server_names, template_of, tile_address
from mapper.backgrounds.fetching import AddressTiles, _SameServer
from mapper.backgrounds.grids import Tile
from mapper.backgrounds.opening import open_tiles
from mapper.backgrounds.tile_cache import TileCache
from mapper.backgrounds.tile_source import TileLater, is_picture, is_whole
from mapper.errors import InputError
from tests.tiles import encoded, telling_tile, tile_server, until

PICTURE = encoded(telling_tile(Tile(12, 3338, 1682)))
TILE = Tile(5, 26, 13)


def refusal(address: str, **more: str) -> str:
    with pytest.raises(InputError) as told:
        address_background(address, **more)
    return told.value.code


def test_tiles_are_fetched_kept_and_served_when_the_server_is_gone(tmp_path: Path) -> None:
    with tile_server(lambda _: (200, PICTURE)) as (address, asked):
        background = address_background(f"{address}/t/{{z}}/{{x}}/{{y}}.png?tk=secret")
        source = open_tiles(background, TileCache(tmp_path))
        assert asked == [], "opening asks nobody"
        assert source.read(TILE) == PICTURE
        assert source.read(TILE) == PICTURE
        assert asked == ["/t/5/26/13.png?tk=secret"]
    again = open_tiles(background, TileCache(tmp_path))
    assert again.read(TILE) == PICTURE
    with pytest.raises(TileLater):
        again.read(Tile(5, 0, 0))
    assert b"secret" not in b"".join(file.read_bytes() for file in tmp_path.iterdir()), "keys are not written down"


def test_what_the_server_does_not_have_is_asked_once(tmp_path: Path) -> None:
    with tile_server(lambda _: (404, b"no")) as (address, asked):
        source = open_tiles(address_background(f"{address}/{{z}}/{{x}}/{{y}}"), TileCache(tmp_path))
        assert [source.read(TILE) for _ in range(3)] == [None] * 3
        assert len(asked) == 1


def test_a_server_that_fails_now_and_then_is_asked_again(tmp_path: Path) -> None:
    answers = [(500, b""), (200, PICTURE), (200, PICTURE)]
    with tile_server(lambda _: answers.pop(0)) as (address, asked):
        told: list[InputError] = []
        source = open_tiles(address_background(f"{address}/{{z}}/{{x}}/{{y}}"), TileCache(tmp_path))
        pictures = TilePictures(source, failed=told.append)
        pictures.wait_for([TILE], 20)
        assert pictures.at_hand(TILE) is not None
        assert (len(asked), told) == (2, [])
        pictures.close()


def test_a_dead_server_is_told_once_and_let_rest(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told: list[InputError] = []
    source = AddressTiles(address_background(f"http://127.0.0.1:{port}/{{z}}/{{x}}/{{y}}"), TileCache(tmp_path))
    pictures = TilePictures(source, failed=told.append)
    for column in range(8):
        pictures.want([Tile(5, column, row) for row in range(8)])
        until(lambda: not pictures.busy)
    assert [error.code for error in told] == ["address_silent"]
    assert told[0].values["host"] == f"127.0.0.1:{port}"
    assert source.resting_s > 0
    retry = pictures.retry_in_s
    assert retry is not None
    pictures.close()


@pytest.mark.parametrize(
    ("status", "body", "code"), [(403, b"", "address_refused"), (200, b"<html>log in</html>", "address_no_picture")]
)
def test_a_server_that_gives_no_tiles_is_told_in_its_own_words(
    status: int, body: bytes, code: str, tmp_path: Path
) -> None:
    with tile_server(lambda _: (status, body)) as (address, _):
        told: list[InputError] = []
        source = open_tiles(address_background(f"{address}/{{z}}/{{x}}/{{y}}"), TileCache(tmp_path))
        pictures = TilePictures(source, failed=told.append)
        pictures.want([Tile(5, column, 3) for column in range(9)])
        until(lambda: not pictures.busy)
        assert [error.code for error in told] == [code]
        pictures.close()


def test_no_other_host_is_asked_though_the_server_sends_there(tmp_path: Path) -> None:
    with tile_server(lambda _: (200, PICTURE)) as (other, asked):
        elsewhere = other.replace("127.0.0.1", "localhost").encode()
        with tile_server(lambda _: (302, elsewhere + b"/x.png")) as (address, _):
            source = open_tiles(address_background(f"{address}/{{z}}/{{x}}/{{y}}"), TileCache(tmp_path))
            with pytest.raises(TileLater):
                source.read(TILE)
        assert asked == []
        with tile_server(lambda path: (302, b"/y") if path != "/y" else (200, PICTURE)) as (address, _):
            source = open_tiles(address_background(f"{address}/{{z}}/{{x}}/{{y}}"), TileCache(tmp_path))
            assert source.read(TILE) == PICTURE


@pytest.mark.parametrize(
    ("body", "owed"),
    [
        (PICTURE, 100),
        (PICTURE[:-20], 0),
        (PICTURE[:40], 0),
        (b"\xff\xd8\xff\xe0" + bytes(900), 0),
        (b"GIF89a" + bytes(99), 0),
    ],
)
def test_an_answer_that_is_cut_short_is_never_kept(body: bytes, owed: int, tmp_path: Path) -> None:
    cache = TileCache(tmp_path)
    with tile_server(lambda _: (200, body), owed=owed) as (address, _):
        source = AddressTiles(address_background(f"{address}/{{z}}/{{x}}/{{y}}"), cache)
        with pytest.raises(TileLater):
            source.read(TILE)
    assert cache.size_bytes == 0


@pytest.mark.parametrize("kind", ["PNG", "JPG", "GIF", "WEBP"])
def test_a_whole_picture_of_each_kind_is_one(kind: str) -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    if not image.save(buffer, kind):
        pytest.skip("this Qt writes none")
    data = buffer.data().data()
    assert is_picture(data)
    assert is_whole(data)
    assert is_whole(data + b"\n")
    assert not is_whole(data[: len(data) // 2])


def test_an_answer_that_drips_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mapper.backgrounds.fetching._WHOLE_S", 0.2)
    with tile_server(lambda _: (200, PICTURE * 50), pause_s=0.01) as (address, _):
        source = AddressTiles(address_background(f"{address}/{{z}}/{{x}}/{{y}}"), TileCache(tmp_path))
        began = time.monotonic()
        with pytest.raises(TileLater):
            source.read(TILE)
        assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("asked", "sent_to", "followed"),
    [
        ("http://a.example/t", "http://a.example/u", True),
        ("http://a.example/t", "https://a.example/t", True),
        ("http://a.example/t", "http://a.example:80/u", True),
        ("https://a.example/t", "http://a.example/t", False),
        ("http://a.example:8080/t", "http://a.example:9090/t", False),
        ("http://a.example:8080/t", "https://a.example/t", False),
        ("http://a.example/t", "http://b.example/t", False),
        ("http://a.example/t", "ftp://a.example/t", False),
        ("http://a.example/t", "http://a.example:x/t", False),
    ],
)
def test_a_server_may_send_to_itself_alone(asked: str, sent_to: str, followed: bool) -> None:
    found = _SameServer().redirect_request(Request(asked), BytesIO(), 302, "", HTTPMessage(), sent_to)
    assert (found is not None) == followed


def test_closing_does_not_wait_for_a_server_that_hangs(tmp_path: Path) -> None:
    gate = threading.Event()

    def late(_: str) -> tuple[int, bytes]:
        gate.wait(20)
        return 200, PICTURE

    with tile_server(late) as (address, asked):
        arrived: list[int] = []
        source = open_tiles(address_background(f"{address}/{{z}}/{{x}}/{{y}}"), TileCache(tmp_path))
        pictures = TilePictures(source, lambda: arrived.append(1))
        pictures.want([TILE])
        until(lambda: len(asked) == 1)
        pictures.close()
        assert pictures.at_hand(TILE) is None
        gate.set()
        until(lambda: not [t for t in threading.enumerate() if t.name == "tiles"])
        assert arrived == [], "nobody is told after closing"


def test_the_cache_keeps_its_size_and_what_was_used_last(tmp_path: Path) -> None:
    cache = TileCache(tmp_path, most_bytes=100_000)
    for column in range(200):
        cache.put("a", Tile(9, column, 0), bytes(1000))
    assert 50_000 < cache.size_bytes <= 100_000
    assert cache.get("a", Tile(9, 199, 0)) is not None
    assert cache.get("a", Tile(9, 0, 0)) is None
    assert cache.get("b", Tile(9, 199, 0)) is None
    cache.clear()
    assert cache.size_bytes == 0
    cache.close()


def test_a_damaged_cache_is_begun_anew_and_none_at_all_is_borne(tmp_path: Path) -> None:
    (tmp_path / "tiles.sqlite").write_bytes(b"not a database at all" * 500)
    cache = TileCache(tmp_path)
    cache.put("a", TILE, b"x")
    kept = cache.get("a", TILE)
    assert kept is not None
    assert kept.body == b"x"
    cache.close()
    (tmp_path / "file").write_bytes(b"")
    nowhere = TileCache(tmp_path / "file" / "below")
    nowhere.put("a", TILE, b"x")
    assert nowhere.get("a", TILE) is None
    assert nowhere.size_bytes == 0


def test_addresses_in_all_their_forms() -> None:
    tile = Tile(3, 5, 2)

    def asked(address: str, **more: str) -> str:
        background = address_background(address, **more)
        return tile_address(background, tile, open_tiles(background, TileCache(Path("unused"))).grid.size(3)[1])

    assert asked("http://10.0.0.1/{z}/{x}/{y}.png") == "http://10.0.0.1/3/5/2.png"
    assert asked("http://10.0.0.1/{z}/{x}/{-y}.png") == "http://10.0.0.1/3/5/5.png"
    assert asked("https://t{s}.x.cn/{z}/{x}/{y}", servers="0-7") == "https://t7.x.cn/3/5/2"
    assert asked("http://x.cn/wmts/a/b/{TileMatrix}/{TileRow}/{TileCol}.png") == "http://x.cn/wmts/a/b/3/2/5.png"
    tianditu = "http://t0.tianditu.gov.cn/vec_c/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec&STYLE=default"
    tianditu += "&TILEMATRIXSET=c&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=k"
    assert asked(tianditu).endswith("TILEMATRIX=3&TILEROW=2&TILECOL=5&tk=k")
    assert address_background(tianditu).tiling == "degrees"
    geoserver = "http://10.0.0.1/gwc/service/wmts?service=WMTS&request=GetTile&layer=a:b&tilematrixset=EPSG:4326"
    geoserver += "&tilematrix=EPSG:4326:7&tilerow=1&tilecol=2&format=image/png"
    found = asked(geoserver)
    assert found.endswith("&TILEMATRIX=EPSG:4326:3&TILEROW=2&TILECOL=5")
    assert "tilerow=1" not in found
    assert address_background(geoserver).tiling == "degrees_two"
    assert template_of("http://x/wmts?service=WMTS&layer=a").count("GetTile") == 1
    assert address_background("http://x/{z}/{x}/{y}?TileMatrixSet=GoogleMapsCompatible").tiling == "mercator"
    assert host_of(address_background("http://name:word@10.0.0.1:81/{z}/{x}/{y}?tk=k")) == "10.0.0.1:81"
    assert [server_names(text) for text in ("abc", "0-3", "t1, t2", "")] == [
        ["a", "b", "c"], ["0", "1", "2", "3"], ["t1", "t2"], [],
    ]  # fmt: skip
    assert refusal("ftp://x/{z}/{x}/{y}") == "address_scheme"
    assert refusal("file:///etc/{z}/{x}/{y}") == "address_scheme"
    assert refusal("http://[bad/{z}/{x}/{y}") == "address_scheme"
    assert refusal("http://x/{z}/{x}") == "address_places"
    assert refusal("http://{s}.x/{z}/{x}/{y}", servers=" ") == "address_servers"
