"""Which steps incidents can take at a moment, as what, and what has to be told with each."""

from collections.abc import Sequence
from datetime import date, datetime

from mapper.analysis.incidents.kind import IncidentKind, Step
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.edits.steps import Refusals
from mapper.lazy_dataclass import dataclass
from mapper.project import Project
from mapper.schema.steps import ROLES

# As what a step is taken where nobody says otherwise, and who then are asked about in turn.
USUAL_ROLE = "station"
_IN_TURN = (USUAL_ROLE, *(role for role in ROLES if role != USUAL_ROLE))


@dataclass(frozen=True, eq=False)
class Offer:
    """A step that can be taken, at least with a note.

    ``role`` is the usual one, or the first that may take it; ``passes`` are the stages that it passes by, which a note
    has to account for.
    """

    step: Step
    role: str
    passes: tuple[str, ...] = ()

    def asks(self, at: datetime) -> bool:
        """Whether it takes more than one press: a value, a note, another role, or a day that is not today."""
        return bool(self.passes) or self.step.fills is not None or self.role != USUAL_ROLE or at.date() != date.today()


def usual_moment(as_of: date) -> datetime:
    """Now, to the minute; where another day is shown, that day at this time."""
    return datetime.combine(as_of, datetime.now().time().replace(second=0, microsecond=0))


def offers(project: Project, table: str, keys: Sequence[str], at: datetime) -> tuple[Offer, ...]:
    """The steps that all these incidents, which must be there, could take at that moment, in the order of the loop."""
    return offers_beside(project, table, Refusals(project, KIND_OF[table], keys, at)) if keys else ()


def offers_beside(project: Project, table: str, refusals: Refusals) -> tuple[Offer, ...]:
    """The same where it was looked at already how the incidents stand."""
    kind, found = KIND_OF[table], []
    for step in kind.steps:
        # Which role takes it decides nothing else.
        role = next(iter(roles_for(project, table, step)), None)
        if role is not None and refusals.of(step, role=role, noted=True) is None:
            unsaid = refusals.of(step, role=role)
            found.append(Offer(step, role, () if unsaid is None else tuple(unsaid.values["stages"])))
    return tuple(found)


def roles_for(project: Project, table: str, step: Step) -> tuple[str, ...]:
    """The roles that the rules let take a step, the usual one first."""
    allowed = KIND_OF[table].takers(project.norms, step.leads_to)
    return tuple(role for role in _IN_TURN if role in allowed)


def by_rule(project: Project, kind: IncidentKind, step: Step, key: str, handlers: Sequence[str]) -> list[str]:
    """Handlers of an incident, those that the rule of its category names first.

    Of a step that only gives it to another, whoever has it already comes last.
    """
    row = project.table(kind.table).loc[key]
    allowed = project.norms.dispute_handlers.get(row[kind.category], ())
    places = {handler: allowed.index(handler) if handler in allowed else len(allowed) for handler in handlers}
    has_it = row[str(kind.handler)] if step.leads_to is None else None
    return sorted(handlers, key=lambda handler: (handler == has_it, places[handler]))


def first_offer(found: Sequence[Offer], first: Step | None) -> Offer | None:
    """The step to be taken first, where it is offered; else whatever leads on in its loop, None where nothing does."""
    going_on = (offer for offer in found if not offer.step.reopens and offer.step.leads_to is not None)
    return next((offer for offer in found if offer.step is first), None) or next(going_on, None)
