"""The theme of reach: units by minutes as the question answers them, what is beyond, and the rooms that are placed."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from layers.scene.drawing import Areas, Points
from layers.scene.incident_filter import IncidentFilter
from layers.scene.look import Look
from layers.sharing.web.web_map import write_web_map
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.snapshot import MapState, Snapshot, snapshot_of
from layers.themes.reach import STEPS_MINUTES
from mapper.crs import transform_xy
from mapper.day.day import Day
from mapper.day.scope import ScopedDay
from mapper.planning.siting.asked import ReachAsked
from mapper.planning.siting.reach import reach, room_plan
from mapper.schema import DEGREES
from mapper.scope import Scope
from tests.districts import grid
from tests.sample import district
from ui.language.messages import Messages

PROJECT = district().project
DAY = Day(PROJECT, PROJECT.as_of)
STATION = str(PROJECT.stations.index[5])
PART = IncidentFilter(scope=Scope(frozenset({STATION})))


def counts_of(picture: Snapshot) -> dict[str, int | None]:
    return {
        entry.code + str(dict(entry.values).get("high", "")): entry.count
        for entry in picture.legend
        if entry.layer == "units"
    }


@pytest.mark.parametrize("kind", ["room", "station"])
def test_units_are_in_the_class_of_their_minutes(kind: str) -> None:
    picture = snapshot_of(MapState(DAY, theme="reach", look=Look(shading={"reach": f"reach_{kind}"})))
    units = reach(DAY).units
    beyond = units["room_m"] > PROJECT.norms.room_reach_km * 1000 if kind == "room" else units["room_m"] < 0
    told = counts_of(picture)
    low = 0.0
    for high in STEPS_MINUTES:
        minutes = units[f"{kind}_minutes"]
        assert told[f"reach_{'under' if not low else 'between'}{high}"] == int(
            ((minutes > low) & (minutes <= high) & ~beyond).sum()
        ) + int(not low and ((minutes == 0) & ~beyond).sum())
        low = high
    assert told["reach_beyond"] == int(beyond.sum())
    assert picture.notes[0].code == "reach.told"


def test_rooms_that_are_placed_are_numbered_and_lie_where_the_plan_says() -> None:
    look = Look(reach=ReachAsked(3.0, 2, "shorten", may_move=True))
    picture = snapshot_of(MapState(DAY, theme="reach", look=look))
    plan = room_plan(DAY, 2, "shorten", within_m=3000.0, may_move=True)
    (points,) = (d for d in picture.layer("units").drawings if isinstance(d, Points) and any(d.texts))
    numbered = [n for n, text in enumerate(points.texts) if text]
    assert [points.texts[n] for n in numbered] == [str(n + 1) for n in range(len(plan.sites))]
    there = transform_xy(plan.sites[["lon", "lat"]].to_numpy(), DEGREES, PROJECT.about.map_crs)
    np.testing.assert_allclose(points.dots.xy[numbered], there, atol=1e-3)
    for code, (lon, lat) in zip(points.dots.ids[numbered], plan.sites[["lon", "lat"]].to_numpy(), strict=True):
        assert PROJECT.communities.geometry[code].distance(shapely.Point(lon, lat)) < 1e-6  # it is pointed at as that
    assert counts_of(picture)["room_new"] == len(plan.sites)
    assert counts_of(picture).get("room_given_up", 0) == len(plan.given_up)
    assert "reach.shorten" in [note.code for note in picture.notes]
    assert Look.from_json(look.as_json()).reach == look.reach
    assert Look.from_json({"reach": {"within_km": -1, "more": "x", "aim": 3}}).reach == ReachAsked()


def test_a_part_has_its_own_rooms_and_the_others_units_are_quiet() -> None:
    look = Look(reach=ReachAsked(more=1))
    picture = snapshot_of(MapState(DAY, theme="reach", look=look, wanted=PART))
    of_sheet = snapshot_of(MapState(DAY, theme="reach", look=look, part=PART.scope))
    assert picture.notes == of_sheet.notes
    own = int((PROJECT.communities["station_code"] == STATION).sum())
    (units,) = (d for d in picture.layer("units").drawings if isinstance(d, Areas) and not d.patterns_only)
    assert int((units.class_of_row < len(STEPS_MINUTES) + 3).sum()) == own


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_sheet_and_web_map_say_how_ways_were_measured(language: str, tmp_path: Path) -> None:
    say, look = Messages(language), Look(reach=ReachAsked(more=1))
    (page, *_) = pages_of(PROJECT, SheetOrder(theme="reach", station_code=STATION, look=look))
    notes = [note.code for note in page.shown_map.snapshot.notes]
    assert notes[:3] == ["reach.told", "ways.both", "reach.cover"]
    assert "focus_areas" in page.shown_map.snapshot.state.hidden
    path = tmp_path / "map.html"
    write_web_map(path, PROJECT, PROJECT.as_of, "reach", "command", say, STATION, look)
    assert {"zh_CN": "沿项目中的道路", "en": "along the project"}[language] in path.read_text("utf-8")


def test_what_cannot_be_placed_is_said_in_place_of_rooms() -> None:
    picture = snapshot_of(
        MapState(Day(grid(2, 2), PROJECT.as_of), theme="reach", look=Look(reach=ReachAsked(may_move=True)))
    )
    assert picture.notes[0].code == "note.rooms_none"
    assert counts_of(picture)["reach_unknown"] == 4


def test_a_station_s_edition_counts_the_next_station_s_rooms_and_shows_its_own_alone(tmp_path: Path) -> None:
    order = SheetOrder(theme="reach", audience="station", station_code=STATION, look=Look())
    picture = pages_of(PROJECT, order, PROJECT.as_of)[0].shown_map.snapshot
    (points,) = [one for one in picture.drawings if isinstance(one, Points) and len(one.styles) > 2]
    own = ScopedDay(DAY, Scope(frozenset({STATION}))).project
    assert len(points.dots.xy) == len(own.police_rooms) + 1
    write_web_map(tmp_path / "m.html", PROJECT, PROJECT.as_of, "reach", "station", Messages("en"), STATION)
    page = (tmp_path / "m.html").read_text("utf-8")
    others = PROJECT.police_rooms["name"][~PROJECT.police_rooms.index.isin(own.police_rooms.index)]
    assert not [name for name in others if name in page]
