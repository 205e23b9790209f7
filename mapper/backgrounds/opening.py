"""From a background that the user added to its tiles."""

from collections.abc import Callable
from pathlib import Path

from mapper.backgrounds.background import Background
from mapper.backgrounds.tile_cache import TileCache
from mapper.backgrounds.tile_source import TileSource, is_whole
from mapper.errors import InputError


def open_tiles(background: Background, cache: TileCache, decodes: Callable[[bytes], bool] = is_whole) -> TileSource:
    """The background's tiles. Opening an address asks nobody; reading its tiles does, and keeps what ``decodes``.

    Raises
    ------
    InputError
        ``file_missing``, and those of the kind's own file.
    """
    # Imported here, because a start without a background need not pay for HTTP and rasters.
    if background.kind == "address":
        from mapper.backgrounds.fetching import AddressTiles

        return AddressTiles(background, cache, decodes)
    if not Path(background.place).is_file():
        raise InputError("file_missing", path=background.place)
    if background.kind == "raster":
        from mapper.backgrounds.rasters import Raster

        return Raster(background)
    from mapper.backgrounds.archives import MBTiles, PMTiles

    return MBTiles(background) if background.kind == "mbtiles" else PMTiles(background)
