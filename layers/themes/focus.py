"""Today's patrol focus, on calm ground."""

from layers.scene.ground import Ground
from layers.scene.symbol_size import SymbolSizes
from layers.scene.theme import Theme
from layers.themes.quiet import NOTHING
from mapper.day.figure import Figure


def _figures(ground: Ground) -> tuple[Figure, ...]:
    """Areas of the day that somebody is sent to."""
    today = ground.project.focus_areas[ground.day.focus_today.to_numpy(dtype=bool)]
    sent = today["officer_ids"].fillna("") != ""
    return (Figure("focus_assigned", int(sent.sum()), len(today)),) if len(today) else ()


THEME = Theme("focus", (NOTHING,), SymbolSizes({"focus_areas": 1.15}), figures=_figures)
