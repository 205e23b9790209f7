"""Focus areas as panels show them."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

import pandas as pd

from mapper.analysis.patrol.focus_days import sent_to
from mapper.analysis.patrol.outcomes import Outcome
from mapper.day.day import Day
from mapper.lazy_dataclass import dataclass

OVER = ("closed", "expired")  # states of an area that will not run again


@dataclass(frozen=True)
class FocusRow:
    """One focus area; ``number`` is its badge on the map on a day it runs, ``exceeded`` who is over the limit then.

    ``starts`` or ``ends`` is None where the file says neither; such an area never runs.
    """

    focus_id: str
    number: int | None
    reason: str
    starts: datetime | None
    ends: datetime | None
    minutes: int
    visits: int
    officer_ids: tuple[str, ...]
    officers: tuple[str, ...]
    exceeded: tuple[str, ...]
    prevention_task: str
    outcome: Outcome

    @property
    def today(self) -> bool:
        return self.number is not None

    @property
    def over(self) -> bool:
        """Whether it will not run again."""
        return self.outcome.state in OVER


def focus_rows(day: Day, names: Mapping[str, str], over_limit: AbstractSet[str]) -> tuple[FocusRow, ...]:
    """A row for each area, in the table's order; ``over_limit`` are officers with too many minutes on the day."""
    numbers, outcomes = day.focus_numbers, day.focus_outcomes
    rows = []
    for focus_id, focus in day.project.focus_areas.drop(columns="geometry").to_dict("index").items():
        ids, number = sent_to(focus["officer_ids"]), numbers.get(focus_id)
        rows.append(
            FocusRow(
                focus_id=focus_id,
                number=number,
                reason=_text(focus["reason"]),
                starts=_moment(focus["starts"]),
                ends=_moment(focus["ends"]),
                minutes=_whole(focus["minutes"]),
                visits=_whole(focus["visits"]),
                officer_ids=ids,
                officers=tuple(names.get(one, one) for one in ids),
                exceeded=tuple(names.get(one, one) for one in ids if one in over_limit and number),
                prevention_task=_text(focus["prevention_task"]),
                outcome=outcomes[focus_id],
            )
        )
    return tuple(rows)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Any) -> int:
    return 0 if pd.isna(value) else int(value)


def _moment(value: Any) -> datetime | None:
    return None if pd.isna(value) else value.to_pydatetime()
