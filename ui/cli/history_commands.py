"""The subcommands about a project's past: ``history``, ``as-it-was``, ``forget``."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import pandas as pd

from mapper import schema
from mapper.day.scope import ScopedDay
from mapper.edit import editor
from mapper.edits.former_values import earlier_of, personal, up_to
from mapper.edits.others import others_taken_back
from mapper.errors import InputError
from mapper.files.whole_file import is_there
from mapper.laptops.forgetting import forget_values
from mapper.project import Project
from mapper.store.history import (
    WRITTEN_ELSEWHERE,
    CellChange,
    ToForget,
    cells_of_line,
    end_of_day,
    last_line_by,
    require_begun,
    rows_of_line,
)
from mapper.store.store import Store, open_store
from ui.cli.output import print_json
from ui.cli.scope import day_asked, scope_json, tell_scope
from ui.cli.table_file import write_out
from ui.language.history_words import cell_words
from ui.language.messages import Messages

_COLUMNS = ("change", "at", "who", "what", "table", "row", "field", "before", "after")
_MOST_SHOWN = 200


class _Line(NamedTuple):
    number: int
    at: str
    who: str
    code: str
    details: dict[str, Any]
    rows: dict[str, Any]
    cell: CellChange

    def heading(self, say: Messages, project: Project) -> tuple[int, str, str, str]:
        """Its number, when it was made by this computer's clock, by whom, and what was done in words."""
        at = say.moment(datetime.fromisoformat(self.at).astimezone(), to="second")
        who = self.who or (say("log.another") if self.code == WRITTEN_ELSEWHERE else "")
        return self.number, at, who, self._told(say, project)

    def _told(self, say: Messages, project: Project) -> str:
        from ui.language.sentences import logged_sentence, redrawn_of_line  # late, as what tells

        redrawn = redrawn_of_line(self.code, self.details, self.rows, project)
        return logged_sentence(say, self.code, self.details, project, redrawn)


def history(asked: Namespace, say: Messages) -> int:
    """Who changed which cell, when, from what to what."""
    if asked.row is not None and asked.table is None:
        raise InputError("option_needs", option="--row", other="--table")
    store = open_store(asked.project)
    try:
        store.log_others()
        if asked.take_back is not None:
            return _take_back(store, asked, say)
        project, log, unseen = store.project, store.change_log(), store.unseen()
    finally:
        store.close()
    found = [line for line in _lines(log) if _is_asked(asked, line)]
    day = day_asked(asked, project, say)
    gone = 0
    if isinstance(day, ScopedDay):
        gone = sum(line.cell.table in schema.TABLES and not _stands(project, line.cell) for line in found)
        found = [line for line in found if _stands(day.project, line.cell)]
    if asked.json:
        told: dict[str, Any] = {"rows_gone": gone} if isinstance(day, ScopedDay) else {}
        told |= {"changes": len(log), "not_looked_at": sorted(unseen)}
        print_json(scope_json(day) | {"cells": [_as_json(line) for line in found]} | told)
        return 0
    tell_scope(day, say)
    if asked.out is not None:
        write_out(asked, project.as_of, "history", _table(found, project, say.of_files), say)
    else:
        _print(found[-_MOST_SHOWN:], project, say)
    changes = len({line.number for line in found})
    print(say("cli.history.done", cells=len(found), changes=changes, all=len(log)))
    if gone:
        print(say("cli.history.gone", cells=gone))
    if asked.out is None and len(found) > _MOST_SHOWN:
        print(say("cli.history.shown", shown=_MOST_SHOWN))
    if unseen:
        print(say("cli.history.new", changes=len(unseen)))
    return 0


def _table(lines: Sequence[_Line], project: Project, say: Messages) -> pd.DataFrame:
    """A row a cell, with what was done in words."""
    rows = [(*line.heading(say, project), *cell_words(say, project, line.cell)) for line in lines]
    return pd.DataFrame(rows, columns=[say(f"history.{name}") for name in _COLUMNS])


