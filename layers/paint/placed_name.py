"""A name that has its place on a picture."""

from functools import cached_property

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetricsF, QImage

from layers.paint.lettering import DRAWN_PX, LINE_EM, font
from layers.scene.drawing import LabelStyle, LineNames, Names
from mapper.lazy_dataclass import dataclass


@dataclass(frozen=True, eq=False)
class PlacedName:
    """One name: ``box`` is left, top, right, bottom in pixels from the origin; ``size_px`` the font's height.

    It is that of ``row`` of ``names``, turned by ``angle_deg`` clockwise about the middle of the box. ``is_key`` where
    a number stands for the name; one without room on its own land stands beside, and a line leads to ``leads_to_px``.
    """

    text: str
    style: LabelStyle
    box: tuple[float, float, float, float]
    size_px: float
    names: Names | LineNames
    row: int
    angle_deg: float = 0.0
    is_key: bool = False
    leads_to_px: tuple[float, float] | None = None

    @property
    def lines(self) -> list[tuple[str, QPointF]]:
        """Its lines, each with where it begins, from the middle of the box, in a font of :data:`DRAWN_PX`."""
        metrics, told = QFontMetricsF(font(self.style.bold)), self.text.split("\n")
        first = (metrics.ascent() - metrics.descent()) / 2 - (len(told) - 1) / 2 * LINE_EM * DRAWN_PX
        return [
            (line, QPointF(-metrics.horizontalAdvance(line) / 2, first + number * LINE_EM * DRAWN_PX))
            for number, line in enumerate(told)
        ]

    @cached_property
    def images(self) -> dict[float, QImage]:
        """The written name by device pixels a pixel: a halo takes long to stroke, a picture no time to copy."""
        return {}
