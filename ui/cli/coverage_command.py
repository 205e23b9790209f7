"""The ``coverage`` command: the seat ledger of a day, the days lost between two, and the gaps to come."""

import json
from argparse import Namespace
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from mapper.analysis.seats.coverage import COUNTED
from mapper.analysis.seats.posting import liaison_state, posting
from mapper.analysis.seats.table import SeatTable, seat_table
from mapper.day.scope import ScopedDay
from mapper.names import names_of
from mapper.project import Project
from mapper.store.store import read_project
from ui.cli.output import print_json, print_table
from ui.cli.scope import day_asked, own_officers, scope_json, tell_scope
from ui.cli.table_file import write_out
from ui.language.messages import Messages
from ui.language.personnel_words import holder_words
from ui.seats.posting_words import posting_lines
from ui.seats.seat_rows import post_rows

_LOST, _COMING = ["vacant_days", "away_days"], ["gap_from", "gap_in_days", "gap_why"]
# Headings that the ledger's window has too.
_HEADINGS = {
    "as_of": "header.as_of", "community_code": "units.code", "station_code": "units.code",
    "county": "cli.coverage.county",
    "name": "units.name", "kind": "units.kind", "station": "units.station", "state": "units.state",
    "officers": "seats.officers", "effective_fte": "seats.fte", "units": "seats.sum.units",
    "covered": "seats.sum.covered", "one_to_one": "seats.sum.one_to_one", "dedicated": "seats.sum.dedicated",
    "days": "seats.sum.days", "vacant_days": "seats.sum.vacant_days", "away_days": "seats.sum.away_days",
    "gaps": "seats.sum.gaps", "gap_from": "seats.gap_from", "gap_in_days": "seats.gap_in", "gap_why": "seats.gap_why",
}  # fmt: skip


def coverage(asked: Namespace, say: Messages) -> int:
    """The seat ledger; with ``--since`` or ``--until`` the days lost too, with ``--ahead`` the gaps to come."""
    project = read_project(asked.project)
    day = day_asked(asked, project, say)
    as_of, roll = day.as_of, own_officers(day)
    since, until, with_days = _period(asked, as_of)
    seats = seat_table(project, as_of, since, until, as_of + timedelta(days=asked.ahead or 0))
    if isinstance(day, ScopedDay):
        seats = seats.only(day.project.communities.index, project)
    ledger = seats.coverage
    more = [*(_LOST if with_days else ()), *(_COMING if asked.ahead else ())]
    table = _by_unit(project, seats, more, say) if asked.by == "unit" else _summed(day.project, seats, more, asked.by)
    if asked.out is not None:
        write_out(asked, day.as_of, "seats", _spoken(table.assign(as_of=as_of.isoformat()), say), say)
    if asked.json:
        document = (
            scope_json(day) | ledger.as_json() | {"officers_recorded": len(roll), "left_out": dict(seats.left_out)}
        )
        if with_days:
            document |= {"since": since.isoformat(), "until": until.isoformat()}
            document |= {"rostered_days": seats.lost.rostered_days, "lost_days": seats.lost.lost_days}
        rows = json.loads(table.to_json(orient="records", force_ascii=False))
        if asked.by != "unit":
            own = day.project.with_tables(officers=roll)
            document |= {"rows": rows, "posting": posting(own, as_of).as_json()}
            document["liaison"] = _liaison_rows(liaison_state(own, as_of))
        else:
            acting = seats.seats["acting_until"].dt.strftime("%Y-%m-%d")
            for row, found, until in zip(document["rows"], rows, acting, strict=True):
                row.update({name: found[name] for name in more} | {"acting_until": _known(until)})
        print_json(document)
        return 0
    tell_scope(day, say)
    if asked.out is None:
        if "gap_from" in table:
            table["gap_from"] = [
                day and say.day_in_figures(date.fromisoformat(day)) for day in map(_known, table["gap_from"])
            ]
        print_table(_spoken(table, say))
    _tell(seats, len(roll), with_days, asked.ahead, say)
    if asked.by != "unit":
        own = day.project.with_tables(officers=roll)
        posted = posting(own, as_of)
        posts = post_rows(posted, liaison_state(own, as_of))
        for line in posting_lines(say, posted, posts, say.day_in_figures(as_of), project.norms.liaison_visit_days):
            print(line)
    return 0


