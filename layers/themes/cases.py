"""Cases, large, on units by how many of the year they have, by how many to residents or to land, or on calm ground."""

import pandas as pd

from layers.scene.ground import Ground
from layers.scene.symbol_size import SymbolSizes
from layers.scene.theme import Theme
from layers.scene.unit_index import UnitColumn, count_column
from layers.themes.counts import counts
from layers.themes.numbers import number
from layers.themes.quiet import NOTHING
from layers.themes.wanted_measure import measured
from mapper.day.figure import Figure

_FEW = 5  # units that the headline takes together


def _index(ground: Ground) -> tuple[UnitColumn, ...]:
    return (count_column("cases", _counts(ground)),)


def _figures(ground: Ground) -> tuple[Figure, ...]:
    """What the few units with the most have of all, and how many units have any."""
    counts = _counts(ground).sort_values(ascending=False)
    total = int(counts.sum())
    if not total or len(counts) <= _FEW:
        return ()
    return Figure("cases_top", int(counts.iloc[:_FEW].sum()), total), Figure(
        "cases_any", int((counts > 0).sum()), len(counts)
    )


def _counts(ground: Ground) -> pd.Series:
    return measured("cases_in_year", ground).values.fillna(0).astype("int64")


THEME = Theme(
    "cases",
    (
        counts("cases_in_year", "cases"),
        number("cases_per_1000", digits=1),
        number("cases_per_km2", digits=1),
        NOTHING,
    ),
    SymbolSizes({"cases": 1.2}),
    off_sheet=frozenset({"hazards", "disputes"}),
    index=_index,
    figures=_figures,
)
