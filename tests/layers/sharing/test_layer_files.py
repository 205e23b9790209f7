"""A file of a layer holds what its map shows and no more, and other programs read the same rows and places from it."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from layers.edition_map import EditionMap, map_for
from layers.sharing.layer_files import LAYER_ENDINGS, write_layer
from layers.sharing.layer_rows import EXPORTABLE, layer_rows
from layers.sharing.qgis.styles import project_styles, quoted
from layers.sharing.qgis.symbols import rgba, symbol
from layers.style import LIGHT, AreaStyle
from layers.themes.coverage import CLASSES, coverage_style
from mapper.audience import Audience
from mapper.day.day import Day
from mapper.edits.file_import import FileImport, ReadAs
from mapper.errors import InputError
from mapper.frames import sensitive_rows
from mapper.project import Project
from mapper.store.store import create
from tests.drawn import drawn, some
from tests.layers.marked_district import DAY as MARKED_DAY
from tests.layers.marked_district import marked_district
from tests.layers.test_linkage import DAY, random_district
from ui.language.messages import LANGUAGES, Messages

SAY = Messages("en")
POINT_LAYERS = ("hazards", "disputes", "cases", "places")


def shown(project: Project, audience: Audience = "command", station: str | None = None) -> EditionMap:
    return map_for(Day(project, DAY), audience, "coverage", station, hidden=frozenset())


def written(folder: Path, of: EditionMap, code: str, ending: str) -> Path:
    path = folder / f"{code}{ending}"
    write_layer(path, layer_rows(of, code), "Title", SAY)
    return path


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".kml"])
@pytest.mark.parametrize("code", ["units", "stations", "disputes"])
def test_gdal_reads_the_rows_in_their_places(tmp_path: Path, code: str, ending: str) -> None:
    of = shown(random_district(1))
    rows = layer_rows(of, code).frame
    read = pyogrio.read_dataframe(written(tmp_path, of, code, ending), **({"layer": code} if ending == ".gpkg" else {}))
    assert len(read) == len(rows)
    assert read.crs.to_epsg() == 4326
    ours, theirs = (np.asarray(frame.geometry.array, dtype=object) for frame in (rows, read))
    assert (shapely.hausdorff_distance(ours, shapely.force_2d(theirs)) < 1e-6).all()


@pytest.mark.parametrize("code", some((code for code in EXPORTABLE if code not in ("cases", "outreach")), 5))
@pytest.mark.parametrize("ending", LAYER_ENDINGS)
def test_every_layer_can_be_every_file(tmp_path: Path, code: str, ending: str) -> None:
    of = shown(marked_district())
    table = "communities" if code == "units" else code
    if not len(of.edition.project.table(table)):
        with pytest.raises(InputError, match="export_layer_empty"):
            layer_rows(of, code)
        return
    rows = layer_rows(of, code)
    assert written(tmp_path, of, code, ending).stat().st_size > 0
    assert len(rows.frame) + rows.left_out <= len(of.edition.project.table(rows.table))


def test_geojson_is_as_rfc_7946_has_it(tmp_path: Path) -> None:
    text = written(tmp_path, shown(random_district(2)), "units", ".geojson").read_text("utf-8")
    document = json.loads(text)
    assert set(document) == {"type", "bbox", "features"}
    for feature in document["features"]:
        rings = feature["geometry"]["coordinates"]
        for polygon in rings if feature["geometry"]["type"] == "MultiPolygon" else [rings]:
            outer, *holes = [shapely.LinearRing(ring) for ring in polygon]
            assert outer.is_ccw
            assert not any(hole.is_ccw for hole in holes)


def test_the_public_gets_names_and_telephones(tmp_path: Path) -> None:
    of = shown(marked_district(), "public")
    document = json.loads(written(tmp_path, of, "units", ".geojson").read_text("utf-8"))
    for feature in document["features"]:
        assert set(feature["properties"]) == {"name", "kind", "residents", "station_name", "duty_phone", "class"}
    for code in set(EXPORTABLE) - {"units", "stations", "reference_lines"}:
        with pytest.raises(InputError, match="export_layer_empty"):
            layer_rows(of, code)


def test_where_the_map_draws_no_row_that_day_no_row_leaves() -> None:
    of = map_for(Day(random_district(1), date(2000, 1, 1)), "station", "coverage", "S1", hidden=frozenset())
    assert len(of.edition.project.disputes), "there are some, of other days"
    with pytest.raises(InputError, match="export_layer_empty"):
        layer_rows(of, "disputes")


def rules(qml: str) -> list[dict[str, str]]:
    return [dict(rule.attrib) for rule in Xml.fromstring(qml).iter("rule")]


def test_rules_of_the_style_select_what_the_legend_counts(tmp_path: Path) -> None:
    project = random_district(3)
    of = shown(project)
    for code in ("units", "disputes"):
        legend = {entry.words(SAY): entry.count for entry in of.snapshot.layer(code).legend}
        with closing(sqlite3.connect(written(tmp_path, of, code, ".gpkg"))) as file:
            (qml,) = file.execute("SELECT styleQML FROM layer_styles").fetchone()
            counts = {
                rule["label"]: file.execute(f"SELECT count(*) FROM {code} WHERE {rule['filter']}").fetchone()[0]
                for rule in rules(qml)
            }
        placed = code == "units" or not of.edition.project.disputes.geometry.isna().any()
        assert placed
        assert {label: count for label, count in counts.items() if count} == {k: v for k, v in legend.items() if v}
    create(tmp_path / "p.gpkg", project)
    with closing(sqlite3.connect(tmp_path / "p.gpkg")) as file:
        for style in project_styles(of, SAY):
            told = Counter[str]()
            for rule in rules(style.qml):
                where = rule.get("filter", "1")
                told[rule["label"]] += file.execute(f"SELECT count(*) FROM {style.table} WHERE {where}").fetchone()[0]
            code = {"communities": "units"}.get(style.table, style.table)
            legend = {entry.words(SAY): entry.count for entry in of.snapshot.layer(code).legend}
            if code == "disputes":  # the sensitive ones, whose own places the table has, are not drawn
                assert sum(told.values()) == (project.disputes["category"] != "family").sum()
                continue
            assert {k: v for k, v in told.items() if v} == {k: v for k, v in legend.items() if v}


@settings(max_examples=drawn(40))
@given(st.text(max_size=12).filter(lambda text: "\0" not in text and not any(0xD800 <= ord(c) < 0xE000 for c in text)))
def test_any_text_is_a_text_in_an_expression(text: str) -> None:
    if "\\" in text:  # QGIS knows an escape that SQL does not
        assert quoted(text).count("\\") == 2 * text.count("\\")
        return
    with closing(sqlite3.connect(":memory:")) as file:
        assert file.execute(f"SELECT {quoted(text)}").fetchone() == (text,)


@pytest.mark.parametrize("name", CLASSES)
def test_a_symbol_has_the_colours_and_hatches_of_the_style(name: str) -> None:
    style = coverage_style(name, LIGHT)
    assert isinstance(style, AreaStyle)
    made = symbol("0", style)
    fill, *patterns = made.findall("layer")
    options = {one.get("name"): one.get("value") for one in fill.iter("Option")}
    assert options["color"] == rgba(style.fill)
    kinds = {"lines": "LinePatternFill", "dots": "PointPatternFill"}
    assert [layer.get("class") for layer in patterns] == [kinds[pattern.form] for pattern in style.patterns]
    for layer, pattern in zip(patterns, style.patterns, strict=True):
        assert rgba(pattern.color) in {one.get("value") for one in layer.iter("Option")}


def test_a_table_has_the_readers_words_and_no_bogus_index(tmp_path: Path) -> None:
    of = shown(random_district(1))
    read = pd.read_csv(written(tmp_path, of, "disputes", ".csv"), encoding="utf-8-sig")
    assert {SAY("export.longitude"), SAY("export.unit_name"), SAY.field("disputes", "category")} <= set(read.columns)
    assert set(read[SAY.field("disputes", "category")]) <= {
        SAY.choice("disputes", "category", kind) for kind in ("family", "neighbour", "debt")
    }
    assert not any(column.startswith("Unnamed") for column in read.columns)


def test_names_are_text_whatever_they_are(tmp_path: Path) -> None:
    project = marked_district()
    name = "<b>&'\" ]]>\x01 =1+1"
    units = project.communities.assign(name=[name] * len(project.communities))
    of = shown(project.with_tables(communities=units))
    marks = (
        Xml.parse(written(tmp_path, of, "units", ".kml")).getroot().iter("{http://www.opengis.net/kml/2.2}Placemark")
    )
    names: set[Any] = {mark.findtext("{http://www.opengis.net/kml/2.2}name") for mark in marks}
    assert names == {name.replace("\x01", "")}
    read = pyogrio.read_dataframe(written(tmp_path, of, "units", ".gpkg"), layer="units")
    assert set(read["name"]) == {name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_exported_table_of_points_comes_in_again_with_nothing_lost(tmp_path: Path, language: str) -> None:
    """By key: into the project that it is of nothing is otherwise, into one that lacks the rows all of them come."""
    project, say = marked_district(), Messages(language)
    of = map_for(Day(project, MARKED_DAY), "command", "coverage", None, hidden=frozenset())
    for code in POINT_LAYERS:
        path, rows = tmp_path / f"{code}.csv", project.table(code)
        write_layer(path, layer_rows(of, code), "Title", say)
        again = FileImport(path, code).read(project, ReadAs(), MARKED_DAY).difference
        assert again is not None
        assert (again.nothing, len(again.unchanged)) == (True, len(rows)), code
        exact = rows[~sensitive_rows(code, rows)]  # of the others a file has the day and the cell
        anew = (
            FileImport(path, code).read(project.with_tables(**{code: rows.iloc[:0]}), ReadAs(), MARKED_DAY).difference
        )
        assert anew is not None
        assert_frame_equal(*(pd.DataFrame(one.drop(columns="geometry")) for one in (anew.new.loc[exact.index], exact)))
