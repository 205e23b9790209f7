"""``checkout``, ``sync`` and ``laptops``: a part of a project taken out, brought back, and what waits for a word."""

from argparse import Namespace
from collections import Counter
from typing import Any

import pandas as pd

from mapper.edit import Edit, editor
from mapper.errors import InputError
from mapper.laptops.sync import Sent, sync_places
from mapper.laptops.waiting import (
    Waiting,
    by_hand,
    keep_theirs,
    stored_value,
    take_mine,
    waiting,
    waiting_edit,
)
from mapper.names import name_of
from mapper.project import Project
from mapper.scope import find_station
from mapper.store.history import CellChange
from mapper.store.store import Store, open_store
from ui.cli.explain import tell_log
from ui.cli.output import print_json, print_table
from ui.language.history_words import cell_words, value_words
from ui.language.laptop_words import reason_word
from ui.language.messages import Messages
from ui.language.sentences import edit_sentence, logged_sentence
from ui.sheets.laptop_part import take_out


def checkout(asked: Namespace, say: Messages) -> int:
    """Write the laptop's file; the project knows of it from now on."""
    store = open_store(asked.project)
    try:
        station = None if asked.station is None else find_station(store.project, asked.station)
        made = take_out(store, asked.out, station)
        project = store.project
        tell_log(asked.project, say)
    finally:
        store.close()
    count = sum(map(len, made.rows.values()))
    if asked.json:
        told = {"laptop": made.checkout_id, "station": station, "base": made.base, "rows": count}
        print_json(told | {"file": str(asked.out)})
        return 0
    what = say("cli.checkout.whole") if station is None else name_of(project.stations, station)
    print(say("cli.checkout.done", path=asked.out, rows=count, what=what, laptop=made.checkout_id, base=made.base))
    return 0


def sync_laptop(asked: Namespace, say: Messages) -> int:
    """Send a laptop's edits, tell what became of each, and bring the laptop up."""
    done, project = sync_places(asked.laptop, asked.project, editor())
    now = [one for one in done.sent if not one.again]
    counts = Counter(one.outcome for one in now)
    told: dict[str, Any] = {name: counts[name] for name in ("written", "merged", "there", "aside")}
    told |= {"again": len(done.sent) - len(now), "base": done.base}
    if asked.json:
        print_json({"laptop": done.checkout_id, "edits": [_as_json(one) for one in done.sent], **told})
        return 0
    for one in now:
        what = logged_sentence(say, one.edit.code, one.edit.details, project)
        reason = say("cli.sync.reason", reason=reason_word(say, one.reason)) if one.reason else ""
        print(say("cli.sync.line", outcome=say(f"offline.outcome.{one.outcome}"), what=what, reason=reason))
    print(say("cli.sync.done", count=len(now), **told))
    return 0


def laptops(asked: Namespace, say: Messages) -> int:
    """List what waits, or decide some of it, each in an edit of its own."""
    if (asked.take or asked.set) and asked.by_hand is None:
        raise InputError("option_needs", option="--take" if asked.take else "--set", other="--by-hand")
    store = open_store(asked.project)
    try:
        stations = {find_station(store.project, word) for word in asked.station}
        done = _decide(store, asked)
        project = store.project
    finally:
        store.close()
    left = [one for one in waiting(project) if not stations or one.station in stations]
    if asked.json:
        print_json({"decided": [dict(edit.values) for edit in done], "waiting": [_told(one) for one in left]})
        return 0
    for edit in done:
        print(edit_sentence(say, edit, project))
    for one in () if done else left:
        _print(say, project, one)
    print(say("cli.laptops.left", count=len(left)))
    return 0


def _decide(store: Store, asked: Namespace) -> list[Edit]:
    done = []
    for keys, edit_of in ((asked.mine, take_mine), (asked.theirs, keep_theirs)):
        for key in keys:
            done.append(edit_of(store.project, key))
            store.write(done[-1], editor())
    if asked.by_hand is not None:
        mine = {cell.place: cell.mine for cell in waiting_edit(store.project, asked.by_hand).cells}
        wanted: dict[tuple[str, str, str], Any] = {}
        for word in asked.take:
            place = _place(word, asked.by_hand)
            wanted[place] = mine.get(place)
        for word in asked.set:
            cell, _, value = word.partition("=")
            place = _place(cell, asked.by_hand)
            if place not in mine:
                raise InputError("offline_cell_unknown", cell=cell, offline=asked.by_hand)
            wanted[place] = stored_value(place[0], place[2], value)
        done.append(by_hand(store.project, asked.by_hand, wanted))
        store.write(done[-1], editor())
    return done


def _place(word: str, offline_id: str) -> tuple[str, str, str]:
    part, _, rest = word.partition(":")
    key, _, column = rest.rpartition(":")
    if not (part and column):
        raise InputError("offline_cell_unknown", cell=word, offline=offline_id)
    return part, key, column


def _as_json(one: Sent) -> dict[str, Any]:
    edit = one.edit
    return {
        "id": edit.offline_id,
        "at": edit.at or None,
        "who": edit.who or None,
        "code": edit.code,
        "outcome": one.outcome,
        "reason": one.reason or None,
        "again": one.again,
    }


def _told(one: Waiting) -> dict[str, Any]:
    return {
        "id": one.offline_id,
        "laptop": one.laptop,
        "station": one.station,
        "made_at": None if pd.isna(one.made_at) else one.made_at.isoformat(),
        "made_by": one.made_by or None,
        "code": one.code,
        "details": dict(one.details),
        "reason": one.reason,
        "cells": [
            {
                "cell": ":".join(cell.place),
                "table": cell.part,
                "key": cell.key,
                "column": cell.column,
                "before": cell.before,
                "mine": cell.mine,
                "theirs": cell.theirs,
            }
            for cell in one.cells
        ],
    }


def _print(say: Messages, project: Project, one: Waiting) -> None:
    what = logged_sentence(say, one.code, one.details, project)
    print(f"{one.offline_id}  {what}  {reason_word(say, one.reason)}")
    rows = []
    for cell in one.cells:
        change = CellChange(cell.part, cell.key, cell.column, cell.before, cell.mine)
        words = cell_words(say, project, change)
        rows.append((words.table, words.row, words.field, words.before, words.after,
                     value_words(say, change, cell.theirs)))  # fmt: skip
    names = ("table", "row", "field", "before", "mine", "theirs")
    print_table(pd.DataFrame(rows, columns=[say(f"laptops.{name}") for name in names]))
