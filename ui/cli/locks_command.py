"""``locks``: what is kept from change – listed with who locked it and when, locked, unlocked."""

from argparse import Namespace

import pandas as pd

from mapper.edit import editor
from mapper.edits.locks import lock, lock_of, unlock
from mapper.project import Project
from mapper.scope import Scope, find_station
from mapper.store.added_by import added_by
from mapper.store.store import open_store
from ui.cli.output import print_json
from ui.language.lock_words import lock_words
from ui.language.messages import Messages
from ui.language.sentences import edit_sentence


def locks(asked: Namespace, say: Messages) -> int:
    """``lock`` and ``unlock`` write in one transaction, or refuse with the reason."""
    store = open_store(asked.project)
    try:
        if asked.action == "lock":
            edit = lock(asked.kind, asked.subject, asked.other)
        elif asked.action == "unlock":
            edit = unlock(store.project, asked.lock)
        else:
            edit = None
        if edit is not None:
            store.write(edit, editor())
        project, log = store.project, store.change_log()
    finally:
        store.close()
    if edit is None:
        known = added_by(log, "locks")
        rows = [(str(key), row, known.get(str(key))) for key, row in _asked_for(asked, project).iterrows()]
        if asked.json:
            print_json({"locks": [
                {
                    "lock_id": key, "kind": row["kind"], "subject": row["subject"],
                    "other_code": row["other_code"] if isinstance(row["other_code"], str) else None,
                    "who": None if added is None else added.who, "at": None if added is None else added.at.isoformat(),
                }
                for key, row, added in rows
            ]})  # fmt: skip
            return 0
        if not rows:
            print(say("locks.none"))
        for key, row, added in rows:
            who, at = (None, None) if added is None else (added.who, say.moment(added.at.astimezone()))
            print(say("cli.locks.line", key=key, what=lock_words(say, project, row), who=who, at=at))
        return 0
    if asked.json:
        made = None if asked.action == "unlock" else lock_of(project, asked.kind, asked.subject, asked.other)
        print_json(dict(edit.values) | {"lock_id": made or asked.lock})
        return 0
    print(edit_sentence(say, edit, project))
    return 0


def _asked_for(asked: Namespace, project: Project) -> pd.DataFrame:
    """All locks, or those on a unit, a border or a beat of the stations asked for."""
    if not asked.station:
        return project.locks
    scope, units = Scope(frozenset(find_station(project, word) for word in asked.station)), project.communities
    own = units[scope.has_units(units).to_numpy(dtype=bool)]
    locks, beats = project.locks, own["beat_name"].dropna()
    on_land = locks["subject"].isin(own.index) | locks["other_code"].isin(own.index)
    return locks[on_land.where(locks["kind"] != "beat", locks["subject"].isin(beats)).to_numpy(dtype=bool)]
