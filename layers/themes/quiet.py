"""Units all alike: calm ground for a theme that speaks of something else."""

import numpy as np

from layers.scene.drawing import LegendEntry
from layers.scene.ground import Ground
from layers.scene.theme import NO_SHADING, Shading
from layers.scene.unit_classes import UnitClasses
from layers.style import AreaStyle, unit_border


def quiet_classes(ground: Ground) -> UnitClasses:
    """One class for all units."""
    n = len(ground.project.communities)
    style = AreaStyle(ground.palette.quiet_unit, border=unit_border(ground.palette))
    legend = (LegendEntry("units", "unit", style, n),)
    return UnitClasses(np.zeros(n, dtype=np.int64), (style,), legend, np.zeros(n, dtype=bool), ("",) * n)


NOTHING = Shading(NO_SHADING, quiet_classes, ("legend.unit",))
