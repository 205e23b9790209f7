"""How even beats are, before and after, as lines of figures."""

from collections.abc import Mapping

from layers.say import Say
from mapper.analysis.load.balance import Balance
from mapper.planning.beats.change import BeatsChange
from ui.plans.figures_table import Line


def balance_lines(say: Say, change: BeatsChange) -> list[Line]:
    """How even the beats so far and these are; a dash where there is nothing to compare."""
    one, two = change.balance_before, change.balance_after

    def line(name: str, before: str, after: str) -> Line:
        return say(f"beats.figure.{name}"), before, after, say(f"beats.figure.{name}.meaning")

    def of(name: str, form: str) -> Line:
        values = [getattr(figures, name) for figures in (one, two)]
        return line(name, *("—" if value is None else format(value, form) for value in values))

    return [
        line("deviation", _worst(one, change.before), _worst(two, change.after)),
        of("variation", ".3f"),
        of("largest_to_smallest", ".2f"),
        of("gini", ".3f"),
        line("beyond_band", *(f"{f.beyond_band} / {f.count}" if f.count else "—" for f in (one, two))),
    ]


def _worst(figures: Balance, amounts: Mapping[str, int]) -> str:
    """How far the beat farthest from the mean is from it."""
    if not figures.mean:
        return "—"
    return f"{max(abs(amount - figures.mean) for amount in amounts.values()) / figures.mean:.1%}"
