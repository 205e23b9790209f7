"""From a background that the user added to its tiles."""

from pathlib import Path

from mapper.backgrounds.archives import MBTiles, PMTiles
from mapper.backgrounds.background import Background
from mapper.backgrounds.fetching import AddressTiles
from mapper.backgrounds.rasters import Raster
from mapper.backgrounds.tile_cache import TileCache
from mapper.backgrounds.tile_source import TileSource
from mapper.errors import InputError


def open_tiles(background: Background, cache: TileCache) -> TileSource:
    """The background's tiles. Opening an address asks nobody; reading its tiles does.

    Raises
    ------
    InputError
        ``file_missing``, and those of the kind's own file.
    """
    if background.kind == "address":
        return AddressTiles(background, cache)
    if not Path(background.place).is_file():
        raise InputError("file_missing", path=background.place)
    if background.kind == "mbtiles":
        return MBTiles(background)
    return PMTiles(background) if background.kind == "pmtiles" else Raster(background)
