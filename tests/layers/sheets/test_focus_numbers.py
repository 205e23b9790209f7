"""A focus area has one number: in the list, on the district's sheet, and on that of every station with land of it."""

from datetime import date, datetime

import pytest

from layers.edition_map import edition_map
from layers.scene.drawing import Points
from layers.sheets.contents import focus_rows
from layers.sheets.index_table import FocusRow
from layers.snapshot import MapState
from mapper.audience import Audience
from mapper.day.day import Day
from mapper.day.edition import Edition, Editions
from mapper.day.scope import ScopedDay
from mapper.project import Project
from mapper.scope import Scope
from tests.districts import frame, grid, square

DAY = date(2026, 11, 23)


def two_stations() -> Project:
    """Five areas, of which the second is over; stations S1 and S2 have two each, and one between them."""
    project = grid(4, 1)
    stations = frame("stations", [{"station_code": code, "name": code} for code in ("S1", "S2")],
                     [square(0, 0, 2, 1), square(2, 0, 2, 1)])  # fmt: skip
    morning, night = datetime(2026, 11, 23, 8), datetime(2026, 11, 23, 22)
    rows = [
        {"focus_id": f"F{n}", "reason": f"原因{n}", "minutes": 30, "visits": 1, "officer_ids": "o1",
         "starts": morning, "ends": night if n != 2 else morning.replace(day=22, hour=9)}
        for n in (1, 2, 3, 4, 5)
    ]  # fmt: skip
    rows[1]["starts"] = datetime(2026, 11, 22, 8)
    shapes = [square(3, 0), square(0, 0), square(0.2, 0.2, 0.5, 0.5), square(2.2, 0.2, 0.5, 0.5), square(1.5, 0)]
    return project.with_tables(
        stations=stations,
        communities=project.communities.assign(station_code=["S1", "S1", "S2", "S2"]),
        officers=frame("officers", [{"officer_id": "o1", "station_code": "S1"}]),
        focus_areas=frame("focus_areas", rows, shapes),
    )


@pytest.mark.parametrize("audience", ["command", "station"])
def test_every_sheet_calls_an_area_by_the_number_of_the_list(audience: Audience) -> None:
    whole = Day(two_stations(), DAY)
    listed = dict(whole.focus_numbers)
    assert listed == {"F1": 1, "F3": 2, "F4": 3, "F5": 4}
    editions = Editions(whole.project, audience, DAY, whole)
    for code, own in ((None, set(listed)), ("S1", {"F3", "F5"}), ("S2", {"F1", "F4", "F5"})):
        if code is None and audience == "station":
            continue
        edition = editions.of(code)
        assert edition.day.focus_numbers == {key: listed[key] for key in own}
        told = {row.text: row.number for row in focus_rows(edition, None) if isinstance(row, FocusRow) and row.number}
        assert sorted(told.values()) == sorted(listed[key] for key in own)
        for text, number in told.items():
            (key,) = (one for one in own if f"原因{one[1:]}" in text)
            assert number == listed[key]
        assert edition_badges(edition) == {key: str(listed[key]) for key in own}
        if code is not None:
            assert ScopedDay(whole, Scope(frozenset({code}))).focus_numbers == edition.day.focus_numbers


def test_a_station_s_officer_is_told_with_all_that_is_asked_of_the_officer() -> None:
    whole = Day(two_stations(), DAY)
    over = whole.project.norms.focus_minutes_per_day
    areas = whole.project.focus_areas.assign(minutes=[over, 0, 1, 1, 1])
    whole = whole.after(whole.project.with_tables(focus_areas=areas))
    for code, own in (("S1", {"F3", "F5"}), ("S2", {"F1", "F4", "F5"})):
        part = ScopedDay(whole, Scope(frozenset({code})))
        (told,) = part.focus_conflicts((DAY, DAY))
        assert (told.officer_id, told.minutes, told.limit) == ("o1", over + 3, over)
        assert int(part.focus_plan((DAY, DAY))["minutes"].sum()) == over + 3
        assert set(part.focus_work((DAY, DAY))["focus_id"]) == own


def edition_badges(edition: Edition) -> dict[str, str]:
    """The texts of the badges on an edition's map, which sheet, atlas page and web map are drawn from."""
    layer = edition_map(edition, MapState(edition.day, "focus")).snapshot.layer("focus_areas")
    badges = layer.drawings[-1]
    assert isinstance(badges, Points)
    return {key: text for key, text in zip(badges.dots.ids, badges.texts, strict=True) if text}
