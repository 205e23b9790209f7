"""Zips: the one map or table in them that is meant, read as what it is."""

import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from mapper.errors import InputError
from mapper.files.packed import opened_zip
from mapper.io.source import Source
from mapper.schema import Table

_MAPS = (".geojson", ".json", ".gpkg", ".shp", ".kml", ".kmz", ".ovkml", ".gpx", ".tab", ".mif", ".fgb", ".gml", ".dxf")
_TABLES = (".csv", ".xlsx", ".xls", ".xlsm", ".et", ".ods", ".dbf")
_SHAPE_TYPES = {"polygon": (5, 15, 25), "point": (1, 11, 21), "line": (3, 13, 23)}  # in a .shp's head


def read_zipped(
    path: Path, table: Table, layers: Sequence[str], read: Callable[[Path, Sequence[str]], Source]
) -> Source:
    """The map in a zip, or the one table; ``read`` reads it when it has been unpacked.

    Members are copied out under plain names first: names inside zips come in encodings of their own.

    Raises
    ------
    InputError
        As ``read`` and :func:`~mapper.files.packed.opened_zip`, and ``zip_nothing``, ``zip_encrypted``,
        ``layer_unknown``, ``layers_many``.
    """
    with opened_zip(path, str(path)) as archive, tempfile.TemporaryDirectory() as folder:
        names = [n for n in archive.namelist() if not Path(n).name.startswith(("._", ".")) and "__MACOSX" not in n]
        if any(archive.getinfo(n).flag_bits & 1 for n in names):
            raise InputError("zip_encrypted", path=str(path))
        chosen, layers = _choose(archive, names, table, layers, str(path))
        if chosen.lower().endswith(".gdb"):
            copy = Path(folder) / "layer.gdb"
            copy.mkdir()
            for name in names:
                if name.startswith(f"{chosen}/") and not name.endswith("/"):
                    (copy / Path(name).name).write_bytes(archive.read(name))
        else:
            stem, suffix = chosen[: -len(Path(chosen).suffix)], Path(chosen).suffix.lower()
            for name in names:
                if name[: len(name) - len(Path(name).suffix)] == stem:
                    (Path(folder) / f"layer{Path(name).suffix.lower()}").write_bytes(archive.read(name))
            copy = Path(folder) / f"layer{suffix}"
        try:
            return read(copy, layers)
        except InputError as error:
            raise InputError(error.code, **{**error.values, "path": str(path)}) from error


def _choose(
    archive: zipfile.ZipFile, names: list[str], table: Table, layers: Sequence[str], path: str
) -> tuple[str, Sequence[str]]:
    """The member that is meant, and the layers of it that are asked for."""
    folders = {str(parent) for n in names for parent in Path(n).parents if parent.suffix.lower() == ".gdb"}
    maps = [n for n in names if n.lower().endswith(_MAPS) and ".gdb/" not in n.lower()] + sorted(folders)
    tables = [n for n in names if n.lower().endswith(_TABLES) and not _beside(n, maps)]
    if not maps:
        maps = tables
    if not maps:
        raise InputError("zip_nothing", path=path)
    stems = {Path(name).stem: name for name in maps}
    if layers and layers[0] in stems:
        return stems[layers[0]], layers[1:]
    if len(maps) == 1:
        return maps[0], layers
    if layers:
        raise InputError("layer_unknown", path=path, layer=layers[0], known=sorted(stems))
    wanted = _SHAPE_TYPES.get(table.geometry or "", ())
    fitting = []
    for name in maps:
        if name.lower().endswith(".shp"):
            with archive.open(name) as member:
                head = member.read(36)
            if len(head) == 36 and int.from_bytes(head[32:36], "little") in wanted:
                fitting.append(name)
    if len(fitting) == 1:
        return fitting[0], layers
    raise InputError("layers_many", path=path, layers=sorted(stems))


def _beside(name: str, maps: list[str]) -> bool:
    """Whether a table belongs to a map: its .dbf."""
    stem = name[: -len(Path(name).suffix)]
    return any(one[: -len(Path(one).suffix)] == stem for one in maps)
