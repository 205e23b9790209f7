"""Each edition, as the files that the command line writes, holds what its readers may see and nothing else."""

import re
import shutil
import subprocess
import zlib
from contextlib import suppress
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from mapper import frames, schema
from mapper.crs import to_metres
from mapper.project import About, Project
from mapper.store.export_log import log_path
from mapper.store.geopackage.store import create
from tests.districts import cell_centre, frame, square
from tests.drawn import some
from tests.web_file import read_web_map
from ui.__main__ import main
from ui.language.messages import Messages

pytestmark = pytest.mark.usefixtures("qapp")

DAY = date(2026, 11, 23)
SECRET_NUMBER = 7_654_321
SECRET_START, SECRET_DAY = pd.Timestamp("2026-11-19 13:47"), pd.Timestamp("2031-05-17 13:47")
BEGINNINGS = ("starts", "reported_at", "received_at", "occurred_at", "held_at", "visited_at", "last_inspected")
# As figures, exact and to the nearest hundred, and as days and a clock.
SECRET_FIGURES = ("7654321", "7,654,321", "7,654,300", "2026-11-19", "05-17", "2031-05-17", "13:47")
EDITIONS = {
    "sheet.pdf": ("print",),
    "sheet.svg": ("print", "--mono"),
    "units.pdf": ("print", "--atlas", "units"),
    "stations.svg": ("print", "--atlas", "stations", "--paper", "A4"),
    "sheet.png": ("print", "--paper", "A4"),
    "map.html": ("html",),
}


