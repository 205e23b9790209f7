"""Today's patrol focus, on calm ground."""

from layers.scene.symbol_size import SymbolSizes
from layers.scene.theme import Theme
from layers.themes.quiet import NOTHING

THEME = Theme("focus", (NOTHING,), SymbolSizes({"focus_areas": 1.15}))
