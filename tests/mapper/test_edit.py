"""Who edits has one name, wherever the edit is made."""

import getpass
from pathlib import Path

import geopandas as gpd
import pytest
from pytestqt.qtbot import QtBot

from mapper.edit import editor
from mapper.edits.rows import set_about
from mapper.project import About
from mapper.store.store import create, open_store
from tests.districts import cell_centre, grid
from ui.__main__ import main
from ui.session.document import Document


def test_one_person_has_one_name_in_the_log(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A terminal that was opened for another user: the two names that were told apart.
    monkeypatch.setenv("LOGNAME", "zhang")
    monkeypatch.setenv("USER", "root")
    project, points = tmp_path / "p.gpkg", tmp_path / "points.geojson"
    create(project, grid(2, 2))
    gpd.GeoDataFrame({"hazard_id": ["h1"]}, geometry=[cell_centre(0, 0)], crs="EPSG:4326").to_file(points)
    document = Document(open_store(project))
    document.do(set_about(About("虚构区")))
    document.close()
    assert main(["import", str(project), "hazards", str(points)]) == 0
    store = open_store(project)
    log = store.change_log()
    store.close()
    assert log["code"].tolist() == ["about_changed", "rows_taken"]
    assert set(log["who"]) == {editor()} == {"zhang"}


@pytest.mark.parametrize("error", [ImportError, KeyError, OSError])
def test_a_system_without_a_name_for_the_person_gives_none(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def nobody() -> str:
        raise error

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert editor() == ""