def district(columns: int = 4, rows: int = 3) -> Project:
    """Two stations, of the western and the eastern half, whose units are all covered, one officer each."""
    cells = [(c, r) for c in range(columns) for r in range(rows)]
    station = {c: "S1" if c < columns // 2 else "S2" for c in range(columns)}
    units = [
        {"community_code": f"u{c}-{r}", "name": f"单元{c}-{r}社区", "station_code": station[c], "residents": 4321}
        for c, r in cells
    ]
    officers = [
        {
            "officer_id": f"P{c}-{r}",
            "display_name": f"警官{c}-{r}（虚构）",
            "role": "community_officer",
            "station_code": station[c],
        }
        for c, r in cells
    ]
    duties = [{"duty_id": f"D{c}-{r}", "officer_id": f"P{c}-{r}", "community_code": f"u{c}-{r}"} for c, r in cells]
    half = columns // 2
    return Project(
        stations=frame(
            "stations",
            [
                {"station_code": "S1", "name": "西所", "duty_phone": "0000-110110"},
                {"station_code": "S2", "name": "东所", "duty_phone": "0000-220220"},
            ],
            [square(0, 0, half, rows), square(half, 0, columns - half, rows)],
        ),
        communities=frame("communities", units, [square(c, r) for c, r in cells]),
        officers=frame("officers", officers),
        duties=frame("duties", duties),
        about=About("测试分局（虚构）", "虚构示例", DAY, "EPSG:4546", "测试分局"),
    )


def planted(
    table: str, word: str, shape: object, audience: schema.Audience | None = None, **values: object
) -> pd.DataFrame:
    """A row, true on the day, with a secret in its key and in every column but for those given.

    Where an audience is named, what it may see is plain. Of a column of choices, which holds one of the known words,
    the row has the first.
    """
    described = schema.TABLES[table]
    secrets: dict[str, object] = {"integer": SECRET_NUMBER, "number": 65.4321, "share": 0.54321, "boolean": True}
    plain: dict[str, object] = {"integer": 4321, "number": 30.0, "share": 0.5, "boolean": True}
    row: dict[str, object] = {}
    for column in (described.key, *described.columns):
        open_to = audience is not None and audience in described.seen_by and audience in column.seen_by
        if column.kind in ("date", "time"):
            when = pd.Timestamp(DAY) if open_to else SECRET_START if column.name in BEGINNINGS else SECRET_DAY
            row[column.name] = when.normalize() if column.kind == "date" else when
        elif column.choices is not None:
            row[column.name] = next(iter(column.choices))
        elif column.name == "approximate":
            row[column.name] = False  # what is known by its unit alone is drawn nowhere
        elif open_to:
            row[column.name] = plain.get(column.kind, f"PLAIN-{table}-{column.name}")
        else:
            row[column.name] = secrets.get(column.kind, f"{word}-{table}-{column.name}")
    return frame(table, [row | values], None if described.geometry is None else [shape])


def with_rows(project: Project, **rows: pd.DataFrame) -> Project:
    return project.with_tables(
        **{name: frames.conform(name, pd.concat([project.table(name), more])) for name, more in rows.items()}
    )


def shape_in(table: str, column: int, row: int) -> object:
    """Something of the table's kind inside a cell of the grid."""
    middle = cell_centre(column, row)
    return {"polygon": middle.buffer(0.002), "line": shapely.LineString([middle, (middle.x + 0.001, middle.y)])}.get(
        schema.TABLES[table].geometry or "", middle
    )


def written(project: Project, folder: Path, *options: str) -> dict[str, Path]:
    """The files of every kind of edition, by name."""
    folder.mkdir()
    create(folder / "p.gpkg", project)
    for name, (command, *more) in EDITIONS.items():
        assert main([command, str(folder / "p.gpkg"), str(folder / name), *more, *options]) == 0
    (folder / "p.gpkg").unlink()
    log_path(folder / "p.gpkg").unlink()  # it stays in the house
    return {path.name: path for path in sorted(folder.iterdir())}


def text_of(path: Path) -> str:
    """All that a reader of the file can find in it as text; of HTML and SVG each letter, hidden, packed or not."""
    if path.suffix == ".html":
        return read_web_map(path).text
    if path.suffix == ".png":
        return path.read_bytes().decode("latin-1")  # what stands beside the pixels
    if path.suffix != ".pdf":
        return path.read_text("utf-8")
    assert shutil.which("pdftotext"), "pdftotext is missing; install poppler-utils (make test does)"
    return subprocess.run(
        ["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True, text=True, timeout=60
    ).stdout


def told(files: dict[str, Path]) -> dict[str, str]:
    return {name: text_of(path) for name, path in files.items()}


def leaks(files: dict[str, Path], *secrets: str) -> list[tuple[str, str]]:
    return [(name, secret) for name, text in told(files).items() for secret in secrets if secret in text]


def words_in_bytes(files: dict[str, Path], word: str) -> list[str]:
    """Files that have a word anywhere in their bytes, packed or not, in metadata or in what is not shown."""
    found = []
    for name, path in files.items():
        raw = path.read_bytes()
        if path.suffix == ".html":
            raw += b"".join(read_web_map(path).blocks.values())
        for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", raw, re.DOTALL) if path.suffix == ".pdf" else ():
            with suppress(zlib.error):
                raw += zlib.decompress(packed)
        if any(word.encode(coding) in raw for coding in ("utf-8", "utf-16-be", "utf-16-le")):
            found.append(name)
    return found


def with_gaps(project: Project) -> Project:
    """The same district with six seats empty, each in its own way, and others shared or part-time."""
    duties = project.duties.drop("D0-0").copy()
    duties.loc["D1-0", "ends"] = pd.Timestamp("2026-10-01")
    duties.loc["D2-0", "starts"] = pd.Timestamp("2026-12-01")
    duties.loc["D0-2", "community_code"] = "u1-2"
    officers = project.officers.drop("P1-1").copy()
    officers.loc["P3-0", "status"] = "on_loan"
    officers.loc["P3-1", "fte"] = 0.4
    absence = {"absence_id": "A1", "officer_id": "P3-2", "starts": pd.Timestamp("2026-11-01"), "host": "专班"}
    return project.with_tables(
        duties=frames.conform("duties", duties),
        officers=frames.conform("officers", officers),
        absences=frame("absences", [absence]),
    )


@pytest.mark.parametrize("station", [(), ("--station", "S1")])
def test_the_public_edition_is_the_same_whoever_is_there(tmp_path: Path, station: tuple[str, ...]) -> None:
    full, gaps = (
        written(project, tmp_path / name, "--audience", "public", *station)
        for name, project in (("full", district()), ("gaps", with_gaps(district())))
    )
    assert full.keys() == gaps.keys()
    for name, path in full.items():
        if path.suffix == ".pdf":  # a PDF carries the second it was made in
            assert text_of(path) == text_of(gaps[name]), name
        else:
            assert path.read_bytes() == gaps[name].read_bytes(), name
    assert leaks(full, "警官") == []
    assert "西所 0000-110110" in text_of(full["sheet.pdf"])
    assert text_of(full["units.pdf"]).count("西所 0000-110110") >= len(district().communities) // 2


@pytest.mark.parametrize("audience", ["public", "station"])
def test_an_edition_holds_no_secret_of_any_column_of_any_table(tmp_path: Path, audience: schema.Audience) -> None:
    """Every column that the audience is not listed for is told to nobody, in rows that are of its own land."""
    project = district()
    for table in schema.TABLES:
        if (table, audience) in (("stations", "station"), ("communities", "station")):
            continue  # its own row is there already
        joined: dict[str, object] = {}
        for column in schema.TABLES[table].columns:
            joined |= {"station_code": {"station_code": "S1"}, "community_code": {"community_code": "u1-1"}}.get(
                column.name, {}
            )
        if table == "duties":
            joined["officer_id"] = str(project.officers.index[-1])
        row = planted(table, "SECRET", _shape_of(table), audience, **joined)
        project = with_rows(project, **{table: row})
    station = ("--station", "S1") if audience == "station" else ()
    files = written(project, tmp_path / audience, "--audience", audience, *station)
    assert words_in_bytes(files, "SECRET") == []
    title = "".join(Messages("zh_CN")("page.title.public", place="测试分局（虚构）").split())
    assert audience != "public" or words_in_bytes(files, title), "a title is found so"
    if audience == "public":
        assert leaks(files, "SECRET", *SECRET_FIGURES, "65.4321") == []
        assert read_web_map(files["map.html"]).points == [], "no place of anything"
        assert "PLAIN-reference_lines-name" in text_of(files["map.html"])
        assert "PLAIN-communities-name" in text_of(files["sheet.pdf"])
    else:
        assert leaks(files, "SECRET", *SECRET_FIGURES, "65.4321") == []
        assert "PLAIN-hazards-hazard_id" in text_of(files["map.html"])


def _shape_of(table: str) -> object:
    """Where the planted row stands: a station and a unit beside the others, a line across, all else in a unit."""
    if table in ("stations", "communities"):
        return square(0, 3, 4)
    return _river() if schema.TABLES[table].geometry == "line" else shape_in(table, 1, 1)


def _river() -> shapely.LineString:
    return shapely.LineString([(113.39, 30.312), (113.45, 30.318)])


def theirs(project: Project) -> Project:
    """The district where every row that is the eastern station's has a secret in every column."""
    for table in schema.TABLES:
        if table in ("stations", "communities"):
            continue
        values: dict[str, object] = {}
        for column in schema.TABLES[table].columns:
            if column.name == "station_code":
                values["station_code"] = "S2"
            elif column.name == "community_code":
                values["community_code"] = "u3-1"
            elif column.name in ("officer_id", "officer_ids"):
                values[column.name] = "THEIRS-officers-officer_id"
            elif (table, column.name) == ("reference_lines", "kind"):
                values["kind"] = "other"  # a river or a road is nobody's secret
        project = with_rows(project, **{table: planted(table, "THEIRS", shape_in(table, 3, 1), **values)})
    stations, units = project.stations, project.communities
    east = planted("stations", "THEIRS", stations.geometry["S2"], station_code="S2")
    far = [
        planted(
            "communities", f"THEIRS{code}", units.geometry[code],
            community_code=code, station_code="S2", kind="community",
        )
        for code in units.index[units["station_code"] == "S2"]
    ]  # fmt: skip
    officers = project.officers
    names = officers["display_name"].where(officers["station_code"] != "S2", "THEIRS-officers-display_name")
    return project.with_tables(
        stations=frames.conform("stations", pd.concat([stations.drop("S2"), east])),
        communities=frames.conform("communities", pd.concat([units[units["station_code"] != "S2"], *far])),
        officers=officers.assign(display_name=names),
    )


@pytest.mark.parametrize("theme", some(["coverage", "load", "beats"], 1))
def test_a_stations_edition_holds_nothing_of_another_station(tmp_path: Path, theme: str) -> None:
    edge = frame(  # a neighbour's focus area along the border
        "focus_areas",
        [
            {
                "focus_id": "THEIRS-edge",
                "reason": "THEIRS-edge",
                "starts": pd.Timestamp("2026-11-23 08:00"),
                "ends": pd.Timestamp("2026-11-23 22:00"),
            }
        ],
        [square(2, 0)],
    )
    mine = planted("hazards", "MINE", cell_centre(0, 1), reported_at=pd.Timestamp("2026-11-20 08:00"))
    project = with_rows(theirs(district()), focus_areas=edge, hazards=mine)
    asked = ("--audience", "station", "--station", "S1", "--theme", theme)
    files = written(project, tmp_path / "west", *asked)
    assert leaks(files, "THEIRS", "东所", "0000-220220", *SECRET_FIGURES) == []
    own = district().communities["name"][:6].tolist()
    assert own[0].startswith("单元0")
    assert [name for name in own if name not in text_of(files["units.pdf"])] == []
    assert [name for name in own if name not in text_of(files["map.html"])] == []
    assert "警官0-0（虚构）" in text_of(files["sheet.pdf"])
    assert "MINE-hazards-hazard_id" in text_of(files["map.html"])


def test_an_atlas_of_a_station_has_its_sheets_only_for_every_audience(tmp_path: Path) -> None:
    create(tmp_path / "p.gpkg", district())
    for audience in ("command", "station", "public"):
        for by, pages in (("units", 6), ("stations", 1)):
            out = tmp_path / f"{audience}-{by}.pdf"
            asked = ["print", str(tmp_path / "p.gpkg"), str(out), "--atlas", by, "--station", "S1", "--front", "none"]
            assert main([*asked, "--audience", audience]) == 0
            assert text_of(out).count("\f") == pages, (audience, by)
            assert "单元3-1" not in text_of(out)


def test_an_officer_shared_with_another_station_stays_shared_and_as_loaded(tmp_path: Path) -> None:
    project = district()
    far = frame("duties", [{"duty_id": "D9", "officer_id": "P0-0", "community_code": "u3-0"}])
    units = project.communities.assign(residents=40_000, rentals=1000)
    project = with_rows(project.with_tables(communities=units, duties=project.duties.drop("D3-0")), duties=far)
    files = written(project, tmp_path / "west", "--audience", "station", "--station", "S1", "--language", "zh_CN")
    web = read_web_map(files["map.html"])
    assert "单元0-0社区 Ⓐ" in web.names
    assert "单元3-0" not in web.text
    figure = Messages("zh_CN")("page.figure.covered", numerator=6, denominator=6)
    assert "".join(figure.split()) in "".join(text_of(files["sheet.pdf"]).split()), "of the station's own units"
    (units,) = [layer for layer in web.data["layers"] if layer["name"] == Messages("zh_CN")("layer.units")]
    assert sum(entry["count"] for entry in units["legend"]) == units["count"] == 6


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("print", "p.gpkg", "a.pdf", "--audience", "station"), "audience_station"),
        (("print", "p.gpkg", "a.pdf", "--audience", "station", "--atlas", "units"), "audience_station"),
        (("html", "p.gpkg", "a.html", "--audience", "station"), "audience_station"),
        (("html", "p.gpkg", "a.html", "--station", "S9"), "station_unknown"),
        (("print", "p.gpkg", "a.pdf", "--atlas", "units", "--station", "S9"), "station_unknown"),
        (("print", "p.gpkg", "a.pdf", "--audience", "public", "--theme", "coverage"), "option_unused"),
        (("html", "p.gpkg", "a.html", "--audience", "public", "--theme", "load"), "option_unused"),
        (("new", "n.gpkg", "--communities", "u.csv", "--stations-map", "a=name"), "option_needs"),
        (("focus", "p.gpkg", "--quiet", "2"), "option_needs"),
        (("focus", "p.gpkg", "--visit-minutes", "9"), "option_needs"),
        (("focus", "p.gpkg", "--minutes", "300", "--weeks", "4"), "option_unused"),
        (("reach", "p.gpkg", "--aim", "cover"), "option_needs"),
        (("slip", "p.gpkg", "--officer", "N1", "a.pdf", "--beat", "B1"), "option_unused"),
        (("import", "p.gpkg", "officers", "rows.csv", "--crs", "EPSG:4546"), "option_unused"),
        (("import", "p.gpkg", "officers", "rows.csv", "--datum", "gcj02"), "option_unused"),
        (("import", "p.gpkg", "officers", "rows.xlsx", "--encoding", "gbk"), "option_unused"),
    ],
)
def test_what_would_have_no_effect_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...],
    code: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    create(Path("p.gpkg"), district())
    rows = pd.DataFrame({"officer_id": ["N1"], "display_name": ["新警官（虚构）"]})
    rows.to_csv("rows.csv", index=False)
    rows.to_excel("rows.xlsx", index=False)
    Path("u.csv").write_text("community_code\n", "utf-8")
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    said: list[str] = []
    monkeypatch.setattr(
        "ui.language.messages.Messages.error", lambda _, error: said.append(error.code) or "one sentence"
    )
    assert main(list(arguments)) == 2
    assert said == [code]
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before
    assert capsys.readouterr().out == ""


