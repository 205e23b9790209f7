"""Words that a person writes on sheets: tokens stand for what each sheet is of."""

import re

from layers.edition_map import EditionMap
from layers.sheets.parts import SheetPlace
from mapper.names import name_of
from mapper.practice import day_in_figures

TOKENS = ("place", "station", "district", "day", "sheet", "sheets")
_TOKEN = re.compile(r"\{(" + "|".join(TOKENS) + r")\}")


def with_tokens(text: str, shown_map: EditionMap, place: SheetPlace | None) -> str:
    """The text with each token as it is on this sheet; other braces stay as they are.

    ``{place}`` what the sheet is of, ``{station}`` its station (empty on a sheet of the district), ``{district}`` the
    project's title, ``{day}`` the day of the figures, ``{sheet}`` and ``{sheets}`` its number in an atlas of so many.
    """
    edition = shown_map.edition
    station = "" if edition.station_code is None else name_of(edition.project.stations, edition.station_code)
    told = {
        "place": shown_map.place,
        "station": station,
        "district": edition.project.about.title,
        "day": day_in_figures(edition.as_of, shown_map.practice.date_order),
        "sheet": str(1 if place is None else place.number),
        "sheets": str(1 if place is None else place.count),
    }
    return _TOKEN.sub(lambda token: told[token[1]], text)
