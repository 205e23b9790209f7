"""The map's styles as symbols of QGIS (QML, since 3.18): the same colours, hatches, dots and forms, in millimetres."""

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as Xml

from layers.style import AreaStyle, LineStyle, Pattern, PointStyle, Style

_MM_A_PX = 25.4 / 96
_FORMS = {"triangle": "triangle", "circle": "circle", "square": "square", "diamond": "diamond", "badge": "circle"}
_NONE = "0,0,0,0"
_RING_GAP_PX, _RING_PX = 3.0, 1.6  # as the window paints a ring around a symbol


def symbol(name: str, style: Style, opacity: float = 1.0) -> Xml.Element:
    """The element ``symbol`` of that name."""
    kind = "fill" if isinstance(style, AreaStyle) else "line" if isinstance(style, LineStyle) else "marker"
    made = _symbol(name, kind, opacity * (style.opacity if isinstance(style, AreaStyle) else 1.0))
    if isinstance(style, AreaStyle):
        _add_fill(made, name, style)
    elif isinstance(style, LineStyle):
        _add_lines(made, style)
    else:
        _add_markers(made, style)
    return made


def mm(px: float) -> str:
    """Pixels of the screen as millimetres of QGIS."""
    return f"{px * _MM_A_PX:.4g}"


def rgba(color: str | None) -> str:
    """A colour as QGIS writes it; nothing is clear."""
    if color is None:
        return _NONE
    return ",".join([*(str(int(color[i : i + 2], 16)) for i in (1, 3, 5)), "255"])


def options(parent: Xml.Element, values: Mapping[str, str]) -> None:
    """The map of options that QGIS keeps of a thing."""
    there = Xml.SubElement(parent, "Option", {"type": "Map"})
    for name, value in values.items():
        Xml.SubElement(there, "Option", {"type": "QString", "name": name, "value": value})


def _symbol(name: str, kind: str, alpha: float = 1.0) -> Xml.Element:
    return Xml.Element(
        "symbol",
        {"name": name, "type": kind, "alpha": f"{alpha:g}", "clip_to_extent": "1", "force_rhr": "0"},
    )


def _layer(parent: Xml.Element, kind: str, values: Mapping[str, str]) -> Xml.Element:
    made = Xml.SubElement(parent, "layer", {"class": kind, "enabled": "1", "pass": "0", "locked": "0"})
    options(made, values)
    return made


def _add_fill(parent: Xml.Element, name: str, style: AreaStyle) -> None:
    border = style.border
    outline = {"outline_style": "no", "outline_color": _NONE, "outline_width": "0"}
    if border is not None:
        outline = {
            "outline_style": "dash" if border.dashes_px else "solid",
            "outline_color": rgba(border.color),
            "outline_width": mm(border.width_px),
            "outline_width_unit": "MM",
        }
    fill = {"color": rgba(style.fill), "style": "no" if style.fill is None else "solid", "joinstyle": "round"}
    _layer(parent, "SimpleFill", fill | outline)
    for number, pattern in enumerate(style.patterns, 1):
        _add_pattern(parent, f"@{name}@{number}", pattern)


def _add_pattern(parent: Xml.Element, name: str, pattern: Pattern) -> None:
    if pattern.form == "lines":
        values = {
            "angle": f"{pattern.angle_deg:g}",
            "distance": mm(pattern.spacing_px),
            "distance_unit": "MM",
            "color": rgba(pattern.color),
            "line_width": mm(pattern.size_px),
            "line_width_unit": "MM",
        }
        made = _layer(parent, "LinePatternFill", values)
        line = _symbol(name, "line")
        _add_line(line, rgba(pattern.color), pattern.size_px, ())
        made.append(line)
        return
    # A staggered grid: each second row stands half a spacing aside.
    values = {
        "distance_x": mm(pattern.spacing_px),
        "distance_y": mm(pattern.spacing_px),
        "displacement_x": mm(pattern.spacing_px / 2),
        "displacement_y": "0",
    }
    made = _layer(parent, "PointPatternFill", values | {f"{one}_unit": "MM" for one in values})
    dot = _symbol(name, "marker")
    _add_marker(dot, "circle", pattern.size_px, rgba(pattern.color), None, 0.0)
    made.append(dot)


def _add_lines(parent: Xml.Element, style: LineStyle) -> None:
    if style.casing is not None:
        _add_line(parent, rgba(style.casing), style.width_px + 2 * style.casing_px, ())
    _add_line(parent, rgba(style.color), style.width_px, style.dashes_px)


def _add_line(parent: Xml.Element, color: str, width_px: float, dashes_px: Iterable[float]) -> None:
    dashes = ";".join(mm(px) for px in dashes_px)
    values = {
        "line_color": color,
        "line_width": mm(width_px),
        "line_width_unit": "MM",
        "line_style": "solid",
        "capstyle": "flat" if dashes else "round",
        "joinstyle": "round",
        "use_custom_dash": "1" if dashes else "0",
        "customdash": dashes or "5;2",
        "customdash_unit": "MM",
    }
    _layer(parent, "SimpleLine", values)


def _add_markers(parent: Xml.Element, style: PointStyle) -> None:
    if style.ring:
        _add_marker(parent, "circle", style.size_px + 2 * _RING_GAP_PX, _NONE, style.ring, _RING_PX)
    _add_marker(parent, _FORMS[style.form], style.size_px, rgba(style.color), style.rim, style.rim_px)
    if style.text:
        values = {
            "chr": style.text,
            "color": rgba(style.text_color),
            "font": "sans-serif",
            "font_style": "Bold",
            "size": mm(style.size_px * 0.6),
            "size_unit": "MM",
            "horizontal_anchor_point": "1",
            "vertical_anchor_point": "1",
        }
        _layer(parent, "FontMarker", values)


def _add_marker(parent: Xml.Element, form: str, size_px: float, color: str, rim: str | None, rim_px: float) -> None:
    values = {
        "name": form,
        "size": mm(size_px),
        "size_unit": "MM",
        "color": color,
        "outline_color": rgba(rim),
        "outline_style": "no" if rim is None else "solid",
        "outline_width": mm(rim_px),
        "outline_width_unit": "MM",
    }
    _layer(parent, "SimpleMarker", values)
