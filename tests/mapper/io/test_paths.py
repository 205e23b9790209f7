"""Files to be read are found by whatever name they have."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import rasterio
from rasterio.transform import from_origin

from mapper.backgrounds.background import file_background
from mapper.backgrounds.grids import Tile
from mapper.backgrounds.opening import open_tiles
from mapper.backgrounds.tile_cache import TileCache
from mapper.io.reading import read_table
from tests.districts import cell_centre, grid
from tests.drawn import some
from tests.file_names import STEMS, decoys
from tests.tiles import encoded, telling_tile, tiles_of, write_mbtiles, write_pmtiles

SUFFIXES = (".geojson", ".gpkg", ".shp", ".zip", ".csv", ".xlsx", ".csv.gz")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same six units as every kind of file that is read; and under ``other`` one unit only."""
    folder = tmp_path_factory.mktemp("files")
    units = grid(3, 2).communities.reset_index()[["community_code", "name", "geometry"]]
    for name, rows in (("units", units), ("other", units.iloc[:1])):
        for suffix in (".geojson", ".gpkg", ".shp"):
            rows.rename(columns={"community_code": "code"}).to_file(folder / f"{name}{suffix}")
        (folder / "z").mkdir(exist_ok=True)
        for part in folder.glob(f"{name}.*"):
            if part.suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
                shutil.copy(part, folder / "z")
        shutil.make_archive(str(folder / name), "zip", folder / "z")
        shutil.rmtree(folder / "z")
        points = [cell_centre(0, 0)] * len(rows)
        table = pd.DataFrame(
            {"隐患编号": rows["community_code"], "经度": [p.x for p in points], "纬度": [p.y for p in points]}
        )
        table.to_csv(folder / f"{name}.csv", index=False)
        table.to_csv(folder / f"{name}.csv.gz", index=False)
        table.to_excel(folder / f"{name}.xlsx", index=False)
    return folder


@pytest.mark.parametrize("stem", some(STEMS, 9))
@pytest.mark.parametrize("in_folder", [False, True])
def test_a_file_is_read_by_its_name_whatever_it_is(stem: str, in_folder: bool, plain: Path, tmp_path: Path) -> None:
    folder = tmp_path / stem if in_folder else tmp_path
    folder.mkdir(exist_ok=True)
    for suffix in SUFFIXES:
        name = f"units{suffix}" if in_folder else f"{stem}{suffix}"
        if not in_folder:
            for other in decoys(name):
                shutil.copy(plain / f"other{suffix}", folder / other)
        for part in plain.glob("units.*"):
            if part.name.endswith(suffix) or (suffix == ".shp" and part.suffix in (".shx", ".dbf", ".prj", ".cpg")):
                shutil.copy(part, folder / (f"{name[: -len(suffix)]}{part.name.removeprefix('units')}"))
        table = "communities" if suffix in (".geojson", ".gpkg", ".shp", ".zip") else "hazards"
        column_map = {"community_code": "code"} if table == "communities" else {}
        before = sorted(folder.iterdir())
        assert len(read_table(folder / name, table, column_map).frame) == 6, suffix
        assert sorted(folder.iterdir()) == before


def test_a_name_before_the_folder_is_no_address(plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("file:a.geojson", "zip:a.geojson", " a.geojson", "a;b.geojson"):
        shutil.copy(plain / "units.geojson", tmp_path / name)
        assert len(read_table(Path(name), "communities", {"community_code": "code"}).frame) == 6


def test_what_a_geopackage_has_in_its_log_only_is_read_too(plain: Path, tmp_path: Path) -> None:
    path = tmp_path / "a;b.gpkg"
    shutil.copy(plain / "units.gpkg", path)
    with closing(sqlite3.connect(path, isolation_level=None)) as writing:
        writing.execute("PRAGMA journal_mode = WAL")
        writing.execute("UPDATE gpkg_contents SET identifier = 'in the log'")
        writing.execute("ALTER TABLE units RENAME COLUMN name TO 社区名称")
        found = read_table(path, "communities", {"community_code": "code"})
    assert found.columns["name"] == "社区名称"
    assert len(found.frame) == 6


@pytest.mark.parametrize("stem", STEMS)
def test_a_background_is_opened_by_its_name_whatever_it_is(stem: str, tmp_path: Path) -> None:
    here = tiles_of(12)[0]
    tiles = {here: encoded(telling_tile(here))}
    raster = tmp_path / "plain.tif"
    pixels = np.zeros((3, 4, 4), dtype=np.uint8)
    made = {"width": 4, "height": 4, "count": 3, "dtype": "uint8", "crs": "EPSG:4326"}
    with rasterio.open(raster, "w", driver="GTiff", transform=from_origin(113.4, 30.4, 0.01, 0.01), **made) as file:
        file.write(pixels)
    folder = tmp_path / stem
    folder.mkdir()
    for name in (f"{stem}.mbtiles", f"{stem}.pmtiles", f"{stem}.tif"):
        path = folder / name
        if name.endswith(".tif"):
            shutil.copy(raster, path)
        else:
            write = write_mbtiles if name.endswith(".mbtiles") else write_pmtiles
            write(tmp_path / "plain", tiles, **({"format": "png"} if name.endswith(".mbtiles") else {}))
            (tmp_path / "plain").replace(path)
        source = open_tiles(file_background(path), TileCache(tmp_path / "cache" / stem))
        try:
            assert source.read(Tile(0, 0, 0) if name.endswith(".tif") else here) is not None
        finally:
            source.close()
    assert len(list(folder.iterdir())) == 3


def test_tiles_are_kept_in_a_folder_of_any_name_and_a_damaged_file_goes_with_what_lies_beside(tmp_path: Path) -> None:
    for stem in STEMS:
        folder = tmp_path / stem
        folder.mkdir()
        for ending in ("", "-journal", "-wal", "-shm"):
            (folder / f"tiles.sqlite{ending}").write_bytes(b"damaged" * 200)
        cache = TileCache(folder)
        cache.put("s", Tile(1, 0, 0), b"tile")
        assert cache.get("s", Tile(1, 0, 0)) is not None
        cache.close()
        assert [path.name for path in folder.iterdir()] == ["tiles.sqlite"]
