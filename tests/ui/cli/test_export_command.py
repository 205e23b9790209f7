"""``export`` and ``own --out``: a layer as another program's file, logged; points with the names of their units."""

import json
from pathlib import Path

import pandas as pd
import pytest

from mapper.store.export_log import exports_of, hash_of
from mapper.store.store import create
from tests.layers.marked_district import SECRETS, marked_district
from ui.__main__ import main


@pytest.fixture
def project(tmp_path: Path) -> Path:
    create(tmp_path / "p.gpkg", marked_district())
    return tmp_path / "p.gpkg"


def test_a_layer_is_written_and_logged(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "units.geojson"
    assert main(["export", str(project), "units", str(out), "--audience", "public"]) == 0
    text = out.read_text("utf-8")
    assert not [secret for secret in SECRETS if secret in text]
    (line,) = exports_of(project)
    assert (line.audience, line.theme, line.sha256) == ("public", "layer", hash_of(out))
    assert line.contained["units"] == len(json.loads(text)["features"])
    assert len(capsys.readouterr().err.splitlines()) == 1, "a public file without a map review number"


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        (("nothing", "a.kml"), "police_rooms"),
        (("units", "a.shp"), ".geojson"),
        (("hazards", "a.kml", "--audience", "public"), "Hazards"),
        (("hazards", "a.kml", "--audience", "station"), "station"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    project: Path, tmp_path: Path, asked: tuple[str, ...], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    layer, name, *more = asked
    assert main(["--language", "en", "export", str(project), layer, str(tmp_path / name), *more]) == 2
    told = capsys.readouterr().err
    assert part in told
    assert len(told.splitlines()) == 1
    assert not (tmp_path / name).exists()
    assert not exports_of(project)


def test_points_are_told_with_names_and_without_an_index(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "own.csv"
    assert main(["--language", "en", "own", str(project), "disputes", "--out", str(out)]) == 0
    read = pd.read_csv(out, encoding="utf-8-sig", dtype="str")
    assert list(read.columns) == ["Number", "About", "Unit code", "Unit", "Station code", "Station", "Why in no unit"]
    units = marked_district().communities["name"]
    for _, row in read.iterrows():
        assert row["Unit"] == units[row["Unit code"]]
        assert pd.isna(row["Why in no unit"])


def test_nothing_takes_the_place_of_a_project_or_of_what_is_read(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other, soft, rows = tmp_path / "o.gpkg", tmp_path / "soft.gpkg", tmp_path / "rows.csv"
    create(other, marked_district())
    soft.symlink_to(project)
    rows.write_text("number,category\n,\n", "utf-8")
    before = [file.read_bytes() for file in (project, other, rows)]
    for out in (project, other, soft):
        assert main(["--language", "en", "export", str(project), "units", str(out)]) == 2
        assert "is a project" in capsys.readouterr().err
    for command in ("html", "workbook", "report"):
        assert main(["--language", "en", command, str(project), str(other)]) == 2
        assert "is a project" in capsys.readouterr().err
    assert main(["--language", "en", "import", str(project), "hazards", str(rows), "--rejected", str(rows)]) == 2
    assert "is already there" in capsys.readouterr().err
    assert [file.read_bytes() for file in (project, other, rows)] == before
    sample = tmp_path / "yunhan.gpkg"
    sample.write_bytes(before[0])  # as one in which somebody has worked
    assert main(["--language", "en", "sample", str(tmp_path)]) == 2
    assert "is already there" in capsys.readouterr().err
    assert sample.read_bytes() == before[0]
    layer = tmp_path / "layer.gpkg"
    for _ in range(2):  # a layer takes the place of a layer
        assert main(["export", str(project), "units", str(layer)]) == 0
