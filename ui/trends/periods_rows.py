"""The rows of two periods set against each other, and what each column says of them."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from layers.themes.change import p_text
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.analysis.periods.comparison import CHANGES, Comparison
from mapper.analysis.periods.rates import Rates
from mapper.lazy_dataclass import dataclass
from mapper.names import names_of
from mapper.project import Project
from ui.language.language import Language
from ui.language.two_periods_words import figure_text
from ui.widgets.rows_model import Field

_ALL = "*"
_OUTSIDE = ("within", "above_95", "above_998", "below_95", "below_998")


@dataclass(frozen=True)
class PeriodsRow:
    """A unit, station or category, or all together (``*``): what it had in both periods, and what that may mean.

    Counts are None where a period is not recorded in whole; ratio, interval and p where the two are not compared.
    ``few`` where there were too few before. ``rate`` and ``smoothed`` are per 10,000 residents, ``outside`` where the
    count stands beside the limits of chance; None but for units with residents.
    """

    code: str
    name: str
    station: str
    now: int | None
    before: int | None
    difference: int | None
    ratio: float | None
    low: float | None
    high: float | None
    p: float | None
    change: str | None
    few: bool
    rate: float | None = None
    smoothed: float | None = None
    outside: str | None = None

    @property
    def is_sum(self) -> bool:
        return self.code == _ALL


_RATES: Mapping[str, Callable[[PeriodsRow], float | None]] = {
    "rate": lambda row: row.rate,
    "smoothed": lambda row: row.smoothed,
}


def periods_rows(project: Project, found: Comparison, rated: Rates | None, say: Language) -> list[PeriodsRow]:
    """A row for each group, in the order of the project's tables, and the sum of all last."""
    names, stations = _names(project, found, say), names_of(project.stations).to_dict()
    of_units = project.communities["station_code"].map(stations).fillna("").to_dict() if found.by == "unit" else {}
    of_rates = {} if rated is None else rated.units[["rate", "smoothed", "outside"]].to_dict("index")
    rows = [
        _row(group, str(code), names(str(code)), of_units.get(code, ""), of_rates.get(code, {}))
        for code, group in found.told.to_dict("index").items()
    ]
    if found.by == "all":
        return rows
    (total,) = found.told_total.to_dict("index").values()
    return [*rows, _row(total, _ALL, say("seats.all"), "", {})]


def periods_fields(say: Language, found: Comparison | None, rows: Sequence[PeriodsRow]) -> list[Field[PeriodsRow]]:
    """The columns, those of rates for units alone."""
    by = "station" if found is None else found.by

    def ranked(of: Callable[[PeriodsRow], Any]) -> Callable[[PeriodsRow], Any]:
        """What a rate is ordered by: a unit without an incident is counted, and has no place in any order of rates."""
        return lambda row: of(row) if row.now else None

    def number(
        heading: str, of: Callable[[PeriodsRow], Any], text: Callable[[Any], str], order: Any = None
    ) -> Field[PeriodsRow]:
        def shown(row: PeriodsRow) -> str:
            return "—" if of(row) is None else text(of(row))

        longest = [max(map(shown, rows), key=len)] if rows else []  # a part of a figure is another one
        return Field(heading, shown, order or of, right=True, words=lambda: longest)

    def interval(row: PeriodsRow) -> str:
        if row.low is None or row.high is None or not (row.now or row.before):
            return "—"
        return f"{figure_text(row.low)}–{'∞' if row.high == math.inf else figure_text(row.high)}"

    def chance(row: PeriodsRow) -> float | None:
        return row.p if row.now or row.before else None

    longest_interval = [max(map(interval, rows), key=len)] if rows else []
    fields = [Field[PeriodsRow](f"periods.by.{by}", lambda row: row.name, tip=lambda row: f"{row.name} {row.code}")]
    if by == "unit":
        fields.append(Field("units.station", lambda row: row.station or ("" if row.is_sum else "—")))
    fields += [
        number("cli.compare.column.now", lambda row: row.now, "{:,}".format),
        number("cli.compare.column.before", lambda row: row.before, "{:,}".format),
        number("cli.compare.column.difference", lambda row: row.difference, _signed),
        number("periods.ratio", lambda row: row.ratio, figure_text),
        Field("periods.interval", interval, lambda row: row.low, words=lambda: longest_interval),
        number("cli.compare.column.p", chance, lambda p: p_text(p).removeprefix("= ")),
        Field(
            "cli.compare.column.change", lambda row: say(f"legend.change.{row.change}") if row.change else "—",
            lambda row: CHANGES.index(row.change) if row.change else None,
            words=lambda: [say(f"legend.change.{change}") for change in CHANGES],
        ),
    ]  # fmt: skip
    if by == "unit":
        fields += [
            *(number(f"periods.{name}", of, "{:,.1f}".format, ranked(of)) for name, of in _RATES.items()),
            Field(
                "cli.compare.column.outside",
                lambda row: say(f"cli.compare.outside.{row.outside}") if row.outside else "—",
                ranked(lambda row: _OUTSIDE.index(row.outside) if row.outside else None),
                words=lambda: [say(f"cli.compare.outside.{where}") for where in _OUTSIDE],
            ),
        ]
    return fields


def _names(project: Project, found: Comparison, say: Language) -> Callable[[str], str]:
    if found.by == "category":
        column = KIND_OF[found.table].category
        return lambda code: say.choice(found.table, column, code) if code else "—"
    if found.by == "all":
        return lambda _: say("seats.all")
    names = names_of(project.communities if found.by == "unit" else project.stations).to_dict()
    return lambda code: names.get(code, code) or say("seats.no_station")


def _row(group: dict[Any, Any], code: str, name: str, station: str, rates: dict[Any, Any]) -> PeriodsRow:
    return PeriodsRow(
        code=code,
        name=name,
        station=station,
        now=_whole(group["now"]),
        before=_whole(group["before"]),
        difference=_whole(group["difference"]),
        ratio=_number(group["ratio"]),
        low=_number(group["ratio_low"]),
        high=_number(group["ratio_high"]),
        p=_number(group["p"]),
        change=group["change"] if isinstance(group["change"], str) else None,
        few=bool(group["base_small"] is not pd.NA and group["base_small"]),
        rate=_number(rates.get("rate")),
        smoothed=_number(rates.get("smoothed")),
        outside=rates["outside"] if isinstance(rates.get("outside"), str) else None,
    )


def _signed(value: int) -> str:
    return f"{value:+,}" if value else "0"


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
