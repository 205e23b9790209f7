"""A superior's form filled: the mapping and the last hand-in are kept with the project, and the log knows the file."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mapper.day.day import Day
from mapper.day.form import FilledForm, FormField, fields_from, fields_json, filled
from mapper.errors import InputError
from mapper.io.form_package import FormPackage
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


def last_values(store: Store, name: str) -> Mapping[str, Any]:
    """What was handed in last, by cell."""
    last = _kept(store, name).get("last")
    return last if isinstance(last, dict) else {}


def keep_values(store: Store, name: str, done: FilledForm, day: Day) -> None:
    """Keep what is handed in, to compare the next one with."""
    _keep(store, name, {"last": {cell.cell: cell.value for cell in done.cells}, "last_day": day.as_of.isoformat()})


def fill(form: FormPackage, fields: Sequence[FormField], day: Day, last: Mapping[str, Any]) -> FilledForm:
    """Put the figures of the day into the form in memory. InputError ``form_empty``, and those of ``filled``."""
    if not fields:
        raise InputError("form_empty")
    return filled(form, fields, day, last)


def each_filled(
    form: FormPackage, fields: Sequence[FormField], day: Day, last: Mapping[str, Any]
) -> Iterator[FilledForm | InputError]:
    """What stands in the cells of each field, or why it cannot be filled."""
    for field in fields:
        try:
            yield filled(form, [field], day, last)
        except InputError as error:
            yield error


def write_filled(path: Path, place: str, form: FormPackage, done: FilledForm, day: Day) -> None:
    """Write the filled form, with a line in the log of the project at ``place``.

    InputErrors ``cannot_write``, ``form_ending``.
    """
    require_log(Path(place))
    form.save(path)
    record_form(place, day.as_of, len(done.cells), path)


def _kept(store: Store, name: str) -> dict[str, Any]:
    every = store.kept(_KEPT)
    one = every.get(name) if isinstance(every, dict) else None
    return one if isinstance(one, dict) else {}


def _keep(store: Store, name: str, more: dict[str, Any]) -> None:
    every = store.kept(_KEPT)
    every = every if isinstance(every, dict) else {}
    store.keep(_KEPT, every | {name: _kept(store, name) | more})
