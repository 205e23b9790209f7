"""Faults of the land itself: gaps that nobody has, overlaps that two have, slivers between."""

import numpy as np

from layers.geometry.shapes import shapes_from
from layers.scene.drawing import (
    Areas,
    LegendEntry,
    MapLayer,
    PaintOrder,
)
from layers.scene.ground import Ground
from layers.style import AreaStyle, LineStyle, Palette, Pattern
from mapper.finding import LandFault

_FAULTS: tuple[LandFault, ...] = ("gap", "overlap", "sliver")
CLASSES = tuple(f"land_{fault}" for fault in _FAULTS)


def fault_styles(palette: Palette) -> tuple[AreaStyle, ...]:
    """A gap is crossed lines on paper, an overlap both directions of hatch, a sliver its outline only."""
    upright = Pattern("lines", palette.gap, spacing_px=5, size_px=1.2, angle_deg=90)
    crossed = tuple(Pattern("lines", palette.overlap, spacing_px=6, size_px=0.9, angle_deg=a) for a in (45, -45))
    return (
        AreaStyle(palette.paper, 1.0, (upright,), LineStyle(palette.gap, 1.6, (4, 3))),
        AreaStyle(palette.shared, 0.5, crossed, LineStyle(palette.overlap, 1.6, (4, 3))),
        AreaStyle(palette.gap, 0.9, border=LineStyle(palette.gap, 1.2)),
    )


def faults_layer(ground: Ground) -> MapLayer:
    """The pieces of land that findings carry. Ids are their positions among the findings."""
    found = [
        (str(i), finding.shape, _FAULTS.index(finding.kind.land))
        for i, finding in enumerate(ground.findings)
        if finding.shape is not None and finding.kind.land is not None
    ]
    ids = np.array([i for i, _, _ in found], dtype=object)
    pieces = np.array([shape for _, shape, _ in found], dtype=object)
    shapes = shapes_from(ids, pieces.reshape(len(found)), ground.project.about.map_crs)
    numbers = np.array([number for _, _, number in found], dtype=np.int64)
    styles = fault_styles(ground.palette)
    areas = Areas(PaintOrder.FINDING, "findings", shapes, numbers, styles)
    pattern = Areas(PaintOrder.FINDING, "findings", shapes, numbers, styles, patterns_only=True)
    counts = np.bincount(numbers, minlength=len(CLASSES))
    legend = tuple(
        LegendEntry("findings", name, styles[i], int(counts[i])) for i, name in enumerate(CLASSES) if counts[i]
    )
    return MapLayer("findings", True, (areas, pattern), legend, len(found))
