"""How even the beats so far and those of a division are, as lines of the table of figures."""

from collections.abc import Mapping

from layers.say import Say
from mapper.analysis.load.balance import farthest_from_mean
from mapper.planning.beats.change import BeatsChange
from ui.plans.figures_table import Line, balance_lines, figure_line


def beat_lines(say: Say, change: BeatsChange) -> list[Line]:
    """How even the beats so far and these are."""
    one, two = change.balance_before, change.balance_after
    worst = figure_line(say, "beats", "deviation", _worst(change.before), _worst(change.after))
    return [worst, *balance_lines(say, "beats", one, two)]


def _worst(amounts: Mapping[str, int]) -> str:
    share = farthest_from_mean(list(amounts.values()))
    return "—" if share is None else f"{share:.1%}"
