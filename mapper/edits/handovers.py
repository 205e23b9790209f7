"""Handing an incident over to another body or officer, the receipt of it, and the answer."""

from datetime import datetime
from typing import Any

import pandas as pd

from mapper import schema
from mapper.analysis.cooperation.handovers import RECEIVERS, handovers_of
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.dates import to_the_minute
from mapper.edit import Edit, next_key, put_rows, require_row
from mapper.errors import InputError
from mapper.io.personal import require_impersonal
from mapper.project import Project

_NAMED = (*RECEIVERS, "station_to_department")  # whose receiver has to be told


def hand_over(
    table: str,
    key: str,
    direction: str,
    at: datetime,
    receiver: str | None = None,
    *,
    due: datetime | None = None,
    note: str = "",
) -> Edit:
    """An open hazard or dispute is sent to somebody at that moment, to be answered by ``due`` where that is told.

    Notes
    -----
    The edit raises InputError ``value_unknown`` (no such table or direction), ``row_unknown`` (no such incident,
    officer or station), ``handover_receiver`` (not told to whom), ``note_personal``, ``handover_early`` (before the
    incident began), ``handover_closed`` (it is closed), ``handover_open`` (the same receiver has it and has not
    answered), ``handover_due`` (due before it is sent).
    """
    receiver, note = " ".join((receiver or "").split()) or None, " ".join(note.split())

    def change(project: Project) -> Project:
        require_sendable(project, table, key, direction, at, receiver, due=due, note=note)
        row = {
            "incident_table": table, "incident_id": key, "direction": direction, "receiver": receiver,
            "sent_at": pd.Timestamp(at), "due_at": None if due is None else pd.Timestamp(due), "note": note or None,
        }  # fmt: skip
        index = pd.Index([next_key(project, "handovers")], name="handover_id")
        return put_rows(project, "handovers", pd.DataFrame([row], index=index))

    told: dict[str, Any] = {"table": table, "key": key, "direction": direction, "receiver": receiver, "at": _iso(at)}
    return Edit("handed_over", change, told | ({"due": _iso(due)} if due else {}) | ({"note": note} if note else {}))


def require_sendable(
    project: Project,
    table: str,
    key: str,
    direction: str,
    at: datetime,
    receiver: str | None = None,
    *,
    due: datetime | None = None,
    note: str = "",
) -> None:
    """Nothing where :func:`hand_over` would do it; else the InputError that it would raise."""
    _require_choice("incident_table", table)
    _require_choice("direction", direction)
    frame, kind = project.table(table), KIND_OF[table]
    if key not in frame.index:
        raise InputError("row_unknown", table=table, key=key)
    if receiver is None and direction in _NAMED:
        raise InputError("handover_receiver")
    if receiver is not None and direction in RECEIVERS:
        require_row(project, RECEIVERS[direction], receiver)
    require_impersonal(note, receiver or "")
    # Its dates alone: a row of all columns takes longer than the rest, and a card asks for it.
    place = frame.index.get_indexer([key])
    incident = pd.DataFrame({date: frame[date].array.take(place) for date in kind.dates})
    began = incident[kind.began].iloc[0]
    if began > pd.Timestamp(at):
        raise InputError("handover_early", table=table, key=key, at=to_the_minute(at), date=to_the_minute(began))
    if kind.closed_on(incident, at.date()).iloc[0]:
        raise InputError("handover_closed", table=table, key=key)
    if due is not None and due < at:
        raise InputError("handover_due", due=to_the_minute(due), at=to_the_minute(at))
    mine = handovers_of(project, table, key)
    same = (mine["direction"] == direction) & (mine["receiver"].fillna("") == (receiver or ""))
    waits = mine.index[same & mine["answered_at"].isna() & mine["result"].isna()]
    if len(waits):
        raise InputError("handover_open", key=str(waits[0]))


def give_receipt(handover_id: str, at: datetime) -> Edit:
    """The receiver has it since that moment.

    The edit raises InputError ``row_unknown``, ``receipt_again`` (received or answered already), ``handover_before``
    (before it was sent).
    """

    def change(project: Project) -> Project:
        row = require_row(project, "handovers", handover_id)
        if pd.notna(row["received_at"]) or _is_answered(row):
            raise InputError("receipt_again", key=handover_id)
        _require_after(handover_id, at, row["sent_at"])
        return _with(project, handover_id, received_at=pd.Timestamp(at))

    return Edit("receipt_given", change, {"key": handover_id, "at": _iso(at)})


def answer_handover(handover_id: str, result: str, at: datetime, *, note: str = "") -> Edit:
    """The receiver has answered: it is done, or returned. A note is put behind the one that is there.

    The edit raises InputError ``row_unknown``, ``value_unknown`` (no such result), ``note_personal``,
    ``answer_again``, ``answer_unreceived`` (there is no receipt yet), ``handover_before`` (before the receipt).
    """
    note = " ".join(note.split())

    def change(project: Project) -> Project:
        row = require_row(project, "handovers", handover_id)
        _require_choice("result", result)
        require_impersonal(note)
        if _is_answered(row):
            raise InputError("answer_again", key=handover_id)
        if pd.isna(row["received_at"]):
            raise InputError("answer_unreceived", key=handover_id)
        _require_after(handover_id, at, row["received_at"])
        notes = [text for text in (row["note"], note) if isinstance(text, str) and text]
        said = {"note": " / ".join(notes)} if notes else {}
        return _with(project, handover_id, answered_at=pd.Timestamp(at), result=result, **said)

    told = {"key": handover_id, "result": result, "at": _iso(at)}
    return Edit("handover_answered", change, told | ({"note": note} if note else {}))


def _with(project: Project, handover_id: str, **values: Any) -> Project:
    frame = project.handovers
    chosen = frame.index == handover_id
    return project.with_tables(handovers=frame.assign(**{n: frame[n].where(~chosen, v) for n, v in values.items()}))


def _is_answered(row: pd.Series) -> bool:
    return bool(pd.notna(row["answered_at"]) or pd.notna(row["result"]))


def _require_choice(column: str, value: str) -> None:
    known = schema.TABLES["handovers"].column(column).choices or {}
    if value not in known:
        raise InputError("value_unknown", table="handovers", column=column, value=value, known=list(known))


def _require_after(handover_id: str, at: datetime, before: Any) -> None:
    if pd.notna(before) and pd.Timestamp(at) < before:
        raise InputError("handover_before", key=handover_id, at=to_the_minute(at), date=to_the_minute(before))


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
