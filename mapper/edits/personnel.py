"""Officers come and go: each kind of personnel change (人员变动) declared once, as one edit with its first day.

A change ends the duties that it takes away on the day before, so the history of a seat is kept, and may bring covers:
colleagues who act in the seats that it empties, for the days that they are empty.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from mapper.analysis.seats.presence import AT_WORK, GONE, roll_on, status_on
from mapper.dates import not_over, runs_on, with_iso_days
from mapper.edit import Edit, drop_rows, next_key, put_rows, require_row
from mapper.edits.absences import put_absence
from mapper.edits.duties import assign, unassign
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.project import Project
from mapper.schema import TABLES

Asks = Literal["name", "role", "fte", "station", "unit", "ends", "host"]


@dataclass(frozen=True)
class Particulars:
    """What is told of a change beside whom it is about; what a kind does not ask for is left out.

    Attributes
    ----------
    starts
        The first day on which it holds.
    ends
        The last day away, both included; None where it is not known.
    station_code, community_code
        Where the officer is from that day on; no unit: none yet.
    host
        Body that has the officer meanwhile.
    name, role, fte
        Of somebody new.
    """

    starts: date
    ends: date | None = None
    station_code: str | None = None
    community_code: str | None = None
    host: str = ""
    name: str = ""
    role: str = "community_officer"
    fte: float = 1.0


@dataclass(frozen=True)
class Cover:
    """Who has a seat from ``starts`` to ``ends``, both included, None for good; beside the own one unless dedicated."""

    community_code: str
    officer_id: str
    starts: date
    ends: date | None
    dedicated: bool = False


@dataclass(frozen=True)
class PersonnelChange:
    """A kind of change: its code, what it asks for beside the first day, and the move that it makes.

    Attributes
    ----------
    asks
        Fields of :class:`Particulars`; the last day only of what may end.
    change
        The next project; InputError where it makes no sense.
    newcomer
        Whether it is about somebody who is not on the roll yet.
    """

    code: str
    asks: tuple[Asks, ...]
    change: Callable[[Project, str, Particulars], Project]
    newcomer: bool = False


def personnel_change(kind: PersonnelChange, officer_id: str, told: Particulars, covers: Sequence[Cover] = ()) -> Edit:
    """The change, with covers for the seats that it empties, as one edit.

    It raises InputError ``row_unknown``, ``dates_reversed``, ``officer_exists``, ``officer_nameless``,
    ``transfer_nowhere``, ``officer_gone``, ``absence_none`` (nobody to call back, nothing to extend), and what the
    edits raise that it consists of.
    """

    def change(project: Project) -> Project:
        if not kind.newcomer:
            require_row(project, "officers", officer_id)
        if told.ends is not None and told.ends < told.starts and "ends" in kind.asks:
            raise InputError("dates_reversed", starts=told.starts.isoformat(), ends=told.ends.isoformat())
        project = kind.change(project, officer_id, told)
        for cover in covers:
            edit = assign(cover.officer_id, cover.community_code, cover.starts, cover.ends, cover.dedicated)
            project = edit(project)
        return project

    values = with_iso_days({field: getattr(told, field) for field in (_FIELDS[name] for name in kind.asks)})
    return Edit(
        f"personnel_{kind.code}",
        change,
        {"officer_id": officer_id, "starts": told.starts.isoformat(), **values, "covers": len(covers)},
    )


_FIELDS: dict[str, str] = {
    "name": "name", "role": "role", "fte": "fte", "station": "station_code", "unit": "community_code", "ends": "ends",
    "host": "host",
}  # fmt: skip


def _add(project: Project, officer_id: str, told: Particulars) -> Project:
    if officer_id in project.officers.index:
        raise InputError("officer_exists", officer_id=officer_id)
    if not officer_id.strip() or not told.name.strip():
        raise InputError("officer_nameless")
    if told.role not in (TABLES["officers"].column("role").choices or ()):
        raise InputError("role_unknown", role=told.role, known=list(TABLES["officers"].column("role").choices or ()))
    if not 0 < told.fte <= 1:
        raise InputError("fte_out_of_range", fte=told.fte)
    _require_places(project, told)
    station = _station_told(project, told)
    row = {"display_name": told.name.strip(), "role": told.role, "station_code": station, "fte": told.fte}
    officers = pd.DataFrame([row], index=pd.Index([officer_id], name="officer_id"))
    project = put_rows(project, "officers", officers.assign(status=AT_WORK))
    return _with_unit(_posted(project, officer_id, station, told.starts), officer_id, told)


def _transfer(project: Project, officer_id: str, told: Particulars) -> Project:
    _require_places(project, told)
    now = _of_roll(project, officer_id, told.starts)
    station = _station_told(project, told) or now
    if station == now and told.community_code is None:
        raise InputError("transfer_nowhere", officer_id=officer_id)
    kept = () if told.community_code is None else (told.community_code,)
    project = _without_duties(project, officer_id, told.starts, kept)
    if station != now:
        project = posted_from(project, officer_id, station, told.starts, now)
        moved = project.officers.loc[[officer_id]].assign(station_code=station)
        project = put_rows(project, "officers", moved)
    return _with_unit(project, officer_id, told)


def _end(project: Project, officer_id: str, told: Particulars) -> Project:
    if told.community_code is None:
        raise InputError("personnel_unit")
    return unassign(officer_id, told.community_code, told.starts)(project)


def _retire(project: Project, officer_id: str, told: Particulars) -> Project:
    now = _of_roll(project, officer_id, told.starts)
    project = _without_duties(project, officer_id, told.starts)
    project = _cut(project, "absences", officer_id, told.starts)
    return _from_then(project, officer_id, told.starts, now)


def _away(kind: str) -> Callable[[Project, str, Particulars], Project]:
    def change(project: Project, officer_id: str, told: Particulars) -> Project:
        _of_roll(project, officer_id, told.starts)
        return put_absence(officer_id, kind, told.starts, told.ends, told.host)(project)

    return change


def _extend(project: Project, officer_id: str, told: Particulars) -> Project:
    """The absence that runs on the day, or else begins next, ends on another one."""
    absences = project.absences
    theirs = absences[(absences["officer_id"] == officer_id) & not_over(absences["ends"], told.starts)]
    if theirs.empty:
        raise InputError("absence_none", officer_id=officer_id, day=told.starts.isoformat())
    key = str(theirs["starts"].sort_values(kind="stable").index[0])
    row = absences.loc[key]
    host = row["host"] if isinstance(row["host"], str) else ""
    return put_absence(officer_id, row["kind"], row["starts"].date(), told.ends, host, key)(project)


def _back(project: Project, officer_id: str, told: Particulars) -> Project:
    """Whoever is away is back at work from the day on; acting covers of the own seats end then."""
    if status_on(project, told.starts)[officer_id] in (AT_WORK, GONE):
        raise InputError("absence_none", officer_id=officer_id, day=told.starts.isoformat())
    project = back_at_work(project, [officer_id], told.starts)
    duties = project.duties
    own = duties[(duties["officer_id"] == officer_id) & runs_on(duties["starts"], duties["ends"], told.starts)]
    return _without_covers(project, officer_id, own["community_code"], told.starts)


# In the order of menus.
PERSONNEL_CHANGES: tuple[PersonnelChange, ...] = (
    PersonnelChange("transfer", ("station", "unit"), _transfer),
    PersonnelChange("second", ("ends", "host"), _away("on_loan")),
    PersonnelChange("train", ("ends", "host"), _away("training")),
    PersonnelChange("leave", ("ends",), _away("leave")),
    PersonnelChange("extend", ("ends",), _extend),
    PersonnelChange("back", (), _back),
    PersonnelChange("end", ("unit",), _end),
    PersonnelChange("retire", (), _retire),
    PersonnelChange("add", ("name", "role", "fte", "station", "unit"), _add, newcomer=True),
)
CHANGE_OF = {kind.code: kind for kind in PERSONNEL_CHANGES}


def changes_possible(project: Project, officer_id: str, day: date) -> tuple[PersonnelChange, ...]:
    """What can happen to an officer on that day or later: who is or will be away comes back or stays longer."""
    absences = project.absences
    theirs = absences[(absences["officer_id"] == officer_id) & not_over(absences["ends"], day)]
    undated = project.officers["status"].get(officer_id) != AT_WORK
    held = (project.duties["officer_id"] == officer_id) & not_over(project.duties["ends"], day)
    wanted = {"end": bool(held.any()), "extend": len(theirs) > 0, "back": len(theirs) > 0 or undated, "add": False}
    return tuple(kind for kind in PERSONNEL_CHANGES if wanted.get(kind.code, True))


def first_back(project: Project, officer_id: str, day: date) -> date:
    """The day itself for who is away on it, else the first of their next absence; the day where there is none."""
    absences = project.absences
    theirs = absences[(absences["officer_id"] == officer_id) & not_over(absences["ends"], day)]
    first = theirs["starts"].min() if theirs["starts"].notna().all() else pd.NaT
    return day if pd.isna(first) else max(day, first.date())


def back_at_work(project: Project, officer_ids: Iterable[str], day: date) -> Project:
    """These officers' absences end on the day before; one that begins on the day itself goes."""
    for officer_id in dict.fromkeys(officer_ids):
        status = project.officers["status"][officer_id]
        absences = project.absences
        running = absences[
            (absences["officer_id"] == officer_id) & runs_on(absences["starts"], absences["ends"], pd.Timestamp(day))
        ]
        if status != AT_WORK:
            project = put_rows(project, "officers", project.officers.loc[[officer_id]].assign(status=AT_WORK))
        project = _ended(project, "absences", running, day)
    return project


