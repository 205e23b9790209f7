"""From what leaves the house, alone and put together, nobody finds a place, a minute, an empty seat or a name.

Whoever tries has every public and station file of a random district and of two days – web map, sheet with what it says
of itself, every layer as a file – knows how the program works, and compares what is found with the truth. With one
protection switched off each attempt succeeds, so that the test can fail.
"""

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from pypdf import PdfReader

from layers.edition_map import map_for
from layers.sharing.layer_files import write_layer
from layers.sharing.layer_rows import EXPORTABLE, layer_rows
from layers.sharing.web.web_map import write_web_map
from layers.sheets.export import write_pdf
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from mapper.audience import Audience
from mapper.crs import transform_xy
from mapper.day.day import Day
from mapper.day.edition import Edition
from mapper.errors import InputError
from mapper.project import About, Project
from mapper.sensitive import CELL_M, CoarseProject
from tests.districts import SOUTH, STEP, WEST, frame, square
from tests.drawn import SOAK
from tests.layers.marked_district import DAY
from tests.web_file import WebFile, read_web_map
from ui.language.messages import Messages

SAY = Messages("en")
CRS = "EPSG:4546"
SIDE = 4  # units along each side; the western half is S1's
KINDS = ("family", "neighbour", "debt")
FAMILY = SAY("choice.disputes.category.family")


def random_district(seed: int) -> Project:
    """A district of two stations with some seats empty; its family disputes crowd in a few places or stand alone."""
    rng = np.random.default_rng(seed)
    cells = [(c, r) for c in range(SIDE) for r in range(SIDE)]
    units = [
        {"community_code": f"u{c}-{r}", "name": f"Unit {c}{r}", "station_code": "S1" if c < SIDE // 2 else "S2",
         "residents": int(rng.integers(1, 6000))}
        for c, r in cells
    ]  # fmt: skip
    held = [unit for unit in units if rng.random() < 0.7]
    officers = [
        {"officer_id": f"SECRET-P-{u['community_code']}", "display_name": f"NAME-{u['station_code']}-{n}",
         "role": "community_officer", "station_code": u["station_code"]}
        for n, u in enumerate(held)
    ]  # fmt: skip
    duties = [
        {
            "duty_id": f"D{n}",
            "officer_id": f"SECRET-P-{u['community_code']}",
            "community_code": u["community_code"],
            "starts": pd.Timestamp(DAY) - pd.Timedelta(days=2 if n % 3 == 0 else 60),
        }
        for n, u in enumerate(held)
    ]
    centres = rng.random((4, 2)) * SIDE
    places = np.vstack(
        [rng.random((12, 2)) * SIDE, centres[rng.integers(0, 4, 12)] + rng.normal(0, 0.03, (12, 2))]
    ).clip(0.02, SIDE - 0.02)
    rows = [
        {"dispute_id": f"SECRET-J-{n}", "category": KINDS[0] if n % 3 else KINDS[1 + n % 2],
         "received_at": pd.Timestamp("2026-11-03") + pd.Timedelta(minutes=int(rng.integers(0, 20_000))),
         "assessed_at": pd.Timestamp("2026-11-22 13:47"), "handler": "court", "recorded_unit": "Unit 00"}
        for n in range(len(places))
    ]  # fmt: skip
    points = [shapely.Point(WEST + x * STEP, SOUTH + y * STEP) for x, y in places]
    half = SIDE // 2
    return Project(
        stations=frame(
            "stations",
            [{"station_code": code, "name": f"Station {code}", "duty_phone": f"0000-{code}"} for code in ("S1", "S2")],
            [square(0, 0, half, SIDE), square(half, 0, half, SIDE)],
        ),
        communities=frame("communities", units, [square(c, r) for c, r in cells]),
        officers=frame("officers", officers),
        duties=frame("duties", duties),
        disputes=frame("disputes", rows, points),
        about=About("Fictional county", "fictional", DAY, CRS, "Fictional county"),
    )


@dataclass(frozen=True)
class Leaked:
    """One edition of a day as an attacker has it: all text of its files, a web map read, and the rows of its layers."""

    audience: Audience
    station: str | None
    day: date
    text: str
    web: WebFile
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


EDITIONS: tuple[tuple[Audience, str | None], ...] = (("public", None), ("station", "S1"), ("station", "S2"))


def handed_on(folder: Path, project: Project) -> list[Leaked]:
    """A web map, a sheet and every layer of every public and station edition, of two days."""
    return [
        read_edition(folder, project, audience, station, day)
        for audience, station in EDITIONS
        for day in (DAY, DAY - timedelta(days=4))
    ]


