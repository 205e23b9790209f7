"""A day in tables, in the reader's words: seats, gaps, stations, officers, hazards, disputes, focus, how counted.

They are command's: they name incidents by their numbers, of sensitive ones as of others, with the day and no minute.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from layers.sharing.disclosure import Disclosure, tables_disclosure
from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import LOOPS
from mapper.analysis.seats.coverage import COUNTED
from mapper.day.day import Day
from mapper.day.scope import scope_names
from mapper.day.station_figures import station_figures
from mapper.frames import sensitive_rows
from mapper.further_values import further_columns
from mapper.io.workbook import BookTable, Column, write_workbook
from mapper.names import names_of, split_ids
from mapper.schema import POINT_TABLES, TABLES
from mapper.store.export_log import exports_of, require_log
from ui.language.incident_words import category_word, stage_word
from ui.language.messages import Messages
from ui.language.sentences import finding_detail, finding_sentence
from ui.sheets.record import record_tables


def write_day(path: Path, place: Path, day: Day, say: Messages) -> int:
    """Write the tables of a day as one workbook, with a line in the log of the project at ``place``; how many they are.

    Raises InputError ``cannot_write`` or ``is_directory``.
    """
    require_log(place)
    tables = day_tables(day, say)
    write_workbook(path, tables)
    record_tables(place, day, tables, path)
    return len(tables)


def workbook_disclosure(day: Day, place: Path, say: Messages) -> Disclosure:
    """What the workbook of a day will tell."""
    rows = {table.code: len(table.rows) for table in day_tables(day, say)}
    return tables_disclosure(day, rows, exports_of(place))


def day_tables(day: Day, say: Messages) -> tuple[BookTable, ...]:
    """All tables of a day, of the part that it is of."""
    place = say("window.list_joint").join(scope_names(day))

    def table(code: str, columns: tuple[Column, ...], rows: list[tuple[Any, ...]], **more: Any) -> BookTable:
        told = say(f"book.{code}.told", place=place, as_of=day.as_of, count=len(rows))
        return BookTable(code, say(f"book.{code}"), told, columns, rows, say("load.sum"), **more)

    def column(code: str, kind: Any = "text", *, summed: bool = False) -> Column:
        return Column(say(f"book.head.{code}"), kind, summed)

    seats = (
        column("code"), column("unit"), column("kind"), column("station"), column("residents", "whole", summed=True),
        column("officers"), column("acting_until", "day"), column("state"), column("covered", "whole", summed=True),
        column("fte", "number", summed=True), column("load", "share"),
    )  # fmt: skip
    gaps = (column("severity"), column("number"), column("what"), column("detail"), column("station"))
    officers = (
        column("officer"), column("role"), column("station"), column("units"), column("minutes", "whole", summed=True),
        column("available", "whole", summed=True), column("load", "share"), column("overloaded"),
    )  # fmt: skip
    stations = (
        column("code"), column("station"), column("seats", "whole", summed=True),
        column("covered", "whole", summed=True), column("covered_share", "share"),
        column("one_to_one", "whole", summed=True), column("overloaded_officers", "whole", summed=True),
        column("present", "whole", summed=True), column("hazards_open", "whole", summed=True),
        column("hazards_overdue", "whole", summed=True), column("disputes_open", "whole", summed=True),
        column("disputes_late", "whole", summed=True), column("focus", "whole"),
    )  # fmt: skip
    incidents = (
        column("number"), column("category"), column("unit"), column("station"), column("stage"),
        column("began", "day"), column("due", "day"), column("days_late", "whole"), column("owner"),
    )  # fmt: skip
    focus = (
        column("number"), column("reason"), column("starts", "day"), column("ends", "day"), column("officers"),
        column("minutes_a_day", "whole", summed=True),
    )  # fmt: skip
    further = (column("table"), column("number"), column("heading"), column("value"))
    return (
        table("seats", seats, list(_seats(day, say))),
        table("gaps", gaps, list(_gaps(day, say))),
        table("stations", stations, list(_stations(day, say)), charted=((1, 4), (1, 8, 9), (1, 10, 11))),
        table("officers", officers, list(_officers(day, say))),
        *(table(kind.table, incidents, list(_incidents(day, kind, say))) for kind in LOOPS),
        table("focus", focus, list(_focus(day, say))),
        *([table("further", further, told)] if (told := list(_further(day, say))) else []),
        table("method", (column("what"), column("value")), list(_method(day, say))),
    )


def _seats(day: Day, say: Messages) -> Iterator[tuple[Any, ...]]:
    project, shares, units, joint = day.project, day.seat_shares, day.project.communities, say("window.list_joint")
    officers, stations = names_of(project.officers).to_dict(), names_of(project.stations).to_dict()
    names, rows = names_of(units).to_dict(), units[["kind", "station_code", "residents"]].to_dict("index")
    for code, seat in day.coverage.seats.to_dict("index").items():
        unit = rows[code]
        held = joint.join(officers.get(who, who) for who in (seat["officer_ids"] or seat["away_ids"]))
        yield (
            str(code), names[code], say.choice("communities", "kind", unit["kind"]),
            stations.get(unit["station_code"], ""), _whole(unit["residents"]), held, day.acting_until.get(code),
            say(f"state.{seat['state']}"), int(seat["state"] in COUNTED), float(seat["effective_fte"]),
            _share(shares.get(code)),
        )  # fmt: skip


def _gaps(day: Day, say: Messages) -> Iterator[tuple[Any, ...]]:
    project = day.project
    stations, of_unit = names_of(project.stations).to_dict(), project.communities["station_code"]
    of_row = {table: day.owned(table)["station_code"] for table in POINT_TABLES}
    of_row["officers"] = project.officers["station_code"]
    for finding in (*day.findings, *day.coming):
        subject = finding.subjects[0] if finding.subjects else ""
        code = of_row.get(finding.kind.table or "", of_unit).get(subject, subject)
        severity, what = say(f"severity.{finding.severity}"), finding_sentence(say, finding)
        yield severity, subject, what, finding_detail(say, finding), stations.get(code, "")


def _stations(day: Day, say: Messages) -> Iterator[tuple[Any, ...]]:
    for row in station_figures(day):
        yield (
            row.code, row.name or say("stations.none"), row.units, row.covered, row.covered_share, row.one_to_one,
            row.overloaded, row.officers, row.hazards_open, row.hazards_overdue, row.disputes_open, row.disputes_late,
            row.focus,
        )  # fmt: skip


def _officers(day: Day, say: Messages) -> Iterator[tuple[Any, ...]]:
    project, units, joint = day.project, names_of(day.project.communities).to_dict(), say("window.list_joint")
    stations, names = names_of(project.stations).to_dict(), names_of(project.officers).to_dict()
    for officer, load in day.officer_load.to_dict("index").items():
        on_roll = project.officers.loc[officer]
        role, station = say.choice("officers", "role", on_roll["role"]), stations.get(on_roll["station_code"], "")
        held = joint.join(units.get(unit, unit) for unit in load["units"])
        minutes, available = round(load["minutes"]), round(load["available"])
        over = say("roster.yes" if load["overloaded"] else "roster.no")
        yield names[officer], role, station, held, minutes, available, _share(load["share"]), over


def _incidents(day: Day, kind: IncidentKind, say: Messages) -> Iterator[tuple[Any, ...]]:
    project, table = day.project, kind.table
    rows, owned, clocks = project.table(table), day.owned(table), day.clocks(table)
    units, stations = names_of(project.communities).to_dict(), names_of(project.stations).to_dict()
    officers = names_of(project.officers).to_dict()
    shown = day.incidents_shown(table).to_numpy(dtype=bool) & ~day.incidents_closed(table).to_numpy(dtype=bool)
    for key, clock in clocks[shown].sort_values("due", kind="stable", na_position="last").to_dict("index").items():
        unit, station = owned.at[key, "community_code"], owned.at[key, "station_code"]
        who = rows.at[key, kind.owner] if kind.owner else day.unit_keepers.get(unit)
        yield (
            str(key), category_word(say, table, rows.at[key, kind.category]), units.get(unit, ""),
            stations.get(station, ""), stage_word(say, table, clock["stage"]), _day(rows.at[key, kind.began]),
            _day(clock["due"]), _whole(clock["days_late"]), officers.get(who, ""),
        )  # fmt: skip


def _focus(day: Day, say: Messages) -> Iterator[tuple[Any, ...]]:
    areas, officers = day.project.focus_areas, names_of(day.project.officers).to_dict()
    for key, number in day.focus_numbers.items():
        area = areas.loc[key]
        sent = say("window.list_joint").join(officers.get(who, who) for who in split_ids(area["officer_ids"]))
        reason = area["reason"] if isinstance(area["reason"], str) else ""
        yield str(number), reason, _day(area["starts"]), _day(area["ends"]), sent, _whole(area["minutes"])


def _further(day: Day, say: Messages) -> Iterator[tuple[Any, ...]]:
    """Further values of the part's rows, but for those of sensitive ones: what is written there may name the place."""
    project = day.project
    for name in dict.fromkeys(project.further_values["of_table"]):
        if name not in TABLES:
            continue
        columns = further_columns(project, name)[~sensitive_rows(name, project.table(name))]
        for heading in columns:
            for key, value in columns[heading].dropna().items():
                yield say(f"table.{name}"), str(key), str(heading), value


def _method(day: Day, say: Messages) -> Iterator[tuple[Any, ...]]:
    """What the figures are of and what was left out, a line each."""
    ledger, norms = day.coverage, day.project.norms
    data_date = day.data_date
    yield say("book.method.as_of"), day.as_of.isoformat()
    yield say("book.method.data_date"), "—" if data_date is None else data_date.isoformat()
    share = f"{ledger.covered / ledger.units:.1%}" if ledger.units else "—"
    yield say("book.method.covered"), f"{ledger.covered} / {ledger.units} ({share})"
    yield say("book.method.officers"), f"{len(day.roll)}"
    yield say("book.method.overload"), f"{norms.overload_share:.0%}"
    for kind in LOOPS:
        owned = day.owned(kind.table)
        outside = int(owned["community_code"].isna().sum())
        words = say("book.method.without_unit", table=say(f"table.{kind.table}"))
        yield words, f"{outside} / {len(owned)}"
    yield say("book.method.notice"), day.project.about.notice or "—"
    yield say("page.mark.internal"), say("book.method.internal")


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _share(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()