def posted_from(project: Project, officer_id: str, station: str | None, day: date, before: str | None) -> Project:
    """The officer is of a station from that day on; until then as posted, or of ``before`` where nothing was posted."""
    return _posted(_from_then(project, officer_id, day, before), officer_id, station, day)


def _require_places(project: Project, told: Particulars) -> None:
    if told.station_code is not None:
        require_row(project, "stations", told.station_code)
    if told.community_code is not None:
        require_row(project, "communities", told.community_code)


def _station_told(project: Project, told: Particulars) -> str | None:
    """The station told, else that of the unit told."""
    if told.station_code is not None or told.community_code is None:
        return told.station_code
    station = project.communities["station_code"][told.community_code]
    return station if isinstance(station, str) else None


def _of_roll(project: Project, officer_id: str, day: date) -> str | None:
    """The station on that day; InputError ``officer_gone`` where the officer is not on the roll."""
    postings = project.postings[project.postings["officer_id"] == officer_id]
    if len(postings) and not runs_on(postings["starts"], postings["ends"], day).any():
        raise InputError("officer_gone", officer_id=officer_id, day=day.isoformat())
    station = roll_on(project, day)["station_code"][officer_id]
    return station if isinstance(station, str) else None


def _posted(project: Project, officer_id: str, station: str | None, starts: date) -> Project:
    row = {"officer_id": officer_id, "station_code": station, "starts": pd.Timestamp(starts), "ends": pd.NaT}
    key = next_key(project, "postings")
    return put_rows(project, "postings", pd.DataFrame([row], index=pd.Index([key], name="posting_id")))


