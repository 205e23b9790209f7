"""Open disputes, large, on calm ground or on units by how many they have, or by the year's disputes to residents."""

from layers.scene.symbol_size import SymbolSizes
from layers.scene.theme import Theme
from layers.themes.numbers import number
from layers.themes.quiet import NOTHING
from mapper.analysis.load.unit_measures import disputes_per_1000, open_disputes

THEME = Theme(
    "disputes",
    (
        NOTHING,
        number("open_disputes", lambda ground: open_disputes(ground.project, ground.as_of, ground.owned("disputes"))),
        number(
            "disputes_per_1000",
            lambda ground: disputes_per_1000(ground.project, ground.as_of, ground.owned("disputes")),
            digits=1,
        ),
    ),
    SymbolSizes({"disputes": 1.35}),
)
