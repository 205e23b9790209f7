"""Key rectification areas: those that run on the day, pointed at by their outlines, told with their targets."""

from datetime import date

import pytest

from layers.codes import LAYERS
from layers.map_layers import PUBLIC_LAYERS
from layers.pointing.hit import Hit, hit
from layers.snapshot import MapState, Snapshot, snapshot_of
from mapper.day.day import Day
from mapper.names import name_of
from mapper.project import Project
from tests.districts import frame, grid, square
from tests.layers.maps import fitted

ENTERED, REVIEW, LEFT = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)
AREA = {
    "area_id": "K1", "name": "夜市片区", "reason": "纠纷多发", "entered_on": ENTERED, "review_on": REVIEW,
    "left_on": LEFT, "entry_criteria": "居前", "exit_criteria": "下降", "targets": 5, "targets_met": 3,
}  # fmt: skip


def district() -> Project:
    return grid(3, 3).with_tables(rectification_areas=frame("rectification_areas", [AREA], [square(1, 1)]))


def shown_on(day: date) -> Snapshot:
    return snapshot_of(MapState(Day(district(), day)))


@pytest.mark.parametrize(
    ("day", "classes"),
    [
        (date(2026, 2, 28), []),
        (ENTERED, ["key_area"]),
        (REVIEW, ["key_area"]),
        (date(2026, 6, 2), ["key_area_review"]),
        (LEFT, ["key_area_review"]),
        (date(2026, 9, 2), []),
    ],
)
def test_it_is_shown_from_the_day_it_was_entered_to_the_one_it_left(day: date, classes: list[str]) -> None:
    layer = shown_on(day).layer("rectification_areas")
    assert [entry.code for entry in layer.legend] == classes
    assert layer.count == len(classes)
    assert layer.names[0].texts == (("夜市片区",) if classes else ("",))


def test_its_outline_is_pointed_at_before_the_unit_and_what_lies_inside_before_it() -> None:
    snapshot = shown_on(ENTERED)
    view = fitted(snapshot)
    west, south, east, north = snapshot.geometry.shapes("rectification_areas").row_bounds_m[0]
    area, unit = Hit("rectification_areas", "K1"), Hit("communities", "u1-1")
    inside = view.to_screen(((west + east) / 2, (south + north) / 2))
    assert hit(snapshot, view, *inside) == (unit, area)
    on_line = view.to_screen((west, (south + north) / 2))
    assert hit(snapshot, view, on_line[0] + 2, on_line[1])[:1] == (area,)
    assert hit(snapshot, view, on_line[0] - 2, on_line[1])[:1] == (area,)
    assert area not in hit(snapshot, view, on_line[0] - 9, on_line[1])


def test_it_tells_why_and_until_when_and_what_it_has_to_reach() -> None:
    told = {message.code: message.values for message in shown_on(REVIEW).layer("rectification_areas").tips["K1"]}
    name = name_of(district().rectification_areas, "K1")
    assert told == {
        "tip.key_area": {"name": name, "reason": "纠纷多发", "entered": ENTERED},
        "tip.key_area.review": {"day": REVIEW},
        "tip.key_area.targets": {"met": 3, "targets": 5},
        "tip.key_area.entry": {"words": "居前"},
        "tip.key_area.exit": {"words": "下降"},
    }
    assert "tip.key_area.review_overdue" in {m.code for m in shown_on(LEFT).layer("rectification_areas").tips["K1"]}


def test_it_is_no_layer_of_the_public() -> None:
    assert "rectification_areas" in LAYERS
    assert "rectification_areas" not in PUBLIC_LAYERS
