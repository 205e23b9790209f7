"""GeoJSON, GeoPackage and shapefiles (zipped too) as a :class:`~mapper.io.source.Source`."""

import contextlib
import glob
import json
import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import pyproj
import shapely
from pyogrio.util import vsi_path

from mapper.errors import InputError
from mapper.files.nesting import json_too_deep, wkb_too_deep
from mapper.files.packed import opened_zip
from mapper.io.cell_text import number_text
from mapper.io.encodings import (
    decode_cut,
    decode_lines,
    decodes,
    known_encoding,
    language_encoding,
    look_like_gb2312,
    own_encoding,
    shown,
    surely_utf8,
    usual_encoding,
)
from mapper.io.source import Cells, Source, text_bytes
from mapper.message import Message
from mapper.schema import Table

VECTOR_SUFFIXES = (".geojson", ".json", ".gpkg", ".shp")
_KINDS = {
    "polygon": ("Polygon", "Surface"),
    "point": ("Point",),
    "line": ("LineString", "Curve"),
}
_SHAPE_TYPES = {"polygon": (5, 15, 25), "point": (1, 11, 21), "line": (3, 13, 23)}  # in a .shp's head
_PARTS = {".shp": (".shx", ".dbf", ".prj", ".cpg"), ".gpkg": (".gpkg-wal",)}  # what lies beside and belongs to it
_GPKG_HEAD, _SHP_HEAD = b"SQLite format 3\0", b"\0\0\x27\x0a"
_SINGLE_BYTE = frozenset({"iso8859-1", "cp1252", "cp437", "cp850", "cp1250", "cp1251", "ascii"})
_LATIN = "ISO-8859-1"  # every byte is one character of it, so the file's own bytes come through


def read_vector(path: Path, table: Table, layer: str | None = None, encoding: str | None = None) -> Source:
    """A vector file, or one layer of it.

    Without ``layer`` the only layer is read, or the one called as the table, or the only one with its kind of shapes.

    Raises
    ------
    InputError
        ``file_unreadable``, ``shapefile_part_missing``, ``layer_unknown``, ``layers_many``, ``layers_none`` or an
        encoding's error.
    """
    if path.suffix.lower() == ".shp":
        return _read_shapefile(path, str(path), encoding)
    if path.suffix.lower() == ".gpkg":
        _require_head(path, str(path), _GPKG_HEAD)
        chosen = _choose_layer(path, table, layer)
        return _source(_read(path, str(path), layer=chosen), "UTF-8")
    return _read_geojson(path, encoding)


def _require_head(path: Path, shown_path: str, head: bytes) -> None:
    """Nothing, where the file begins as its kind does: else GDAL would take it for any other kind that it knows.

    Raises
    ------
    InputError
        ``file_unreadable``.
    """
    try:
        with path.open("rb") as file:
            if file.read(len(head)) == head:
                return
    except OSError as error:
        raise InputError("file_unreadable", path=shown_path) from error
    raise InputError("file_unreadable", path=shown_path)


def read_zipped(
    path: Path, table: Table, layer: str | None = None, encoding: str | None = None
) -> Source | tuple[str, bytes]:
    """The shapefile, GeoPackage or GeoJSON in a zip; or the name and bytes of the one table (CSV, Excel) that it holds.

    Members are copied out under plain names first: names inside zips come in encodings of their own.

    Raises
    ------
    InputError
        As :func:`read_vector` and :func:`~mapper.files.packed.opened_zip`, and ``zip_nothing``, ``zip_encrypted``.
    """
    with opened_zip(path, str(path)) as archive, tempfile.TemporaryDirectory() as folder:
        names = [n for n in archive.namelist() if not Path(n).name.startswith(("._", ".")) and "__MACOSX" not in n]
        if any(archive.getinfo(n).flag_bits & 1 for n in names):
            raise InputError("zip_encrypted", path=str(path))
        vectors = [n for n in names if n.lower().endswith(VECTOR_SUFFIXES)]
        tables = [n for n in names if n.lower().endswith((".csv", ".xlsx", ".xls"))]
        if not vectors and len(tables) == 1:
            return Path(tables[0]).name, archive.read(tables[0])
        if not vectors:
            raise InputError("zip_nothing", path=str(path))
        chosen = _choose_member(archive, vectors, table, layer, str(path))
        stem, suffix = chosen[: -len(Path(chosen).suffix)], Path(chosen).suffix.lower()
        for name in names:
            if name[: len(name) - len(Path(name).suffix)] == stem:
                (Path(folder) / f"layer{Path(name).suffix.lower()}").write_bytes(archive.read(name))
        copy = Path(folder) / f"layer{suffix}"
        if suffix == ".shp":
            return _read_shapefile(copy, str(path), encoding)
        try:
            return read_vector(copy, table, layer if suffix == ".gpkg" else None, encoding)
        except InputError as error:
            raise InputError(error.code, **{**error.values, "path": str(path)}) from error


