"""Rows with an address alone in the import dialog: found, listed with three to choose from, chosen, taken."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from pytestqt.qtbot import QtBot

from mapper import frames
from mapper.project import Project
from mapper.schema import DEGREES
from mapper.store.store import create, read_project
from tests.districts import cell_centre, grid
from tests.ui.conftest import OpenWindow
from tests.ui.projects.test_import_dialog import opened, read_again

TEXTS = ("云汉区江南街道长丰路12号", "云汉区江南街道长丰路14号", "云汉区北门街道长安路12号")


def with_addresses() -> Project:
    keys = pd.Index(["Z1", "Z2", "Z3"], name="address_id")
    rows = gpd.GeoDataFrame({"text": TEXTS}, index=keys, geometry=[cell_centre(n, 0) for n in range(3)], crs=DEGREES)
    return grid(3, 1).with_tables(standard_addresses=frames.conform("standard_addresses", rows))


def test_what_is_not_certain_is_chosen_from_three(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path, ledger = tmp_path / "small.gpkg", tmp_path / "台账.csv"
    create(path, with_addresses())
    written = ["长丰路十二号", "长风路14号", "无名路1号", "长丰路14号张先生家"]
    units = [None, None, "u2-0", None]
    pd.DataFrame(
        {"隐患编号": ["Y1", "Y2", "Y3", "Y4"], "上报时间": "2026-11-20", "地点": written, "社区编码": units}
    ).to_csv(ledger, index=False)
    window = open_window(path)
    workspace = window.workspace
    assert workspace is not None
    dialog = opened(window, workspace, qtbot, ledger, "hazards")
    page = dialog.pages.addresses
    assert [page.rows.item(row, 0).text() for row in range(page.rows.rowCount())] == ["无名路1号", "长风路14号"]
    assert "1 格疑似含个人信息" in dialog.told.text()
    box = page.rows.boxes[1]
    assert box is not None
    assert [box.itemData(n) for n in range(box.count())][:2] == ["?", "Z2"]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    read_again(window, dialog, qtbot)
    dialog.accept()
    hazards = read_project(path).hazards
    places = {key: shape and (round(shape.x, 4), round(shape.y, 4)) for key, shape in hazards.geometry.items()}
    at = {n: (round(cell_centre(n, 0).x, 4), round(cell_centre(n, 0).y, 4)) for n in range(3)}
    assert (places["Y1"], places["Y2"], places["Y4"]) == (at[0], at[1], None)
    assert shapely.contains(read_project(path).communities.geometry["u2-0"], hazards.geometry["Y3"])
    assert hazards["approximate"].tolist() == [False, False, True, False]
    assert not any(text in path.read_bytes().decode("latin-1") for text in ("长丰路十二号".encode().decode("latin-1"),))
