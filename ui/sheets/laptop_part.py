"""A part of a project taken out on a laptop, with its line in the log of exports."""

from pathlib import Path

from mapper.edit import editor
from mapper.laptops.checkout import Checkout, check_out
from mapper.store.export_log import require_log
from mapper.store.store import Store, open_store
from ui.sheets.record import record_part


def take_out(store: Store, out: Path, station: str | None) -> Checkout:
    """Write a station's part, or all, as the file of a laptop; the project knows of it from now on.

    InputError as of :func:`mapper.laptops.checkout.check_out`, and ``cannot_write`` of the log of exports.
    """
    require_log(Path(store.place))
    made = check_out(store, out, station, editor())
    by_table = {name: len(rows) for name, rows in made.rows.items() if rows}
    record_part(store.place, station, store.project.as_of, by_table, [out])
    return made


def take_out_of(place: Path | str, out: Path, station: str | None) -> Checkout:
    """As :func:`take_out`, of the project at a place, which is opened for it. InputError also as of ``open_store``."""
    store = open_store(place)
    try:
        return take_out(store, out, station)
    finally:
        store.close()