def test_the_web_map_says_the_day_of_its_figures(tmp_path: Path) -> None:
    create(tmp_path / "p.gpkg", district())
    for audience in ("command", "public"):
        out = tmp_path / f"{audience}.html"
        asked = ("html", str(tmp_path / "p.gpkg"), str(out), "--audience", audience, "--as-of", "2026-10-02")
        assert main(asked) == 0
        assert "2026-10-02" in text_of(out)


def test_a_web_map_of_a_station_opens_on_its_land(tmp_path: Path) -> None:
    create(tmp_path / "p.gpkg", district())
    assert main(["html", str(tmp_path / "p.gpkg"), str(tmp_path / "a.html"), "--station", "S1"]) == 0
    assert '"bounds":[[30.3,113.4],[30.33,113.42]]' in text_of(tmp_path / "a.html")


def test_a_point_in_a_neighbours_unit_is_the_neighbours_whatever_the_outline_says() -> None:
    from mapper.audience import of_station

    project = district()
    wide = project.stations.assign(geometry=[square(0, 0, 3, 3), square(2, 0, 2, 3)])
    inside = frame("hazards", [{"hazard_id": "h1"}, {"hazard_id": "h2"}], [cell_centre(2, 1), cell_centre(0, 0)])
    project = project.with_tables(stations=wide, hazards=inside)
    assert of_station(project, "S1").hazards.index.tolist() == ["h2"]
    assert of_station(project, "S2").hazards.index.tolist() == ["h1"]
    assert np.isclose(to_metres(project.stations.geometry, project.about.map_crs)[0].area, 9.6e6, rtol=0.1)
