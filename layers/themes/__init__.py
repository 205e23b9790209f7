"""Every theme of the map, one a file, in the order of the tabs."""

from layers.scene.theme import Theme
from layers.themes import beats, cases, change, coverage, disputes, focus, hazards, hotspots, load, reach

DECLARED: tuple[Theme, ...] = (
    coverage.THEME,
    load.THEME,
    hazards.THEME,
    disputes.THEME,
    cases.THEME,
    hotspots.THEME,
    reach.THEME,
    change.THEME,
    focus.THEME,
    beats.THEME,
)
_BY_CODE = {theme.code: theme for theme in DECLARED}


def theme_of(code: str) -> Theme:
    """The theme of that code; ValueError if there is none."""
    if code not in _BY_CODE:
        raise ValueError(f"no theme {code!r}")
    return _BY_CODE[code]
