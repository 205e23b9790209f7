"""A superior's form filled: the mapping and the last hand-in are kept with the project, and the log knows the file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mapper.day.day import Day
from mapper.day.form import FilledForm, FormField, fields_from, fields_json, filled
from mapper.errors import InputError
from mapper.io.form_workbook import FormWorkbook
from mapper.store.export_log import require_log
from mapper.store.store import Store
from ui.sheets.record import record_form

_KEPT = "forms"


def kept_fields(store: Store, name: str) -> tuple[FormField, ...]:
    """What was mapped of the form of that name."""
    return fields_from(_kept(store, name).get("fields"))


def keep_fields(store: Store, name: str, fields: Sequence[FormField]) -> None:
    """Keep what is mapped; the values of the last hand-in stay."""
    _keep(store, name, {"fields": fields_json(fields)})


def fill(store: Store, name: str, form: FormWorkbook, fields: Sequence[FormField], day: Day) -> FilledForm:
    """Put the figures of the day into the form in memory. InputError ``form_empty``, and those of ``filled``."""
    if not fields:
        raise InputError("form_empty")
    last = _kept(store, name).get("last")
    return filled(form, fields, day, last if isinstance(last, dict) else {})


def hand_in(store: Store, name: str, form: FormWorkbook, done: FilledForm, day: Day, path: Path) -> None:
    """Write the filled form, a line in the log of exports, and keep its values to compare the next one with."""
    require_log(Path(store.place))
    form.save(path)
    record_form(store.place, day.as_of, len(done.cells), path)
    _keep(store, name, {"last": {cell.cell: cell.value for cell in done.cells}, "last_day": day.as_of.isoformat()})


def _kept(store: Store, name: str) -> dict[str, Any]:
    every = store.kept(_KEPT)
    one = every.get(name) if isinstance(every, dict) else None
    return one if isinstance(one, dict) else {}


def _keep(store: Store, name: str, more: dict[str, Any]) -> None:
    every = store.kept(_KEPT)
    every = every if isinstance(every, dict) else {}
    store.keep(_KEPT, every | {name: _kept(store, name) | more})
