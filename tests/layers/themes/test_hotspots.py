"""The theme of hotspots: cells, their numbers, and first of all what the choice is worth – or why there is none."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from layers.scene.drawing import Areas, Points
from layers.scene.incident_filter import IncidentFilter
from layers.scene.look import Look
from layers.sharing.web.web_map import write_web_map
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.snapshot import MapState, Snapshot, snapshot_of
from layers.themes.hotspot_density import STEPS
from layers.themes.hotspots import NUMBERED, TABLES, asked_of
from mapper.analysis.hotspots.scoring import SHARES
from mapper.day.day import Day
from mapper.day.part_hotspots import part_density, part_hotspots
from mapper.scope import Scope
from tests.districts import grid
from tests.sample import district
from ui.language.messages import Messages

PROJECT = district().project
DAY = Day(PROJECT, PROJECT.as_of)
STATION = str(PROJECT.stations.index[0])
PART = IncidentFilter(scope=Scope(frozenset({STATION})))


def cells_of(picture: Snapshot) -> list[Areas]:
    """What lies over the units' own areas."""
    areas = [d for d in picture.layer("units").drawings if isinstance(d, Areas)]
    return [one for one in areas if len(one.shapes.ids) != len(PROJECT.communities)]


@pytest.mark.parametrize("table", TABLES)
def test_the_map_has_the_cells_of_the_answer_and_their_numbers(table: str) -> None:
    look = Look(shading={"hotspots": f"hotspots_{table}"}, area_share=0.05)
    picture = snapshot_of(MapState(DAY, theme="hotspots", look=look, wanted=PART))
    found = part_hotspots(DAY, asked_of(table, PART, look))
    legend = {entry.code: entry.count for entry in picture.legend if entry.layer == "units"}
    if not len(found.cells):
        assert cells_of(picture) == []
        assert picture.notes[0].code == "hotspots.refused"
        return
    (cells,) = cells_of(picture)
    assert len(cells.class_of_row) == len(found.cells) == legend["hotspot_best"] + legend.get("hotspot", 0)
    middle = cells.shapes.part_bounds_m.reshape(-1, 2, 2).mean(axis=1)
    np.testing.assert_allclose(middle[::-1], found.cells[["x_m", "y_m"]].to_numpy())  # the best is painted last
    (badges,) = (d for d in picture.layer("units").drawings if isinstance(d, Points) and d.texts)
    numbers = range(min(len(found.cells), NUMBERED), 0, -1)  # the best last, over the others
    assert badges.texts == tuple(map(str, numbers))
    np.testing.assert_allclose(badges.dots.xy, found.cells[["x_m", "y_m"]].to_numpy()[[n - 1 for n in numbers]])
    assert picture.notes[0].code.startswith("hotspots.verdict.")


def test_more_land_means_more_cells_and_the_same_best_ones() -> None:
    before: set[tuple[float, float]] = set()
    for share in SHARES:
        found = part_hotspots(DAY, asked_of("cases", PART, Look(area_share=share)))
        cells = {(x, y) for x, y in found.cells[["x_m", "y_m"]].to_numpy().tolist()}
        assert before <= cells
        before = cells
    assert Look.from_json(Look(area_share=0.03).as_json()).area_share == 0.03
    assert Look.from_json({"area_share": 7}).area_share == Look().area_share


