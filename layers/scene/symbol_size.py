"""How loud symbols are: large where the theme is about them, small where it is about something else."""

_LARGE = {"hazards": 1.3, "disputes": 1.35}
_SMALL = 0.7


def emphasis(table: str, theme: str) -> float:
    """Factor on the size of symbols of ``table`` (``hazards``, ``disputes``); 1 on the map of gaps, which has both."""
    if theme == table:
        return _LARGE[table]
    return 1.0 if theme == "coverage" else _SMALL
