"""What is said of two periods set against each other, the same in the window and on the command line."""

from typing import Any

import numpy as np

from layers.say import sentence
from layers.themes.change import p_text
from mapper.analysis.periods import comparison
from mapper.analysis.periods.comparison import Comparison
from mapper.analysis.periods.rates import LIMITS, Rates
from ui.language.messages import Messages


def two_periods_told(found: Comparison, rated: Rates | None, say: Messages) -> list[str]:
    """The sum and what chance alone may do, or why the periods are not compared; then rates, and what is left out."""
    values: dict[str, Any] = {
        "table": say(f"table.{found.table}"),
        "first": found.now.first, "last": found.now.last, "days": found.now.days,
        "first_before": found.before.first, "last_before": found.before.last, "days_before": found.before.days,
        "discovered": found.discovered, "nowhere": found.nowhere, "undated": found.undated,
    }  # fmt: skip
    if found.not_compared:
        lines = [sentence(why, say) for why in found.not_compared]
    else:
        total = found.total.loc["all"]
        values |= {"now": int(total["now"]), "before": int(total["before"]), "p": p_text(float(total["p"]))}
        values["difference"] = f"{total['now'] - total['before']:+,d}"
        low, high = total["ratio_low"], total["ratio_high"]
        values |= {"ratio": figure_text(total["ratio"]), "low": figure_text(low), "high": figure_text(high)}
        lines = [say("cli.compare.done", **values)]
        if total["base_small"]:
            lines.append(say("cli.compare.few", least=comparison.LEAST_BASE))
        if found.by != "all":
            flagged, adjusted = (int(found.groups[c].sum()) for c in ("flagged", "flagged_adjusted"))
            chance = {"tested": found.tested, "by_chance": round(found.by_chance, 1), "flagged": flagged}
            lines.append(say("cli.compare.chance", **chance, adjusted=adjusted, without=found.without))
        lines.append(say("cli.compare.left_out", **values))
    if rated is not None and not np.isnan(rated.overall):
        told = {
            f"{side}_{name}": n
            for name in LIMITS
            for side, n in zip(("above", "below"), rated.outside(name), strict=True)
        }
        lines.append(
            say(
                "cli.compare.rates",
                **told,
                overall=round(rated.overall, 1),
                without=rated.without_incident,
                unknown=rated.without_residents,
                incidents=rated.incidents_left_out,
            )
        )
    return lines


def figure_text(value: float) -> str:
    """Two decimals; a dash where there is no such figure."""
    return f"{value:.2f}" if np.isfinite(value) else "—"
