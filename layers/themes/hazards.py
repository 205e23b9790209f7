"""Open hazards, large, on calm ground or on units by how many they have."""

from functools import partial

from layers.scene.symbol_size import SymbolSizes
from layers.scene.theme import Theme
from layers.themes.counts import counts
from layers.themes.funnel import funnel
from layers.themes.late_incidents import late_of_open, open_and_late
from layers.themes.numbers import number
from layers.themes.quiet import NOTHING

THEME = Theme(
    "hazards",
    (
        NOTHING,
        counts("open_hazards", "hazards"),
        number("hazards_per_1000", digits=1),
        number("hazards_per_km2", digits=1),
        number("hazards_smoothed", digits=1),
        funnel("hazards"),
    ),
    SymbolSizes({"hazards": 1.3}),
    index=partial(open_and_late, "hazards"),
    figures=partial(late_of_open, "hazards"),
    listed="hazards",
)