def read_edition(folder: Path, project: Project, audience: Audience, station: str | None, day: date) -> Leaked:
    write_web_map(folder / "a.html", project, day, "disputes", audience, SAY, station)
    web = read_web_map(folder / "a.html")
    text = web.text
    if day == DAY:  # paper is of the same picture, and takes longest
        order = SheetOrder("disputes", audience=audience, station_code=station)
        write_pdf(folder / "a.pdf", pages_of(project, order, day), SAY)
        program = shutil.which("pdftotext")
        assert program, "pdftotext is missing; install poppler-utils (make test does)"
        read = [program, "-raw", str(folder / "a.pdf"), "-"]
        text += subprocess.run(read, check=True, capture_output=True, text=True, timeout=60).stdout
        about = PdfReader(folder / "a.pdf")
        text += str(about.metadata) + str(about.outline)
    rows: dict[str, list[dict[str, Any]]] = {}
    shown_map = map_for(Day(project, day), audience, "disputes", station, hidden=frozenset())
    for code in EXPORTABLE:
        with suppress(InputError):
            of_layer = layer_rows(shown_map, code)
            for ending in (".geojson", ".kml", ".csv", ".gpkg"):
                write_layer(folder / f"a{ending}", of_layer, "Title", SAY)
                text += (folder / f"a{ending}").read_bytes().decode("utf-8", "replace")
            rows[code] = json.loads((folder / "a.geojson").read_text("utf-8"))["features"]
    return Leaked(audience, station, day, text, web, rows)


def popup_rows(popup: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in popup["rows"]}


def places_found(files: list[Leaked], truth: Project) -> set[str]:
    """Family disputes whose cell is told and holds no other, or whose point is told: nearest neighbour finds them."""
    lon_lat = shapely.get_coordinates(truth.disputes.geometry.array)
    family = truth.disputes["category"] == "family"
    cells = [tuple(cell) for cell in np.floor(transform_xy(lon_lat, "EPSG:4326", CRS) / CELL_M).astype(int).tolist()]
    holds = Counter(cell for cell, is_family in zip(cells, family, strict=True) if is_family)
    found = set()
    for file in files:
        for lat, lon in family_points(file):
            cell = tuple(
                np.floor(transform_xy(np.array([[lon, lat]]), "EPSG:4326", CRS)[0] / CELL_M).astype(int).tolist()
            )
            for key, own, exact in zip(truth.disputes.index, cells, lon_lat, strict=True):
                at = abs(exact[0] - lon) < 3e-6 and abs(exact[1] - lat) < 3e-6  # a step is a quarter of a metre
                if family[key] and (at or (own == cell and holds[cell] == 1)):
                    found.add(str(key))
    return found


def family_points(file: Leaked) -> list[tuple[float, float]]:
    """Where a web map and a layer have family disputes: latitude, longitude."""
    found = [(lat, lon) for _, (lon, lat), _, popup, _ in file.web.points if popup and popup["title"] == FAMILY]
    places = [row["geometry"]["coordinates"] for row in family_rows(file)]
    return [*found, *((lat, lon) for lon, lat in places)]


def family_rows(file: Leaked) -> list[dict[str, Any]]:
    return [row for row in file.rows.get("disputes", []) if row["properties"].get("category") == "family"]


def courses_found(files: list[Leaked], truth: Project) -> set[str]:
    """Family disputes of which a layer tells more than what it is, since which day, and where it stands."""
    del truth
    told = {"category", "received_at", "state", "class"}
    return {
        f"{name}: {value}"
        for file in files
        for row in family_rows(file)
        for name, value in row["properties"].items()
        if value is not None and name not in told
    }


def order_found(files: list[Leaked], truth: Project) -> set[str]:
    """Files whose rows of family disputes stand in another order than that of what is seen of them."""
    del truth
    found = set()
    for file in files:
        seen = [tuple(row["geometry"]["coordinates"]) for row in family_rows(file)]
        if seen != sorted(seen):
            found.add(f"{file.audience} {file.station} {file.day}")
    return found


def minutes_found(files: list[Leaked], truth: Project) -> set[str]:
    """Family disputes whose number or whose minute stands in a file."""
    family = truth.disputes[truth.disputes["category"] == "family"]
    text = "\n".join(file.text for file in files)
    return {
        str(key)
        for key, began in family["received_at"].items()
        if re.search(rf"{key}\b", text) or f"{began:%Y-%m-%d %H:%M}" in text
    }


