"""Styles as the browser draws them, on its map and in its legend from the same record."""

from typing import Any

from layers.scene.drawing import LabelStyle
from layers.style import AreaStyle, LineStyle, Style


def style_json(style: Style) -> dict[str, Any]:
    """A style's colours and sizes (px) for ``browser/symbols.js``."""
    if isinstance(style, AreaStyle):
        return {
            "kind": "area",
            "fill": style.fill,
            "opacity": style.opacity,
            "mark": style.mark,
            "border": style_json(style.border) if style.border else None,
            "patterns": [
                {"form": p.form, "color": p.color, "spacing": p.spacing_px, "size": p.size_px, "angle": p.angle_deg}
                for p in style.patterns
            ],
        }
    if isinstance(style, LineStyle):
        return {
            "kind": "line",
            "color": style.color,
            "width": style.width_px,
            "dashes": list(style.dashes_px),
            "casing": style.casing,
            "casingWidth": style.casing_px,
        }
    return {
        "kind": "point",
        "form": style.form,
        "color": style.color,
        "size": style.size_px,
        "rim": style.rim,
        "rimWidth": style.rim_px,
        "text": style.text,
        "textColor": style.text_color,
        "ring": style.ring,
        "within": list(style.within),
    }


def label_json(style: LabelStyle) -> dict[str, Any]:
    """How a name is written."""
    return {"size": style.size_px, "color": style.color, "halo": style.halo, "bold": style.bold}
