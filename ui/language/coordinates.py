"""A place typed as longitude and latitude: degrees, or degrees, minutes and seconds."""

import re

_NUMBER = r"\d+(?:\.\d+)?"
_PART = re.compile(
    rf"""\s*([NSEW北南东西])?\s*([-−]?{_NUMBER})\s*[°度]?
    (?:\s*({_NUMBER})\s*['′分]\s*(?:({_NUMBER})\s*(?:["″秒]|''))?)?
    \s*([NSEW北南东西])?\s*""",
    re.VERBOSE | re.IGNORECASE,
)
Box = tuple[float, float, float, float]
_LATITUDE, _NEGATIVE = "NS北南", "SW南西"
_MOST_LATITUDE = 85.06  # where maps end that are square; nobody has a beat beyond


def place_in(text: str, land: Box | None = None) -> tuple[float, float] | None:
    """Longitude and latitude in degrees; None where the text is not a place.

    Longitude comes first, as on Chinese maps, unless a letter or its size says otherwise: 113.40 30.30,
    30.30N 113.40E, 113°24′00″E 30°18′00″N, 东经113度24分 北纬30度18分; or unless only the other order lies on the
    ``land`` (west, south, east and north in degrees): 41.88, -87.63 where the land is Chicago.
    """
    text = text.replace("经", "").replace("纬", "").replace("，", ",").replace("’", "'").replace("”", '"')
    first = _PART.match(text)
    if first is None:
        return None
    rest = text[first.end() :].lstrip(", ;/")
    second = _PART.fullmatch(rest)
    if second is None:
        return None
    values = [_degrees(part) for part in (first, second)]
    letters = [(part.group(1) or part.group(5) or "").upper() for part in (first, second)]
    if None in values:
        return None
    swapped = (bool(letters[0]) and letters[0] in _LATITUDE) or (
        not any(letters) and abs(values[0] or 0) <= _MOST_LATITUDE < abs(values[1] or 0)
    )
    lon, lat = values[::-1] if swapped else values
    assert lon is not None
    assert lat is not None
    if land is not None and not any(letters) and _on(land, lat, lon) and not _on(land, lon, lat):
        lon, lat = lat, lon
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def _on(land: Box, lon: float, lat: float) -> bool:
    """Whether a place is on the land or near it: a quarter of its size around."""
    west, south, east, north = land
    beside, above = (east - west) / 4, (north - south) / 4
    return west - beside <= lon <= east + beside and south - above <= lat <= north + above


def _degrees(part: re.Match[str]) -> float | None:
    """Degrees of one coordinate; None where minutes or seconds reach 60."""
    minutes, seconds = float(part.group(3) or 0), float(part.group(4) or 0)
    if minutes >= 60 or seconds >= 60:
        return None
    degrees = float(part.group(2).replace("−", "-"))
    value = abs(degrees) + minutes / 60 + seconds / 3600
    letter = (part.group(1) or part.group(5) or "").upper()
    return -value if degrees < 0 or (letter and letter in _NEGATIVE) else value
