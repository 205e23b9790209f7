"""What changes, in words: before, an arrow, after; in the form of its unit."""

from mapper.effect import Change
from ui.language.language import Language
from ui.widgets.kit import share


def arrow(before: str, after: str) -> str:
    return f"{before} → {after}"


def change_words(say: Language, measure: str, change: Change) -> str:
    """A change of a measure of :class:`~mapper.effect.Effect`; a dash for what there is not."""
    return arrow(*(_value(say, measure, value) for value in change))


def _value(say: Language, measure: str, value: float | str | None) -> str:
    if value is None:
        return "—"
    if isinstance(value, str):
        return say(f"{measure}.{value}")
    if measure in ("share", "utilisation"):
        return share(value)
    return f"{value:.2f}" if measure == "variation" else f"{value:,.0f}"
