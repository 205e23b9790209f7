"""What there is to say of hotspots: what was counted, whether it gathers, how such a choice did, why none is named."""

from typing import TYPE_CHECKING

from layers.themes.change import p_text
from mapper.message import Message
from mapper.names import names_of

if TYPE_CHECKING:
    import pandas as pd

    from mapper.analysis.hotspots.hotspots import Hotspots
    from mapper.project import Project

_MOST_NAMED = 5
SAYS = (
    "table.hazards", "table.disputes", "table.cases",
    "hotspots.counted", "hotspots.left_out", "hotspots.left_out.outside", "hotspots.left_out.without_place",
    "hotspots.left_out.sensitive", "hotspots.left_out.discovered", "hotspots.left_out.undated",
    "hotspots.left_out.later", "hotspots.scan", "hotspots.verdict.better", "hotspots.verdict.as_good",
    "hotspots.verdict.counts", "hotspots.refused", "hotspots.refused.few", "hotspots.refused.one_place",
    "hotspots.refused.periods", "hotspots.refused.by_chance", "hotspots.refused.expected",
    "hotspots.refused.no_better", "hotspots.counts.many", "hotspots.counts.places", "hotspots.method.counts",
    "hotspots.method.cascade", "hotspots.method.borrowed", "hotspots.method.ties", "hotspots.method.density",
    "hotspots.units_few", "hotspots.units_high", "hotspots.units_none",
)  # fmt: skip


def hotspots_told(found: "Hotspots", table: str) -> tuple[Message, ...]:
    """A sentence each, first whether places may be named and what the choice is worth."""
    known = found.incidents
    values = {
        "table": Message(f"table.{table}"),
        "count": found.on_land,
        "first": known.first,
        "until": known.until,
        "method": Message(f"hotspots.method.{found.method}"),
        "cell": found.grid.cell_m,
    }
    told = [verdict(found)] if found.backtest.periods else []
    if found.refused:
        told.insert(0, Message("hotspots.refused", {"why": list(found.refused)}))
    told.append(Message("hotspots.counted", values))
    left = [Message(f"hotspots.left_out.{why}", {"count": count}) for why, count in left_out(found).items() if count]
    if left:
        told.append(Message("hotspots.left_out", {"why": left}))
    if found.kept_to_counts is not None:
        told.append(found.kept_to_counts)
    told.append(Message("hotspots.scan", {"p": p_text(found.scan_p)}))
    return tuple(told)


def left_out(found: "Hotspots") -> dict[str, int]:
    """How many incidents are not counted, by why."""
    known = found.incidents
    return {
        "outside": found.outside,
        "without_place": known.without_place,
        "sensitive": known.sensitive,
        "discovered": known.discovered,
        "undated": known.undated,
        "later": known.later,
    }


def verdict(found: "Hotspots") -> Message:
    """One sentence: whether the map is worth more than its area, and more than the same cells so far."""
    score, base = found.score, found.baseline
    values = {
        "periods": found.backtest.periods,
        "days": found.days,
        "hits": round(float(score.hits.sum()), 1),
        "incidents": int(score.incidents.sum()),
        "rate": score.hit_rate or 0.0,
        "area": score.area_share,
        "pai": score.pai or 0.0,
        "base": base.hit_rate or 0.0,
    }
    if found.method == base.method:
        return Message("hotspots.verdict.counts", values)
    return Message(f"hotspots.verdict.{'better' if found.beats_baseline else 'as_good'}", values)


def units_told(project: "Project", units: int, of_units: "pd.DataFrame | None") -> Message:
    """Which of so many units have more than chance deals out, by Gi*; or that they are too few to say."""
    if of_units is None:
        from mapper.analysis.hotspots.significance import LEAST_FOR_GI  # scipy takes long, and few maps ask

        return Message("hotspots.units_few", {"units": units, "least": LEAST_FOR_GI})
    high = of_units.index[of_units["is_high"]]
    names = names_of(project.communities)
    values = {"units": len(of_units), "high": len(high), "names": [str(names[code]) for code in high[:_MOST_NAMED]]}
    return Message("hotspots.units_high" if len(high) else "hotspots.units_none", values)
