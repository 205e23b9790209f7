"""Layers of a file as GDAL reads them, as :class:`~mapper.io.source.Source`."""

import contextlib
import glob
import json
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyogrio
import pyogrio.raw
import pyproj
import shapely
from pyogrio.util import vsi_path

from mapper.errors import InputError
from mapper.files.nesting import wkb_too_deep
from mapper.io.cell_text import number_text
from mapper.io.encodings import decode_cut, own_encoding
from mapper.io.source import ALL_LAYERS, LAYER_COLUMN, Cells, Source
from mapper.message import Message
from mapper.schema import Table

_KINDS = {
    "polygon": ("Polygon", "Surface"),
    "point": ("Point",),
    "line": ("LineString", "Curve"),
}
# What lies beside a file and belongs to it.
_PARTS = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg"),
    ".gpkg": (".gpkg-wal",),
    ".tab": (".dat", ".map", ".id", ".ind"),
    ".mif": (".mid",),
}
LATIN = "ISO-8859-1"  # every byte is one character of it, so the file's own bytes come through


class Layer(NamedTuple):
    """What GDAL gives of a layer: its facts, shapes as WKB (None for a table), and columns."""

    facts: dict[str, Any]
    wkb: Any
    columns: Any


def layer_names(path: Path, shown_path: str) -> list[tuple[str, str]]:
    """Layers of a file and the kind of their shapes (empty: a table). InputError ``file_unreadable``."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # layers with measures are listed with a warning
            with plainly_named(path) as plain:
                return [(str(name), str(kind or "")) for name, kind in pyogrio.list_layers(plain)]
    except (pyogrio.errors.DataSourceError, OSError, RuntimeError, ValueError) as error:
        raise InputError("file_unreadable", path=shown_path) from error


def choose_layers(
    listed: Sequence[tuple[str, str]], table: Table, asked: Sequence[str], shown_path: str, together: bool = False
) -> list[str]:
    """The layers to read: those asked for; else the only one, the one called as the table, or that with its shapes.

    Where layers are parts of one thing (``together``: the folders of a KML), all with such shapes are read.

    Raises
    ------
    InputError
        ``layers_none``, ``layer_unknown``, ``layers_many``.
    """
    names = [name for name, _ in listed]
    for name in asked:
        if name != ALL_LAYERS and name not in names:
            raise InputError("layer_unknown", path=shown_path, layer=name, known=names)
    if not names:
        raise InputError("layers_none", path=shown_path)
    if asked:
        return names if ALL_LAYERS in asked else list(dict.fromkeys(asked))
    if len(names) == 1:
        return names
    if table.name in names:
        return [table.name]
    if table.geometry is None:
        fitting = [name for name, kind in listed if not kind]
    else:
        words = _KINDS[table.geometry]
        fitting = [name for name, kind in listed if any(word in kind for word in words)]
        either = [name for name, kind in listed if kind in ("Unknown", "Geometry")]
        fitting = [name for name in names if name in {*fitting, *either}] if together else fitting or either
    if len(fitting) == 1 or (together and fitting):
        return fitting
    if together:
        return names
    raise InputError("layers_many", path=shown_path, layers=names)


def joined(sources: Sequence[Source], names: Sequence[str], shown_path: str) -> Source:
    """Layers one after the other, columns of the same name together; :data:`LAYER_COLUMN` says which a row is of.

    InputError ``layers_many`` where they are in different coordinate systems.
    """
    full = [(one, name) for one, name in zip(sources, names, strict=True) if len(one.rows)]
    if len(full) < 2:
        return full[0][0] if full else sources[0]
    parts = [one for one, _ in full]
    if any(one.crs != parts[0].crs or (one.shapes is None) != (parts[0].shapes is None) for one in parts):
        raise InputError("layers_many", path=shown_path, layers=[name for _, name in full])
    columns = {
        name: np.concatenate([one.columns.get(name, np.full(len(one.rows), None, dtype=object)) for one in parts])
        for name in dict.fromkeys(name for one in parts for name in one.columns)
    }
    layers = np.array([name for one, name in full for _ in one.rows], dtype=object)
    notes = dict.fromkeys(note.code for one in parts for note in one.notes)
    told = [next(note for one in parts for note in one.notes if note.code == code) for code in notes]
    return Source(
        {**columns, LAYER_COLUMN: layers},
        np.concatenate([one.rows for one in parts]),
        None if parts[0].shapes is None else np.concatenate([one.shapes for one in parts if one.shapes is not None]),
        parts[0].crs,
        parts[0].encoding,
        (*told, Message("layers_together", {"layers": [name for _, name in full]})),
        sheets=layers,
    )


def read_layer(path: Path, shown_path: str, **options: Any) -> Layer:
    """One layer; what GDAL remarks of the file is added to its facts.

    Raises InputError ``file_unreadable``, ``crs_damaged``.
    """
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            with plainly_named(path) as plain:
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
    except UnboundLocalError as error:  # of pyogrio's own, where GDAL cannot write the CRS that it has read
        raise InputError("crs_damaged", path=shown_path) from error
    # Measures are dropped on purpose; anything else that GDAL remarks may be a loss.
    remarks = [str(w.message) for w in said if "Measured (M)" not in str(w.message)]
    return Layer({**facts, "remarks": remarks}, shapes, data)


def layer_source(
    layer: Layer,
    encoding: str,
    recode: str | None = None,
    notes: Sequence[Message] = (),
    wall_clock: bool = False,
) -> Source:
    """A layer's rows; its texts were read as Latin-1 where ``recode`` says what they are.

    ``wall_clock``: the format writes every time as UTC's, also one that its writer took from the wall.
    """
    facts, wkb, data = layer
    count = len(wkb) if wkb is not None else len(data[0]) if len(data) else 0
    rows = np.arange(1, count + 1)
    # What is no geometry at all (a ring of two points) comes out as None and is counted as such by the caller.
    if wkb is not None and (deep := np.array([wkb_too_deep(shape) for shape in wkb], dtype=bool)).any():
        wkb = np.where(deep, None, wkb)
        notes = (*notes, Message("shapes_too_deep", {"rows": int(deep.sum())}))
    with np.errstate(invalid="ignore"):  # of corners that are no numbers
        shapes = None if wkb is None else shapely.from_wkb(wkb, on_invalid="ignore")
    columns: dict[str, Cells] = {}
    for name, kind, values in zip(facts["fields"], facts["ogr_types"], data, strict=True):
        label = str(name)
        if recode is not None:
            label = decoded(label, recode)
        while label in columns:
            label += "′"
        columns[label] = _texts(values, recode)
        if wall_clock and kind == "OFTDateTime" and any(cell and cell.endswith("Z") for cell in columns[label]):
            columns[label] = np.array([cell and cell.removesuffix("Z") for cell in columns[label]], dtype=object)
            notes = (*notes, Message("times_kept", {"column": label}))
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
            value = decoded(value, recode)
        return value if value.strip() else None
    if isinstance(value, float):
        return None if np.isnan(value) else number_text(value)
    if isinstance(value, (np.ndarray, list, dict, tuple)):
        return json.dumps(value.tolist() if isinstance(value, np.ndarray) else value, ensure_ascii=False, default=str)
    if isinstance(value, bytes):
        return None
    return str(value)


def decoded(text: str, encoding: str) -> str:
    """A text that was read as Latin-1, as what its bytes are."""
    piece = text.encode(LATIN)
    return decode_cut(piece, own_encoding(piece, encoding))


def require_plain_parts(path: Path) -> None:
    """Nothing, where all that belongs to a file, or is in a folder, is ordinary files.

    Raises
    ------
    InputError
        ``file_special``: GDAL would wait for whoever writes into a pipe.
    """
    for part in path.iterdir() if path.is_dir() else path.parent.glob(f"{glob.escape(path.stem)}.*"):
        if part.exists() and not part.is_file() and not part.is_dir():
            raise InputError("file_special", path=str(part))


def require_head(path: Path, shown_path: str, head: bytes) -> None:
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


def sibling(path: Path, suffix: str) -> Path | None:
    """The part of a file, of a shapefile above all, with this suffix, in whatever case it is written."""
    for candidate in (path.with_suffix(suffix), path.with_suffix(suffix.upper()), path.with_suffix(suffix.title())):
        if candidate.exists():
            return candidate
    return None


@contextlib.contextmanager
def plainly_named(path: Path) -> Iterator[Path]:
    """The file itself; or a copy with a plain name, where pyogrio would take the path apart as an address.

    It looks for archives before ``!``, for parameters behind ``;``, and leaves out line breaks.
    """
    path = path.absolute()
    if vsi_path(path) == str(path):
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / f"layer{path.suffix}"
        if path.is_dir():
            shutil.copytree(path, plain)
            yield plain
            return
        shutil.copyfile(path, plain)
        for ending in _PARTS.get(path.suffix.lower(), ()):
            part = sibling(path, ending)
            if part is not None:
                shutil.copyfile(part, plain.with_suffix(ending))
        yield plain
