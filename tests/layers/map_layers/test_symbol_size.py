"""Symbols are large in their own theme and give way in a theme about something else; a legend's are always the same."""

from datetime import date
from functools import cache
from typing import Literal

import pytest

from layers.codes import THEMES
from layers.map_layers.incidents import LOOK_OF
from layers.scene.drawing import Points
from layers.scene.incident_filter import EVERY_INCIDENT, IncidentFilter
from layers.snapshot import MapState, Snapshot, snapshot_of
from layers.style import PALETTES, PointStyle
from mapper.day.day import Day
from tests.layers.maps import DAY, district, district_day

Palette = Literal["light", "dark", "print", "mono"]
ABOUT = {"hazards": "hazards", "disputes": "disputes"}


SINCE_NEW_YEAR = IncidentFilter(days=(date(2026, 1, 1), DAY))


@cache
def shown(theme: str, palette: Palette = "light", wanted: IncidentFilter = EVERY_INCIDENT) -> Snapshot:
    return snapshot_of(MapState(district_day(), theme=theme, palette=palette, wanted=wanted))


def sizes(snapshot: Snapshot, table: str) -> list[float]:
    (points,) = snapshot.layer(table).drawings
    assert isinstance(points, Points)
    return [style.size_px for style in points.styles]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("table", ABOUT)
def test_what_a_theme_is_about_is_larger_than_elsewhere(theme: str, table: str) -> None:
    gaps, about = shown("coverage"), shown(theme)
    for here, usual in zip(sizes(about, table), sizes(gaps, table), strict=True):
        if theme == "coverage":
            assert here == usual
        else:
            assert (here > usual) == (theme == table)
            assert (here < usual) == (theme != table)
    swatches = [entry.swatch for entry in about.layer(table).legend]
    assert all(isinstance(swatch, PointStyle) for swatch in swatches)
    assert swatches == [entry.swatch for entry in gaps.layer(table).legend]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("palette", ["light", "dark", "print", "mono"])
@pytest.mark.parametrize("table", ABOUT)
def test_a_legend_has_the_symbols_that_are_declared_closed_ones_too(theme: str, palette: Palette, table: str) -> None:
    layer, look = shown(theme, palette, SINCE_NEW_YEAR).layer(table), LOOK_OF[table]
    declared = dict(zip(look.classes, look.styles(PALETTES[palette], 1.0), strict=True))
    assert look.classes[0] in {entry.code for entry in layer.legend}
    for entry in layer.legend:
        assert entry.swatch == declared[entry.code]


def test_a_map_of_beats_without_any_says_where_they_are_made() -> None:
    units = shown("beats").layer("units")
    assert [code for code, _ in units.notes] == ["note.no_beats"]
    frame = district().communities.assign(beat_name="西所-1")
    kept = snapshot_of(MapState(Day(district().with_tables(communities=frame), DAY), theme="beats"))
    assert kept.layer("units").notes == ()
