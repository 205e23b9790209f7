"""A column of days or moments: written as the place writes them where a person reads, as ISO has them in a file."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TypeVar

from ui.language.language import Language
from ui.widgets.rows_model import Field

Row = TypeVar("Row")
_ANY = datetime(2026, 11, 23, 20, 38, 48)  # as wide as every moment is


def iso_day(day: date | None) -> str:
    """A day as a file has it."""
    return "—" if day is None else day.isoformat()


def day_field(
    heading: str,
    day: Callable[[Row], date | None],
    say: Language,
    *,
    with_year: bool = True,
    tip: Callable[[Row], str] | None = None,
) -> Field[Row]:
    """A column of days, ordered by time; a row without one has a dash and comes last."""

    def longest() -> Sequence[str]:
        return [say.day_in_figures(_ANY.date(), with_year=with_year)]

    return Field(
        heading,
        lambda row: say.day_in_figures(day(row), with_year=with_year),
        day,
        tip=tip,
        words=longest,
        filed=lambda row: iso_day(day(row)),
    )


def moment_field(
    heading: str,
    at: Callable[[Row], datetime | None],
    say: Language,
    *,
    with_year: bool = True,
    to: str = "minute",
    tip: Callable[[Row], str] | None = None,
) -> Field[Row]:
    """The same of moments, to the minute or the second."""

    def filed(row: Row) -> str:
        when = at(row)
        return "—" if when is None else when.replace(tzinfo=None).isoformat(" ", f"{to}s")

    def longest() -> Sequence[str]:
        return [say.moment(_ANY, with_year=with_year, to=to)]

    return Field(
        heading, lambda row: say.moment(at(row), with_year=with_year, to=to), at, tip=tip, words=longest, filed=filed
    )
