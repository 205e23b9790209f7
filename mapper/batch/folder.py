"""A folder of GeoParquet by province: ``DIR/province=CODE/`` with a file for each table and ``project.json``.

A file is GeoParquet where its table has shapes, so SQL engines read the folder too. It needs the extra ``[batch]``.
"""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any, cast

import geopandas as gpd
import pandas as pd

from mapper import frames
from mapper.errors import InputError
from mapper.norms import Norms
from mapper.project import About, Project
from mapper.schema import TABLES

_PREFIX = "province="
_ABOUT = "project.json"


def write_province(folder: Path, province: str, project: Project) -> Path:
    """Write a project as a province of the folder, in place of one of that name, which stays until it is whole.

    InputError ``cannot_write``, ``batch_no_name`` for a name that is no folder's.
    """
    if not province or set(province) & set('/\\:*?"<>|=') or province.startswith("."):
        raise InputError("batch_no_name", name=province)
    place = folder / f"{_PREFIX}{province}"
    beside, former = (folder / f".{province}.{end}" for end in ("draft", "former"))
    try:
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        for name in TABLES:
            project.table(name).to_parquet(beside / f"{name}.parquet")
        bounds = project.bounds
        told = {"norms": project.norms.as_json(), "about": project.about.as_json(), "bounds": bounds}
        (beside / _ABOUT).write_text(json.dumps(told, ensure_ascii=False, sort_keys=True), "utf-8")
        shutil.rmtree(former, ignore_errors=True)
        if place.exists():
            place.rename(former)
        beside.rename(place)
        shutil.rmtree(former, ignore_errors=True)
    except OSError as error:
        raise InputError("cannot_write", path=str(place), reason=error.strerror or "") from error
    return place


def provinces(folder: Path) -> list[str]:
    """The provinces of a folder, sorted; InputError ``batch_no_provinces`` where it has none."""
    found = sorted(path.parent.name.removeprefix(_PREFIX) for path in folder.glob(f"{_PREFIX}*/{_ABOUT}"))
    if not found:
        raise InputError("batch_no_provinces", path=str(folder))
    return found


def read_province(folder: Path, province: str) -> Project:
    """The project that :func:`write_province` wrote, the same to the last bit."""
    told = about(folder, province)
    return Project(
        **{name: read_table(folder, province, name) for name in TABLES},
        norms=Norms.from_json(told["norms"]),
        about=About.from_json(told["about"]),
    )


def read_table(folder: Path, province: str, name: str) -> pd.DataFrame:
    path = folder / f"{_PREFIX}{province}" / f"{name}.parquet"
    # pyarrow, where it is installed, would hold texts in another way than the window does.
    with pd.option_context("mode.string_storage", "python"):
        read = gpd.read_parquet if TABLES[name].geometry is not None else pd.read_parquet
        return frames.conform(name, read(path), defaults=False)


def about(folder: Path, province: str) -> dict[str, Any]:
    """Norms, what the project says of itself, and its bounds in degrees."""
    return cast("dict[str, Any]", json.loads((folder / f"{_PREFIX}{province}" / _ABOUT).read_text("utf-8")))


def neighbours(folder: Path, province: str) -> list[str]:
    """The other provinces whose land may touch this one's."""
    mine = about(folder, province)["bounds"]
    others = [one for one in provinces(folder) if one != province] if mine else []
    theirs = {one: about(folder, one)["bounds"] for one in others}
    return [
        one for one, box in theirs.items()
        if box and box[0] <= mine[2] and mine[0] <= box[2] and box[1] <= mine[3] and mine[1] <= box[3]
    ]  # fmt: skip


def fingerprint(folder: Path, province: str) -> str:
    """A hash of all the bytes of a province."""
    found = hashlib.sha256()
    for path in sorted((folder / f"{_PREFIX}{province}").iterdir()):
        with path.open("rb") as file:
            found.update(path.name.encode() + hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()
