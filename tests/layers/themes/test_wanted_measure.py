"""Fill, legend, list, paper and web map tell of the same incidents: those that the filter keeps, of its days."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from layers.scene.incident_filter import DAY_COLUMNS, EVERY_INCIDENT, IncidentFilter, Standing
from layers.scene.look import Look
from layers.sharing.web.web_map import write_web_map
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.snapshot import MapState, Snapshot, snapshot_of
from mapper.analysis.load.unit_measures import INCIDENT_MEASURES
from mapper.crs import to_metres
from mapper.day.day import Day
from mapper.errors import InputError
from mapper.schema import Audience
from tests.drawn import some
from tests.sample import district
from ui.language.messages import Messages

PROJECT = district().project
AS_OF = PROJECT.as_of
DAY = Day(PROJECT, AS_OF)
DAYS = (AS_OF - timedelta(days=200), AS_OF - timedelta(days=20))
FILTERS = (
    IncidentFilter(days=DAYS),
    IncidentFilter(station_code=str(PROJECT.stations.index[0])),
    IncidentFilter(table="hazards"),
    IncidentFilter(standing=Standing("disputes", late=True)),
    IncidentFilter(days=DAYS, station_code=str(PROJECT.stations.index[1])),
    IncidentFilter(category=("cases", "none of these")),
)


def numerator(picture: Snapshot, layer: str = "units") -> int:
    """The sum that the units' note tells."""
    named = picture.layer(layer).notes[0].values["note"]
    return int(named.values["numerator"]) + int(named.values["nowhere"])  # type: ignore[attr-defined]  # a message


@pytest.mark.parametrize("table", ["hazards", "disputes"])
@pytest.mark.parametrize("wanted", some(FILTERS, 3))
def test_fill_legend_list_and_sheet_count_the_same(table: str, wanted: IncidentFilter, tmp_path: Path) -> None:
    look = Look(shading={table: f"open_{table}"})
    before = snapshot_of(MapState(DAY, theme=table, look=look))
    state = MapState(DAY, theme=table, look=look, wanted=wanted)
    picture = snapshot_of(state, before)
    assert numerator(picture) == picture.layer(table).count == numerator(snapshot_of(state))
    page = pages_of(PROJECT, SheetOrder(theme=table, look=look, wanted=wanted), AS_OF, day=DAY)[0]
    paper = page.shown_map.snapshot
    assert numerator(paper) == paper.layer(table).count == numerator(picture)
    told = [note.code for note in paper.notes if note.code.startswith("note.filtered")]
    assert told == ["note.filtered" if wanted.days is None else "note.filtered_days"], "the sheet says so, once"
    say = Messages("en")
    web = write_web_map(tmp_path / "map.html", PROJECT, AS_OF, table, "command", say, look=look, wanted=wanted)
    assert numerator(web.snapshot) == numerator(picture)
    back = snapshot_of(replace(state, wanted=EVERY_INCIDENT), picture)
    assert numerator(back) == numerator(before), "without the filter all are counted again"


@pytest.mark.parametrize("code", [code for code, one in INCIDENT_MEASURES.items() if one.per != "count"])
@pytest.mark.parametrize("days", [None, DAYS])
def test_a_rate_is_what_its_rows_and_its_base_give(code: str, days: tuple[date, date] | None) -> None:
    table, per, _ = INCIDENT_MEASURES[code]
    wanted = IncidentFilter(days=days)
    picture = snapshot_of(MapState(DAY, theme=table, look=Look(shading={table: code}), wanted=wanted))
    first, last = days or (AS_OF - timedelta(days=364), AS_OF)
    columns = Rows(table)
    units = PROJECT.communities
    for unit in units.index[units["residents"].fillna(0) > 0][::9]:
        base = units.at[unit, "residents"] if per == "1000" else None
        if per == "km2":
            base = to_metres(units.geometry.loc[[unit]], PROJECT.about.map_crs)[0].area / 1e6
        count = columns.count(str(unit), first, last)
        value = picture.layer("units").tips[str(unit)][0].values["value"]
        expected = count / float(base) * (1000 if per == "1000" else 1)
        told = float(str(value.values["value"]).replace(",", ""))  # type: ignore[attr-defined]  # a message
        assert told == pytest.approx(expected, abs=0.051)


class Rows:
    """Rows of a table by unit and day, counted one by one."""

    def __init__(self, table: str) -> None:
        began = DAY_COLUMNS[table]
        self.rows = list(zip(DAY.owned(table)["community_code"], PROJECT.table(table)[began], strict=True))

    def count(self, unit: str, first: date, last: date) -> int:
        return sum(u == unit and first <= at.date() <= last for u, at in self.rows)


@pytest.mark.parametrize("audience", ["station", "public"])
def test_a_choice_of_incidents_goes_into_no_edition_but_command(audience: Audience, tmp_path: Path) -> None:
    """In what a filter leaves, a sensitive matter may stand alone in its cell."""
    station, wanted = str(PROJECT.stations.index[0]), IncidentFilter(category=("disputes", "family"))
    with pytest.raises(InputError, match="filter_command_only"):
        pages_of(PROJECT, SheetOrder(audience=audience, station_code=station, wanted=wanted), AS_OF, day=DAY)
    out = tmp_path / "map.html"
    with pytest.raises(InputError, match="filter_command_only"):
        write_web_map(out, PROJECT, AS_OF, "disputes", audience, Messages("en"), station, wanted=wanted)
    assert not out.exists()
