"""``hotspots``: the cells where a visit is worth most in the days to come, with how such a choice did on the past."""

from argparse import Namespace
from typing import Any

import numpy as np
import pandas as pd
import shapely

from layers.say import sentence
from layers.themes.hotspots_told import hotspots_told, left_out, units_told
from mapper.analysis.hotspots.asked import HotspotsAsked, hotspots_asked
from mapper.analysis.hotspots.hotspots import Hotspots
from mapper.analysis.hotspots.scoring import Score
from mapper.analysis.hotspots.unit_gi import gi_of_units
from mapper.analysis.hotspots.units import cells_and_units
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.crs import to_degrees
from mapper.day.day import Day
from mapper.errors import InputError
from mapper.store.store import read_project
from ui.cli.batch import each_station
from ui.cli.category import require_category
from ui.cli.output import print_json, print_table
from ui.cli.scope import day_asked, scope_json, tell_scope
from ui.cli.table_file import write_out
from ui.language.hotspot_words import FIGURES, figure_words
from ui.language.messages import Messages

_MOST_SHARE = 0.5


def find_hotspots(asked: Namespace, say: Messages) -> int:
    """Places chosen, or why none may be named; what was left out is said."""
    kind = KIND_OF.get(asked.table)
    if kind is None:
        raise InputError("no_incidents", table=asked.table, known=list(KIND_OF))
    if not 0 < asked.area_share <= _MOST_SHARE:
        raise InputError("hotspots_share", share=asked.area_share, most=_MOST_SHARE)
    if asked.days < 1:
        raise InputError("hotspots_days")
    if asked.all is not None:
        return each_station(asked, say, lambda day: _document(day, *_answer(day, asked), asked))
    day = day_asked(asked, read_project(asked.project), say)
    if asked.category is not None:
        require_category(day.project, kind.table, asked.category)
    found, cells = _answer(day, asked)
    if asked.out is not None:
        write_out(asked, day.as_of, "cells", _spoken(cells, say), say)
    if asked.json:
        print_json(scope_json(day) | _document(day, found, cells, asked))
        return 0
    tell_scope(day, say)
    if asked.out is None and len(cells):
        print_table(_spoken(cells.head(asked.top), say))
        if len(cells) > asked.top:
            print(say("cli.hotspots.more", count=len(cells) - asked.top))
        print(say("cli.hotspots.gi"))
    if asked.backtest and found.backtest.periods:
        print_table(_tried(found, say))
    for told in hotspots_told(found, asked.table):
        print(sentence(told, say))
    print(sentence(units_told(day.project, len(day.project.communities), _of_units(day, found)), say))
    return 0


def _of_units(day: Day, found: Hotspots) -> pd.DataFrame | None:
    return gi_of_units(day.project, cells_and_units(day.project, found).count)


def _answer(day: Day, asked: Namespace) -> tuple[Hotspots, pd.DataFrame]:
    """The answer for a day, and its cells with their places in degrees."""
    project = day.project
    asked_for = HotspotsAsked(
        asked.table,
        asked.category,
        share=asked.area_share,
        cell_m=asked.cell_m,
        ahead_days=asked.days,
        with_discovered=asked.with_discovered,
        method=asked.method,
        every=asked.backtest,
    )
    found = hotspots_asked(project, asked_for, asked.until or project.as_of)
    crs = project.about.map_crs
    middles = to_degrees(np.asarray(shapely.points(found.middles_m), dtype=object), crs)
    cells = found.cells.assign(lon=shapely.get_x(middles).round(6), lat=shapely.get_y(middles).round(6))
    return found, cells


def _document(day: Day, found: Hotspots, cells: pd.DataFrame, asked: Namespace) -> dict[str, Any]:
    """The shape of ``hotspots --json``; ``backtests`` has every method at every share where it is asked for.

    ``units`` has Gi* of each unit; None where there are too few.
    """
    of_units = _of_units(day, found)
    known = found.incidents
    rows = [
        {
            "lon": row["lon"],
            "lat": row["lat"],
            "count": int(row["count"]),
            "score": float(row["score"]),
            "gi_z": _finite(row["gi_z"]),
            "gi_p": _finite(row["gi_p"]),
            "expected": float(row["expected"]),
        }
        for row in cells.to_dict("records")
    ]
    document: dict[str, Any] = {
        "table": asked.table,
        "first": known.first.isoformat(),
        "until": known.until.isoformat(),
        "days": found.days,
        "cell_m": found.grid.cell_m,
        "method": found.method,
        "area_share": found.area_share,
        "incidents": found.on_land,
        "left_out": left_out(found),
        "scan_p": found.scan_p,
        "refused": [{"code": why.code.rpartition(".")[2], **why.values} for why in found.refused],
        "kept_to_counts": None if found.kept_to_counts is None else found.kept_to_counts.code.rpartition(".")[2],
        "cells": rows,
        "units": None
        if of_units is None
        else [
            {
                "community_code": str(code),
                "count": int(unit["count"]),
                "gi_z": _finite(unit["gi_z"]),
                "gi_p": float(unit["gi_p"]),
                "is_high": bool(unit["is_high"]),
            }
            for code, unit in of_units.to_dict("index").items()
        ],
        "backtest": _backtest_json(found) if found.backtest.periods else None,
    }
    if asked.backtest:
        document["backtests"] = [_score_json(score) for score in found.backtest.scores.values()]
    return document


def _backtest_json(found: Hotspots) -> dict[str, Any]:
    gain = found.score.gain_over(found.baseline)
    return _score_json(found.score) | {
        "baseline_pai": found.baseline.pai,
        "baseline_hit_rate": found.baseline.hit_rate,
        "gain": None if gain is None else list(gain),
        "beats_baseline": found.beats_baseline,
    }


def _score_json(score: Score) -> dict[str, Any]:
    told: dict[str, Any] = {"method": score.method, "share": score.share, "area_share": _finite(score.area_share)}
    for name in FIGURES:
        interval = score.interval(name)
        told |= {name: getattr(score, name), f"{name}_interval": None if interval is None else list(interval)}
    return told | {
        "cells": score.cells,
        "periods": score.periods,
        "incidents": int(score.incidents.sum()),
        "hits": float(score.hits.sum()),
    }


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _spoken(cells: pd.DataFrame, say: Messages) -> pd.DataFrame:
    """The cells for a reader, best first."""
    told = cells[["lon", "lat", "count", "expected", "gi_p"]].round({"expected": 2, "gi_p": 3})
    told.insert(0, "rank", range(1, len(told) + 1))
    return told.rename(columns={name: say(f"cli.hotspots.column.{name}") for name in told})


def _tried(found: Hotspots, say: Messages) -> pd.DataFrame:
    """Every method at every share, with the interval of each figure."""
    rows = []
    for score in found.backtest.scores.values():
        head = {
            "method": say(f"hotspots.method.{score.method}"),
            "share": f"{score.share:.1%}",
            "cells": score.cells,
        }
        rows.append(head | {name: figure_words(name, score) for name in FIGURES})
    told = pd.DataFrame(rows)
    return told.rename(columns={name: say(f"cli.hotspots.column.{name}") for name in told})
