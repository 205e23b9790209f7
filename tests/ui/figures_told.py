"""What each place tells of a day: cards, legend, lists and tables of the window, sheet, web map, workbook, commands.

Each reader answers meaning → number, read from what stands there and not from what it was made of. Two places that tell
one meaning must tell one number (:func:`disagreements`).
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl

from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from mapper.analysis.seats.coverage import COUNTED
from mapper.day.day import Day
from mapper.project import Project
from tests.web_file import read_web_map
from ui.__main__ import main
from ui.trends.plots_board import PlotsBoard
from ui.window import boards
from ui.window.main_window import MainWindow

Told = Mapping[str, int | None]
_COVERED = ("covered", "shared", "part_time", "multiple")  # legend codes of seats that count


def disagreements(told: Mapping[str, Told]) -> dict[str, dict[str, int]]:
    """Meaning → place → number, of the meanings that places tell otherwise."""
    by_meaning: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for place, figures in told.items():
        for meaning, number in figures.items():
            if number is not None:  # a place may say that it does not know
                by_meaning[meaning][place] = number
    return {meaning: places for meaning, places in by_meaning.items() if len(set(places.values())) > 1}


def numbers(text: str) -> list[int]:
    """The whole numbers in a text, thousands parted or not."""
    return [int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?![\d.]*%)", text)]


def of_commands(path: Path, as_of: date, station: str | None = None) -> dict[str, Told]:
    """What commands with ``--json`` tell, of the whole or of one station."""
    scope = [] if station is None else ["--station", station]

    def asked(*words: str) -> Any:
        with redirect_stdout(StringIO()) as out:
            assert main([words[0], str(path), *words[1:], "--as-of", as_of.isoformat(), "--json"]) == 0
        return json.loads(out.getvalue())

    coverage, check, loop, trend, focus = (
        asked(command, *scope) for command in ("coverage", "check", "loop", "trend", "focus")
    )
    rows = asked("stations")["rows"]
    chosen = [row for row in rows if station in (None, row["station"])]
    names = ("units", "covered", "one_to_one", "hazards_open", "hazards_overdue", "disputes_open", "disputes_late")
    seats = [row["state"] for row in coverage["rows"]]
    counts: defaultdict[str, int] = defaultdict(int, check["counts"])
    loops = {one["table"]: one for one in loop["loops"]}
    told: dict[str, Told] = {
        "coverage --json": {name: coverage[name] for name in ("units", "covered", "one_to_one")},
        "coverage --json rows": {"units": len(seats), "covered": sum(state in COUNTED for state in seats)},
        "check --json": {
            "uncovered": sum(counts[f"seat_{state}"] for state in ("vacant", "expired", "on_loan")),
            "hazards_overdue": counts["hazard_overdue"],
            "disputes_late": counts["dispute_late"],
            "overloaded": counts["officer_overloaded"],
        },
        "stations --json": {name: sum(row[name] for row in chosen) for name in names},
        "loop --json": {
            **{f"{table}_open": loops[table]["open"] for table in loops},
            **{f"{table}_late": sum(stage["late"] for stage in loops[table]["stages"]) for table in loops},
        },
        "trend --json": {f"{one['table']}_this_month": one["intervals"][-1]["now"]["count"] for one in trend["trends"]},
        "focus --json": {"focus": sum(area["number"] is not None for area in focus["areas"])},
        "loop --json ages": {f"{table}_open": sum(loops[table]["days_old"].values()) for table in loops},
    }
    if station is None:
        told["stations --json"] = {**told["stations --json"], "overloaded": sum(row["overloaded"] for row in rows)}
    else:  # an area on the land of two counts for both
        told["stations --json"] = {**told["stations --json"], "focus": sum(row["focus"] for row in chosen)}
    return {place: _with_uncovered(figures) for place, figures in told.items()}


def of_workbook(path: Path, as_of: date, folder: Path, station: str | None = None) -> dict[str, Told]:
    """The tables of the day's workbook."""
    file = folder / "book.xlsx"
    scope = [] if station is None else ["--station", station]
    with redirect_stdout(StringIO()):
        assert main(["--language", "en", "workbook", str(path), str(file), "--as-of", as_of.isoformat(), *scope]) == 0
    book = openpyxl.load_workbook(file)
    sheets = {sheet.title: [row for row in sheet.iter_rows(values_only=True) if any(row)] for sheet in book}
    seats, stations, hazards, disputes = (
        _rows(sheets[n]) for n in ("Seats", "Stations", "Open hazards", "Open disputes")
    )
    told = {
        "workbook seats": {"units": len(seats), "covered": sum(row["Covered"] for row in seats)},
        "workbook hazards": {"hazards_open": len(hazards)},
        "workbook disputes": {
            "disputes_open": len(disputes),
            "disputes_late": sum((row["Days late"] or 0) > 0 for row in disputes),
        },
    }
    if station is None:
        told["workbook stations"] = {
            "units": sum(row["Seats"] for row in stations),
            "covered": sum(row["Covered"] for row in stations),
            "hazards_open": sum(row["Open hazards"] for row in stations),
        }
    return {place: _with_uncovered(figures) for place, figures in told.items()}


