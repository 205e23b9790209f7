"""The web map: one HTML file made with folium that opens in any browser without a network.

It is drawn from the same snapshot as the window and the paper, so its colours and its legend are theirs. Leaflet's own
script and style stand in the file; a content security policy lets the browser run the file's own scripts, known by
their hashes, and fetch nothing.
"""

import base64
import hashlib
import html
import json
import re
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from layers.edition_map import EditionMap, map_for
from layers.map_layers import HIDDEN_AT_FIRST
from layers.say import Say, sentence
from layers.scene.drawing import LegendEntry
from layers.scene.incident_filter import EVERY_INCIDENT, IncidentFilter
from layers.scene.look import PLAIN, Look
from layers.sharing.web.packing import MapPacking
from layers.sharing.web.styles import style_json
from mapper.audience import Audience
from mapper.day.day import Day
from mapper.day.figure import Figure
from mapper.files.whole_file import write_whole
from mapper.practice import DAY_FORMS
from mapper.project import Project

_POLICY = (
    "default-src 'none'; script-src {scripts}; worker-src blob:; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
# What the worker runs, and the page where there is none; what the page alone runs. Each in its order.
_ENGINE = ("columns.js", "land.js", "points.js", "symbols.js", "names.js", "tiles.js", "asking.js", "engine.js")
_PAGE = ("elements.js", "sheet.js", "units.js", "finding.js", "map.js")
# Words that the page shows while it is used.
_WORDS = (
    "search", "nothing_found", "all_stations", "since", "until", "every_day", "home", "table", "close", "more",
    "in_view", "filtered", "all_again", "keys", "station", "unit", "print_note", "print_wait",
)  # fmt: skip
# Keys as they stand on a keyboard, and what each does.
_KEYS = (
    ("← ↑ → ↓", "move"), ("+ −", "zoom"), ("Home", "home"), ("Enter", "tell"), ("Esc", "close"), ("/", "search"),
    ("T", "table"),
)  # fmt: skip
_EXECUTED = re.compile(r"<script>(.*?)</script>", re.DOTALL)


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
    approval: str = "",
) -> EditionMap:
    """Write the map of a project for one audience, and what it is; ``day``, where it was asked something already.

    ``approval`` is the number under which it may be published; a blank stands there where none is said.

    InputError ``cannot_write``, and those of :func:`layers.edition_map.map_for`.
    """
    whole = Day(project, as_of) if day is None else day.after(project, as_of)
    shown_map = map_for(whole, audience, theme, station_code, look=look, hidden=hidden, shown=shown, wanted=wanted)
    data, blocks = _data(shown_map, say, approval)
    write_whole(path, _page(data, blocks, say("web.lang")).encode("utf-8"))
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
    return (resources.files("layers.sharing") / "web" / "browser" / name).read_text("utf-8")


def _page(data: dict[str, Any], blocks: dict[str, str], language: str) -> str:
    """The whole document. What people wrote comes in after folium's templates, which must not read it."""
    parts = {
        "TITLE": html.escape(data["title"]),
        "LEAFLET": _leaflet("leaflet.js"),
        "STYLE": re.sub(r"url\(images/[^)]*\)", "none", _leaflet("leaflet.css")) + _own("map.css"),
        "ENGINE": "\n".join(map(_own, _ENGINE)),
        "PAGE": "\n".join(map(_own, _PAGE)),
        "DATA": json_in_script(data),
        "BLOCKS": "\n".join(
            f'<script type="text/plain" id="b-{name}">{text}</script>' for name, text in blocks.items()
        ),
    }
    frame = re.sub(f"@@({'|'.join(parts.keys() - {'DATA', 'BLOCKS'})})@@", lambda at: parts[at[1]], _frame(language))
    hashes = [base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()) for text in _EXECUTED.findall(frame)]
    policy = _POLICY.format(scripts=" ".join(f"'sha256-{one.decode('ascii')}'" for one in hashes))
    rest = parts | {"POLICY": policy}
    return re.sub("@@(DATA|BLOCKS|POLICY)@@", lambda at: rest[at[1]], frame)


