"""Open hazards, large, on calm ground or on units by how many they have."""

from layers.scene.symbol_size import SymbolSizes
from layers.scene.theme import Theme
from layers.themes.numbers import number
from layers.themes.quiet import NOTHING
from mapper.analysis.load.unit_measures import open_hazards

THEME = Theme(
    "hazards",
    (
        NOTHING,
        number("open_hazards", lambda ground: open_hazards(ground.project, ground.as_of, ground.owned("hazards"))),
    ),
    SymbolSizes({"hazards": 1.3}),
)
