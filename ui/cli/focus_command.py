"""``focus``: every focus area with what has become of it, the week's plan, and what does not fit in it."""

from argparse import Namespace
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import pandas as pd

from mapper.analysis.incidents.kinds import INCIDENT_KINDS
from mapper.analysis.patrol.focus_days import NOBODY, first_and_last_day, sent_to, week_of
from mapper.analysis.patrol.incident_changes import BEFORE_DAYS, IncidentChange, incident_changes
from mapper.day.day import Day
from mapper.names import name_of
from mapper.store.store import read_project
from ui.cli.option_values import refuse_beside, refuse_without
from ui.cli.output import print_json, print_table
from ui.cli.scope import day_asked, scope_json, tell_scope
from ui.cli.table_file import write_out
from ui.language.messages import Messages
from ui.language.patrol_words import change_words, conflict_sentence, outcome_words

_WEEKS = 4


def focus(asked: Namespace, say: Messages) -> int:
    """All areas; the week of the day is Monday to Sunday, and the weeks before it are told as planned and done.

    With ``--minutes`` a proposal for one shift instead. Raises InputError ``option_unused`` and ``option_needs``.
    """
    if asked.minutes is not None:
        from ui.cli.patrol_command import propose_patrol  # which needs a solver, and the list does not

        refuse_beside("--minutes", {"--weeks": asked.weeks})
        return propose_patrol(asked, say)
    refuse_without("--minutes", {"--visit-minutes": asked.visit_minutes, "--quiet": asked.quiet, "--all": asked.all})
    weeks_told = _WEEKS if asked.weeks is None else max(asked.weeks, 1)
    day = day_asked(asked, read_project(asked.project), say)
    monday, sunday = week_of(day.as_of)
    weeks = (monday - timedelta(weeks=weeks_told - 1), sunday)
    if asked.out is not None:
        write_out(asked, day.as_of, "focus_areas", _list(day, say), say)
    if asked.json:
        print_json(focus_json(day, (monday, sunday), weeks))
        return 0
    tell_scope(day, say)
    print_table(_list(day, say))
    conflicts = day.focus_conflicts((monday, sunday))
    print(say("cli.focus.week", first=monday, last=sunday, conflicts=len(conflicts)))
    for one in conflicts:
        print("  " + conflict_sentence(say, day.project, one))
    for key, changes in _incidents(day, _ran_in(day, weeks)).items():
        told = [change_words(say, change) for change in changes if change.any or change.not_compared]
        if told:
            now = changes[0].now
            print(say("cli.focus.incidents", key=key, first=now.first, last=now.last, before=BEFORE_DAYS))
            print("\n".join(f"  {line}" for line in told))
    print(say("focus.change.about"))
    work = day.focus_work(weeks)
    print(say("cli.focus.done", first=weeks[0], last=weeks[1], planned=int(work["planned"].sum()),
              done=int(work["done"].sum())))  # fmt: skip
    return 0


def focus_json(day: Day, week: tuple[date, date], weeks: tuple[date, date]) -> dict[str, Any]:
    """The document of ``focus --json``."""
    areas = day.project.focus_areas.drop(columns="geometry")
    numbers, outcomes, incidents = day.focus_numbers, day.focus_outcomes, _incidents(day, areas.index)
    by = ["focus_id", "officer_id", "week"]
    weekly = day.focus_work(weeks).groupby(by)[["planned", "done"]].sum().reset_index()
    return {
        "as_of": day.as_of.isoformat(),
        **scope_json(day),
        "minutes_per_day": day.project.norms.focus_minutes_per_day,
        "areas": [
            {
                "focus_id": key,
                "number": numbers.get(key),
                "reason": _text(row["reason"]),
                "starts": _moment(row["starts"]),
                "ends": _moment(row["ends"]),
                "minutes": None if pd.isna(row["minutes"]) else int(row["minutes"]),
                "visits": None if pd.isna(row["visits"]) else int(row["visits"]),
                "officer_ids": list(sent_to(row["officer_ids"])),
                "prevention_task": _text(row["prevention_task"]),
                **outcomes[key].as_json(),
                "incidents": [change.as_json() for change in incidents.get(key, ())],
            }
            for key, row in areas.to_dict("index").items()
        ],
        "week": [day_.isoformat() for day_ in week],
        "plan": [
            {"day": f"{row.day:%Y-%m-%d}", "focus_id": row.focus_id, "officer_id": row.officer_id or None,
             "visits": int(row.visits), "minutes": int(row.minutes)}
            for row in day.focus_plan(week).itertuples()
        ],
        "conflicts": [conflict.as_json() for conflict in day.focus_conflicts(week)],
        "weeks": [day_.isoformat() for day_ in weeks],
        "work": [
            {"focus_id": row.focus_id, "officer_id": row.officer_id or None, "week": f"{row.week:%Y-%m-%d}",
             "planned": int(row.planned), "done": int(row.done)}
            for row in weekly.itertuples()
        ],
    }  # fmt: skip


def _incidents(day: Day, keys: Collection[str]) -> dict[str, list[IncidentChange]]:
    """Of each of these areas that has begun, what became of the incidents of each kind."""
    found: dict[str, list[IncidentChange]] = {}
    for kind in INCIDENT_KINDS:
        for key, change in incident_changes(day.whole_project, day.as_of, kind.table, keys).items():
            found.setdefault(key, []).append(change)
    return found


def _ran_in(day: Day, weeks: tuple[date, date]) -> list[str]:
    """The areas that ran on any of these days."""
    days = first_and_last_day(day.project.focus_areas)
    ran = (days["first"] <= pd.Timestamp(weeks[1])) & (days["last"] >= pd.Timestamp(weeks[0]))
    return [str(key) for key in days.index[ran.to_numpy(dtype=bool)]]


def _list(day: Day, say: Messages) -> pd.DataFrame:
    """The areas as a table in words."""
    project, numbers, rows = day.project, day.focus_numbers, []
    for key, row in project.focus_areas.drop(columns="geometry").to_dict("index").items():
        outcome = day.focus_outcomes[key]
        people = [name_of(project.officers, one) for one in sent_to(row["officer_ids"]) if one != NOBODY]
        rows.append(
            {
                "focus.number": numbers.get(key),
                "focus.key": key,
                "focus.reason": _text(row["reason"]),
                "focus.state": say(f"focus.state.{outcome.state}"),
                "focus.starts": say.moment(None if pd.isna(row["starts"]) else row["starts"]),
                "focus.ends": say.moment(None if pd.isna(row["ends"]) else row["ends"]),
                "focus.minutes": None if pd.isna(row["minutes"]) else int(row["minutes"]),
                "focus.officers": say("window.list_joint").join(people),
                "focus.became": outcome_words(say, project, outcome),
            }
        )
    columns = ("number", "key", "reason", "state", "starts", "ends", "minutes", "officers", "became")
    table = pd.DataFrame(rows, columns=[f"focus.{name}" for name in columns])
    for name in ("focus.number", "focus.minutes"):
        table[name] = table[name].astype("Int64")
    return table.rename(columns={name: say(name) for name in table.columns})


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _moment(value: Any) -> str | None:
    return None if pd.isna(value) else value.isoformat(sep=" ", timespec="minutes")
