"""A background map that the user added: where it is, in which datum, and how it is shown."""

from collections.abc import Mapping
from dataclasses import asdict, field, fields
from pathlib import Path
from typing import Any, Literal, get_args
from uuid import uuid4

from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass

Kind = Literal["mbtiles", "pmtiles", "raster", "address"]
Datum = Literal["wgs84", "gcj02"]
Tiling = Literal["mercator", "degrees", "degrees_two"]
KINDS: tuple[Kind, ...] = get_args(Kind)
DATUMS: tuple[Datum, ...] = get_args(Datum)
TILINGS: tuple[Tiling, ...] = get_args(Tiling)
KIND_OF_SUFFIX: Mapping[str, Kind] = {
    ".mbtiles": "mbtiles",
    ".pmtiles": "pmtiles",
    ".tif": "raster",
    ".tiff": "raster",
    ".png": "raster",
    ".jpg": "raster",
    ".jpeg": "raster",
    ".vrt": "raster",
    ".img": "raster",
    ".jp2": "raster",
}


@dataclass(frozen=True)
class Background:
    """One background map; off until somebody switches it on.

    Attributes
    ----------
    place
        The file's path, or the address with ``{z}``, ``{x}``, ``{y}`` in it.
    datum
        What its picture is drawn in: ``wgs84`` (CGCS2000 is the same to half a metre) or ``gcj02``.
    opacity
        0 (not to be seen) to 1.
    tiling
        Of an address: ``mercator`` (EPSG:3857), ``degrees`` (360° / 2^level, the "c" sets of Tianditu) or
        ``degrees_two`` (180° / 2^level, two tiles at level 0, EPSG:4326 of GeoServer).
    servers
        Of an address: what ``{s}`` stands for, such as ``abc`` or ``0-7``.
    deepest
        Of an address: its last level.
    crs
        Of a raster: the CRS to read it in where the file names none; empty for the file's own.
    """

    kind: Kind
    place: str
    name: str
    datum: Datum = "wgs84"
    on: bool = False
    opacity: float = 1.0
    attribution: str = ""
    tiling: Tiling = "mercator"
    servers: str = "abc"
    deepest: int = 18
    crs: str = ""
    id: str = field(default_factory=lambda: uuid4().hex[:12])

    @property
    def asks_network(self) -> bool:
        return self.kind == "address"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: object) -> "Background | None":
        """What :meth:`as_json` gave; None for anything else, for settings may come from another version."""
        if not isinstance(values, dict) or values.get("kind") not in KINDS:
            return None
        known = {f.name: values[f.name] for f in fields(cls) if f.name in values}
        text = all(isinstance(known.get(name, ""), str) for name in ("place", "name", "attribution", "servers", "crs"))
        choices = known.get("datum", "wgs84") in DATUMS and known.get("tiling", "mercator") in TILINGS
        try:
            made = cls(**known)
            sound = 0 <= float(made.opacity) <= 1 and 0 <= int(made.deepest) <= 30 and bool(made.place)
        except (TypeError, ValueError):
            return None
        return made if text and choices and sound else None


def file_background(path: Path, datum: Datum = "wgs84", crs: str = "") -> Background:
    """A background of the kind that the file's ending says.

    Raises
    ------
    InputError
        ``file_missing``, ``background_kind``: no ending that can be one.
    """
    kind = KIND_OF_SUFFIX.get(path.suffix.lower())
    if kind is None:
        raise InputError("background_kind", path=str(path))
    if not path.is_file():
        raise InputError("file_missing", path=str(path))
    return Background(kind, str(path.resolve()), path.stem, datum, crs=crs)