def _choose_member(archive: zipfile.ZipFile, names: list[str], table: Table, layer: str | None, path: str) -> str:
    stems = {Path(name).stem: name for name in names}
    if layer is not None and layer in stems:
        return stems[layer]
    if len(names) == 1:
        return names[0]
    if layer is not None:
        raise InputError("layer_unknown", path=path, layer=layer, known=sorted(stems))
    wanted = _SHAPE_TYPES.get(table.geometry or "", ())
    fitting = []
    for name in names:
        if name.lower().endswith(".shp"):
            with archive.open(name) as member:
                head = member.read(36)
            if len(head) == 36 and int.from_bytes(head[32:36], "little") in wanted:
                fitting.append(name)
    if len(fitting) == 1:
        return fitting[0]
    raise InputError("layers_many", path=path, layers=sorted(stems))


def _choose_layer(path: Path, table: Table, layer: str | None) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # layers with measures are listed with a warning
            with _plainly_named(path) as plain:
                listed = [(str(name), str(kind or "")) for name, kind in pyogrio.list_layers(plain)]
    except (pyogrio.errors.DataSourceError, OSError, RuntimeError, ValueError) as error:
        raise InputError("file_unreadable", path=str(path)) from error
    names = [name for name, _ in listed]
    if layer is not None:
        if layer not in names:
            raise InputError("layer_unknown", path=str(path), layer=layer, known=names)
        return layer
    if not names:
        raise InputError("layers_none", path=str(path))
    if len(names) == 1:
        return names[0]
    if table.name in names:
        return table.name
    if table.geometry is None:
        fitting = [name for name, kind in listed if not kind]
    else:
        fitting = [name for name, kind in listed if any(word in kind for word in _KINDS[table.geometry])]
        fitting = fitting or [name for name, kind in listed if kind in ("Unknown", "Geometry")]
    if len(fitting) == 1:
        return fitting[0]
    raise InputError("layers_many", path=str(path), layers=names)


@contextlib.contextmanager
def _plainly_named(path: Path) -> Iterator[Path]:
    """The file itself; or a copy with a plain name, where pyogrio would take the path apart as an address.

    It looks for archives before ``!``, for parameters behind ``;``, and leaves out line breaks.
    """
    path = path.absolute()
    if vsi_path(path) == str(path):
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / f"layer{path.suffix}"
        shutil.copyfile(path, plain)
        for ending in _PARTS.get(path.suffix.lower(), ()):
            part = _sibling(path, ending)
            if part is not None:
                shutil.copyfile(part, plain.with_suffix(ending))
        yield plain


def _read(path: Path, shown_path: str, **options: Any) -> tuple[Any, ...]:
    """What pyogrio reads: its facts, shapes as WKB, and columns; what GDAL says of the file is added to the facts."""
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            with _plainly_named(path) as plain:
                facts, _, shapes, data = pyogrio.raw.read(plain, force_2d=True, datetime_as_string=True, **options)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.FeatureError,
        pyogrio.errors.FieldError,
        pyogrio.errors.GeometryError,
        pyogrio.errors.CRSError,
        OSError,
        RuntimeError,
        UnicodeError,
        ValueError,
    ) as error:
        raise InputError("file_unreadable", path=shown_path) from error
    # Measures are dropped on purpose; anything else that GDAL remarks may be a loss.
    remarks = [str(w.message) for w in said if "Measured (M)" not in str(w.message)]
    return {**facts, "remarks": remarks}, shapes, data


def _source(read: tuple[Any, ...], encoding: str, recode: str | None = None, notes: tuple[Message, ...] = ()) -> Source:
    facts, wkb, data = read
    count = len(wkb) if wkb is not None else len(data[0]) if len(data) else 0
    rows = np.arange(1, count + 1)
    # What is no geometry at all (a ring of two points) comes out as None and is counted as such by the caller.
    if wkb is not None and (deep := np.array([wkb_too_deep(shape) for shape in wkb], dtype=bool)).any():
        wkb = np.where(deep, None, wkb)
        notes = (*notes, Message("shapes_too_deep", {"rows": int(deep.sum())}))
    shapes = None if wkb is None else shapely.from_wkb(wkb, on_invalid="ignore")
    columns: dict[str, Cells] = {}
    for name, values in zip(facts["fields"], data, strict=True):
        label = str(name)
        if recode is not None:
            label = _decoded(label, recode)
        while label in columns:
            label += "′"
        columns[label] = _texts(values, recode)
    said = tuple(Message("gdal_remark", {"text": text}) for text in facts["remarks"][:3])
    return Source(columns, rows, shapes, _stated_crs(facts["crs"]), encoding, (*notes, *said))


def _stated_crs(text: str | None) -> pyproj.CRS | None:
    if not text:
        return None
    try:
        crs = pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError:
        return None
    # GeoPackages say "undefined" with a CRS of its own.
    return None if "undefined" in str(crs.name).lower() else crs


