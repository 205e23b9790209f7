"""``handover``: an incident sent to another body or officer, its receipt, and the answer, from the command line."""

from argparse import Namespace
from datetime import datetime

from mapper.edit import Edit, editor
from mapper.edits.handovers import answer_handover, give_receipt, hand_over
from mapper.edits.steps import require_come
from mapper.store.store import open_store
from ui.cli.output import print_json
from ui.cli.own_project import speak_for
from ui.language.messages import Messages
from ui.language.sentences import edit_sentence


def handover(asked: Namespace, say: Messages) -> int:
    """Done in one transaction, or refused with the reason; ``--json`` tells what was done and the handover's number."""
    at = asked.at or datetime.now().replace(second=0, microsecond=0)
    edit = _edit(asked, at)
    store = open_store(asked.project)
    try:
        speak_for(store.project, say)
        require_come(store.project, at, datetime.now())
        store.write(edit, editor())
        project = store.project
    finally:
        store.close()
    key = asked.id if asked.action != "send" else str(project.handovers.index[-1])
    if asked.json:
        print_json(dict(edit.values) | {"handover_id": key})
        return 0
    told = {"what": edit_sentence(say, edit, project), "at": say.moment(at)}
    print(say("cli.handover.sent", key=key, **told) if asked.action == "send" else say("cli.handover.done", **told))
    return 0


def _edit(asked: Namespace, at: datetime) -> Edit:
    if asked.action == "send":
        return hand_over(asked.table, asked.id, asked.direction, at, asked.to, due=asked.due, note=asked.note)
    if asked.action == "receipt":
        return give_receipt(asked.id, at)
    return answer_handover(asked.id, asked.result, at, note=asked.note)
