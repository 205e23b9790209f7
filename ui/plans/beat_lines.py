"""How even the beats so far and those of a division are, as lines of the table of figures."""

from collections.abc import Mapping

from layers.say import Say
from mapper.analysis.load.balance import Balance
from mapper.planning.beats.change import BeatsChange
from ui.plans.figures_table import Line, balance_lines, figure_line


def beat_lines(say: Say, change: BeatsChange) -> list[Line]:
    """How even the beats so far and these are."""
    one, two = change.balance_before, change.balance_after
    worst = figure_line(say, "beats", "deviation", _worst(one, change.before), _worst(two, change.after))
    return [worst, *balance_lines(say, "beats", one, two)]


def _worst(figures: Balance, amounts: Mapping[str, int]) -> str:
    """How far the beat farthest from the mean is from it."""
    if not figures.mean:
        return "—"
    return f"{max(abs(amount - figures.mean) for amount in amounts.values()) / figures.mean:.1%}"
