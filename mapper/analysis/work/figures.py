"""A figure of community work: what is counted, of what, what is left out, and how sure it is; pooled, never averaged.

What is counted are rows of a *tally*: each is of a unit, or of a station alone, and has its part of the numerator and
of the denominator, or the reason why it has none. The figure of a unit, a station or the whole district is the
quotient of the sums over its rows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any, Literal

import numpy as np
import pandas as pd

from mapper.analysis.work.intervals import poisson_interval, wilson_interval
from mapper.lazy_dataclass import dataclass

Interval = Literal["poisson", "wilson"]
Level = Literal["unit", "station", "all", "type"]
NOWHERE = "nowhere"
_COLUMN_OF: Mapping[Level, str] = {"unit": "community_code", "station": "station_code", "type": "type"}
EVERY = "*"


@dataclass(frozen=True)
class FigureKind:
    """How a figure is told, whatever it comes to.

    Attributes
    ----------
    code
        Names it in files and in the words: ``work.figure.<code>``.
    times
        What the quotient is multiplied by: 1,000 for a rate by residents; 0 for a plain count, which is of nothing.
    share
        Whether it is a part of its denominator.
    interval
        How its 95 % interval is found; None where all is counted and nothing is left to chance.
    least
        Of fewer than that the quotient and its numerator are not told.
    levels
        For what it is told.
    """

    code: str
    times: int = 1
    share: bool = False
    interval: Interval | None = None
    least: int = 1
    levels: tuple[Level, ...] = ("unit", "station", "all")


@dataclass(frozen=True)
class Figure:
    """One figure of some rows.

    Attributes
    ----------
    numerator, denominator
        Sums over the rows that count; the denominator of a plain count is 0.
    left_out
        Reason → how many rows do not count for it; only those that there are.
    """

    kind: FigureKind
    numerator: int
    denominator: int
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def too_few(self) -> bool:
        """Whether something was counted, and less than can be told as a quotient."""
        return 0 < self.denominator < self.kind.least

    @property
    def value(self) -> float | None:
        """The count, or the quotient times ``kind.times``; None where it is of nothing, or of too few."""
        if not self.kind.times:
            return float(self.numerator)
        told = self.denominator >= max(self.kind.least, 1)
        return self.numerator / self.denominator * self.kind.times if told else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of ``value``; None where there is none."""
        if self.value is None or self.kind.interval is None:
            return None
        find = {"poisson": poisson_interval, "wilson": wilson_interval}[self.kind.interval]
        low, high = find(self.numerator, self.denominator)
        return low * self.kind.times, high * self.kind.times

    def as_json(self) -> dict[str, Any]:
        """All of it; of too few neither numerator nor quotient, or anybody could work it out."""
        low, high = self.interval or (None, None)
        told: dict[str, Any] = {"numerator": None if self.too_few else self.numerator}
        if self.kind.times:
            told |= {"denominator": self.denominator, "per": self.kind.times, "value": self.value}
        if self.kind.interval:
            told |= {"low": low, "high": high}
        if self.kind.least > 1:
            told["too_few"] = self.too_few
        return told | {"left_out": dict(self.left_out)}


def tally(
    numerator: pd.Series,
    denominator: pd.Series | int,
    unit: pd.Series | None,
    station: pd.Series,
    left_out: pd.Series | None = None,
    **groups: pd.Series,
) -> pd.DataFrame:
    """Rows for :func:`figures_by`; all of one index.

    Parameters
    ----------
    unit, station
        community_code and station_code of each row, missing where there is none; without both a row is left out as
        :data:`NOWHERE`.
    left_out
        The reason why a row does not count; missing where it does.
    groups
        What else rows are pooled by, as ``type``.
    """
    frame = pd.DataFrame({"numerator": numerator}, index=numerator.index).assign(
        denominator=denominator, community_code=None if unit is None else unit, station_code=station, **groups
    )
    reason = pd.Series(None, index=frame.index, dtype="object") if left_out is None else left_out.astype(object)
    lost = frame["community_code"].isna() & frame["station_code"].isna()
    frame["left_out"] = reason.mask(lost, NOWHERE)
    return frame


def figures_by(kind: FigureKind, rows: pd.DataFrame, level: Level, codes: Iterable[str]) -> dict[str, Figure]:
    """The figure of each of these units, stations or types, and of ``*`` for all rows."""
    named = pd.Index([*codes])
    place = np.zeros(len(rows), np.int64) if level == "all" else named.get_indexer(rows[_COLUMN_OF[level]])
    counts = rows["left_out"].isna().to_numpy()
    numerators, denominators = (
        np.bincount(place[counts & (place >= 0)], values[counts & (place >= 0)], len(named)).astype(np.int64).tolist()
        for values in (rows[name].to_numpy(dtype=np.float64) for name in ("numerator", "denominator"))
    )
    out = [dict[str, int]() for _ in named]
    left = ~counts & (place >= 0)
    reasons = zip(place[left].tolist(), rows["left_out"].to_numpy()[left], strict=True)
    for (at, reason), number in Counter(reasons).items():
        out[at][reason] = number
    return {
        str(code): Figure(kind, *figures) for code, *figures in zip(named, numerators, denominators, out, strict=True)
    }