def of_loads(window: MainWindow, project: Project, as_of: date, book: Path) -> dict[str, Told]:
    """How full the hands of each unit are, in percent, wherever that is told of every unit."""
    w = window.workspace
    assert w is not None
    model = w.sides.units.model
    field = next(field for field in model.fields if field.heading == "units.load")
    page = pages_of(project, SheetOrder(theme="load", paper="A0"), as_of, day=Day(project, as_of))[0]
    (column,) = (column for column in page.shown_map.index or () if column.code == "load")
    (sheet,) = (sheet for sheet in openpyxl.load_workbook(book) if sheet.title == "Seats")
    seats = _rows([row for row in sheet.iter_rows(values_only=True) if any(row)])
    figures = w.day_in_hand.figures
    assert figures is not None
    return {
        "table of units: load": {f"load of {row.code}": _percent(field.text(row)) for row in model.rows},
        "sheet: load": {f"load of {code}": _percent(text) for code, text in column.texts.items()},
        "workbook: load": {
            f"load of {row['Code']}": None if row["Load"] is None else round(100 * row["Load"]) for row in seats
        },
        "map: load": {
            f"load of {code}": round(100 * share)
            for code, share in figures.measure("load_share").values.dropna().items()
        },
    }


def _percent(text: str) -> int | None:
    return int(text.rstrip("%").replace(",", "")) if text.endswith("%") else None


