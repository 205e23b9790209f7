"""Land made ready while a project is read is the land that its first picture would have made."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from layers.geometry import coarse
from layers.geometry.coarse import FirstLand, first_detail_m
from layers.snapshot import MapState, snapshot_of
from mapper.day.day import Day
from mapper.project import Project
from mapper.store.geopackage.store import create, open_store
from tests.sample import district


def test_it_is_taken_for_the_first_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coarse, "_MANY_VERTICES", 100)
    create(tmp_path / "p.gpkg", district().project)
    land, told = FirstLand(), []

    def begin(project: Project) -> None:
        told.append(project)
        land.begin(project)

    store = open_store(tmp_path / "p.gpkg", land_read=begin)
    store.close()
    project = store.project
    assert [(p.stations is project.stations, p.communities is project.communities) for p in told] == [(True, True)]
    assert told[0].about == project.about
    state = MapState(Day(project, project.as_of), detail_m=first_detail_m(project))
    ready = land.geometry
    assert ready is not None
    with_it, without = snapshot_of(state, None, ready), snapshot_of(state)
    assert with_it.geometry.shapes("communities") is ready.shapes("communities")
    for table in ("communities", "stations"):
        one, other = with_it.geometry.shapes(table).polygons(), without.geometry.shapes(table).polygons()
        assert shapely.equals_exact(one, other).all()


def test_a_district_is_drawn_as_it_is_at_once() -> None:
    land, project = FirstLand(), district().project
    land.begin(project)
    assert first_detail_m(project) == 0.0
    assert land.geometry is None


def test_nothing_is_told_of_a_project_without_land(tmp_path: Path) -> None:
    create(tmp_path / "p.gpkg", Project())
    told: list[Project] = []
    store = open_store(tmp_path / "p.gpkg", land_read=told.append)
    store.close()
    assert not told
    assert FirstLand().geometry is None
    assert np.isclose(first_detail_m(store.project), 0.0)