def _print(lines: Sequence[_Line], project: Project, say: Messages) -> None:
    """Each change with its moment, who made it and what was done in words; under it a line a cell."""
    for _, cells in groupby(lines, key=attrgetter("number")):
        of_change = list(cells)
        number, at, who, what = of_change[0].heading(say, project)
        print("  ".join(filter(None, (str(number), at, who, what))))
        for line in of_change:
            table, row, field, before, after = cell_words(say, project, line.cell)
            what = say("window.dot_joint").join(filter(None, (table, row, field)))
            print("    " + say("cli.history.cell", what=what, before=before, after=after))


def _take_back(store: Store, asked: Namespace, say: Messages) -> int:
    """Take a line of another program back by an edit."""
    edit = others_taken_back(store, asked.take_back)
    changes = store.write(edit, store.editor)
    rows = 0 if changes.line is None else rows_of_line(store.change_log()["rows"].iloc[-1])
    if asked.json:
        print_json({"taken_back": asked.take_back, "rows": rows})
    else:
        print(say("cli.history.taken_back", line=asked.take_back, rows=rows))
    return 0


def _lines(log: pd.DataFrame) -> Iterator[_Line]:
    for number, line in log.to_dict("index").items():
        for cell in cells_of_line(line["rows"]):
            yield _Line(int(str(number)), line["at"], line["who"], line["code"], line["details"], line["rows"], cell)


def _stands(project: Project, cell: CellChange) -> bool:
    """Whether the row of the cell is in the project, or in the part of one."""
    return cell.table in schema.TABLES and cell.key in project.table(cell.table).index


def _is_asked(asked: Namespace, line: _Line) -> bool:
    wanted = ((asked.table, line.cell.table), (asked.row, line.cell.key), (asked.column, line.cell.column))
    return all(word in (None, told) for word, told in wanted)


def _as_json(line: _Line) -> dict[str, Any]:
    cell = line.cell
    return {
        "change": line.number, "at": line.at, "who": line.who, "code": line.code,
        "table": cell.table, "row": cell.key, "column": cell.column, "before": cell.before, "after": cell.after,
    }  # fmt: skip


def as_it_was(asked: Namespace, say: Messages) -> int:
    """The project as it was at the end of a day, as a file."""
    if is_there(asked.out):
        raise InputError("file_exists", path=str(asked.out))
    store = open_store(asked.project)
    try:
        store.log_others()
        require_begun(store.began(), asked.day)
        line = last_line_by(store.history(-1), end_of_day(asked.day))
        past = store.as_it_was(line, asked.out)
    finally:
        store.close()
    told = {"changes": past.changes, "otherwise": past.otherwise, "forgotten": past.forgotten}
    if asked.json:
        print_json({"day": asked.day.isoformat(), "path": str(asked.out), **told})
        return 0
    print(say("past.done", day=asked.day, path=asked.out, changes=past.changes))
    for name in ("otherwise", "forgotten"):
        if told[name]:
            print(say(f"past.{name}", count=told[name]))
    return 0


def forget(asked: Namespace, say: Messages) -> int:
    """Let former values go from the log for good."""
    if asked.column is not None and asked.row is None:
        raise InputError("option_needs", option="--column", other="--row")
    store = open_store(asked.project)
    try:
        gone = forget_values(store, _to_forget(asked), editor(), dry=asked.dry_run, elsewhere=asked.copies)
    finally:
        store.close()
    if asked.json:
        print_json({"changes": gone.lines, "values": gone.values, "copies": gone.copies, "dry_run": asked.dry_run})
        return 0
    code = "forget.would" if asked.dry_run else "forget.done"
    print(say(code, values=gone.values, changes=gone.lines, copies=gone.copies))
    if not asked.dry_run:
        print(say("forget.elsewhere"))
    return 0


def _to_forget(asked: Namespace) -> ToForget:
    if asked.personal:
        return personal()
    if asked.until is not None:
        return up_to(asked.until)
    table, key = asked.row
    if table not in schema.TABLES:
        raise InputError("table_unknown", table=table, known=list(schema.TABLES))
    if asked.column is not None and asked.column not in schema.TABLES[table].column_names:
        raise InputError("column_unknown", table=table, column=asked.column)
    return earlier_of({(table, key)}, asked.column)
