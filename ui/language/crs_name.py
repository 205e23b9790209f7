"""A coordinate reference system in words."""

import re

from layers.say import Say

# The zones of CGCS2000 / 3-degree Gauss-Krüger without a zone's number before the easting, 75°E to 135°E.
_GAUSS_KRUEGER = range(4534, 4555)


def crs_name(say: Say, crs: str) -> str:
    """A CRS as surveyors call it: the zone's central meridian for CGCS2000, else its own code."""
    found = re.fullmatch(r"EPSG:(\d+)", crs)
    if found and int(found.group(1)) in _GAUSS_KRUEGER:
        return say("status.gauss", meridian=(int(found.group(1)) - 4534) * 3 + 75)
    return crs if found else say("status.own_crs")
