"""The web map: one HTML file made with folium that opens in any browser without a network.

It is drawn from the same snapshot as the window and the paper, so its colours and its legend are theirs. Leaflet's own
script and style stand in the file; a content security policy forbids the browser to fetch anything.
"""

import html
import json
import re
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from layers.edition_map import EditionMap, edition_map
from layers.map_layers import HIDDEN_AT_FIRST
from layers.say import Say, sentence
from layers.scene.drawing import (
    LegendEntry,
    LineNames,
    Names,
    PaintOrder,
)
from layers.scene.incident_filter import EVERY_INCIDENT, IncidentFilter, require_command
from layers.scene.look import PLAIN, Look
from layers.snapshot import MapState, Snapshot
from layers.web.drawings import drawing_json, style_json
from layers.web.popups import Popups
from mapper.audience import Audience
from mapper.crs import to_degrees
from mapper.day.day import Day
from mapper.day.edition import Editions
from mapper.day.figure import Figure
from mapper.errors import InputError
from mapper.files.whole_file import write_whole
from mapper.project import Project
from mapper.scope import Scope

_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"


_COURSE_M = 5.0  # how far the course that a name follows may be beside its line


def write_web_map(
    path: Path,
    project: Project,
    as_of: date,
    theme: str,
    audience: Audience,
    say: Say,
    station_code: str | None = None,
    look: Look = PLAIN,
    hidden: frozenset[str] = HIDDEN_AT_FIRST,
    day: Day | None = None,
    wanted: IncidentFilter = EVERY_INCIDENT,
    shown: frozenset[str] = frozenset(),
) -> EditionMap:
    """Write the map of a project for one audience, and what it is; ``day``, where it was asked something already.

    Raises
    ------
    InputError
        ``nothing_to_print`` (no land), ``cannot_write``, and those of :func:`mapper.audience.for_audience` and of
        :func:`layers.scene.incident_filter.require_command`.
    """
    require_command(audience, wanted)
    edition = Editions(project, audience, as_of, day).of(station_code)
    part = None if station_code is None else Scope(frozenset({station_code}))
    state = MapState(edition.day, theme=theme, hidden=hidden, palette="light", look=look, wanted=wanted, part=part)
    if edition.bounds is None:
        raise InputError("nothing_to_print")
    shown_map = edition_map(edition, state, shown)
    data = _data(shown_map, say)
    parts = {
        "TITLE": html.escape(data["title"]),
        "LEAFLET": _leaflet("leaflet.js"),
        "STYLE": re.sub(r"url\(images/[^)]*\)", "none", _leaflet("leaflet.css")) + _own("map.css"),
        "DRAW": _own("map.js"),
        "DATA": json_in_script(data),
    }
    page = re.sub(f"@@({'|'.join(parts)})@@", lambda place: parts[place[1]], _page(say("web.lang")))
    write_whole(path, page.encode("utf-8"))
    return shown_map


