"""A superior's form filled: the mapping and the last hand-in are kept with the project, and the log knows the file."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mapper.day.day import Day
from mapper.day.form import FilledForm, FormField, fields_from, fields_json, filled
from mapper.day.scope import ScopedDay
from mapper.errors import InputError
from mapper.io.form_package import FormPackage
from mapper.store.export_log import require_log
from mapper.store.store import Store
from ui.sheets.record import record_form

_KEPT, _PARTS = "forms", "last_of_parts"


def kept_fields(store: Store, name: str) -> tuple[FormField, ...]:
    """What was mapped of the form of that name."""
    return fields_from(_kept(store, name).get("fields"))


def keep_fields(store: Store, name: str, fields: Sequence[FormField]) -> None:
    """Keep what is mapped; the values of the last hand-in stay."""
    _keep(store, name, {"fields": fields_json(fields)})


def last_values(store: Store, name: str, day: Day) -> Mapping[str, Any]:
    """What was handed in last of the day's part, or of the whole project, by cell."""
    last = _handed_in(store, name, day).get("last")
    return last if isinstance(last, dict) else {}


def keep_values(store: Store, name: str, done: FilledForm, day: Day) -> None:
    """Keep what is handed in, to compare the next one of the same part with."""
    told = {"last": {cell.cell: cell.value for cell in done.cells}, "last_day": day.as_of.isoformat()}
    if isinstance(day, ScopedDay):
        parts = _kept(store, name).get(_PARTS)
        told = {_PARTS: (parts if isinstance(parts, dict) else {}) | {_part_key(day): told}}
    _keep(store, name, told)


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
    record_form(place, day, len(done.cells), path)


def _handed_in(store: Store, name: str, day: Day) -> Mapping[str, Any]:
    """The last hand-in of the day's part, or of the whole."""
    kept = _kept(store, name)
    if not isinstance(day, ScopedDay):
        return kept
    parts = kept.get(_PARTS)
    one = parts.get(_part_key(day)) if isinstance(parts, dict) else None
    return one if isinstance(one, dict) else {}


def _part_key(day: ScopedDay) -> str:
    return "/".join([",".join(sorted(day.scope.stations)), *([] if day.scope.beat is None else [day.scope.beat])])


def _kept(store: Store, name: str) -> dict[str, Any]:
    every = store.kept(_KEPT)
    one = every.get(name) if isinstance(every, dict) else None
    return one if isinstance(one, dict) else {}


def _keep(store: Store, name: str, more: dict[str, Any]) -> None:
    every = store.kept(_KEPT)
    every = every if isinstance(every, dict) else {}
    store.keep(_KEPT, every | {name: _kept(store, name) | more})
