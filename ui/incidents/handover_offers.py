"""What can be done at a moment with the handovers of an incident: hand it over, give a receipt, answer."""

from datetime import date, datetime
from typing import Literal, NamedTuple

from mapper import schema
from mapper.analysis.cooperation.handovers import handovers_of
from mapper.edit import Edit
from mapper.edits.handovers import answer_handover, give_receipt, require_sendable
from mapper.errors import InputError
from mapper.project import Project

Action = Literal["send", "receipt", "answer"]
TABLES = tuple(schema.TABLES["handovers"].column("incident_table").choices or ())
_TO_ANY = "station_to_safety_office"  # the direction that asks for no receiver


class HandoverOffer(NamedTuple):
    """One of them; ``key`` is the handover's number, of sending None."""

    action: Action
    key: str | None = None

    def asks(self, at: datetime) -> bool:
        """Whether it takes more than one press: anything but a receipt of today."""
        return self.action != "receipt" or at.date() != date.today()


def refused(edit: Edit, project: Project) -> InputError | None:
    """Why an edit would be refused by a project; None where it would not."""
    try:
        edit(project)
    except InputError as error:
        return error
    return None


def handover_offers(project: Project, table: str, key: str, at: datetime) -> tuple[HandoverOffer, ...]:
    """What is possible then, sending first; nothing on a day to come or of a kind that is not handed over."""
    if at.date() > date.today() or table not in TABLES or key not in project.table(table).index:
        return ()
    found = []
    try:
        require_sendable(project, table, key, _TO_ANY, at)
        found.append(HandoverOffer("send"))
    except InputError as why_not:
        if why_not.code == "handover_open":  # then another may still have it
            found.append(HandoverOffer("send"))
    for number in map(str, handovers_of(project, table, key).index):
        if refused(give_receipt(number, at), project) is None:
            found.append(HandoverOffer("receipt", number))
        elif refused(answer_handover(number, "done", at), project) is None:
            found.append(HandoverOffer("answer", number))
    return tuple(found)
