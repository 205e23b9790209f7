"""``step``: one step of an incident's loop, taken from the command line."""

from argparse import Namespace
from datetime import datetime

from mapper.edit import editor
from mapper.edits.steps import require_come, take_step
from mapper.store.store import open_store
from ui.cli.output import print_json
from ui.cli.own_project import speak_for
from ui.language.incident_words import step_word
from ui.language.messages import Messages


def step(asked: Namespace, say: Messages) -> int:
    """Take it, in one transaction, or refuse it with the reason."""
    at = asked.at or datetime.now().replace(second=0, microsecond=0)
    edit = take_step(asked.table, [asked.id], asked.step, at, asked.to, role=asked.role, note=asked.note)
    store = open_store(asked.project)
    try:
        speak_for(store.project, say)
        require_come(store.project, at, datetime.now())
        store.write(edit, editor())
    finally:
        store.close()
    if asked.json:
        print_json(dict(edit.values))
        return 0
    words = step_word(say, asked.table, asked.step)
    print(say("cli.step.done", table=say(f"table.{asked.table}"), key=asked.id, step=words, at=say.moment(at)))
    return 0
