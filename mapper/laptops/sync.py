"""A laptop's edits brought back into the project, each once, and the laptop brought up to what the project is then."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from mapper import schema
from mapper.edit import Edit, put_rows
from mapper.errors import InputError
from mapper.files.progress import tell
from mapper.keys import Keys
from mapper.laptops.checkout import (
    ALL_LINES,
    BROUGHT_UP,
    Checkout,
    checkout_of,
    last_line,
    part_of,
    rows_of,
)
from mapper.laptops.copies import as_a_part
from mapper.laptops.judging import Known, Outcome, Verdict, judge
from mapper.laptops.offline_log import OfflineEdit, offline_edits
from mapper.laptops.row_changes import told_of
from mapper.lazy_dataclass import dataclass
from mapper.project import Project
from mapper.store.history import LINE, REDONE, UNDONE
from mapper.store.store import Store, open_store

SET_ASIDE, SYNCED = "offline_set_aside", "laptop_synced"
_OFFLINE, _ALREADY = "offline", "already"  # in the details of lines of the change log
_MOST_TRIES = 20  # of an edit whose rows others keep changing
_BY_NOBODY = ""  # whose edits nobody's undo takes back


@dataclass(frozen=True)
class Sent:
    """What became of one edit that was made on the laptop; ``again``: it had come back before."""

    edit: OfflineEdit
    outcome: Outcome
    reason: str = ""
    again: bool = False


@dataclass(frozen=True)
class Synced:
    """What a sync did: every edit of the laptop with what became of it, and the line that the laptop rests on now."""

    checkout_id: str
    sent: tuple[Sent, ...]
    base: int

    @property
    def counts(self) -> Mapping[str, int]:
        """How many edits by outcome, of those that came now."""
        return Counter(one.outcome for one in self.sent if not one.again)


def sync(laptop: Store, store: Store, who: str) -> Synced:
    """Send a laptop's edits and bring it up. To be cut off in between does no harm, nor does sending again.

    Raises
    ------
    InputError
        ``not_a_part``: the file is no part of that project; ``read_only``; ``project_busy``: the laptop's file is being
        edited meanwhile; as ``Store.write`` of either.
    """
    if laptop.read_only or store.read_only:
        raise InputError("read_only", path=(laptop if laptop.read_only else store).place)
    laptop.refresh()
    store.refresh()
    out, unlogged = checkout_of(laptop), None
    if out is None:
        out, unlogged = as_a_part(laptop, store, who)
    if out.checkout_id not in store.project.checkouts.index:
        raise InputError("not_a_part", path=laptop.place, project=store.place)
    seen = laptop.project
    edits = offline_edits(laptop, out)
    known = Known({name: set(out.rows.get(name, ())) for name in schema.TABLES})
    before = _sent_before(store)
    done: list[Sent] = []
    if unlogged is not None:
        done.append(_put_aside(store, out, unlogged, "unlogged", who))
    for at, edit in enumerate(edits):
        tell(at, len(edits))
        known.take_in(edit.changes)
        if edit.offline_id in before:
            done.append(Sent(edit, before[edit.offline_id], again=True))
        else:
            done.append(_sent(store, out, edit, known, who))
    base = _registered_back(store, out, done, who)
    _bring_up(laptop, seen, store.project, out, base)
    return Synced(out.checkout_id, tuple(done), base)


def sync_places(laptop: Path | str, place: Path | str, who: str) -> tuple[Synced, Project]:
    """As :func:`sync`, of the laptop's file and the project at a place; with it the project as it is after that.

    InputError also as of ``open_store``.
    """
    out = open_store(laptop)
    try:
        store = open_store(place)
        try:
            return sync(out, store, who), store.project
        finally:
            store.close()
    finally:
        out.close()


def _sent_before(store: Store) -> dict[str, Outcome]:
    """What has come back of any laptop, with what became of it."""
    found: dict[str, Outcome] = {}
    for line in store.history(ALL_LINES):
        outcome = line.details.get("outcome")
        if isinstance(line.details.get(_OFFLINE), str) and outcome in ("written", "merged", "aside"):
            found[line.details[_OFFLINE]] = outcome
        for one in line.details.get(_ALREADY, ()) if line.code == SYNCED else ():
            found[str(one)] = "there"
    return found | dict.fromkeys(store.project.offline_edits.index, "aside")


class _JudgedOtherwiseError(Exception):
    """Others have written since an edit was judged."""


def _sent(store: Store, out: Checkout, edit: OfflineEdit, known: Known, who: str) -> Sent:
    for _ in range(_MOST_TRIES):
        store.refresh()
        verdict = _judged(store.project, out, edit, known)
        if verdict.outcome == "there":
            return Sent(edit, "there")
        if verdict.outcome == "aside":
            return _put_aside(store, out, edit, verdict.reason, who)

        def change(now: Project, verdict: Verdict = verdict) -> Project:
            again = _judged(now, out, edit, known)
            if again.outcome != verdict.outcome:
                raise _JudgedOtherwiseError
            return again.project

        try:
            store.write(_named(edit, verdict.outcome, change), edit.who or who)
        except _JudgedOtherwiseError:
            continue
        except InputError as error:
            if error.code == "changed_meanwhile":
                continue
            if error.code in ("not_yours", "key_taken"):  # of a place that does not let everybody write everything
                return _put_aside(store, out, edit, error.code, who)
            raise
        return Sent(edit, verdict.outcome)
    raise InputError("project_busy", path=store.place)


def _judged(project: Project, out: Checkout, edit: OfflineEdit, known: Known) -> Verdict:
    mine = project.offline_edits
    return judge(project, edit.changes, known, mine["contents"][mine["checkout_id"] == out.checkout_id].tolist())


def _named(edit: OfflineEdit, outcome: Outcome, change: Callable[[Project], Project]) -> Edit:
    """An offline edit as an edit of the project; an undo there is a step of its own here."""
    values = {**edit.details, _OFFLINE: edit.offline_id, "outcome": outcome, "offline_at": edit.at}
    code = edit.code
    if code in (UNDONE, REDONE):
        values.pop(LINE, None)
        code = f"offline_{code}"
    return Edit(code, change, values)


def _put_aside(store: Store, out: Checkout, edit: OfflineEdit, reason: str, who: str) -> Sent:
    row = {
        "offline_id": [edit.offline_id],
        "checkout_id": [out.checkout_id],
        "station_code": [out.station],
        "made_at": [_moment(edit.at)],
        "made_by": [edit.who or None],
        "code": [edit.code],
        "details": [json.dumps(dict(edit.details), ensure_ascii=False, default=str)],
        "reason": [reason],
        "contents": [json.dumps(told_of(edit.changes), ensure_ascii=False)],
    }
    values = {"of_code": edit.code, _OFFLINE: edit.offline_id, "outcome": "aside", "laptop": out.checkout_id}
    put = Edit(SET_ASIDE, lambda now: put_rows(now, "offline_edits", pd.DataFrame(row)), values)
    store.write(put, edit.who or who)
    return Sent(edit, "aside", reason)


def _registered_back(store: Store, out: Checkout, done: Sequence[Sent], who: str) -> int:
    """The project knows that the laptop was here, and what it had of it already; the line that tells."""
    counts = Counter(one.outcome for one in done if not one.again)
    values = {"laptop": out.checkout_id, **{name: counts[name] for name in ("written", "merged", "there", "aside")}}
    values[_ALREADY] = [one.edit.offline_id for one in done if one.outcome == "there"]

    def change(now: Project) -> Project:
        row = now.checkouts.loc[[out.checkout_id]].copy()
        row["synced_at"] = pd.array([datetime.now(UTC).replace(tzinfo=None)], dtype="datetime64[us]")
        row["base"] = pd.array([last_line(store)], dtype="Int64")
        return put_rows(now, "checkouts", row)

    line = store.write(Edit(SYNCED, change, values), who or _BY_NOBODY).line
    return line if line is not None else last_line(store)


def _bring_up(laptop: Store, seen: Project, project: Project, out: Checkout, base: int) -> None:
    """Make the laptop's file what its part of the project is now; its own log, and its numbering, go on."""
    part = part_of(project, out.station)

    def change(here: Project) -> Project:
        if here is not seen:
            raise InputError("project_busy", path=laptop.place)
        keys = here.keys if here.keys.device else Keys(out.checkout_id, here.keys.used)
        return replace(part, keys=keys, checkouts=here.checkouts, offline_edits=here.offline_edits)

    laptop.write(Edit(BROUGHT_UP, change, {"base": base}), _BY_NOBODY)
    replace(out, base=base, line=last_line(laptop), rows=rows_of(laptop.project)).keep_in(laptop)


def _moment(at: str) -> datetime | None:
    return datetime.fromisoformat(at).astimezone(UTC).replace(tzinfo=None) if at else None
