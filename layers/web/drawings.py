"""Drawings of a snapshot as JSON for Leaflet: degrees with six decimals, latitude first, and the styles they have."""

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely

from layers.scene.drawing import (
    Areas,
    Borders,
    Drawing,
    Paths,
    Points,
)
from layers.style import AreaStyle, LineStyle, Style
from mapper.arrays import Floats, Geometries
from mapper.crs import to_degrees

Popup = Callable[[str, object], int | None]  # table and key in, number of what is told of it out

_DIGITS = 6
_SIMPLIFY_M = 1.0


def style_json(style: Style) -> dict[str, Any]:
    """A style's colours and sizes (px) for ``web/map.js``."""
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


def drawing_json(drawing: Drawing, z: int, crs: str, popup: Popup) -> list[dict[str, Any]]:
    """A drawing as parts of one kind each, with items of shape, style number, popup number and own text.

    ``z`` is its place in the paint order, ``crs`` the metre CRS that it is in.
    """
    if isinstance(drawing, Areas):
        parts = [_areas(drawing, crs, popup)]
    elif isinstance(drawing, Borders):
        keep = np.ones(len(drawing.lines), bool) if drawing.marked is None else drawing.marked
        lines = _lines(drawing.lines.geometries(np.flatnonzero(keep)), crs)
        parts = [_part("lines", [drawing.style], [[lines, 0, None, ""]] if lines else [])]
    elif isinstance(drawing, Paths):
        parts = _paths(drawing, crs)
    else:
        parts = [_points(drawing, crs, popup)]
    return [part | {"z": z, "opacity": drawing.opacity} for part in parts if part["items"]]


def _part(kind: str, styles: list[Any], items: list[list[Any]], patterns_only: bool = False) -> dict[str, Any]:
    return {"kind": kind, "patternsOnly": patterns_only, "styles": [style_json(s) for s in styles], "items": items}


def _areas(areas: Areas, crs: str, popup: Popup) -> dict[str, Any]:
    shapes, classes = areas.shapes.polygons(), areas.class_of_row
    patterned = np.array([bool(style.patterns) for style in areas.styles], dtype=bool)
    drawn = (classes >= 0) & ~shapely.is_missing(shapes)
    if areas.patterns_only:
        drawn[drawn] &= patterned[classes[drawn]]
    rows = np.flatnonzero(drawn)
    items = [
        [land, int(classes[r]), None if areas.patterns_only else popup(areas.table, areas.shapes.ids[r]), ""]
        for r, land in zip(rows, _polygons(shapes[rows], crs), strict=True)
    ]
    return _part("areas", list(areas.styles), items, areas.patterns_only)


def _paths(paths: Paths, crs: str) -> list[dict[str, Any]]:
    """Roads and railways as lines; a river with a width as the strip of ground that it takes, at every zoom."""
    rows = paths.lines.row
    wide = paths.width_m[rows] > 0
    strips: list[list[Any]] = []
    lines: list[list[Any]] = []
    for number, style in enumerate(paths.styles):
        mine = paths.class_of_row[rows] == number
        solid = not style.dashes_px and style.casing is None
        narrow = paths.lines.geometries(np.flatnonzero(mine & ~(wide & solid)))
        if len(narrow):
            lines.append([_lines(narrow, crs), number, None, ""])
        here = np.flatnonzero(mine & wide & solid)
        beds = shapely.buffer(paths.lines.geometries(here), paths.width_m[rows[here]] / 2, cap_style="flat")
        strips.extend([land, number, None, ""] for land in _polygons(beds, crs))
    beds_look = [AreaStyle(style.color, border=LineStyle(style.color, style.width_px)) for style in paths.styles]
    return [_part("areas", beds_look, strips), _part("lines", list(paths.styles), lines)]


def _points(points: Points, crs: str, popup: Popup) -> dict[str, Any]:
    xy = points.dots.xy
    rows = np.flatnonzero((points.class_of_row >= 0) & np.isfinite(xy[:, 0]))
    rows = rows[np.argsort(points.class_of_row[rows], kind="stable")]
    places = _rounded(shapely.get_coordinates(to_degrees(np.asarray(shapely.points(xy[rows]), dtype=object), crs)))
    items = []
    for r, place in zip(rows, places, strict=True):
        number = int(points.class_of_row[r])
        text = points.texts[r] if points.texts else points.styles[number].text
        items.append([place, number, popup(points.table, points.dots.ids[r]), text])
    return _part("points", list(points.styles), items)


def _rounded(degrees: Floats) -> list[list[float]]:
    """Longitude, latitude (n, 2) as Leaflet's latitude, longitude."""
    swapped: list[list[float]] = np.round(degrees[:, ::-1], _DIGITS).tolist()
    return swapped


def _polygons(shapes: Geometries, crs: str) -> list[list[list[list[list[float]]]]]:
    return [
        [
            [_rounded(shapely.get_coordinates(ring)) for ring in (part.exterior, *part.interiors)]
            for part in shapely.get_parts(shape)
        ]
        for shape in to_degrees(shapely.simplify(shapes, _SIMPLIFY_M), crs)
    ]


def _lines(shapes: Geometries, crs: str) -> list[list[list[float]]]:
    return [_rounded(shapely.get_coordinates(line)) for line in to_degrees(shapely.simplify(shapes, _SIMPLIFY_M), crs)]
