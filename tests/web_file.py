"""Everything that stands in a web map's file, read back from its blocks by a decoder of its own."""

import base64
import json
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mapper.crs import transform_xy

STEP_M = 0.25
Places = list[tuple[float, float]]


class Reader:
    """Columns of a block, one after another."""

    def __init__(self, block: bytes) -> None:
        self._block, self._at = block, 0

    @property
    def is_done(self) -> bool:
        return self._at == len(self._block)

    def _count(self) -> int:
        self._at += 4
        return int.from_bytes(self._block[self._at - 4 : self._at], "little")

    def ints(self) -> list[int]:
        found = []
        for _ in range(self._count()):
            value, shift = 0, 0
            while True:
                byte = self._block[self._at]
                self._at += 1
                value |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80:
                    break
            found.append((value >> 1) ^ -(value & 1))
        return found

    def sums(self) -> list[int]:
        return np.cumsum(np.array(self.ints(), dtype=np.int64)).tolist()

    def texts(self) -> list[str]:
        count, size = self._count(), self._count()
        self._at += size
        return self._block[self._at - size : self._at].decode("utf-8").split("\0") if count else []


@dataclass
class WebFile:
    """A web map's file.

    Attributes
    ----------
    data
        What stands in it as JSON.
    page
        The whole document.
    blocks
        Every block's bytes by name.
    popups
        What is told, table by table: title and rows of name and value.
    text
        All that can be read in it, of the document and of every block.
    """

    data: dict[str, Any]
    page: str
    blocks: dict[str, bytes]
    popups: dict[str, list[dict[str, Any]]]
    names: list[str]
    along: list[tuple[str, Places]]
    points: list[tuple[int, tuple[float, float], int, dict[str, Any] | None, str]]

    @property
    def text(self) -> str:
        told = [f"{p['title']}\n{p['rows']}\n{p['key']}" for popups in self.popups.values() for p in popups]
        drawn = [text for *_, text in self.points]
        raw = [block.decode("utf-8", "ignore") for block in self.blocks.values()]
        return "\n".join([self.page, *told, *self.names, *(name for name, _ in self.along), *drawn, *raw])

    @property
    def all_popups(self) -> list[dict[str, Any]]:
        return [popup for popups in self.popups.values() for popup in popups]

    def lonlat(self, x: list[int], y: list[int], step_m: float = STEP_M) -> Places:
        """Longitude and latitude of places that are told as steps."""
        steps = np.column_stack([np.array(x, dtype=float), np.array(y, dtype=float)]) * step_m
        found = transform_xy(steps + np.array(self.data["origin"]), "EPSG:3857", "EPSG:4326")
        return [(float(lon), float(lat)) for lon, lat in found]

    def arcs(self, land: int, level: int = -1) -> list[Places]:
        """Every border of a land at a level; of the finest, if not told otherwise."""
        levels = self.data["lands"][land]["levels"]
        number = range(len(levels))[level]
        reader = Reader(self.blocks[f"arcs-{land}-{number}"])
        counts, x, y, dx, dy = reader.ints(), reader.sums(), reader.sums(), reader.ints(), reader.ints()
        assert reader.is_done
        found, at = [], 0
        for count, x0, y0 in zip(counts, x, y, strict=True):
            xs, ys = (np.cumsum([first, *moves[at : at + count - 1]]).tolist() for first, moves in ((x0, dx), (y0, dy)))
            at += count - 1
            found.append(self.lonlat(xs, ys, levels[number]["step"]))
        return found

    def rings(self, land: int) -> list[tuple[int, Places]]:
        """Each ring of a land with its row."""
        reader, arcs = Reader(self.blocks[f"rings-{land}"]), self.arcs(land)
        row, counts, part, uses = reader.sums(), reader.ints(), reader.sums(), reader.sums()
        assert reader.is_done
        found, at = [], 0
        for count, of in zip(counts, part, strict=True):
            ring: Places = []
            for use in uses[at : at + count]:
                arc = arcs[use >> 1]
                ring += (arc[::-1] if use & 1 else arc)[:-1]
            at += count
            found.append((row[of], ring))
        return found


def read_web_map(path: Path) -> WebFile:
    """What stands in the file."""
    page = path.read_text("utf-8")
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert data is not None
    told = json.loads(data[1])
    packed = re.findall(r'<script type="text/plain" id="b-([\w-]+)">([A-Za-z0-9+/=]*)</script>', page)
    blocks = {name: zlib.decompress(base64.b64decode(text)) for name, text in packed}
    assert list(blocks) == [name for _, name in told["blocks"]], "every block is declared, in its order"
    found = WebFile(told, page, blocks, {}, [], [], [])
    for table in told["tables"]:
        found.popups[table["table"]] = _popups(table, Reader(blocks[table["block"]]), told["words"]["hour"])
    for names in told["names"]:
        reader = Reader(blocks[names["block"]])
        texts, _ = reader.texts(), reader.ints()
        if not names["along"]:
            found.names += texts
            continue
        counts, x, y = reader.ints(), reader.sums(), reader.sums()
        places, at = found.lonlat(x, y), 0
        for text, count in zip(texts, counts, strict=True):
            found.along.append((text, places[at : at + count]))
            at += count
    for number, drawing in enumerate(told["drawings"]):
        if drawing["kind"] == "points":
            reader = Reader(blocks[f"rows-{number}"])
            x, y, classes, rows, texts = reader.sums(), reader.sums(), reader.ints(), reader.sums(), reader.texts()
            assert reader.is_done
            table = None if drawing["table"] is None else told["tables"][drawing["table"]]["table"]
            for place, of, row, text in zip(found.lonlat(x, y), classes, rows, texts or [""] * len(x), strict=True):
                found.points.append((number, place, of, found.popups[table][row - 1] if row and table else None, text))
    return found


def _popups(table: dict[str, Any], reader: Reader, hour: str) -> list[dict[str, Any]]:
    titles = reader.texts()
    keys = reader.texts() if table["codes"] else [""] * len(titles)
    if table["stations"]:
        reader.ints()
    rows: list[list[list[str]]] = [[] for _ in titles]
    for column in table["columns"]:
        if column["moments"]:
            values = [_moment(*told, hour) for told in zip(reader.ints(), reader.sums(), strict=True)]
        else:
            words, which = reader.texts(), reader.ints()
            values = [words[number] for number in which] if which else words
        for row, value in zip(rows, values, strict=True):
            row.extend([[column["label"], value]] if value else [])
    if table["placed"]:
        reader.sums()
        reader.sums()
    assert reader.is_done
    return [{"title": t, "rows": r, "key": k} for t, r, k in zip(titles, rows, keys, strict=True)]


def _moment(grain: int, minutes: int, hour: str) -> str:
    if not grain:
        return ""
    moment = str(np.datetime64(minutes, "m"))
    if grain == 2:
        return hour.format(day=moment[:10], hour=moment[11:13])
    return moment[:10] if grain == 1 else moment.replace("T", " ")
