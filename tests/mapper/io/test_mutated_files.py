"""Files of every kind with a few bytes changed: read or refused with one sentence, no row lost, no memory, no waiting.

The files are written here; ``SOAK`` draws more of them, and those of ``MUTATED_FROM`` too, a folder of real ones.
"""

import os
import random
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mapper.errors import InputError
from mapper.io.exports import write_table
from mapper.io.reading import read_table
from tests.districts import grid
from tests.drawn import SOAK, drawn

MOST_S = 10.0  # of processor time
TABLES = ("communities", "hazards", "officers", "stations", "reference_lines", "duties")
_PIECES = (
    b'"', b"<", b"{" * 50, b",", b"\n", b"\0", b"1e400", b"NaN", b"9" * 400, "合计".encode(), b"\xff\xff\xff\x7f",
    b"\0\0\0\x80", "社区编码".encode("gb18030"), b"]]>", b"&a;",
)  # fmt: skip

DAMAGED_PRJ = (
    b'PROJCS["Unknown",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137,298.257223563]],'
    b'PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]],PROJECTION["Unknown Projection"],'
    b'PARAMETER["centr\xa9|oL\x93&al_meridian",0],UNIT["Meter",1]]'
)


def _units() -> gpd.GeoDataFrame:
    units = grid(2, 2).communities.reset_index()[["community_code", "name", "residents", "geometry"]]
    return units.rename(columns={"community_code": "SQBM", "name": "SQMC", "residents": "residents"})


def _writes(driver: str, **options: str) -> Callable[[Path], object]:
    return lambda path: _units().to_file(path, driver=driver, engine="pyogrio", **options)


def _table(path: Path) -> None:
    write_table(_units().drop(columns="geometry").assign(经度=113.4, 纬度=30.3), path, index=False)


KINDS: dict[str, Callable[[Path], object]] = {
    "a.shp": _writes("ESRI Shapefile", encoding="GBK"),
    "a.geojson": _writes("GeoJSON"),
    "a.gpkg": _writes("GPKG"),
    "a.kml": _writes("KML"),
    "a.gml": _writes("GML"),
    "a.fgb": _writes("FlatGeobuf"),
    "a.csv": _table,
    "a.xlsx": _table,
}


@cache
def _whole() -> Path:
    """A folder with one sound file of each kind, each in a folder of its own."""
    root = Path(mkdtemp())
    for name, write in KINDS.items():
        (root / name.replace(".", "_")).mkdir()
        write(root / name.replace(".", "_") / name)
    return root


def _sources() -> list[Path]:
    files = [_whole() / name.replace(".", "_") / name for name in KINDS]
    real = (os.environ.get("MUTATED_FROM") if SOAK else None) or os.devnull
    # What has no ending, such as a licence, has no parts to be found by.
    found = (f for f in sorted(Path(real).rglob("*")) if f.suffix and f.is_file())
    return files + [f for f in found if f.stat().st_size < 300_000]


def _mutated(data: bytes, draw: random.Random) -> bytes:
    for _ in range(draw.choice((1, 1, 2, 5, 30))):
        at = draw.randrange(len(data) + 1)
        length = draw.choice((1, 4, 100, len(data) // 2))
        way = draw.randrange(5)
        if way == 0:
            data = data[:at] + data[at + length :]
        elif way == 1:
            data = data[:at] + draw.randbytes(min(length, 64)) + data[at:]
        elif way == 2:
            data = data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :]
        elif way == 3:
            data = data[:at] + data[(place := draw.randrange(len(data) + 1)) : place + length] + data[at + length :]
        else:
            data = data[:at] + draw.choice(_PIECES) + data[at:]
    return data


@settings(max_examples=drawn(20), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.sampled_from(TABLES))
@example(1, "communities")
def test_a_damaged_file_is_read_or_refused(seed: int, table: str) -> None:
    draw = random.Random(seed)
    source, project = draw.choice(_sources()), grid(2, 2)
    folder = Path(mkdtemp())
    try:
        parts = [shutil.copy(part, folder) for part in source.parent.glob(f"{source.stem}.*") if part.is_file()]
        damaged = Path(draw.choice(sorted(map(str, parts))))
        damaged.write_bytes(_mutated(damaged.read_bytes(), draw))
        began = time.process_time()
        with suppress(InputError):
            reading = read_table(
                folder / source.name, table, communities=project.communities, stations=project.stations
            )
            assert reading.read == reading.imported + len(reading.rejected)
        assert time.process_time() - began < MOST_S
    finally:
        shutil.rmtree(folder)


def test_a_damaged_coordinate_system_is_said_to_be_that(tmp_path: Path) -> None:
    """GDAL reads it and cannot write it again, which pyogrio 0.13 ends in an error of its own code."""
    _writes("ESRI Shapefile")(tmp_path / "a.shp")
    prj = tmp_path / "a.prj"
    prj.write_bytes(DAMAGED_PRJ)
    with pytest.raises(InputError) as refused:
        read_table(tmp_path / "a.shp", "communities")
    assert refused.value.code == "crs_damaged"
