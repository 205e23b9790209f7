"""Open disputes, large, on calm ground or on units by how many they have, or by the year's disputes to residents."""

from functools import partial

from layers.scene.symbol_size import SymbolSizes
from layers.scene.theme import Theme
from layers.themes.counts import counts
from layers.themes.funnel import funnel
from layers.themes.late_incidents import late_of_open, open_and_late
from layers.themes.numbers import number
from layers.themes.quiet import NOTHING

THEME = Theme(
    "disputes",
    (
        NOTHING,
        counts("open_disputes", "disputes"),
        number("disputes_per_1000", digits=1),
        number("disputes_per_km2", digits=1),
        number("disputes_smoothed", digits=1),
        funnel("disputes"),
    ),
    SymbolSizes({"disputes": 1.35}),
    index=partial(open_and_late, "disputes"),
    figures=partial(late_of_open, "disputes"),
    listed="disputes",
)
