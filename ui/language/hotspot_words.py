"""Figures of a back-test in words: each with the interval that it lies in; for window and command line."""

from collections.abc import Mapping
from types import MappingProxyType

from mapper.analysis.hotspots.scoring import Score

FIGURES: Mapping[str, str] = MappingProxyType({"hit_rate": ".1%", "pai": ".2f", "pei": ".3f"})
"""Attribute of a :class:`Score` → how it is written."""


def figure_words(name: str, score: Score) -> str:
    """One of :data:`FIGURES` with its interval; a dash where there is none."""
    value, interval, form = getattr(score, name), score.interval(name), FIGURES[name]
    if value is None:
        return "—"
    return f"{value:{form}}" + ("" if interval is None else f" [{interval[0]:{form}}, {interval[1]:{form}}]")