def seats_found(files: list[Leaked], truth: Project) -> set[str]:
    """Empty seats that public files tell by what is written of a unit and not of most others of its station.

    Of one day, or by what differs between two.
    """
    empty = set(truth.communities["name"]) - set(truth.communities["name"].loc[truth.duties["community_code"]])
    found = set()
    for file in (file for file in files if file.audience == "public"):
        units = [popup for popup in file.web.all_popups if popup["title"] in set(truth.communities["name"])]
        shapes = {popup["title"]: frozenset(popup_rows(popup)) - {SAY("web.residents")} for popup in units}
        states = {popup["title"]: popup_rows(popup).get(SAY("web.state"), "") for popup in units}
        usual, state = (Counter(told.values()).most_common(1)[0][0] for told in (shapes, states))
        found |= {name for name in empty if name in shapes and (shapes[name] != usual or states[name] != state)}
        of_units = [row["properties"] for row in file.rows.get("units", [])]
        told = [frozenset(name for name, value in row.items() if value) - {"residents"} for row in of_units]
        most = Counter(told).most_common(1)[0][0]
        found |= {row["name"] for row, names in zip(of_units, told, strict=True) if names != most} & empty
    return found


def names_found(files: list[Leaked], truth: Project) -> set[str]:
    """Officers whose name is in a public file, or in one of another station."""
    return {
        str(name)
        for name, code in zip(truth.officers["display_name"], truth.officers["station_code"], strict=True)
        for file in files
        if file.station != code and re.search(rf"{name}\b", file.text)
    }


def small_counts_found(files: list[Leaked], truth: Project) -> set[str]:
    """Figures of 1 to 4 in public files, of people or of what happened, and sums from which such may be taken."""
    del truth
    found = set()
    for file in (file for file in files if file.audience == "public"):
        for popup in file.web.all_popups:
            residents = popup_rows(popup).get(SAY("web.residents"), "0").replace(",", "")
            found |= {f"{popup['title']}: {residents}"} if int(residents) % 100 else set()
        land = {SAY("layer.units"), SAY("layer.stations"), SAY("layer.reference_lines")}
        found |= {layer["name"] for layer in file.web.data["layers"] if layer["name"] not in land}
        found |= set(file.web.data["figures"])
        found |= {code for code in file.rows if code not in ("units", "stations", "reference_lines")}
        found |= {
            f"{row['properties']['name']}: {row['properties']['residents']}"
            for row in file.rows.get("units", [])
            if (row["properties"]["residents"] or 0) % 100
        }
    return found


def changes_found(files: list[Leaked], truth: Project) -> set[str]:
    """Units of which public files of two days tell something else: an officer came or went."""
    del truth
    told: dict[str, set[str]] = {}
    for file in (file for file in files if file.audience == "public"):
        for row in file.rows.get("units", []):
            told.setdefault(row["properties"]["name"], set()).add(json.dumps(row, sort_keys=True))
    return {name for name, ways in told.items() if len(ways) > 1}


ATTEMPTS: tuple[Callable[[list[Leaked], Project], set[str]], ...] = (
    places_found, minutes_found, seats_found, names_found, small_counts_found, courses_found, order_found,
    changes_found,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(50 if SOAK else 2))
def test_nothing_is_recovered_from_what_leaves_the_house(tmp_path: Path, seed: int) -> None:
    truth = random_district(seed)
    files = handed_on(tmp_path, truth)
    assert any(family_points(file) for file in files), "there is something to look for"
    for attempt in ATTEMPTS:
        for some in (files, *([file] for file in files)):
            assert attempt(some, truth) == set(), attempt.__name__


def one_may_stand_alone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("mapper.sensitive.LEAST_IN_CELL", 1)


def nothing_is_coarse(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("mapper.audience.coarse_project", lambda project, *_: CoarseProject(project))
    patch.setattr(Edition, "names_sensitive", property(lambda _: True))


def nothing_is_masked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Edition, "names_sensitive", property(lambda _: True))


def the_public_sees_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("mapper.audience._seen_by", lambda project, _: project)
    patch.setattr(Edition, "is_public", property(lambda _: False))


@pytest.mark.parametrize(
    ("switch_off", "succeed"),
    [
        (one_may_stand_alone, {places_found}),
        (nothing_is_coarse, {places_found, minutes_found, courses_found, order_found}),
        (nothing_is_masked, {courses_found}),
        (the_public_sees_all, {seats_found, names_found, small_counts_found, changes_found}),
    ],
)
def test_with_a_protection_switched_off_it_is_recovered(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    switch_off: Callable[[pytest.MonkeyPatch], None],
    succeed: set[Callable[[list[Leaked], Project], set[str]]],
) -> None:
    truth = random_district(1)
    switch_off(monkeypatch)
    files = handed_on(tmp_path, truth)
    assert {attempt for attempt in ATTEMPTS if attempt(files, truth)} >= succeed
