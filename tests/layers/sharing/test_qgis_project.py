"""A sheet as a project of QGIS: relative, true to scale, without sensitive matters, and command's alone."""

import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from layers.sharing.qgis.project import write_qgis_project
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from mapper.errors import InputError
from tests.layers.test_linkage import DAY, random_district
from ui.language.messages import Messages

SAY = Messages("en")


def written(folder: Path, order: SheetOrder) -> Xml.Element:
    page = pages_of(random_district(1), order, DAY)[0]
    (folder / "sub").mkdir()
    write_qgis_project(folder / "sub" / "a.qgz", folder / "p.gpkg", page, order, SAY)
    with zipfile.ZipFile(folder / "sub" / "a.qgz") as archive:
        (name,) = archive.namelist()
        assert name == "a.qgs"
        return Xml.fromstring(archive.read(name))


def test_layers_layout_and_atlas_are_there(tmp_path: Path) -> None:
    order = SheetOrder("coverage")
    root = written(tmp_path, order)
    ids = [layer.findtext("id") for layer in root.iter("maplayer")]
    assert ids == [node.get("id") for node in root.iter("layer-tree-layer")]
    assert ids[-1] == "communities_of_project", "land lies under everything"
    assert {layer.findtext("datasource", "").split("|")[0] for layer in root.iter("maplayer")} == {"../p.gpkg"}
    layout = root.find("Layouts/Layout")
    assert layout is not None
    assert {item.get("id") for item in layout.iter("LayoutItem")} == {
        "page", "map", "title", "legend", "scale_bar", "foot",
    }  # fmt: skip
    atlas = layout.find("Atlas")
    assert atlas is not None
    assert atlas.get("coverageLayer") in ids


@pytest.mark.parametrize(
    ("order", "on", "layer", "only"),
    [
        (SheetOrder(), "0", "stations", ""),
        (SheetOrder(atlas="stations", chosen=("S1",)), "1", "stations", "\"station_code\" IN ('S1')"),
        (SheetOrder(station_code="S1"), "0", "communities", "\"station_code\" IN ('S1')"),
    ],
)
def test_an_atlas_is_of_what_the_sheet_is_of(tmp_path: Path, order: SheetOrder, on: str, layer: str, only: str) -> None:
    page = pages_of(random_district(1), replace(order, atlas=None), DAY)[0]
    write_qgis_project(tmp_path / "a.qgz", tmp_path / "p.gpkg", page, order, SAY)
    with zipfile.ZipFile(tmp_path / "a.qgz") as archive:
        atlas = Xml.fromstring(archive.read("a.qgs")).find("Layouts/Layout/Atlas")
    assert atlas is not None
    said = [atlas.get(name) for name in ("enabled", "coverageLayer", "featureFilter")]
    assert said == [on, f"{layer}_of_project", only]
    with pytest.raises(InputError, match="qgis_no_beats"):
        write_qgis_project(tmp_path / "b.qgz", tmp_path / "p.gpkg", page, SheetOrder(atlas="beats"), SAY)


def test_the_map_is_as_large_as_its_scale_says(tmp_path: Path) -> None:
    order = SheetOrder("coverage", scale=20_000)
    root = written(tmp_path, order)
    (item,) = [one for one in root.iter("LayoutItem") if one.get("id") == "map"]
    extent = item.find("Extent")
    assert extent is not None
    wide_mm = float(item.get("size", "").split(",")[0])
    wide_m = float(extent.get("xmax", "0")) - float(extent.get("xmin", "0"))
    assert wide_m / wide_mm * 1000 == pytest.approx(20_000, rel=0.001)


def test_no_rule_draws_a_sensitive_matter(tmp_path: Path) -> None:
    root = written(tmp_path, SheetOrder("disputes"))
    truth = random_district(1).disputes
    rules = " ".join(rule.get("filter", "") for rule in root.iter("rule"))
    for key, category in truth["category"].items():
        assert (f"'{key}'" in rules) == (category != "family")


@pytest.mark.parametrize("order", [SheetOrder(audience="public"), SheetOrder(audience="station", station_code="S1")])
def test_it_is_commands_alone(tmp_path: Path, order: SheetOrder) -> None:
    with pytest.raises(InputError, match="qgis_command_only"):
        written(tmp_path, order)
    assert not list((tmp_path / "sub").iterdir())
