"""Units by whether their year's incidents are more or fewer than chance gives so many residents (a funnel's limits)."""

from functools import partial

import numpy as np
import pandas as pd

from layers.scene.drawing import LegendEntry
from layers.scene.ground import Ground
from layers.scene.theme import Shading
from layers.scene.unit_classes import UnitClasses
from layers.themes.unit_styles import count_style, no_figure_style
from layers.themes.wanted_measure import NOT_FILTERED
from mapper.analysis.periods.period import NOT_COMPARED
from mapper.analysis.periods.rates import LIMITS, Rates
from mapper.analysis.periods.unit_rates import UnitRates
from mapper.message import Message

# As the legend lists them, each drawn as such a change is: far beyond what chance gives, beyond it, within.
_DRAWN_AS = {
    "above_998": "clearly_more",
    "above_95": "more",
    "within": "as_many",
    "below_95": "fewer",
    "below_998": "clearly_fewer",
}


def funnel(table: str) -> Shading:
    """A table's incidents of the year up to the day, by residents, beside what chance would give."""
    legend = (*(f"legend.funnel.{name}" for name in _DRAWN_AS), "legend.no_figure")
    told = (f"note.funnel.{table}", "note.funnel.limits", "tip.funnel", "tip.funnel.unknown", NOT_FILTERED.code)
    says = (*legend, *told, *NOT_COMPARED)
    return Shading(f"{table}_funnel", partial(_classes, table), says, counts_wanted=True)


def _classes(table: str, ground: Ground) -> UnitClasses:
    found = ground.day.unit_rates(table)
    units = ground.project.communities.index
    none = len(_DRAWN_AS)
    numbers = np.full(len(units), none, dtype=np.int64)
    if found.rates is not None:
        places = pd.Index(_DRAWN_AS).get_indexer(found.rates.units["outside"])
        numbers = np.where(places < 0, none, places).astype(np.int64)
    palette = ground.palette
    styles = (*(count_style(name, palette) for name in _DRAWN_AS.values()), no_figure_style(palette))
    counts = np.bincount(numbers, minlength=none + 1)
    codes = [f"funnel.{name}" for name in _DRAWN_AS]
    legend = tuple(LegendEntry("units", code, styles[i], int(counts[i])) for i, code in enumerate(codes))
    if counts[none]:
        legend = (*(legend if found.rates else ()), LegendEntry("units", "no_figure", styles[none], int(counts[none])))
    notes = found.lacks if found.rates is None else _notes(found, found.rates)
    notes = notes if ground.wanted.everything else (*notes, NOT_FILTERED)
    tips = dict.fromkeys(units, found.lacks) if found.rates is None else _tips(found.rates)
    quiet = np.zeros(len(units), dtype=bool)
    return UnitClasses(numbers, styles, legend, quiet, ("",) * len(units), notes, tips)


def _notes(found: UnitRates, rates: Rates) -> tuple[Message, ...]:
    known = rates.known
    counted = {
        "first": found.period.first, "last": found.period.last, "count": int(known["count"].sum()),
        "residents": int(known["residents"].sum()), "overall": round(rates.overall, 1),
        "discovered": found.discovered, "nowhere": found.nowhere, "unknown": rates.without_residents,
        "incidents": rates.incidents_left_out,
    }  # fmt: skip
    outside = {
        f"{side}_{name}": n for name in LIMITS for side, n in zip(("above", "below"), rates.outside(name), strict=True)
    }
    by_chance = {f"chance_{name}": round(level * len(known), 1) for name, level in LIMITS.items()}
    limits = {**outside, **by_chance, "units": len(known), "without": rates.without_incident}
    return Message(f"note.funnel.{found.table}", counted), Message("note.funnel.limits", limits)


def _tips(rates: Rates) -> dict[str, tuple[Message, ...]]:
    """Of each unit its count and residents, both rates, and the limits."""
    tips: dict[str, tuple[Message, ...]] = {}
    for code, row in zip(rates.units.index, rates.units.to_dict("records"), strict=True):
        if pd.isna(row["rate"]):
            tips[code] = (Message("tip.funnel.unknown", {"count": row["count"]}),)
            continue
        whole = ("residents", "low_95", "high_95", "low_998", "high_998")
        told = {name: int(row[name]) for name in whole} | {name: round(row[name], 1) for name in ("rate", "smoothed")}
        tips[code] = (Message("tip.funnel", {"count": row["count"], "expected": round(row["expected"], 1), **told}),)
    return tips
