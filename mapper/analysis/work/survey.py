"""What people say of safety and of the police (安全感, 满意度): shares with their n and their interval, wave by wave.

A wave is what was asked in one calendar quarter. Of fewer than 30 answers no share is told. That two waves differ is
said only where the exact test says so, over the places that were asked in both.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Literal

import pandas as pd

from mapper.analysis.work.figures import EVERY, Figure, FigureKind, Level, figures_by, tally
from mapper.analysis.work.intervals import LEVEL, chance_of_shares
from mapper.analysis.work.people import place_of
from mapper.dates import end_of
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

LEAST_ASKED = 30
TOPICS = ("safety", "satisfaction")
Change = Literal["higher", "lower", "no_claim", "too_few", "other_places", "no_former"]


@dataclass(frozen=True)
class Wave:
    """One quarter, ``2026-Q4``, of a topic: who answered what.

    Attributes
    ----------
    rows
        The tally of :func:`waves`; ``asked_of`` is the unit, else the station, that a row is of.
    """

    code: str
    rows: pd.DataFrame


@dataclass(frozen=True)
class Opinion:
    """What is said in one place in the latest wave, and what was in the one before; None where there is no such wave.

    Attributes
    ----------
    change
        ``higher`` or ``lower`` where the exact test of the shares of the places asked in both waves has p < 0.05,
        ``no_claim`` where it has not; ``too_few`` answers of these in either, ``other_places`` (none was asked in
        both), ``no_former`` wave in this place. None where nobody was asked in the latest.
    p
        Of that test, where there was one.
    """

    topic: str
    now: Figure | None
    before: Figure | None
    change: Change | None = None
    p: float | None = None

    def as_json(self) -> dict[str, Any]:
        figures = (None if f is None else f.as_json() for f in (self.now, self.before))
        return dict(zip(("now", "before"), figures, strict=True)) | {"change": self.change, "p": self.p}


def figure_kind(topic: str) -> FigureKind:
    return FigureKind(topic, share=True, interval="wilson", least=LEAST_ASKED)


def waves(project: Project, as_of: date, topic: str) -> tuple[Wave, ...]:
    """The latest two waves of a topic up to a day, the latest first; fewer where there were no more.

    Rows without both numbers, and those with more positive answers than answers, are left out as ``not_counted``.
    """
    asked = project.surveys
    asked = asked[(asked["topic"] == topic) & (asked["asked_on"] < end_of(as_of))]
    quarter = asked["asked_on"].dt.year.astype("str") + "-Q" + asked["asked_on"].dt.quarter.astype("str")
    found = []
    for code in sorted(quarter.unique(), reverse=True)[:2]:
        frame = asked[quarter == code]
        n, positive = frame["asked"], frame["positive"]
        usable = (n.notna() & positive.notna() & (positive <= n)).fillna(False).astype(bool)
        reason = pd.Series("not_counted", index=frame.index, dtype="object").mask(usable)
        unit, station = place_of(project, frame)
        rows = tally(positive.fillna(0).astype("int64"), n.fillna(0).astype("int64"), unit, station, reason)
        found.append(Wave(code, rows.assign(asked_of=unit.fillna(station))))
    return tuple(found)


def opinions(topic: str, found: tuple[Wave, ...], level: Level, codes: list[str]) -> dict[str, Opinion]:
    """What is said in each unit or station, or in all (``*``)."""
    kind = figure_kind(topic)
    figures = [figures_by(kind, wave.rows, level, codes) for wave in found]
    places = [_answers(wave.rows, level) for wave in found]
    told = {}
    for code in codes:
        now, before = (figures[n][code] if n < len(figures) else None for n in (0, 1))
        change, p = _change(now, before, [of.get(code, {}) for of in places])
        told[code] = Opinion(topic, now, before, change, p)
    return told


Answers = Mapping[str, tuple[int, int]]


def _answers(rows: pd.DataFrame, level: Level) -> dict[str, Answers]:
    """Code → place whose answers count for it → positive answers and answers."""
    counts = rows[rows["left_out"].isna() & (rows["denominator"] > 0)]
    by = EVERY if level == "all" else counts["community_code" if level == "unit" else "station_code"]
    sums = counts.assign(by=by).groupby(["by", "asked_of"])[["numerator", "denominator"]].sum()
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for code, place, positive, asked in sums.reset_index().itertuples(index=False):
        found.setdefault(code, {})[place] = (int(positive), int(asked))
    return dict(found)


def _change(now: Figure | None, before: Figure | None, places: list[Answers]) -> tuple[Change | None, float | None]:
    if now is None or not now.denominator:
        return None, None
    if before is None or not before.denominator:
        return "no_former", None
    both = places[0].keys() & places[1].keys()
    if not both:
        return "other_places", None
    (positive, asked), (positive_before, asked_before) = (_summed(answers, both) for answers in places)
    if min(asked, asked_before) < LEAST_ASKED:
        return "too_few", None
    p = chance_of_shares((positive, asked), (positive_before, asked_before))
    if p >= LEVEL:
        return "no_claim", p
    return "higher" if positive * asked_before > positive_before * asked else "lower", p


def _summed(answers: Answers, places: Collection[str]) -> tuple[int, int]:
    return sum(answers[place][0] for place in places), sum(answers[place][1] for place in places)