def json_in_script(data: Any) -> str:
    """JSON that can stand in a ``<script>`` element: no text in it can end the element or begin another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _leaflet(name: str) -> str:
    text = (resources.files("xstatic.pkg.leaflet") / "data" / name).read_text("utf-8")
    return re.sub(r"\n//# sourceMappingURL=.*", "", text)


def _own(name: str) -> str:
    return (resources.files("layers") / "web" / name).read_text("utf-8")


def _page(language: str) -> str:
    """Folium's page with places for everything else.

    folium's elements are Jinja templates; what people wrote must not pass through them, so it comes in afterwards.
    """
    import folium  # here, because it takes half a second that only the web map is worth

    leaflet_map = folium.Map(tiles=None, zoom_control="topright", zoom_snap=0.25, zoom_delta=0.5)
    leaflet_map.default_js, leaflet_map.default_css = [], []
    leaflet_map._id = "sheet"  # noqa: SLF001 – folium's ids are random; the same map should be the same file
    root: Any = leaflet_map.get_root()  # a Figure, though folium says Element
    root.header.add_child(folium.Element(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'))
    root.header.add_child(
        folium.Element("<title>@@TITLE@@</title><style>@@STYLE@@</style><script>@@LEAFLET@@</script>")
    )
    root.header.add_child(folium.Element("<script>@@DRAW@@</script>"))
    root.html.add_child(folium.Element('<script type="application/json" id="data">@@DATA@@</script>'))
    name = leaflet_map.get_name()
    draw = f"drawSheet({name}, JSON.parse(document.getElementById('data').textContent))"
    root.script.add_child(folium.Element(f"window.addEventListener('load', () => {draw});"))
    page: str = root.render()
    return page.replace("<html>", f'<html lang="{language}">', 1)


def _data(shown_map: EditionMap, say: Say) -> dict[str, Any]:
    """Everything that ``web/map.js`` draws and tells, as text and numbers."""
    edition, snapshot = shown_map.edition, shown_map.snapshot
    map_crs = edition.project.about.map_crs
    popups = Popups(edition, say)
    names_z, place_in_order = _places_in_order(snapshot)
    layers = [layer for layer in shown_map.layers if layer.legend]
    drawn = [
        [
            part
            for drawing in layer.drawings
            for part in drawing_json(drawing, place_in_order[id(drawing)], map_crs, popups.number)
        ]
        for layer in layers
    ]
    assert edition.bounds is not None
    west, south, east, north = edition.bounds
    return {
        "title": sentence(shown_map.title, say),
        "mark": "" if shown_map.mark is None else sentence(shown_map.mark, say),
        "dates": [sentence(day, say) for day in shown_map.dates],
        **_figures(shown_map.figures, say),
        "advice": "" if shown_map.advice is None else sentence(shown_map.advice, say),
        "hint": _hint(drawn, say),
        "layers": [
            {
                "name": say(f"layer.{layer.code}"),
                "count": layer.count,
                "shading": sentence(shown_map.shading, say) if layer.code == "units" and shown_map.shading else "",
                "legend": [_legend_entry(entry, say) for entry in layer.legend],
                "drawings": parts,
            }
            for layer, parts in zip(layers, drawn, strict=True)
        ],
        "popups": popups.told,
        "names": [name for names in snapshot.names for name in _names(names, map_crs)],
        "namesZ": names_z,
        "lineNames": [name for names in snapshot.line_names for name in _line_names(names, map_crs)],
        "caveat": sentence(shown_map.caveat, say),
        "notes": [sentence(note, say) for note in shown_map.notes],
        "notice": shown_map.notice,
        "crs": sentence(shown_map.crs, say),
        "sources": sentence(shown_map.sources, say),
        "maker": say("page.maker", value=shown_map.maker) if shown_map.maker else "",
        "approval": sentence(shown_map.approval, say),
        "bounds": [[south, west], [north, east]],
    }


def _hint(drawn: list[list[dict[str, Any]]], say: Say) -> str:
    """What a reader may click: symbols only where there are any that tell something."""
    told = {part["kind"] for parts in drawn for part in parts for _, _, popup, _ in part["items"] if popup is not None}
    return say("web.hint" if "points" in told else "web.hint.units") if told else ""


def _places_in_order(snapshot: Snapshot) -> tuple[int, dict[int, int]]:
    """The place of names in the paint order, over all land and lines, and that of each drawing by its id."""
    land = [z for z, drawing in enumerate(snapshot.drawings) if drawing.order < PaintOrder.POINT]
    names_z = max(land, default=-1) + 1
    return names_z, {id(drawing): z + (z >= names_z) for z, drawing in enumerate(snapshot.drawings)}


def _figures(figures: tuple[Figure, ...], say: Say) -> dict[str, Any]:
    """The share of the first figure, and each with its numerator and denominator."""
    return {
        "share": say("page.percent", value=figures[0].percent) if figures else "",
        "figures": [
            say(f"page.figure.{figure.code}", numerator=figure.numerator, denominator=figure.denominator)
            for figure in figures
        ],
    }


def _legend_entry(entry: LegendEntry, say: Say) -> dict[str, Any]:
    return {"text": entry.words(say), "count": entry.count, "style": style_json(entry.swatch), "opacity": entry.opacity}


def _names(names: Names, crs: str) -> list[list[Any]]:
    """Text, place, bounds (west, south, east, north) and look of each name, the most important first."""
    points, _ = names.shapes.label_points
    bounds = names.shapes.row_bounds_m
    rows = [r for r in np.argsort(-names.rank, kind="stable") if names.texts[r] and not np.isnan(points[r, 0])]
    places = to_degrees(np.asarray(shapely.points(points[rows]), dtype=object), crs)
    boxes = shapely.bounds(to_degrees(np.asarray(shapely.box(*bounds[rows].T), dtype=object), crs))
    told = []
    for r, place, box in zip(rows, places, boxes, strict=True):
        style = names.styles[names.class_of_row[r]]
        look = {"size": style.size_px, "color": style.color, "bold": style.bold}
        told.append([names.texts[r], [round(place.y, 6), round(place.x, 6)], *np.round(box, 6).tolist(), look])
    return told


def _line_names(names: LineNames, crs: str) -> list[list[Any]]:
    """Text, course (latitude and longitude of its corners) and look of each line's name, water and long ones first."""
    runs = names.runs
    if not len(runs.row):
        return []
    courses = to_degrees(shapely.simplify(runs.geometries, _COURSE_M), crs)
    told = []
    for run in np.lexsort((-runs.length_m, names.class_of_row[runs.row])).tolist():
        row = int(runs.row[run])
        style = names.styles[names.class_of_row[row]]
        course = np.round(shapely.get_coordinates(courses[run])[:, ::-1], 6).tolist()
        told.append([names.texts[row], course, {"size": style.size_px, "color": style.color, "bold": style.bold}])
    return told
