"""Which cases a station has that its county's negative list (刑案负面清单) keeps from stations."""

from datetime import date
from typing import Any

import pandas as pd

from mapper.analysis.incidents.cases import YearOfCases
from mapper.dates import with_iso_days
from mapper.finding import Finding
from mapper.finding_kinds import CASE_NOT_FOR_STATION
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

_STATION = "station"


@dataclass(frozen=True)
class NegativeList:
    """The list (``Norms.negative_cases``) and the cases of the year that ends with a day.

    Attributes
    ----------
    first, as_of
        First and last day of the year.
    words
        The list; without one nothing is a breach.
    cases
        Cases of the year that can be judged: their handler and their category are known. What ``breaches`` are of.
    breaches
        case_id → the word of the list that names it, for those that a station handles.
    without_handler, without_category
        Cases of the year that are left out, by the first reason.
    undated
        Cases of no known day, which are in no year.
    """

    first: date
    as_of: date
    words: tuple[str, ...]
    cases: int
    breaches: dict[str, str]
    without_handler: int
    without_category: int
    undated: int

    def as_json(self) -> dict[str, Any]:
        return with_iso_days(vars(self)) | {"words": list(self.words)}


def negative_list(project: Project, as_of: date, year: YearOfCases) -> NegativeList:
    """Breaches of the negative list among the cases of the year.

    A category is on the list where it holds one of its words, whatever their case. ``year`` is the answer of
    :func:`~mapper.analysis.incidents.cases.year_of` for the cases and that day.
    """
    words = project.norms.negative_cases
    rows = project.cases[year.shown]
    handled, named = rows["handler"].notna(), rows["category"].fillna("").str.strip() != ""
    judged = rows[handled & named]
    mine = judged[judged["handler"] == _STATION]
    listed = {
        category: word for category in mine["category"].unique() if (word := _word_of(category, words)) is not None
    }
    named_by = mine["category"].map(listed).dropna()
    return NegativeList(
        first=year.first,
        as_of=as_of,
        words=words,
        cases=len(judged),
        breaches={str(key): str(word) for key, word in named_by.items()},
        without_handler=int((~handled).sum()),
        without_category=int((handled & ~named).sum()),
        undated=year.undated,
    )


def _word_of(category: str, words: tuple[str, ...]) -> str | None:
    """The first word of the list that a category holds."""
    return next((word for word in words if word.strip().casefold() in category.casefold()), None)


def negative_list_findings(project: Project, found: NegativeList) -> list[Finding]:
    """One for each breach. They lead to no point: a case is known by its cell at most."""
    cases = project.cases.loc[list(found.breaches)]
    return [
        Finding(
            CASE_NOT_FOR_STATION,
            (str(key),),
            None,
            {
                "category": category,
                "word": found.breaches[str(key)],
                "occurred": None if pd.isna(at) else at.date().isoformat(),
            },
        )
        for key, category, at in zip(cases.index, cases["category"], cases["occurred_at"], strict=True)
    ]
