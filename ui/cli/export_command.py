"""``export``: one map layer as a GeoPackage, GeoJSON, KML, CSV or Excel file, as an edition shows it."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from layers.codes import AUDIENCES, THEMES
from mapper.errors import InputError
from ui.cli.option_values import day
from ui.language.messages import Messages


def export_options(parser: ArgumentParser, say: Messages) -> None:
    """The arguments of ``export``."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=say("cli.project"))
    parser.add_argument("layer", metavar="LAYER", help=say("cli.export.layer"))
    parser.add_argument("file", type=Path, metavar="OUT.gpkg|.geojson|.kml|.csv|.xlsx", help=say("cli.export.file"))
    parser.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help=say("cli.as_of"))
    parser.add_argument("--theme", choices=THEMES, default=THEMES[0], help=say("cli.export.theme"))
    parser.add_argument("--audience", choices=AUDIENCES, default="command", help=say("cli.audience"))
    parser.add_argument("--station", metavar="CODE", help=say("cli.station"))
    parser.add_argument("--explain", action="store_true", help=say("cli.explain"))


def export(asked: Namespace, say: Messages) -> int:
    """Write the rows of a layer, and a line in the log of exports."""
    from layers.edition_map import map_for
    from layers.sharing.disclosure import disclosure
    from layers.sharing.layer_files import write_layer
    from layers.sharing.layer_rows import layer_rows
    from mapper.day.day import Day
    from mapper.scope import find_station
    from mapper.store.export_log import exports_of, require_log
    from mapper.store.store import read_project
    from ui.cli.explain import tell_disclosure, tell_log, warn_unsettled
    from ui.cli.own_project import speak_for
    from ui.sheets.record import layer_title, record_layer

    if asked.audience == "station" and asked.station is None:
        raise InputError("audience_station")
    project = read_project(asked.project)
    speak_for(project, say)
    station = None if asked.station is None else find_station(project, asked.station)
    whole = Day(project, asked.as_of or project.as_of)
    shown_map = map_for(whole, asked.audience, asked.theme, station, hidden=frozenset())
    rows = layer_rows(shown_map, asked.layer)
    found = disclosure(shown_map, whole, exports_of(asked.project))
    if asked.explain:
        tell_disclosure(found, say)
        return 0
    require_log(asked.project)
    write_layer(asked.file, rows, layer_title(shown_map, rows.code, say), say)
    record_layer(str(asked.project), shown_map, rows, asked.file)
    print(say("cli.export.done", path=asked.file, rows=len(rows.frame)))
    tell_log(asked.project, say)
    if rows.left_out:
        print(say("cli.export.left_out", count=rows.left_out))
    if asked.audience != "command":
        warn_unsettled(found, say)
    return 0