def _rows(sheet: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """The rows under the headings; sums and lines above are none."""
    head = next(n for n, row in enumerate(sheet) if sum(cell is not None for cell in row) > 3)
    names = [str(cell) for cell in sheet[head] if cell is not None]
    body = [dict(zip(names, row, strict=False)) for row in sheet[head + 1 :]]
    return [row for row in body if any(row[name] is not None for name in names[:2]) and row[names[0]] != "Sum"]


def of_sheet(project: Project, as_of: date) -> dict[str, Told]:
    """Headline, legend and index of the sheets of the whole, theme by theme."""
    told: dict[str, Told] = {}
    day = Day(project, as_of)
    for theme, of in (("coverage", ""), ("hazards", "hazards"), ("disputes", "disputes")):
        page = pages_of(project, SheetOrder(theme=theme, paper="A0"), as_of, day=day)[0]
        figures = {figure.code: figure for figure in page.shown_map.figures}
        legend = {entry.code: entry.count or 0 for entry in page.shown_map.legend}
        if not of:
            first = figures["covered"]
            told["sheet headline"] = {"covered": first.numerator, "units": first.denominator}
            told["sheet headline gaps"] = {"uncovered": figures["gaps"].numerator}
            told["sheet legend"] = _of_legend(legend)
            continue
        if f"{of}_late" in figures:
            told[f"sheet {of}"] = {f"{of}_open": figures[f"{of}_late"].denominator}
            # Of hazards more than those whose verification is overdue: also those late to be rectified.
            told[f"sheet late {of}"] = {f"{of}_late": figures[f"{of}_late"].numerator}
    return {place: _with_uncovered(figures) for place, figures in told.items()}


def of_web(path: Path, as_of: date, folder: Path) -> dict[str, Told]:
    """The figures and the layers' counts of the web map."""
    file = folder / "map.html"
    with redirect_stdout(StringIO()):
        assert main(["--language", "en", "html", str(path), str(file), "--as-of", as_of.isoformat()]) == 0
    data = read_web_map(file).data
    layers = {layer["name"]: layer["count"] for layer in data["layers"]}
    texts = " ".join(data["figures"]).replace("\u00a0", " ")
    found = re.search(r"covered (\d[\d,]*) / (\d[\d,]*)", texts)
    assert found is not None, texts
    covered, units = (int(one.replace(",", "")) for one in found.groups())
    told: dict[str, Told] = {
        "web map": {"covered": covered, "units": units, "hazards_open": layers["Hazards"]},
        "web map layers": {"disputes_open": layers["Disputes"]},
    }
    return {place: _with_uncovered(figures) for place, figures in told.items()}


def of_window(window: MainWindow) -> dict[str, Told]:
    """What stands in the window in English: cards, legend, lists, tables."""
    w = window.workspace
    assert w is not None
    cards = {name: numbers(f"{b.figure.text()} {b.words.text()}") for name, b in w.headline.buttons.items()}
    share, words = w.headline.buttons["coverage"].figure.text(), w.headline.buttons["coverage"].words.text()
    covered, units, missing = numbers(words)
    assert share == f"{covered / units:.1%}"
    rows, incidents = w.sides.units.model.rows, w.sides.incidents.model.rows
    told: dict[str, Told] = {
        "card of coverage": {"covered": covered, "units": units, "uncovered": missing},
        "card of one to one": {"one_to_one": cards["one_to_one"][0], "units": cards["one_to_one"][1]},
        "card of hazards": {"hazards_overdue": cards["overdue"][0], "hazards_open": cards["overdue"][1]},
        "card of disputes": {"disputes_open": cards["disputes"][0]},
        "card of focus": dict(zip(("focus", "focus_assigned"), cards["focus"], strict=True)),
        "list of focus areas": _of_focus(w.sides.focus._counted.text()),
        "card of load": {"overloaded": cards["overloaded"][0]},
        "legend": _of_legend({row.swatch.entry.code: _count(row.figure.text()) for row in w.sides.layers.shading.rows}),
        "table of units": {"units": len(rows), "covered": sum(row.state in COUNTED for row in rows)},
        "list of incidents": {
            f"{table}_open": sum(row.table == table for row in incidents) for table in ("hazards", "disputes")
        },
        "tab of gaps": {"lines of gaps": _count(w.sides.side.tabText(0))},
        "list of gaps": {"lines of gaps": len(w.sides.gaps.model.gaps)},
        "gaps": {
            "uncovered": sum(
                len(gap.findings)
                for gap in w.sides.gaps.model.gaps
                if gap.first.code in ("seat_vacant", "seat_expired", "seat_on_loan")
            ),
        },
    }
    return {place: _with_uncovered(figures) for place, figures in told.items()}


def of_timeline(window: MainWindow, rest: Callable[[], None]) -> dict[str, Told]:
    """What the timeline tells of the month of the day, chosen there; all days are chosen again after."""
    w = window.workspace
    assert w is not None
    line, today = w.sides.timeline, w.view.as_of
    everything = sum(numbers(line.bars.accessibleName().partition(",")[2]))
    assert sum(sum(counts) for counts in line.bars.counts.values()) == everything
    line.bars.chosen.emit((today.replace(day=1), today))
    rest()
    names = {"Hazards": "hazards", "Disputes": "disputes", "Cases": "cases"}
    told = [part.split() for part in line.bars.accessibleName().split(", ")[1:]]
    figures = {f"{names[name]}_this_month": numbers(count)[0] for name, count in told}
    line.bars.chosen.emit(None)
    rest()
    return {"timeline": figures}


def of_plots(window: MainWindow, rest: Callable[[], None]) -> dict[str, Told]:
    """What bars and tables of the plots tell; the board is put away after."""
    w = window.workspace
    assert w is not None
    boards.show_plots(w)
    (board,) = window.findChildren(PlotsBoard)
    told: dict[str, Told] = {}
    for table in ("hazards", "disputes", "cases"):
        board.show_kind(table)
        rest()
        trend = board.cards["trend"].view.plot
        told[f"bars of {table}"] = {f"{table}_this_month": trend.charts[0].groups[-1].bars[-1].value}
        told[f"table of bars of {table}"] = {f"{table}_this_month": trend.rows[-1][4]}
        if not board.cards["ageing"].isHidden():
            ages = board.cards["ageing"].view.plot
            told[f"ages of {table}"] = {f"{table}_open": sum(bar.value for bar in ages.bars)}
    boards.show_plots(w)
    rest()
    return told


def _of_focus(words: str) -> Told:
    return dict(zip(("focus", "focus_assigned"), numbers(words.partition(": ")[2])[:2], strict=True))


def _of_legend(counts: Mapping[str, int]) -> Told:
    covered = sum(count for code, count in counts.items() if code in _COVERED)
    return {"covered": covered, "uncovered": counts.get("on_loan", 0) + counts.get("vacant", 0)}


def _count(text: str) -> int:
    found: Iterable[int] = numbers(text)
    return next(iter(found), 0)


def _with_uncovered(figures: Told) -> Told:
    """Where a place tells units and covered ones, it tells those that are not."""
    if {"units", "covered"} <= figures.keys() and "uncovered" not in figures:
        return {**figures, "uncovered": figures["units"] - figures["covered"]}
    return figures
