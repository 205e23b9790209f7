"""The lists of what is to be done on a day: an entry for each thing, and the list of whoever does it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from mapper.analysis.incidents.kinds import KIND_OF
from mapper.lazy_dataclass import dataclass

FOCUS = "focus_areas"
RAISED = 2
# In the order of a list: what is late, what ends with the day, and the rest.
SECTIONS = ("late", "today", "focus", "call_back", "coming")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be done.

    Attributes
    ----------
    table, key
        An incident, or a focus area.
    section
        One of :data:`SECTIONS`: past its day (``late``), due on the day (``today``), a focus area of the day, a closed
        dispute to be called back later, or anything later.
    officer_id, body
        Whose it is: an officer's, a handler's who is not the station, or nobody's where both are None.
    unit_code
        The unit that it lies in; None where that is none or more than one, and of a focus area.
    stage, next
        Of an incident: what it has come to, and what it has to reach next.
    step, role
        The step to be taken and as what the rules let whoever has it take it; None where no step does it. For a hazard
        without an owner that is giving it to somebody.
    due, days_late
        Its last day, None where nobody can say, and how many days ago that was; 0 where it was not.
    closed
        Whether it is closed, and only somebody has to be called back.
    came_back
        How often it came back after it was closed.
    returned, handover
        How often whoever it was handed over to returned it, and the handover that was sent last; None where none was.
    """

    table: str
    key: str
    section: str
    officer_id: str | None = None
    body: str | None = None
    unit_code: str | None = None
    stage: str | None = None
    next: str | None = None
    step: str | None = None
    role: str | None = None
    due: date | None = None
    days_late: int = 0
    closed: bool = False
    came_back: int = 0
    returned: int = 0
    handover: str | None = None

    @property
    def order(self) -> tuple[int, bool, bool, int, date, str, str]:
        """Late first, the latest of all; then what is due on the day; then the rest as it falls due.

        Of what is late, what is open comes before calls; of its like, what came back or was returned :data:`RAISED`
        times first.
        """
        rest = ("call_back", "coming")
        section = len(SECTIONS) if self.section in rest else SECTIONS.index(self.section)
        after_all = self.closed and self.section == "late"
        calm = max(self.came_back, self.returned) < RAISED
        return section, after_all, calm, -self.days_late, self.due or date.max, self.table, self.key


class Whose(NamedTuple):
    """A list: one of :data:`LISTS`, and whose it is: an officer's id, or a handler of disputes.

    ``nobody``: what is nobody's. ``midnight``: what is due on the day itself, and ``came_in``: what began or came back
    on it, whoever has it.
    """

    kind: str
    key: str = ""


LISTS = ("officer", "nobody", "body", "midnight", "came_in")
SEVERAL = ("midnight", "came_in")  # lists in which each thing may be another's


@dataclass(frozen=True)
class Todo:
    """The lists of a day. Each is put in order when it is first asked for: after a step few of them are.

    Attributes
    ----------
    found
        All entries, in no order.
    came_in
        Table and key of the incidents that began or came back on the day.
    """

    as_of: date
    found: tuple[Entry, ...]
    came_in: frozenset[tuple[str, str]]

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All, in the order of :attr:`Entry.order`."""
        return _in_order(self.found)

    @cached_property
    def late_of_officers(self) -> Mapping[str, int]:
        """How much of each officer's list is late; of those who have anything to do."""
        return {key: sum(entry.section == "late" for entry in mine) for key, mine in self._of_officers.items()}

    @property
    def officers(self) -> tuple[str, ...]:
        """The officers who have anything to do."""
        return tuple(self._of_officers)

    @property
    def bodies(self) -> tuple[str, ...]:
        """The handlers that have anything to do."""
        return tuple(self._of_bodies)

    @property
    def without_owner(self) -> tuple[Entry, ...]:
        """What is nobody's."""
        return self.of(Whose("nobody"))

    @property
    def due_before_midnight(self) -> tuple[Entry, ...]:
        """What is due on the day itself, whoever has it."""
        return self.of(Whose("midnight"))

    def of(self, whose: Whose) -> tuple[Entry, ...]:
        """One list; empty where there is nothing."""
        return _in_order(self._in(whose))

    def count(self, whose: Whose) -> int:
        """How many there are in a list."""
        return len(self._in(whose))

    def _in(self, whose: Whose) -> Sequence[Entry]:
        if whose.kind in ("officer", "body"):
            return (self._of_officers if whose.kind == "officer" else self._of_bodies).get(whose.key, ())
        return self._of_all[whose.kind]

    @property
    def _of_officers(self) -> Mapping[str, Sequence[Entry]]:
        return self._of_each[0]

    @property
    def _of_bodies(self) -> Mapping[str, Sequence[Entry]]:
        return self._of_each[1]

    @cached_property
    def _of_each(self) -> tuple[Mapping[str, Sequence[Entry]], Mapping[str, Sequence[Entry]]]:
        """What each officer and each handler has: some thousand entries looked through once."""
        officers: dict[str, list[Entry]] = defaultdict(list)
        bodies: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.found:
            if (officer := entry.officer_id) is not None:
                officers[officer].append(entry)
            if (body := entry.body) is not None:
                bodies[body].append(entry)
        return dict(sorted(officers.items())), dict(sorted(bodies.items()))

    @cached_property
    def _of_all(self) -> Mapping[str, Sequence[Entry]]:
        """The lists that are of no one: by kind of :class:`Whose`."""
        return {
            "nobody": [entry for entry in self.found if entry.officer_id is None and entry.body is None],
            "midnight": [entry for entry in self.found if entry.due == self.as_of],
            "came_in": [entry for entry in self.found if (entry.table, entry.key) in self.came_in],
        }


def _in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=attrgetter("order")))


def needs_value(entry: Entry) -> bool:
    """Whether something is told with its step: an officer, a handler, an outcome."""
    step = KIND_OF[entry.table].step(entry.step) if entry.step is not None else None
    return step is not None and step.fills is not None
