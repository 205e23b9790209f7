"""What a kind of incidents declares: the stages of its loop and their dates, the steps between them, its states."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from mapper.arrays import Bools, Ints, Times
from mapper.lazy_dataclass import dataclass
from mapper.norms import Norms
from mapper.schema.steps import ROLES

# The state of each row of a table at the end of a day.
StateRule = Callable[[pd.DataFrame, Norms, date], pd.Series]
# Of rows that have reached a stage's predecessor: the whole days within which they have to reach it, by row.
DaysRule = Callable[[pd.DataFrame, Norms, str], Ints]


@dataclass(frozen=True)
class Stage:
    """A point that an incident comes to on its way: reported, verified, rectified … (接研交办督结访).

    Attributes
    ----------
    code
        Its name within the kind; ``stage.<table>.<code>`` has its words.
    date
        The column of the moment when it was reached.
    optional
        Not asked of every incident: it may be passed by without a word.
    """

    code: str
    date: str
    optional: bool = False


@dataclass(frozen=True, eq=False)
class Step:
    """One step of a loop (核查, 交办, 办结 …), and what it writes into an incident's row.

    Steps of one incident are taken in the order of time: none before a date that the row has already.

    Attributes
    ----------
    code
        Its name within the kind, e.g. ``verify``; ``step.<table>.<code>`` has its words.
    leads_to
        The stage that it leads to, whose date it writes; None where it leads to none.
    fills
        Another column that it fills with a value told by whoever takes it: an officer, a handler, an outcome.
    sets
        Columns and the values that they have after it.
    after
        The stage that has to be reached before it, where that does not follow from where it leads to.
    reopens
        Whether it brings back an incident that is closed.
    again
        Whether it may be taken anew where its date is there already; of those that are not, it is refused.
    """

    code: str
    leads_to: str | None = None
    fills: str | None = None
    sets: Mapping[str, str | bool] = field(default_factory=dict)
    after: str | None = None
    reopens: bool = False
    again: bool = False


@dataclass(frozen=True, eq=False)
class IncidentKind:
    """A table of incidents.

    Attributes
    ----------
    table
        Its name in the schema.
    stages
        In the order of the loop; the date of the first says when an incident began to be one.
    states
        What an incident can be in, in the order of the loop.
    urgent
        Those of them that are looked at before all others.
    state_on
        Of rows of the table, the state of each at the end of that day; missing for one that had not begun. It reads
        nothing but the rows, the norms and the day.
    ended, reopened
        Columns of the date on which it was closed, and on which it came back after that. A kind without ``ended`` is
        neither open nor closed.
    back_to
        The stage that one is at that came back; what it had reached after that has to be reached anew.
    days_allowed
        Within how many days each stage is to be reached, counted from the one before; None where nothing is due.
    stage_order
        Stage → its number in the loop, 0 where a place has no such stage; None where the order is the declared one.
    stage_takers
        Stage → the roles that may take the step to it; None where anybody may.
    shown_days
        Of a kind that does not end: for so many days, the one that it began on counted, it is shown.
    category, origin, handler, owner, stage, due, outcome, said_reopened
        Columns that say what it is about, whether it was reported or discovered, who has it, which officer answers for
        it, and as its source says how far it has come, the day by which it is to be closed, how it ended, and whether
        it came back; None where the table has none.
    coarse
        Whether it is known by its hour and its cell at most, whoever looks.
    steps
        In the order of the loop; none for a kind that is only looked at.
    """

    table: str
    stages: tuple[Stage, ...]
    states: tuple[str, ...]
    state_on: StateRule
    ended: str | None = None
    reopened: str | None = None
    back_to: str | None = None
    days_allowed: DaysRule | None = None
    stage_order: Callable[[Norms], Mapping[str, int]] | None = None
    stage_takers: Callable[[Norms], Mapping[str, tuple[str, ...]]] | None = None
    shown_days: int = 0
    urgent: tuple[str, ...] = ()
    category: str = "category"
    origin: str | None = None
    handler: str | None = None
    owner: str | None = None
    stage: str | None = None
    due: str | None = None
    outcome: str | None = None
    said_reopened: str | None = None
    coarse: bool = False
    steps: tuple[Step, ...] = ()

    @property
    def began(self) -> str:
        return self.stages[0].date

    @property
    def dates(self) -> tuple[str, ...]:
        """Columns of the dates of its stages, in the order of the loop, and of its coming back."""
        return (*(stage.date for stage in self.stages), *(() if self.reopened is None else (self.reopened,)))

    @property
    def ends(self) -> bool:
        """Whether an incident of this kind is open until it is closed."""
        return self.ended is not None

    @property
    def state_column(self) -> str | None:
        """The column whose values the states are; None where they follow from dates alone and have words of their own.

        Of a kind that does not end it is where the incident came from, the only thing that tells them apart.
        """
        return self.stage if self.ends else self.origin

    def step(self, code: str) -> Step | None:
        """The step of that code; None where the kind has none."""
        return next((step for step in self.steps if step.code == code), None)

    def step_to(self, stage: str) -> Step | None:
        """The step that leads to a stage; None where none does."""
        return next((step for step in self.steps if step.leads_to == stage), None)

    @property
    def giving(self) -> Step | None:
        """The step that gives an incident to an officer; None for a kind without owners."""
        return next((step for step in self.steps if self.owner is not None and step.fills == self.owner), None)

    def passing_on(self, norms: Norms, stage: str | None) -> Step | None:
        """The step that gives an incident that is at a stage to another handler; None where it has to have one first.

        It leads nowhere: what was handed over goes on from where it is.
        """
        passing = (step for step in self.steps if self.handler is not None and step.fills == self.handler)
        step, order = next((s for s in passing if s.leads_to is None), None), self.stages_under(norms)
        codes = [one.code for one in order]
        if step is None or stage not in codes or step.after not in codes:
            return None
        return step if codes.index(stage) >= codes.index(step.after) else None

    def first_step(self, stage: str | None, *, owned: bool, closed: bool, mending: Step | None = None) -> Step | None:
        """The step to be taken before all others, where ``stage`` comes next; None where no step leads there.

        What is open never stands without an owner: of a kind that has them, it is given to somebody first. ``mending``
        is what puts right what is with the wrong handler (:meth:`passing_on`): before anything else is done there.
        """
        if self.giving is not None and not owned and not closed:
            return self.giving
        if mending is not None and not closed:
            return mending
        return None if stage is None else self.step_to(stage)

    @property
    def handed_over(self) -> str | None:
        """The column of the date on which one is given to its handler; None for a kind without handlers."""
        giving = (step for step in self.steps if self.handler is not None and step.fills == self.handler)
        return next((date for step in giving if (date := self.date_of(step)) is not None), None)

    def takers(self, norms: Norms, stage: str | None) -> tuple[str, ...]:
        """The roles that may take the step to a stage, all where the norms or the step say nothing of it."""
        named = {} if self.stage_takers is None else self.stage_takers(norms)
        return tuple(ROLES) if stage is None else named.get(stage, tuple(ROLES))

    def date_of(self, step: Step) -> str | None:
        """The column that takes the moment of a step; None where only the step log tells it."""
        if step.reopens:
            return self.reopened
        return next((stage.date for stage in self.stages if stage.code == step.leads_to), None)

    def stages_under(self, norms: Norms) -> tuple[Stage, ...]:
        """The stages that the norms have, in their order."""
        if self.stage_order is None:
            return self.stages
        order = self.stage_order(norms)
        used = [stage for stage in self.stages if order.get(stage.code, 0) > 0]
        return tuple(sorted(used, key=lambda stage: order[stage.code]))

    def begun_on(self, rows: pd.DataFrame, as_of: date) -> pd.Series:
        """True for each row that had begun by the end of that day; one without a date counts as begun."""
        return pd.Series(self._begun(rows, as_of), index=rows.index)

    def closed_on(self, rows: pd.DataFrame, as_of: date) -> pd.Series:
        """True for each row that was closed by the end of that day and had not come back since."""
        return pd.Series(self._closed(rows, as_of), index=rows.index)

    def back_on(self, rows: pd.DataFrame, as_of: date) -> pd.Series:
        """True for each row that had come back by the end of that day and was not closed after that."""
        return pd.Series(self._back(rows, as_of), index=rows.index)

    def came_back_on(self, rows: pd.DataFrame, as_of: date) -> pd.Series:
        """True for each row that had come back by the end of that day, whether or not it was closed again.

        Where the source says so without a date, that holds from its closing on, and of one that is not closed as soon
        as no date of the row lies later than the day.
        """
        if self.reopened is None or self.ended is None:
            return pd.Series(False, index=rows.index, dtype=bool)
        now, reopened = _end(as_of), _times(rows, self.reopened)
        back = reopened < now
        if self.said_reopened is not None:
            said = rows[self.said_reopened].to_numpy(dtype=bool, na_value=False)
            back |= said & np.isnat(reopened) & ((_times(rows, self.ended) < now) | ~self._later_on(rows, as_of))
        return pd.Series(back, index=rows.index)

    def shown_on(self, rows: pd.DataFrame, as_of: date) -> pd.Series:
        """True for each row that is open at the end of that day, or still shown (``shown_days``)."""
        return pd.Series(self._shown(rows, as_of), index=rows.index)

    def with_handler_on(self, rows: pd.DataFrame, as_of: date) -> Bools:
        """Which rows had begun by the end of that day, and been given to the handler that they name.

        One without a date of that counts as given: its source may name a handler and no day.
        """
        given = self.handed_over
        begun = self._begun(rows, as_of)
        return begun if given is None else begun & ~(_times(rows, given) >= _end(as_of))

    # The same as arrays: they are asked of few rows after each step, where a Series takes longer than its values.

    def _begun(self, rows: pd.DataFrame, as_of: date) -> Bools:
        return ~(_times(rows, self.began) >= _end(as_of))

    def _closed(self, rows: pd.DataFrame, as_of: date) -> Bools:
        if self.ended is None:
            return np.zeros(len(rows), dtype=bool)
        return self._begun(rows, as_of) & (_times(rows, self.ended) < _end(as_of)) & ~self._back(rows, as_of)

    def _back(self, rows: pd.DataFrame, as_of: date) -> Bools:
        if self.reopened is None or self.ended is None:
            return np.zeros(len(rows), dtype=bool)
        now, back, ended = _end(as_of), _times(rows, self.reopened), _times(rows, self.ended)
        return (back < now) & ~((ended < now) & (ended > back))

    def _shown(self, rows: pd.DataFrame, as_of: date) -> Bools:
        if self.ends:
            return self._begun(rows, as_of) & ~self._closed(rows, as_of)
        began, first = _times(rows, self.began), np.datetime64(as_of - timedelta(days=self.shown_days - 1), "us")
        return (began >= first) & (began < _end(as_of))

    def reached_on(self, rows: pd.DataFrame, norms: Norms, as_of: date) -> Bools:
        """Which stages each row had reached by the end of that day by its dates: rows × :meth:`stages_under`.

        Of what was reached before an incident came back, what lies after ``back_to`` holds no longer. An optional stage
        counts only after the one before it.
        """
        stages, now = self.stages_under(norms), _end(as_of)
        dates = times_of(rows, [stage.date for stage in stages])
        come: Bools = dates < now
        if self.reopened is not None:
            back = _times(rows, self.reopened)[:, None]
            anew = np.arange(len(stages)) > self.place_back(stages)
            come &= ~(anew & (back < now) & ~(dates > back))
        before: Bools = np.ones(len(rows), dtype=bool)
        for at, stage in enumerate(stages):
            if stage.optional:
                come[:, at] &= before
            else:
                before = come[:, at]
        return come

    def stage_on(self, rows: pd.DataFrame, norms: Norms, as_of: date) -> pd.Series:
        """The stage of each row at the end of that day; missing for one that had not begun.

        It is the furthest whose date had come. Where the source says a further one, that holds as soon as no date of
        the row lies later than the day: when it was reached is then not known, but that it was.
        """
        at = self.place_on(rows, norms, as_of, self.reached_on(rows, norms, as_of))
        codes = pd.array([stage.code for stage in self.stages_under(norms)], dtype="str")
        found = codes.take(np.where(self._begun(rows, as_of), at, -1), allow_fill=True)
        return pd.Series(found, index=rows.index)

    def place_on(self, rows: pd.DataFrame, norms: Norms, as_of: date, reached: Bools) -> Ints:
        """Position of each row's stage among :meth:`stages_under`, begun or not; ``reached`` is :meth:`reached_on`."""
        stages = self.stages_under(norms)
        at: Ints = np.where(reached, np.arange(len(stages)), 0).max(axis=1, initial=0)
        if self.stage is None:
            return at
        told = self._places(stages)[pd.Index([stage.code for stage in self.stages]).get_indexer(rows[self.stage])]
        told = np.where(self._back(rows, as_of), np.minimum(told, self.place_back(stages)), told)
        return np.where(self._later_on(rows, as_of), at, np.maximum(at, told))

    def _later_on(self, rows: pd.DataFrame, as_of: date) -> Bools:
        """Which rows have a date that lies later than that day."""
        return np.asarray((times_of(rows, self.dates) >= _end(as_of)).any(axis=1))

    def place_back(self, stages: tuple[Stage, ...]) -> int:
        """Position among those used of the stage that an incident is at that came back."""
        declared = [stage.code for stage in self.stages]
        return int(self._places(stages)[declared.index(self.back_to)]) if self.back_to is not None else len(stages)

    def _places(self, used: tuple[Stage, ...]) -> Ints:
        """Of each declared stage the position among those used, of one that is not used that of the last before it.

        One more stands at the end, for what is no stage: the first.
        """
        at = {stage.code: place for place, stage in enumerate(used)}
        places = [0]
        for stage in self.stages:
            places.append(at.get(stage.code, places[-1]))
        return np.array([*places[1:], 0])


def times_of(rows: pd.DataFrame, columns: Sequence[str]) -> Times:
    """Columns of moments as one array, rows × columns; NaT where one is missing, which compares as false."""
    # Column after column in memory, as frames have them: most is asked of one column at a time.
    return np.array([_times(rows, column) for column in columns]).T


def _times(rows: pd.DataFrame, column: str) -> Times:
    found: Times = np.asarray(rows[column].array, dtype="datetime64[us]")
    return found


def _end(as_of: date) -> np.datetime64:
    return np.datetime64(as_of + timedelta(days=1), "us")