def _known(text: Any) -> str | None:
    return text if isinstance(text, str) else None


def _liaison_rows(liaison: pd.DataFrame) -> Any:
    """Each station's liaison unit and last visit, JSON-ready."""
    frame = liaison.assign(last_visit=liaison["last_visit"].dt.strftime("%Y-%m-%d")).drop(columns="name").reset_index()
    return json.loads(frame.to_json(orient="records", force_ascii=False))


def _period(asked: Namespace, as_of: date) -> tuple[date, date, bool]:
    """First and last day of the period, and whether one was asked for: 30 days where only one end is given."""
    until = asked.until or max(as_of, asked.since or as_of)
    return asked.since or until - timedelta(days=29), until, asked.since is not None or asked.until is not None


def _by_unit(project: Project, seats: SeatTable, more: list[str], say: Messages) -> pd.DataFrame:
    names = names_of(project.officers).to_dict()

    def people(present: tuple[str, ...], away: tuple[str, ...], until: pd.Timestamp) -> str:
        gone = (say("seats.away", name=names.get(officer, officer)) for officer in away)
        last = None if pd.isna(until) else until.date()
        here = holder_words(say, [names.get(officer, officer) for officer in present], last)
        return say("window.list_joint").join([*filter(None, (here,)), *gone])

    held = zip(*(seats.seats[name] for name in ("officer_ids", "away_ids", "acting_until")), strict=True)
    frame = seats.seats.assign(
        name=names_of(seats.seats),
        officers=[people(*who) for who in held],
        covered=seats.seats["state"].isin(COUNTED),
        gap_from=seats.seats["gap_from"].dt.strftime("%Y-%m-%d"),
    ).reset_index()
    columns = ["community_code", "name", "kind", "station", "state", "covered", "officers", "effective_fte"]
    return frame[[*columns, *more]]


def _spoken(table: pd.DataFrame, say: Messages) -> pd.DataFrame:
    """The table for a reader: headings and choices in words."""
    words: Mapping[str, Callable[[Any], str]] = {
        "kind": lambda kind: say.choice("communities", "kind", kind),
        "state": lambda state: say(f"state.{state}"),
        "gap_why": lambda why: say(f"seats.gap_why.{why}") if isinstance(why, str) else "",
    }
    told = table.assign(effective_fte=table["effective_fte"].round(2))
    for name in told.columns:
        if name in words:
            told[name] = [words[name](value) for value in told[name]]
        elif told[name].dtype == bool:
            told[name] = [say("roster.yes" if value else "roster.no") for value in told[name]]
    return told.rename(columns={name: say(_HEADINGS[name]) for name in told.columns})


def _summed(project: Project, seats: SeatTable, more: list[str], by: str) -> pd.DataFrame:
    """Sums of each station's seats, or of each county's."""
    if by == "county":
        frame = seats.by_county().rename_axis("county").reset_index()
        named = ["county"]
    else:
        frame = seats.by_station().drop(index="*")
        frame = frame.assign(name=names_of(project.stations).reindex(frame.index).fillna("")).reset_index()
        named = ["station_code", "name"]
    columns = [*named, "units", "covered", "one_to_one", "dedicated", "effective_fte"]
    lost = ["days", *_LOST] if _LOST[0] in more else []
    return frame[[*columns, *lost, *(["gaps"] if _COMING[0] in more else [])]]


def _tell(seats: SeatTable, officers: int, with_days: bool, ahead: int | None, say: Messages) -> None:
    ledger, lost = seats.coverage, seats.lost
    values: dict[str, Any] = {
        name: getattr(ledger, name) for name in ("as_of", "covered", "units", "one_to_one", "dedicated")
    }
    share = f"{ledger.covered / ledger.units:.1%}" if ledger.units else "—"
    print(say("cli.coverage.done", **values, share=share, fte=ledger.effective_fte))
    if not officers and not ledger.covered:
        print(say("seats.no_officers"))
    print(say("seats.left_out", **seats.left_out))
    if with_days:
        away, vacant = int(lost.seats["away_days"].sum()), int(lost.seats["vacant_days"].sum())
        days = lost.rostered_days
        print(say("cli.coverage.lost", since=lost.since, until=lost.until, days=days, vacant=vacant, away=away))
    if ahead:
        print(say("cli.coverage.ahead", until=seats.gap_until, gaps=int(seats.seats["gap_from"].notna().sum())))
