"""What several files tell together: counts less places, one day beside the next, hidden layers, a station's tables.

As in ``test_linkage``, with one protection switched off each attempt succeeds.
"""

import re
import zipfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import docx
import numpy as np
import openpyxl
import pytest
import shapely

from layers.edition_map import map_for
from layers.sharing.layer_rows import layer_rows
from layers.sheets.export import write_svg
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from mapper.audience import Audience
from mapper.crs import to_metres
from mapper.day.day import Day
from mapper.day.form import field_of
from mapper.day.scope import ScopedDay
from mapper.io.forms import open_form
from mapper.project import Project
from mapper.scope import Scope
from mapper.sensitive import CELL_M
from tests.drawn import SOAK
from tests.layers.marked_district import DAY
from tests.layers.test_linkage import CRS, SAY, random_district, read_edition, the_public_sees_all
from ui.sheets.day_workbook import write_day
from ui.sheets.forms import fill, write_filled
from ui.sheets.word_report import write_report

SEEDS = range(50 if SOAK else 2)
STATIONS = ("S1", "S2")


def known_closer_than_half_a_cell(project: Project, station: str) -> list[float]:
    """Shares of cells in which a reader knows family disputes, where that is less than half.

    The index tells how many open ones each unit has. Those whose unit is told are taken off; what is left are family
    disputes, so each that has a cell lies in that part of it which such units have.
    """
    page = pages_of(project, SheetOrder("disputes", audience="station", station_code=station), DAY)[0]
    left = Counter({row.name: int(row.told["open"]) for row in page.unit_rows})
    told = layer_rows(map_for(Day(project, DAY), "station", "disputes", station, hidden=frozenset()), "disputes").frame
    left.subtract(told["unit_name"].dropna())
    units = project.communities
    having = units[units["name"].map(left).fillna(0) > 0]
    land = shapely.union_all(to_metres(having.geometry, CRS))
    cells = np.floor(shapely.get_coordinates(to_metres(told.geometry[told["category"] == "family"], CRS)) / CELL_M)
    boxes = shapely.box(*(cells * CELL_M).T, *((cells + 1) * CELL_M).T)
    shares = shapely.area(shapely.intersection(boxes, land)) / CELL_M**2
    return [share for share in np.unique(shares).tolist() if share < 0.5 - 1e-6]


@pytest.mark.parametrize("seed", SEEDS)
def test_counts_less_places_tell_no_part_of_a_cell(seed: int) -> None:
    truth = random_district(seed)
    assert [known_closer_than_half_a_cell(truth, station) for station in STATIONS] == [[], []]


def test_without_its_rule_they_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mapper.sensitive.LEAST_OF_CELL", 0.0)
    assert known_closer_than_half_a_cell(random_district(4), "S2")


def told_of_one_day_alone(folder: Path, project: Project, day: date) -> set[str]:
    """Words that public files of one of two days have more often than those of the other; days are as they are."""
    words = []
    for when in (DAY, day):
        file = read_edition(folder, project, "public", None, when)
        plain = re.sub(r"\d{4}-\d\d-\d\d", "", file.web.text + str(file.rows))
        words.append(Counter(re.findall(r"\w+", plain)))
    return (set(words[0] - words[1]) | set(words[1] - words[0])) - {f"{DAY.day}", f"{day.day}"}


def test_two_days_of_the_public_edition_differ_in_their_days_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who came, who went, and what happened meanwhile is in neither."""
    before = DAY - timedelta(days=4)
    monkeypatch.setattr("tests.layers.test_linkage.DAY", None)  # no paper: it tells the same
    for seed in SEEDS[: 5 if SOAK else 1]:
        assert told_of_one_day_alone(tmp_path, random_district(seed), before) == set()
    the_public_sees_all(monkeypatch)
    assert told_of_one_day_alone(tmp_path, random_district(1), before)


def svg_of(path: Path, project: Project, audience: Audience, hidden: frozenset[str]) -> bytes:
    order = SheetOrder("coverage", audience=audience, station_code="S1", hidden=hidden)
    write_svg(path, pages_of(project, order, DAY)[0], SAY)
    return path.read_bytes()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("audience", ["command", "station"])
def test_a_hidden_layer_leaves_nothing_in_the_file(tmp_path: Path, audience: Audience) -> None:
    with_them = random_district(0)
    without = with_them.with_tables(disputes=with_them.disputes.iloc[:0])
    hidden = frozenset({"disputes", "cases"})
    bare = svg_of(tmp_path / "a.svg", without, audience, hidden)
    assert svg_of(tmp_path / "a.svg", with_them, audience, hidden) == bare
    assert svg_of(tmp_path / "a.svg", with_them, audience, frozenset({"cases"})) != bare


def tables_of(folder: Path, project: Project, whole: Day, day: Day) -> dict[str, str]:
    """All text of every part of a station's workbook, Word report and filled forms, properties and comments too."""
    place = folder / "p.gpkg"
    write_day(folder / "book.xlsx", place, day, SAY)
    write_report(folder / "report.docx", place, day, SAY)
    openpyxl.Workbook().save(folder / "form.xlsx")
    blank = docx.Document()
    blank.add_table(rows=1, cols=2).cell(0, 0).text = "Units"
    blank.save(str(folder / "form.docx"))
    for ending, cell in ((".xlsx", "B2"), (".docx", "1!B1")):
        form = open_form(folder / f"form{ending}")
        done = fill(form, [field_of(f"{cell}=units@Station S1")], whole, {})
        write_filled(folder / f"filled{ending}", str(place), form, done, whole)
    found = {}
    for name in ("book.xlsx", "report.docx", "filled.xlsx", "filled.docx"):
        with zipfile.ZipFile(folder / name) as parts:
            found[name] = "\n".join(parts.read(part).decode("utf-8", "replace") for part in parts.namelist())
    return found


def of_another_station(texts: dict[str, str], truth: Project, station: str) -> set[str]:
    """Units and officers of others that stand in a station's files, but for officers who hold a seat of it."""
    others = truth.communities[truth.communities["station_code"] != station]
    holders = truth.duties["officer_id"][truth.duties["community_code"].isin(others.index)]
    strangers = truth.officers[truth.officers.index.isin(holders) & (truth.officers["station_code"] != station)]
    words = [*others["name"], *others.index, *strangers["display_name"], *strangers.index]
    return {f"{name}: {word}" for name, text in texts.items() for word in words if re.search(rf"{word}\b", text)}


@pytest.mark.usefixtures("qapp")
def test_a_stations_tables_hold_nothing_of_another_station(tmp_path: Path) -> None:
    for seed in SEEDS[: 10 if SOAK else 1]:
        truth = random_district(seed)
        whole = Day(truth, DAY)
        own = tables_of(tmp_path, truth, whole, ScopedDay(whole, Scope(frozenset({"S1"}))))
        assert of_another_station(own, truth, "S1") == set()
        secrets = [*truth.officers.index, *truth.disputes.index]
        assert not [word for word in secrets if word in own["filled.xlsx"] + own["filled.docx"]]
    assert of_another_station(tables_of(tmp_path, truth, whole, whole), truth, "S1"), "where the part is not cut"
