"""Addresses of tile servers as people paste them: XYZ templates, and WMTS with its own words for the same."""

import re
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from mapper.backgrounds.background import Background, Tiling
from mapper.backgrounds.grids import Tile
from mapper.errors import InputError

_WORDS = {"tilematrix": "{z}", "tilerow": "{y}", "tilecol": "{x}"}
_PLACES = re.compile(r"\{(z|x|y|-y|s)\}")
_DEGREES_C = re.compile(r"(?i)_c/wmts|tilematrixset=c(&|$)|tilematrixset=[^&]*4490|/c/\{z\}")
_DEGREES_TWO = re.compile(r"(?i)tilematrixset=[^&]*4326|/EPSG:4326/")


def address_background(
    address: str, name: str = "", tiling: Tiling | None = None, servers: str = "abc", deepest: int = 18
) -> Background:
    """A background from an address; the tiling is guessed from its words where it is not told.

    Raises
    ------
    InputError
        ``address_scheme``: not http or https; ``address_places``: it does not say where level, column and row go;
        ``address_servers``: ``servers`` is empty though the address has ``{s}``.
    """
    template = template_of(address)
    host = urlsplit(template.replace("{s}", "s")).hostname
    known = set(_PLACES.findall(template))
    if not {"z", "x"} <= known or not known & {"y", "-y"}:
        raise InputError("address_places", address=address)
    if "s" in known and not server_names(servers):
        raise InputError("address_servers", address=address)
    return Background(
        "address",
        template,
        name.strip() or str(host),
        tiling=tiling or guessed_tiling(template),
        servers=servers,
        deepest=deepest,
    )


def template_of(address: str) -> str:
    """The address with ``{z}``, ``{x}``, ``{y}`` where WMTS says TileMatrix, TileCol, TileRow, RESTful or as a query.

    Raises
    ------
    InputError
        ``address_scheme``.
    """
    template = address.strip()
    try:
        parts = urlsplit(template)
        sound = parts.scheme in ("http", "https") and bool(parts.netloc)
    except ValueError:
        sound = False
    if not sound:
        raise InputError("address_scheme", address=address)
    template = re.sub(r"\{(\w+)\}", lambda word: _WORDS.get(word[1].lower(), word[0]), template)
    parts = urlsplit(template)
    asked = {key.lower(): value for key, value in parse_qsl(parts.query, keep_blank_values=True)}
    if asked.get("service", "").lower() != "wmts" or _PLACES.search(parts.query):
        return template
    # A WMTS query without places: an example of one tile, or the part that all tiles have in common.
    defaults = {"request": "GetTile", "version": "1.0.0", "style": "default", "format": "image/png"}
    query = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if key.lower() not in (*_WORDS, "request")
    ]
    query += [(key, value) for key, value in defaults.items() if key == "request" or key not in asked]
    prefix = re.match(r"(.*:)\d+$", asked.get("tilematrix", ""))  # GeoServer: EPSG:4326:7
    text = "&".join(f"{key}={quote(value, safe='/:{}')}" for key, value in query)
    text += f"&TILEMATRIX={prefix[1] if prefix else ''}{{z}}&TILEROW={{y}}&TILECOL={{x}}"
    return urlunsplit(parts._replace(query=text))


def guessed_tiling(template: str) -> Tiling:
    """The tiling that an address's words speak of; ``mercator`` where they say nothing."""
    if _DEGREES_C.search(template):
        return "degrees"
    return "degrees_two" if _DEGREES_TWO.search(template) else "mercator"


def server_names(servers: str) -> list[str]:
    """``abc`` as a, b, c; ``0-7`` as 0 to 7; ``t1,t2`` as t1, t2."""
    text = servers.strip()
    if "," in text:
        return [name.strip() for name in text.split(",") if name.strip()]
    if found := re.fullmatch(r"(\d+)-(\d+)", text):
        return [str(number) for number in range(int(found[1]), min(int(found[2]), int(found[1]) + 99) + 1)]
    return list(text)


def tile_address(background: Background, tile: Tile, rows: int) -> str:
    """Where a tile is; ``rows`` of its level, for addresses whose rows count from the south."""
    names = server_names(background.servers) or [""]
    values = {
        "z": tile.level,
        "x": tile.column,
        "y": tile.row,
        "-y": rows - 1 - tile.row,
        "s": names[(tile.column + tile.row) % len(names)],
    }
    return _PLACES.sub(lambda place: str(values[place[1]]), background.place)


def host_of(background: Background) -> str:
    """The computer that an address asks, as a person reads it: without keys."""
    return urlsplit(background.place.replace("{s}", "*")).netloc.rpartition("@")[2]
