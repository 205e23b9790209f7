"""What an export leaves behind: lines in the log beside the project; and what its file is called."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from layers.edition_map import EditionMap, contained
from layers.sharing.layer_rows import LayerRows
from layers.sheets.order import SheetOrder
from mapper.day.day import Day
from mapper.day.scope import ScopedDay
from mapper.edit import editor
from mapper.effects.side_by_side import SideBySide
from mapper.files.file_names import file_name_of
from mapper.io.workbook import BookTable
from mapper.store.export_log import Export, log_export, log_files
from ui.language.messages import Messages


def record_export(place: str, maps: Sequence[EditionMap], scope: str, files: Iterable[Path]) -> None:
    """A line for each file that was made of these maps; each says what the whole export contained.

    ``scope`` is the code of the station or unit, empty for the district. InputError ``cannot_write``.
    """
    edition = maps[0].edition
    _record(place, edition.audience, scope, maps[0].snapshot.state.theme, edition.as_of, contained(maps), files)


def record_atlas(place: str, order: SheetOrder, as_of: date, files: Iterable[Path], told: Mapping[str, int]) -> None:
    """A line for each file of an atlas; ``told`` is how many of what the whole of it contains."""
    _record(place, order.audience, order.station_code or "", order.theme, as_of, told, files)


def record_print(place: Path, maps: Sequence[EditionMap], order: SheetOrder, printer: str) -> None:
    """A line for what went to a printer: its name in place of a file's, and no hash. InputError ``cannot_write``."""
    edition, scope = maps[0].edition, order.unit_code or order.station_code or ""
    day, told = edition.as_of.isoformat(), contained(maps)
    log_export(place, Export(_now(), editor(), edition.audience, scope, order.theme, day, printer, "", told))


def record_layer(place: str, shown_map: EditionMap, rows: LayerRows, file: Path) -> None:
    """A line for a file of a layer's rows. InputError ``cannot_write``."""
    edition = shown_map.edition
    told = {rows.code: len(rows.frame), "without_place": rows.left_out}
    _record(place, edition.audience, edition.station_code or "", "layer", edition.as_of, told, [file])


def record_form(place: str, day: Day, cells: int, file: Path) -> None:
    """A line for a superior's form that was filled. InputError ``cannot_write``."""
    _record(place, "command", _stations_of(day), "form", day.as_of, {"cells": cells}, [file])


def layer_title(shown_map: EditionMap, code: str, say: Messages) -> str:
    """What a file of a layer is called inside: its layer, what it is of, whose edition it is and of which day."""
    edition = shown_map.edition
    return say(
        "export.title",
        layer=say(f"export.layer.{code}"),
        place=edition.place,
        audience=say(f"print.edition.{edition.audience}"),
        date=edition.as_of,
    )


def record_part(
    place: str, station: str | None, as_of: date, told: Mapping[str, int], files: Iterable[Path], why: str = "laptop"
) -> None:
    """A line for a part, or all, that was taken out as it is, for a laptop or a batch; ``told`` is its rows by table.

    InputError ``cannot_write``.
    """
    _record(place, "command", station or "", why, as_of, told, files)


def record_tables(place: Path, day: Day, tables: Iterable[BookTable], file: Path) -> None:
    """A line for a file of these tables, which are command's. InputError ``cannot_write``."""
    told = {table.code: len(table.rows) for table in tables}
    _record(place, "command", _stations_of(day), "tables", day.as_of, told, [file])


def record_variants(place: Path | str, day: Day, found: SideBySide, file: Path) -> None:
    """A line for a sheet of two plans side by side, which is command's. InputError ``cannot_write``."""
    told = {"units": len(found.units), "officers": len(found.officers), "beats": len(found.beats)}
    _record(place, "command", _stations_of(day), "variants", day.as_of, told, [file])


def _record(
    place: Path | str,
    audience: str,
    scope: str,
    theme: str,
    as_of: date,
    told: Mapping[str, int],
    files: Iterable[Path],
) -> None:
    """A line for each of these files, which were made together."""
    log_files(place, as_of, told, files, audience=audience, what=theme, scope=scope)


def _stations_of(day: Day) -> str:
    return ",".join(sorted(day.scope.stations)) if isinstance(day, ScopedDay) else ""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def file_name(parts: Iterable[str], day: date, ending: str) -> str:
    """What a file of an export is called: what it is of, for whom, of what and of which day."""
    named = "-".join(part for part in (*parts, day.isoformat()) if part)
    return f"{file_name_of(named)}.{ending}"