def test_the_part_looked_at_is_the_land_and_a_state_is_passed_over() -> None:
    look = Look(area_share=0.05)
    two = IncidentFilter(scope=Scope(frozenset({STATION, str(PROJECT.stations.index[1])})))
    more = snapshot_of(MapState(DAY, theme="hotspots", look=look, wanted=two))
    part = snapshot_of(MapState(DAY, theme="hotspots", look=look, wanted=PART), more)
    assert len(cells_of(part)[0].class_of_row) < len(cells_of(more)[0].class_of_row)
    of_sheet = snapshot_of(MapState(DAY, theme="hotspots", look=look, part=PART.scope))
    assert of_sheet.notes == part.notes
    state = IncidentFilter(state=("disputes", "handling"))
    assert asked_of("disputes", state, look) == asked_of("disputes", IncidentFilter(), look)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_sheet_and_web_map_say_what_the_choice_is_worth(language: str, tmp_path: Path) -> None:
    say = Messages(language)
    order = SheetOrder(theme="hotspots", station_code=STATION, look=Look(area_share=0.05))
    (page, *_) = pages_of(PROJECT, order)
    notes = [note.code for note in page.shown_map.snapshot.notes]
    assert notes[0].startswith("hotspots.verdict.")
    assert {"hazards", "disputes", "cases"} <= page.shown_map.snapshot.state.hidden
    path = tmp_path / "map.html"
    write_web_map(path, PROJECT, PROJECT.as_of, "hotspots", "command", say, STATION, Look(area_share=0.05))
    text = path.read_text("utf-8")
    assert {"zh_CN": "回测", "en": "Back-test"}[language] in text


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (IncidentFilter(), []),
        (IncidentFilter(station_code=STATION), []),
        (IncidentFilter(state=("disputes", "handling")), []),
        (IncidentFilter(category=("hazards", str(PROJECT.hazards["category"].iloc[0]))), []),
        (IncidentFilter(category=("disputes", str(PROJECT.disputes["category"].iloc[0]))), ["note.filtered"]),
        (IncidentFilter(days=(date(2025, 1, 1), PROJECT.as_of)), ["note.filtered_days"]),
    ],
)
def test_paper_says_where_the_cells_are_of_chosen_incidents_alone(wanted: IncidentFilter, told: list[str]) -> None:
    look = Look(shading={"hotspots": "hotspots_disputes"}, area_share=0.05)
    order = SheetOrder(theme="hotspots", station_code=STATION, look=look, wanted=wanted)  # a district takes seconds
    (page, *_) = pages_of(PROJECT, order)
    notes = [note.code for note in page.shown_map.snapshot.notes]
    assert [code for code in notes if code.startswith("note.filtered")] == told


def test_few_incidents_and_no_land_are_said_and_nothing_is_drawn() -> None:
    small = grid(3, 3)
    picture = snapshot_of(MapState(Day(small, PROJECT.as_of), theme="hotspots"))
    assert picture.notes[0].code == "hotspots.refused"
    units = small.communities
    nowhere = small.with_tables(communities=units.set_geometry(units.geometry.where([False] * len(units))))
    picture = snapshot_of(MapState(Day(nowhere, PROJECT.as_of), theme="hotspots"))
    assert [note.code for note in picture.notes] == ["note.hotspots_no_land"]


def test_black_and_white_tells_the_best_by_a_hatch() -> None:
    state = MapState(DAY, theme="hotspots", look=Look(area_share=0.05), wanted=PART)
    (cells,) = cells_of(snapshot_of(replace(state, palette="mono")))
    assert [bool(style.patterns) for style in cells.styles] == [True, False]


def test_density_is_drawn_for_looks_with_its_figures_and_names_no_place() -> None:
    look = Look(shading={"hotspots": "density_disputes"})
    picture = snapshot_of(MapState(DAY, theme="hotspots", look=look, wanted=PART))
    found = part_density(DAY, asked_of("disputes", PART, look))
    (note, *_) = picture.notes
    assert (note.code, note.values["count"], note.values["metres"]) == ("hotspots.density", found.count, 200.0)
    assert found.count == part_hotspots(DAY, asked_of("disputes", PART, look)).on_land
    # Of the kernel only what lies on land counts, so nothing is lost at the edge.
    assert (found.per_km2 * found.grid.land_m2).sum() / 1e6 == pytest.approx(found.count)
    (cells,) = cells_of(picture)
    shown = found.per_km2 >= found.per_km2.max() * STEPS[0]
    assert len(cells.class_of_row) == int(shown.sum())
    legend = [dict(entry.values) for entry in picture.legend if entry.code == "hotspot_density"]
    for number, values in enumerate(legend):
        of_class = found.per_km2[shown][cells.class_of_row == number]
        assert values["low"] <= of_class.min()
        assert of_class.max() <= values["high"] + 1e-9
    assert not [d for d in picture.layer("units").drawings if isinstance(d, Points) and d.texts]
    nothing = snapshot_of(MapState(Day(grid(3, 3), PROJECT.as_of), theme="hotspots", look=look))
    assert [one.code for one in nothing.notes] == ["hotspots.density.none"]
