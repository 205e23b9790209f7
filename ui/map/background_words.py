"""The line in the map's corner: whose background map it is, and which computer is asked for it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from layers.paint.lettering import width_mm, write
from layers.viewport import Viewport
from ui.language.language import Language
from ui.session.backgrounds import Backgrounds
from ui.widgets.appearance import map_palette

_TEXT_PX, _PADDING_PX, _MARGIN_PX = 11.0, 6.0, 12.0


class BackgroundWords:
    """Paints itself over the map; nothing where no background is shown."""

    def __init__(self, backgrounds: Backgrounds, say: Language) -> None:
        self._backgrounds, self._say = backgrounds, say

    @property
    def text(self) -> str:
        """Every source that is shown, the topmost first."""
        lines = []
        for credit in self._backgrounds.credits():
            code = "file" if not credit.host else "asking" if credit.asking else "from"
            lines.append(self._say(f"backgrounds.credit.{code}", name=credit.text, host=credit.host))
        return self._say("backgrounds.credits", lines=lines) if lines else ""

    def __call__(self, painter: QPainter, view: Viewport) -> None:
        text = self.text
        if not text:
            return
        wide = min(width_mm(text, _TEXT_PX), view.width_px * 0.6)
        height = _TEXT_PX + 2 * _PADDING_PX
        ground = QRectF(0, 0, wide + 2 * _PADDING_PX, height)
        ground.moveBottomRight(QRectF(0, 0, view.width_px - _MARGIN_PX, view.height_px - _MARGIN_PX).bottomRight())
        colour = QColor(map_palette().halo)
        colour.setAlphaF(0.86)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(ground, 4, 4)
        baseline = ground.bottom() - _PADDING_PX - 1.5
        write(painter, text, ground.x() + _PADDING_PX, baseline, _TEXT_PX, map_palette().quiet_text, most_mm=wide)
