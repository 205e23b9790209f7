"""Styles of layers for QGIS: a rule a class with its symbol and its words, and names of units and stations.

In a file of a layer the rules ask for its column ``class``. A project has no such column, because what class a row is
of follows from the day; there they ask for the keys of the rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree as Xml

from layers.edition_map import EditionMap
from layers.say import Say
from layers.sharing.layer_rows import TABLE_OF, LayerRows, layer_rows
from layers.sharing.qgis.symbols import rgba, symbol
from layers.style import FONT_FAMILIES, Palette
from mapper import schema
from mapper.audience import sensitive_rows
from mapper.errors import InputError
from mapper.files.layer_styles import LayerStyle
from mapper.files.xml_writing import writable
from mapper.lazy_dataclass import dataclass

_VERSION = "3.22.0"
_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_NAMED = {"units": "9", "stations": "10"}  # layers whose rows are named on the map, and the size of names in points


@dataclass(frozen=True)
class Rule:
    """Rows that are drawn alike: a filter in QGIS's words, what the legend says, and how."""

    filter: str
    label: str
    symbol: Xml.Element


def own_style(rows: LayerRows, palette: Palette, say: Say) -> Xml.Element:
    """The style of a file of these rows, by their column ``class``."""
    return _style(rows, [f'"class" = {quoted(code)}' for code in rows.styles], palette, say)


def project_style(rows: LayerRows, palette: Palette, say: Say) -> Xml.Element:
    """The style of the table of a project that the rows are of, by their keys.

    Sensitive matters are not drawn: the table has their own places, and not the cells that maps and sheets show.
    """
    key = schema.TABLES[rows.table].key.name
    plain = rows.frame[~sensitive_rows(rows.table, rows.frame)]
    keys = {code: sorted(plain.index[plain["class"] == code].astype(str)) for code in rows.styles}
    filters = [f'"{key}" IN ({",".join(map(quoted, keys[code])) or "NULL"})' for code in rows.styles]
    return _style(rows, filters, palette, say)


def quoted(text: str) -> str:
    """A text in an expression of QGIS."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _style(rows: LayerRows, filters: Sequence[str], palette: Palette, say: Say) -> Xml.Element:
    single = len(rows.styles) == 1 and not rows.frame["class"].astype(bool).any()
    rules: list[Rule] = []
    for (style, entry), wanted in zip(rows.styles.values(), filters, strict=True):
        words = say(f"layer.{rows.code}") if entry is None else entry.words(say)
        rules.append(Rule("" if single else wanted, words, symbol(str(len(rules)), style)))
    root = Xml.Element("qgis", {"version": _VERSION, "styleCategories": "Symbology|Labeling", "labelsEnabled": "0"})
    root.append(_renderer(rules))
    if rows.code in _NAMED:
        root.set("labelsEnabled", "1")
        root.append(_labels(_NAMED[rows.code], palette))
    return root


def _renderer(rules: Iterable[Rule]) -> Xml.Element:
    made = Xml.Element(
        "renderer-v2", {"type": "RuleRenderer", "symbollevels": "0", "forceraster": "0", "enableorderby": "0"}
    )
    root = Xml.SubElement(made, "rules", {"key": "{root}"})
    symbols = Xml.SubElement(made, "symbols")
    for number, rule in enumerate(rules):
        said = {"key": f"{{rule-{number}}}", "symbol": str(number), "label": writable(rule.label)}
        Xml.SubElement(root, "rule", said | ({"filter": writable(rule.filter)} if rule.filter else {}))
        symbols.append(rule.symbol)
    return made


def _labels(size: str, palette: Palette) -> Xml.Element:
    made = Xml.Element("labeling", {"type": "simple"})
    settings = Xml.SubElement(made, "settings", {"calloutType": "simple"})
    text = Xml.SubElement(
        settings,
        "text-style",
        {
            "fieldName": "name", "isExpression": "0", "fontFamily": FONT_FAMILIES[0], "fontSize": size,
            "fontSizeUnit": "Point", "textColor": rgba(palette.text), "textOpacity": "1", "fontWeight": "50",
        },
    )  # fmt: skip
    halo = {"bufferDraw": "1", "bufferSize": "0.6", "bufferSizeUnits": "MM", "bufferColor": rgba(palette.halo)}
    Xml.SubElement(text, "text-buffer", halo | {"bufferOpacity": "1", "bufferNoFill": "1"})
    Xml.SubElement(settings, "placement", {"placement": "1", "quadOffset": "4"})
    return made


def style_text(style: Xml.Element) -> str:
    """A style as the text of a file."""
    return _DOCTYPE + Xml.tostring(style, encoding="unicode")


def file_style(rows: LayerRows, title: str, palette: Palette, say: Say) -> LayerStyle:
    """The style that a GeoPackage of one layer carries; its geometry is called as GDAL calls it."""
    return LayerStyle(rows.code, "geom", title, style_text(own_style(rows, palette, say)))


def project_styles(shown_map: EditionMap, say: Say) -> tuple[LayerStyle, ...]:
    """A style for each table of a project that the map of command draws."""
    made = []
    state = shown_map.snapshot.state
    name = f"{say(f'theme.{state.theme}')} {state.as_of.isoformat()}"
    for rows in drawn_rows(shown_map):
        style = project_style(rows, shown_map.snapshot.palette, say)
        made.append(LayerStyle(rows.table, "geom", name, style_text(style)))
    return tuple(made)


def drawn_rows(shown_map: EditionMap) -> Iterator[LayerRows]:
    """The rows of each layer of the map that is shown and is of a table, the topmost first."""
    for layer in shown_map.snapshot.shown_layers:
        if layer.code not in TABLE_OF:
            continue
        try:
            rows = layer_rows(shown_map, layer.code)
        except InputError:  # it has no row with a place
            continue
        if rows.styles:
            yield rows