def _from_then(project: Project, officer_id: str, day: date, station: str | None) -> Project:
    """Postings that reach to that day end on the day before; who had none was at ``station`` until then."""
    mine = project.postings["officer_id"] == officer_id
    if mine.any():
        return _cut(project, "postings", officer_id, day)
    row = {"officer_id": officer_id, "station_code": station, "starts": pd.NaT}
    row |= {"ends": pd.Timestamp(day - timedelta(days=1))}
    key = next_key(project, "postings")
    return put_rows(project, "postings", pd.DataFrame([row], index=pd.Index([key], name="posting_id")))


def _cut(project: Project, table: str, officer_id: str, day: date) -> Project:
    """The officer's rows of a table that reach to that day."""
    rows = project.table(table)
    return _ended(project, table, rows[(rows["officer_id"] == officer_id) & not_over(rows["ends"], day)], day)


def _ended(project: Project, table: str, rows: pd.DataFrame, day: date) -> Project:
    """These rows end on the day before that day; those that have not begun by then go."""
    begun = rows["starts"].isna() | (rows["starts"] < pd.Timestamp(day))
    project = put_rows(project, table, rows[begun].assign(ends=pd.Timestamp(day - timedelta(days=1))))
    return drop_rows(project, table, list(rows.index[~begun])) if (~begun).any() else project


def _without_duties(project: Project, officer_id: str, day: date, kept: Sequence[str] = ()) -> Project:
    duties = project.duties
    mine = duties[(duties["officer_id"] == officer_id) & not_over(duties["ends"], day)]
    for code in dict.fromkeys(mine["community_code"]):
        if code not in kept:
            project = unassign(officer_id, code, day)(project)
    return project


def _with_unit(project: Project, officer_id: str, told: Particulars) -> Project:
    """The unit told from the day on, for good; what the officer had of it until then, and others' covers, end."""
    if told.community_code is None:
        return project
    duties, code = project.duties, told.community_code
    mine = duties[
        (duties["officer_id"] == officer_id)
        & (duties["community_code"] == code)
        & not_over(duties["ends"], told.starts)
    ]
    project = _ended(project, "duties", mine, told.starts)
    project = _without_covers(project, officer_id, [code], told.starts)
    return assign(officer_id, code, told.starts)(project)


def _without_covers(project: Project, officer_id: str, codes: Iterable[str], day: date) -> Project:
    """Nobody acts in these seats for the officer from that day on: duties that are not dedicated and have an end."""
    duties = project.duties
    others = duties["community_code"].isin(list(codes)) & (duties["officer_id"] != officer_id)
    acting = ~duties["dedicated"].astype(bool) & (duties["ends"] >= pd.Timestamp(day))
    return _ended(project, "duties", duties[others & acting], day)
