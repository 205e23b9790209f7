"""How large symbols are: larger where a theme is about them, smaller where it is about something else."""

from collections.abc import Mapping
from dataclasses import field

from mapper.lazy_dataclass import dataclass


@dataclass(frozen=True)
class SymbolSizes:
    """Factors on the size of symbols: by map layer where a theme says so, else that of all ``others``."""

    by_layer: Mapping[str, float] = field(default_factory=dict)
    others: float = 0.7

    def of(self, layer: str) -> float:
        return self.by_layer.get(layer, self.others)


USUAL_SIZES = SymbolSizes()
