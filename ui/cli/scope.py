"""``--station`` and ``--beat``: the day of the part asked for, and how it is told which that is."""

from argparse import Namespace
from typing import Any

import pandas as pd

from mapper.day.day import Day
from mapper.day.scope import ScopedDay, scope_names
from mapper.project import Project
from mapper.scope import Scope, find_beat, find_station
from ui.cli.own_project import speak_for
from ui.language.messages import Messages
from ui.language.own_words import own_words


def day_asked(asked: Namespace, project: Project, say: Messages) -> Day:
    """The day asked for, of the stations asked for by code or name, or of a beat; of the whole project without either.

    From then on the place's own words are said. Raises InputError as :func:`mapper.scope.find_station` and
    :func:`mapper.scope.find_beat`.
    """
    if asked.command == "check":  # which names each cell that is set aside
        say.use_own(own_words(project))
    else:
        speak_for(project, say)
    whole = Day(project, getattr(asked, "as_of", None) or project.as_of)
    codes = frozenset(find_station(project, word) for word in asked.station)
    if asked.beat is not None:
        return ScopedDay(whole, find_beat(project, asked.beat, codes))
    return ScopedDay(whole, Scope(codes)) if codes else whole


def scope_json(day: Day) -> dict[str, Any]:
    """``station`` with the codes, and ``beat``, where the day is of a part; ``set_aside``, how many cells, if any."""
    cells = len((day.whole if isinstance(day, ScopedDay) else day).project.set_aside)
    aside = {"set_aside": cells} if cells else {}
    if not isinstance(day, ScopedDay):
        return aside
    beat = {} if day.scope.beat is None else {"beat": day.scope.beat}
    return {"station": sorted(day.scope.stations)} | beat | aside


def tell_scope(day: Day, say: Messages) -> None:
    """One line that says which stations, or which beat, the figures are of; none for the whole project."""
    if isinstance(day, ScopedDay):
        print(say("cli.scope", stations=scope_names(day)))


def own_officers(day: Day) -> pd.DataFrame:
    """The roll of the day's stations, without officers of others who hold a seat of theirs."""
    return day.own_officers if isinstance(day, ScopedDay) else day.roll
