"""Shapefiles, and the tables (.dbf) that belong to them or stand alone, as :class:`~mapper.io.source.Source`."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyogrio

from mapper.errors import InputError
from mapper.io.encodings import (
    decode_cut,
    decodes,
    known_encoding,
    language_encoding,
    look_like_gb2312,
    own_encoding,
    shown,
    surely_utf8,
    usual_encoding,
)
from mapper.io.gdal import LATIN, Layer, layer_source, read_layer, require_head, require_plain_parts, sibling
from mapper.io.source import Source
from mapper.message import Message

SHP_HEAD = b"\0\0\x27\x0a"
_SINGLE_BYTE = frozenset({"iso8859-1", "cp1252", "cp437", "cp850", "cp1250", "cp1251", "ascii"})


def read_shapefile(path: Path, shown_path: str, encoding: str | None) -> Source:
    """A shapefile; one without its index (.shx) too, which is worked out anew.

    Raises
    ------
    InputError
        ``shapefile_part_missing``, ``file_unreadable``, ``file_special`` or an encoding's error.
    """
    if sibling(path, ".dbf") is None:
        raise InputError("shapefile_part_missing", path=shown_path, part=".dbf")
    require_head(path, shown_path, SHP_HEAD)
    require_plain_parts(path)
    dbf = sibling(path, ".dbf")
    assert dbf is not None
    # Read as Latin-1 the bytes of every name and cell come through whole, so all of them tell the encoding.
    if sibling(path, ".shx") is None:
        with _indexed(path) as whole:
            layer, notes = read_layer(whole, shown_path, encoding=LATIN), [Message("index_made", {})]
    else:
        layer, notes = read_layer(path, shown_path, encoding=LATIN), []
    with dbf.open("rb") as file:
        head = file.read(32)
    expected = int.from_bytes(head[4:8], "little") if len(head) == 32 else 0
    chosen, said = table_encoding(layer, shown_path, encoding, stated_encodings(path, head))
    if layer.wkb is not None and expected > len(layer.wkb):
        said.append(Message("records_deleted", {"rows": expected - len(layer.wkb)}))
    return layer_source(layer, shown(chosen), chosen, [*notes, *said])


def read_dbf(path: Path, shown_path: str, encoding: str | None) -> Source:
    """A .dbf as a table, whatever lies beside it.

    Raises
    ------
    InputError
        ``file_unreadable`` or an encoding's error.
    """
    require_plain_parts(path)
    with tempfile.TemporaryDirectory() as folder:
        alone = Path(folder) / "layer.dbf"
        shutil.copyfile(path, alone)
        layer = read_layer(alone, shown_path, encoding=LATIN)
    with path.open("rb") as file:
        head = file.read(32)
    chosen, notes = table_encoding(layer, shown_path, encoding, stated_encodings(path, head))
    return layer_source(layer, shown(chosen), chosen, notes)


@contextlib.contextmanager
def _indexed(path: Path) -> Iterator[Path]:
    """A copy of a shapefile with an index that GDAL makes; the file's own folder stays as it is."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "layer.shp"
        for ending in (".shp", ".dbf", ".prj", ".cpg"):
            if (part := sibling(path, ending)) is not None:
                shutil.copyfile(part, copy.with_suffix(ending))
        before = pyogrio.get_gdal_config_option("SHAPE_RESTORE_SHX")
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": True})
        try:
            yield copy
        finally:
            pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": before})


def stated_encodings(path: Path, dbf_head: bytes) -> list[str]:
    """What a .cpg and byte 29 of a .dbf say of its encoding."""
    stated: list[str] = []
    if (cpg := sibling(path, ".cpg")) is not None:
        with contextlib.suppress(InputError):  # a .cpg with an unknown word says nothing
            stated.append(known_encoding(cpg.read_text("ascii", errors="ignore")))
    if len(dbf_head) == 32 and (language := language_encoding(dbf_head[29])) is not None:
        stated.append(language)
    return stated


def table_encoding(layer: Layer, shown_path: str, given: str | None, stated: list[str]) -> tuple[str, list[Message]]:
    """Encoding of a table whose texts were read as Latin-1, and what to say of how it is known.

    What is stated is believed where the bytes allow it: programs write UTF-8 and state GBK or Latin-1, and the other
    way round.

    Raises
    ------
    InputError
        ``encoding_unknown``, ``encoding_wrong``, ``encoding_not_found``.
    """
    pieces, names = _pieces(layer.facts, layer.columns), len(layer.columns)
    if given is not None:
        name = known_encoding(given)
        if not decodes(pieces, name):
            raise InputError("encoding_wrong", path=shown_path, encoding=shown(name))
        return name, []
    telling = [piece for piece in pieces if not piece.isascii()]
    if not telling:
        return "utf-8", []
    for name in stated:
        if _may_be(telling, name):
            return name, _said_otherwise(telling, name)
    usual = usual_encoding(telling)
    if usual is None:
        raise InputError("encoding_not_found", path=shown_path)
    shows = [piece for piece in pieces[names:] if not piece.isascii()] or telling
    samples = [decode_cut(piece, own_encoding(piece, usual)).strip() for piece in shows[:3]]
    said = {"encoding": shown(usual), "samples": samples}
    if stated:
        notes = [Message("encoding_contradicted", {"stated": shown(stated[0]), **said})]
    else:
        notes = [Message("encoding_guessed", said)]
    return usual, [*notes, *_said_otherwise(telling, usual)]


def _pieces(facts: Mapping[str, Any], data: Any) -> list[bytes]:
    """Bytes of all column names, then of every different text cell."""
    pieces = [str(name).encode(LATIN) for name in facts["fields"]]
    for values in data:
        if values.dtype.kind == "O":
            pieces += [text.encode(LATIN) for text in dict.fromkeys(values.tolist()) if isinstance(text, str)]
    return pieces


def _may_be(telling: list[bytes], name: str) -> bool:
    """Whether texts that are not ASCII are in the encoding that is stated for them, and in no likelier one."""
    if not decodes(telling, name):
        return False
    if name == "utf-8":
        return True
    if decodes(telling, "utf-8") and (name in _SINGLE_BYTE or any(map(surely_utf8, telling))):
        return False
    return name not in _SINGLE_BYTE or not look_like_gb2312(telling)


def _said_otherwise(telling: list[bytes], usual: str) -> list[Message]:
    """That some texts are in another encoding than all others, where some are."""
    other = [piece for piece in telling if own_encoding(piece, usual) != usual]
    if not other:
        return []
    name = own_encoding(other[0], usual)
    samples = [decode_cut(piece, name).strip() for piece in other[:3]]
    return [Message("cells_otherwise", {"cells": len(other), "encoding": shown(name), "samples": samples})]
