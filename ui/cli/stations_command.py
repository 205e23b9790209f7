"""``stations``: each station's headline figures side by side."""

from argparse import Namespace

import pandas as pd

from mapper.scope import find_station
from mapper.store.store import read_project
from ui.cli.output import print_json, print_table
from ui.cli.own_project import speak_for
from ui.cli.table_file import write_out
from ui.language.messages import Messages
from ui.language.station_words import STATION_COLUMNS, station_cells


def stations(asked: Namespace, say: Messages) -> int:
    """A row a station, in the order of codes, and one for what belongs to none, unless stations are asked for."""
    from mapper.day.day import Day
    from mapper.day.station_figures import station_figures

    project = read_project(asked.project)
    speak_for(project, say)
    day = Day(project, asked.as_of or project.as_of)
    asked_for = {find_station(project, word) for word in asked.station}
    rows = [row for row in station_figures(day) if not asked_for or row.code in asked_for]
    if asked.out is not None:
        every = pd.DataFrame([row.as_json() for row in rows])
        write_out(asked, day.as_of, "stations", every.assign(as_of=day.as_of.isoformat()), say)
    if asked.json:
        print_json({"as_of": day.as_of.isoformat(), "rows": [row.as_json() for row in rows]})
        return 0
    if asked.out is None:
        headings = [say(f"stations.{name}") for name in STATION_COLUMNS]
        print_table(pd.DataFrame([station_cells(say, row) for row in rows], columns=headings))
    print(say("stations.told", as_of=day.as_of))
    return 0