def _frame(language: str) -> str:
    """Folium's page with places for everything else."""
    import folium  # here, because it takes half a second that only the web map is worth

    leaflet_map = folium.Map(
        tiles=None, zoom_control=False, zoom_snap=0.5, fade_animation=False, min_zoom=3, max_zoom=19
    )
    leaflet_map.default_js, leaflet_map.default_css = [], []
    leaflet_map._id = "sheet"  # noqa: SLF001 – folium's ids are random; the same map should be the same file
    root: Any = leaflet_map.get_root()  # a Figure, though folium says Element
    root.header.add_child(folium.Element('<meta http-equiv="Content-Security-Policy" content="@@POLICY@@">'))
    root.header.add_child(
        folium.Element("<title>@@TITLE@@</title><style>@@STYLE@@</style><script>@@LEAFLET@@</script>")
    )
    root.header.add_child(folium.Element("<script>@@ENGINE@@</script>"))
    root.header.add_child(folium.Element("<script>@@PAGE@@</script>"))
    root.html.add_child(folium.Element('<script type="application/json" id="data">@@DATA@@</script>@@BLOCKS@@'))
    name = leaflet_map.get_name()
    draw = f"drawSheet({name}, JSON.parse(document.getElementById('data').textContent))"
    root.script.add_child(folium.Element(f"window.addEventListener('DOMContentLoaded', () => {draw});"))
    page: str = root.render()
    return page.replace("<html>", f'<html lang="{language}">', 1)


def _data(shown_map: EditionMap, say: Say, approval: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What the scripts tell and draw, as text and numbers; and the blocks, by name, of what there is much of."""
    edition = shown_map.edition
    layers = [layer for layer in shown_map.layers if layer.legend]
    packing = MapPacking(shown_map, layers, say)
    packed = packing.packed()
    assert edition.bounds is not None
    west, south, east, north = edition.bounds
    data = {
        "title": sentence(shown_map.title, say),
        "mark": "" if shown_map.mark is None else sentence(shown_map.mark, say),
        "dates": [sentence(day, say) for day in shown_map.dates],
        **_figures(shown_map.figures, say),
        "advice": "" if shown_map.advice is None else sentence(shown_map.advice, say),
        "hint": _hint(packing.told_kinds, say),
        "layers": [
            {
                "name": say(f"layer.{layer.code}"),
                "count": layer.count,
                "shading": sentence(shown_map.shading, say) if layer.code == "units" and shown_map.shading else "",
                "legend": [
                    _legend_entry(entry, say) | {"of": packing.legend_of(layer, entry)} for entry in layer.legend
                ],
            }
            for layer in layers
        ],
        "caveat": sentence(shown_map.caveat, say),
        "notes": [sentence(note, say) for note in shown_map.notes],
        "notice": shown_map.notice,
        "crs": sentence(shown_map.crs, say),
        "sources": sentence(shown_map.sources, say),
        "maker": say("page.maker", value=shown_map.maker) if shown_map.maker else "",
        "approval": _approval(shown_map, approval, say),
        "detail": say("web.detail", value=packing.finest_m),
        "bounds": [[south, west], [north, east]],
        "keys": [[key, say(f"web.key.{code}")] for key, code in _KEYS],
        "words": {code: say(f"web.{code}") for code in _WORDS}
        | {
            "date": DAY_FORMS[shown_map.practice.date_order],
            "hour": say("case.hour", day="{day}", hour="{hour}"),
            "shown": say("web.shown", shown="{shown}", all="{all}"),
            "several": say("web.several", count="{count}"),
        },
    }
    return data | packed, packing.blocks


def _approval(shown_map: EditionMap, number: str, say: Say) -> str:
    if number:
        return say("page.approval", value=number)
    return "" if shown_map.approval is None else sentence(shown_map.approval, say)


def _hint(told: set[str], say: Say) -> str:
    """What a reader may click: symbols only where there are any that tell something."""
    return say("web.hint" if "points" in told else "web.hint.units") if told else ""


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
