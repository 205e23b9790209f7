"""Places, police rooms and outreach on the map are those of the tables, in the classes that their dates put them in."""

from datetime import date, timedelta

import pandas as pd

from layers.map_layers import HIDDEN_AT_FIRST, PUBLIC_LAYERS
from layers.map_layers.places import CLASSES
from layers.snapshot import MapState, snapshot_of
from mapper.day.day import Day
from mapper.norms import Norms
from mapper.project import Project
from tests.districts import cell_centre, frame, grid

DAY = date(2026, 11, 23)


def project() -> Project:
    """Hotels inspected 10, 400 and 4,000 days ago and one never; a room; an event of the year, and one of another."""
    days = (10, 400, 4_000, None)
    hotels = [
        {
            "place_id": f"p{n}", "type": "hotel", "name": f"旅馆{n}（虚构）",
            "last_inspected": None if ago is None else DAY - timedelta(days=ago),
        }
        for n, ago in enumerate(days)
    ]  # fmt: skip
    events = [
        {"outreach_id": f"e{n}", "category": "反诈", "held_at": DAY - timedelta(days=ago), "contacts": 30}
        for n, ago in enumerate((0, 364, 366, -1))
    ]
    at = [cell_centre(n, 0) for n in range(4)]
    return grid(4, 1).with_tables(
        places=frame("places", hotels, at),
        police_rooms=frame("police_rooms", [{"room_id": "r1", "name": "室（虚构）"}], at[:1]),
        outreach=frame("outreach", events, at),
    )


def test_each_is_in_the_class_of_its_dates() -> None:
    snapshot = snapshot_of(MapState(Day(project(), DAY), hidden=frozenset()))
    counts = {
        code: {entry.code: entry.count for entry in snapshot.layer(code).legend}
        for code in ("places", "police_rooms", "outreach")
    }
    most = Norms().inspection_days["hotel"]
    due = sum(ago is None or ago > most for ago in (10, 400, 4_000, None))
    assert counts["places"] == {"place": 4 - due, "place_due": due}
    assert counts["police_rooms"] == {"police_room": 1}
    assert counts["outreach"] == {"outreach": 2}
    tips = snapshot.layer("places").tips
    assert tips["p0"][0].values["last"] == pd.Timestamp(DAY - timedelta(days=10)).date()
    assert tips["p0"][0].values["due"] == DAY + timedelta(days=most - 10)
    assert (tips["p3"][0].code, tips["p3"][0].values["last"]) == ("tip.place_due", None)
    assert set(snapshot.layer("outreach").tips) == {"e0", "e1"}


def test_they_are_put_away_at_first_and_never_public() -> None:
    assert set(CLASSES) <= HIDDEN_AT_FIRST
    assert not set(CLASSES) & PUBLIC_LAYERS
