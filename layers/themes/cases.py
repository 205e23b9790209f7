"""Cases, large, on units by how many of the year they have, by how many to residents or to land, or on calm ground."""

from layers.scene.symbol_size import SymbolSizes
from layers.scene.theme import Theme
from layers.themes.counts import counts
from layers.themes.numbers import number
from layers.themes.quiet import NOTHING

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
)
