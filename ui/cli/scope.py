"""``--station``: the day of the stations asked for, and how it is told which they are."""

from argparse import Namespace
from typing import Any

import pandas as pd

from mapper.day.day import Day
from mapper.day.scope import ScopedDay, find_station
from mapper.names import name_of
from mapper.project import Project
from ui.language.messages import Messages
from ui.language.own_words import own_words


def day_asked(asked: Namespace, project: Project, say: Messages) -> Day:
    """The day asked for, of the stations asked for by code or name; of the whole project where none is.

    From then on the place's own words are said. Raises InputError as :func:`mapper.day.scope.find_station`.
    """
    say.use_own(own_words(project.norms))
    whole = Day(project, getattr(asked, "as_of", None) or project.as_of)
    codes = {find_station(project, word) for word in asked.station}
    return ScopedDay(whole, codes) if codes else whole


def scope_json(day: Day) -> dict[str, Any]:
    """``station`` with the codes where the day is of some stations; nothing for the whole project."""
    return {"station": list(day.codes)} if isinstance(day, ScopedDay) else {}


def tell_scope(day: Day, say: Messages) -> None:
    """One line that says which stations the figures are of; none for the whole project."""
    if isinstance(day, ScopedDay):
        print(say("cli.scope", stations=[name_of(day.project.stations, code) for code in day.codes]))


def own_officers(day: Day) -> pd.DataFrame:
    """The roll of the day's stations, without officers of others who hold a seat of theirs."""
    return day.own_officers if isinstance(day, ScopedDay) else day.roll
