"""Symbols are large in their own theme and give way in a theme about something else; a legend's are always the same."""

import pytest

from layers.codes import THEMES
from layers.scene.drawing import Points
from layers.snapshot import MapState, Snapshot, snapshot_of
from layers.style import PointStyle
from mapper.day.day import Day
from tests.layers.maps import DAY, district

ABOUT = {"hazards": "hazards", "disputes": "disputes"}


def sizes(snapshot: Snapshot, table: str) -> list[float]:
    (points,) = snapshot.layer(table).drawings
    assert isinstance(points, Points)
    return [style.size_px for style in points.styles]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("table", ABOUT)
def test_what_a_theme_is_about_is_larger_than_elsewhere(theme: str, table: str) -> None:
    gaps = snapshot_of(MapState(Day(district(), DAY)))
    shown = snapshot_of(MapState(Day(district(), DAY), theme=theme))
    for here, usual in zip(sizes(shown, table), sizes(gaps, table), strict=True):
        if theme == "coverage":
            assert here == usual
        else:
            assert (here > usual) == (theme == table)
            assert (here < usual) == (theme != table)
    swatches = [entry.swatch for entry in shown.layer(table).legend]
    assert all(isinstance(swatch, PointStyle) for swatch in swatches)
    assert swatches == [entry.swatch for entry in gaps.layer(table).legend]


def test_a_map_of_beats_without_any_says_where_they_are_made() -> None:
    units = snapshot_of(MapState(Day(district(), DAY), theme="beats")).layer("units")
    assert [code for code, _ in units.notes] == ["note.no_beats"]
    frame = district().communities.assign(beat_name="西所-1")
    kept = snapshot_of(MapState(Day(district().with_tables(communities=frame), DAY), theme="beats"))
    assert kept.layer("units").notes == ()