def _texts(values: Any, recode: str | None) -> Cells:
    """A column of any type as text, missing cells as None."""
    texts = np.empty(len(values), dtype=object)
    kind = values.dtype.kind
    for position, value in enumerate(values.tolist() if kind != "O" else values):
        texts[position] = _text(value, recode)
    return texts


def _text(value: Any, recode: str | None) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        if recode is not None:
            value = _decoded(value, recode)
        return value if value.strip() else None
    if isinstance(value, float):
        return None if np.isnan(value) else number_text(value)
    if isinstance(value, (np.ndarray, list, dict, tuple)):
        return json.dumps(value.tolist() if isinstance(value, np.ndarray) else value, ensure_ascii=False, default=str)
    if isinstance(value, bytes):
        return None
    return str(value)


def _decoded(text: str, encoding: str) -> str:
    """A text that was read as Latin-1, as what its bytes are."""
    piece = text.encode(_LATIN)
    return decode_cut(piece, own_encoding(piece, encoding))


def _read_geojson(path: Path, encoding: str | None) -> Source:
    text, name, notes = decode_lines(text_bytes(path), str(path), encoding)
    if json_too_deep(text):
        raise InputError("json_too_deep", path=str(path))
    try:
        document = json.loads(text)
    except ValueError as error:
        raise InputError("file_unreadable", path=str(path)) from error
    if not isinstance(document, dict) or "type" not in document:
        raise InputError("file_unreadable", path=str(path))
    with tempfile.TemporaryDirectory() as folder:
        plain = path
        if name not in ("utf-8", "utf-8-sig"):
            plain = Path(folder) / "layer.geojson"
            plain.write_text(text, "utf-8")
        read = _read(plain, str(path))
    source = _source(read, shown(name), notes=tuple(notes))
    features = document.get("features")
    skipped = (len(features) if isinstance(features, list) else 1) - len(source.rows)
    if skipped <= 0:
        return source
    return replace(source, notes=(*source.notes, Message("features_skipped", {"rows": skipped})))


def _sibling(path: Path, suffix: str) -> Path | None:
    """The part of a file, of a shapefile above all, with this suffix, in whatever case it is written."""
    for candidate in (path.with_suffix(suffix), path.with_suffix(suffix.upper()), path.with_suffix(suffix.title())):
        if candidate.exists():
            return candidate
    return None


def _read_shapefile(path: Path, shown_path: str, encoding: str | None) -> Source:
    for suffix in (".dbf", ".shx"):
        if _sibling(path, suffix) is None:
            raise InputError("shapefile_part_missing", path=shown_path, part=suffix)
    _require_head(path, shown_path, _SHP_HEAD)
    for part in path.parent.glob(f"{glob.escape(path.stem)}.*"):
        if part.exists() and not part.is_file() and not part.is_dir():  # GDAL would wait for whoever writes into it
            raise InputError("file_special", path=str(part))
    dbf = _sibling(path, ".dbf")
    assert dbf is not None
    # Read as Latin-1 the bytes of every name and cell come through whole, so all of them tell the encoding.
    read = _read(path, shown_path, encoding=_LATIN)
    facts, wkb, data = read
    with dbf.open("rb") as file:
        head = file.read(32)
    expected = int.from_bytes(head[4:8], "little") if len(head) == 32 else 0
    pieces = _pieces(facts, data)
    chosen, notes = _shapefile_encoding(
        path, shown_path, encoding, head[29] if len(head) == 32 else 0, pieces, len(data)
    )
    if wkb is not None and expected > len(wkb):
        notes.append(Message("records_deleted", {"rows": expected - len(wkb)}))
    return _source(read, shown(chosen), chosen, tuple(notes))


def _pieces(facts: Mapping[str, Any], data: Any) -> list[bytes]:
    """Bytes of all column names, then of every different text cell."""
    pieces = [str(name).encode(_LATIN) for name in facts["fields"]]
    for values in data:
        if values.dtype.kind == "O":
            pieces += [text.encode(_LATIN) for text in dict.fromkeys(values.tolist()) if isinstance(text, str)]
    return pieces


def _shapefile_encoding(
    path: Path, shown_path: str, given: str | None, language_id: int, pieces: list[bytes], names: int
) -> tuple[str, list[Message]]:
    """Encoding of a shapefile's table, and what to say of how it is known; the first ``names`` pieces are its headings.

    What .cpg and byte 29 state is believed where the bytes allow it: programs write UTF-8 and state GBK or Latin-1, and
    the other way round.
    """
    if given is not None:
        name = known_encoding(given)
        if not decodes(pieces, name):
            raise InputError("encoding_wrong", path=shown_path, encoding=shown(name))
        return name, []
    telling = [piece for piece in pieces if not piece.isascii()]
    if not telling:
        return "utf-8", []
    stated: list[str] = []
    if (cpg := _sibling(path, ".cpg")) is not None:
        with contextlib.suppress(InputError):  # a .cpg with an unknown word says nothing
            stated.append(known_encoding(cpg.read_text("ascii", errors="ignore")))
    if (language := language_encoding(language_id)) is not None:
        stated.append(language)
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
