"""Workbooks as a :class:`~mapper.io.source.Source`: one sheet, or several that are read together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from mapper.errors import InputError
from mapper.io.markup import html_grids, spreadsheet_grids
from mapper.io.number_formats import shown_numbers
from mapper.io.sheets import Row, read_sheets
from mapper.io.source import ALL_LAYERS, Source, text_bytes
from mapper.io.tables import Grid, find_header, grids_source, has_rows
from mapper.io.workbook_facts import workbook_facts
from mapper.message import Message
from mapper.schema import Table


def read_workbook(
    path: Path,
    table: Table,
    column_map: Mapping[str, str],
    sheets: Sequence[str] = (),
    data: bytes | None = None,
) -> Source:
    """The sheet of a workbook whose header looks most like the table's; or those named, ``*`` for all.

    Raises
    ------
    InputError
        ``file_empty``; ``layer_unknown``; ``sheets_alike``: several sheets have the same header, and none is named; or
        as :func:`~mapper.io.sheets.read_sheets`.
    """
    file = path if data is None else data
    asked = [name for name in sheets if name != ALL_LAYERS]
    found = read_sheets(file, str(path), asked[0] if len(sheets) == 1 and asked else None)
    for name in asked:
        if name not in found.sheets:
            raise InputError("layer_unknown", path=str(path), layer=name, known=list(found.sheets))
    full = {name: sheet for name, sheet in found.sheets.items() if any(any(row) for row in sheet.rows)}
    if not full:
        raise InputError("file_empty", path=str(path))
    chosen = _chosen({n: sheet.rows for n, sheet in full.items()}, table, column_map, sheets, str(path))
    facts = workbook_facts(file, str(path))
    notes = []
    if found.far is not None:
        notes.append(Message("cells_far_off", {"cells": found.far.cells, "example": found.far.example}))
    if skipped := [name for name in full if name not in chosen]:
        notes.append(Message("sheets_skipped", {"used": chosen[0], "sheets": skipped}))
    if len(chosen) > 1:
        notes.append(Message("sheets_together", {"sheets": chosen}))
    if facts.from_1904:
        notes.append(Message("days_from_1904", {}))
    if errors := sum(facts.errors.get(name, 0) for name in chosen):
        notes.append(Message("formula_errors", {"cells": errors}))
    grids = []
    for name in chosen:
        rows = full[name].rows
        for (row, column), shown in shown_numbers(path, data, name, rows).items():
            rows[row][column] = shown
        grids.append(Grid(rows, full[name].merged, facts.hidden.get(name, frozenset()), name))
    source = grids_source(grids, path, table, column_map, None, notes, from_1904=facts.from_1904)
    return replace(source, layers=tuple(full) if len(full) > 1 else ())


def read_markup(
    path: Path, kind: str, table: Table, column_map: Mapping[str, str], sheets: Sequence[str] = ()
) -> Source:
    """Tables of HTML (``html``) or of Excel's XML of 2003 (``spreadsheet``), which platforms call .xls.

    Raises
    ------
    InputError
        ``file_empty``, ``file_unreadable``, ``layer_unknown``, ``sheets_alike``, ``xml_entities``, ``xml_too_deep``,
        ``file_too_large``, ``encoding_not_found``.
    """
    data, from_1904 = text_bytes(path), False
    if kind == "html":
        grids, encoding = html_grids(data, str(path))
        grids = [replace(grid, name=f"#{number}") for number, grid in enumerate(grids, 1)]
        notes = [Message("is_really_html", {})]
    else:
        grids, encoding, from_1904 = spreadsheet_grids(data, str(path))
        notes = [Message("is_really_xml", {})]
    full = {grid.name: grid for grid in grids}
    for name in sheets:
        if name not in (*full, ALL_LAYERS):
            raise InputError("layer_unknown", path=str(path), layer=name, known=list(full))
    if not full:
        raise InputError("file_empty", path=str(path))
    chosen = _chosen({name: grid.rows for name, grid in full.items()}, table, column_map, sheets, str(path))
    if from_1904:
        notes.append(Message("days_from_1904", {}))
    told = [full[name] for name in chosen]
    source = grids_source(told, path, table, column_map, encoding, notes, from_1904=from_1904)
    return replace(source, layers=tuple(full) if len(full) > 1 else ())


def _chosen(
    full: Mapping[str, Sequence[Row]], table: Table, column_map: Mapping[str, str], asked: Sequence[str], path: str
) -> list[str]:
    headers = {name: find_header(rows, table, column_map) for name, rows in full.items()}
    if ALL_LAYERS in asked:
        return [name for name in full if headers[name].matches] or list(full)
    if asked:
        return list(dict.fromkeys(name for name in asked if name in full)) or list(full)
    best = max(full, key=lambda name: headers[name].matches)
    filled = [name for name in full if has_rows(full[name], headers[name])]
    alike = [name for name in filled if set(headers[name].names) == set(headers[best].names)]
    if headers[best].matches and len(alike) > 1:
        raise InputError("sheets_alike", path=path, sheets=alike)
    return [best]
