"""What the card of an incident says of a handover, and whom it went to."""

from mapper.project import Project
from ui.incidents.handover_facts import HandoverFact
from ui.language.incident_words import receiver_word
from ui.language.language import Language


def handover_title(say: Language, project: Project, fact: HandoverFact) -> str:
    """Which it is, and from whom to whom."""
    direction = say.choice("handovers", "direction", fact.direction)
    told = (direction, receiver_word(say, project, fact.direction, fact.receiver), fact.key)
    return say("window.dot_joint").join(told)


def handover_lines(say: Language, fact: HandoverFact) -> list[tuple[str, bool]]:
    """What became of it, in lines that each say whether they are alarming; what is waited for last."""
    moments = [say("handover.sent", at=say.moment(fact.sent_at))]
    if fact.received_at is not None:
        moments.append(say("handover.received", at=say.moment(fact.received_at)))
    lines = [(say("window.dot_joint").join(moments), False)]
    if fact.waits is None:
        result = say("handover.no_result") if fact.result is None else say.choice("handovers", "result", fact.result)
        answered = say.moment(fact.answered_at)
        lines.append((say("handover.answered", at=answered, result=result), False))
    elif fact.waits == "receipt" and fact.receipt_due is not None:
        code = "handover.receipt_late" if fact.receipt_late else "handover.receipt_due"
        lines.append((say(code, due=say.moment(fact.receipt_due)), fact.receipt_late))
    if fact.waits is not None and fact.answer_due is not None:
        code = "handover.answer_late" if fact.answer_late else "handover.answer_due"
        lines.append((say(code, due=fact.answer_due), fact.answer_late))
    elif fact.waits == "answer":
        lines.append((say("handover.answer_open"), False))
    if fact.note is not None:
        lines.append((fact.note, False))
    return lines
