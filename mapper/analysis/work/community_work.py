"""All figures of community work on a day: of each unit, each station and the whole district, subject by subject."""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from mapper.analysis.periods.period import Period
from mapper.analysis.periods.unit_rates import year_up_to
from mapper.analysis.seats.posting import liaison_state
from mapper.analysis.work import inspections, liaison, outreach, people, survey
from mapper.analysis.work.areas import Area, areas, targets_met
from mapper.analysis.work.figures import EVERY, Figure, FigureKind, Level, figures_by
from mapper.analysis.work.survey import Opinion
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

Subject = Literal["places", "outreach", "liaison", "people", "survey"]
LEVELS: Mapping[Subject, tuple[Level, ...]] = {
    "places": ("unit", "station", "type", "all"),
    "outreach": ("unit", "station", "all"),
    "liaison": ("station", "all"),
    "people": ("unit", "station", "all"),
    "survey": ("unit", "station", "all"),
}
"""For what each subject is told; of surveys, units and stations that were not asked have nothing."""
KINDS: Mapping[Subject, tuple[FigureKind, ...]] = {
    "places": (inspections.INSPECTED, inspections.HAZARDS_FOUND),
    "outreach": (outreach.EVENTS, outreach.CONTACTS, outreach.REACHED),
    "liaison": (
        liaison.LIAISED, liaison.VISITS, liaison.VISITS_DUE, liaison.UNANNOUNCED, liaison.FOUND, liaison.RECTIFIED,
        liaison.LATE,
    ),
    "people": (people.VOLUNTEERS, people.CADRES, people.GROUPS, people.MEMBERS),
    "survey": (),
}  # fmt: skip
"""The figures of each subject, in the order in which they are told; what surveys say are opinions."""


@dataclass(frozen=True)
class WorkRow:
    """What is told of one unit, station or type of places, or of all (``*``).

    Attributes
    ----------
    figures
        By code, those of :data:`KINDS` that are told for its level.
    told
        What is no figure: of places ``overdue`` (never inspected ones too) and ``next_due`` (the first day by which
        another has to be inspected, None where there is none); of outreach ``last`` (day of the last event, None where
        there never was one), ``months`` (whole ones since) and ``never`` (units never reached); of liaison
        ``liaison_unit``, ``last``, ``days`` (since) and ``due`` (no visit for longer than the rule says).
    opinions
        By topic; of surveys alone.
    """

    level: Level
    code: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    opinions: Mapping[str, Opinion] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        told = {key: value.isoformat() if isinstance(value, date) else value for key, value in self.told.items()}
        figures = {code: figure.as_json() for code, figure in self.figures.items()}
        return {"code": self.code} | figures | told | {t: o.as_json() for t, o in self.opinions.items()}


@dataclass(frozen=True)
class CommunityWork:
    """Community work on a day.

    Attributes
    ----------
    period
        The year up to the day, over which events, inspections and visits are counted.
    rows
        By subject: units by code, stations by code, types, and all.
    waves
        Topic → the quarters of the latest and the former wave, ``2026-Q4``.
    left_topics
        Rows of surveys about other topics, which are not pooled.
    recorded_since
        Table → day of its first record up to the day, where the year begins before that.
    """

    as_of: date
    period: Period
    rows: Mapping[Subject, tuple[WorkRow, ...]]
    areas: tuple[Area, ...]
    targets: Figure
    waves: Mapping[str, tuple[str, ...]]
    left_topics: int
    recorded_since: Mapping[str, date]

    def of_level(self, subject: Subject, level: Level) -> tuple[WorkRow, ...]:
        """The rows of a subject for units, stations, types, or all."""
        return tuple(row for row in self.rows[subject] if row.level == level)

    def only(self, codes: frozenset[str], area_codes: frozenset[str]) -> "CommunityWork":
        """The same of some units, stations and areas, as all of them together tell it."""
        rows = {subject: tuple(row for row in told if row.code in codes) for subject, told in self.rows.items()}
        own = tuple(area for area in self.areas if area.code in area_codes)
        return replace(self, rows=rows, areas=own, targets=targets_met(own))

    def as_json(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of.isoformat(),
            "first": self.period.first.isoformat(),
            "last": self.period.last.isoformat(),
            "recorded_since": {table: day.isoformat() for table, day in self.recorded_since.items()},
            **{
                subject: {level: [row.as_json() for row in self.of_level(subject, level)] for level in LEVELS[subject]}
                for subject in self.rows
            },
            "waves": {topic: list(codes) for topic, codes in self.waves.items()},
            "other_topics": self.left_topics,
            "areas": [area.as_json() for area in self.areas],
            "targets": self.targets.as_json(),
        }


def community_work(
    project: Project, as_of: date, states: pd.DataFrame, owned_places: pd.DataFrame, owned_outreach: pd.DataFrame
) -> CommunityWork:
    """All of it.

    Parameters
    ----------
    states
        The answer of :func:`~mapper.analysis.work.inspections.place_inspections`.
    owned_places, owned_outreach
        Where each place and each event's point lies (:func:`~mapper.analysis.land.ownership.own`).
    """
    period, found = year_up_to(as_of), areas(project, as_of)
    units = outreach.unit_of_events(project, owned_outreach)
    last = outreach.last_events(project, as_of, units)
    tallies: dict[str, pd.DataFrame] = {
        "inspected": inspections.inspected_rows(states, owned_places),
        "hazards_per_inspection": inspections.hazard_rows(project, period, owned_places),
        "events": outreach.event_rows(project, period, units),
        "contacts": outreach.contact_rows(project, period, units),
        "reached": outreach.reached_rows(project, last, period),
        "liaised": liaison.liaised_rows(project),
        "visits": liaison.visit_rows(project, period),
        "visits_of_due": liaison.due_rows(project, as_of),
        "unannounced": liaison.unannounced_rows(project, period),
        "findings_per_visit": liaison.found_rows(project, period),
        "rectified": liaison.rectified_rows(project, period),
        "findings_overdue": liaison.late_rows(project, as_of),
        "volunteers": people.counted_rows(project, "volunteers"),
        "cadres": people.counted_rows(project, "cadres"),
        "groups": people.group_rows(project),
        "members": people.group_rows(project, members=True),
    }
    codes: dict[Level, list[str]] = {
        "unit": sorted(map(str, project.communities.index)),
        "station": sorted(map(str, project.stations.index)),
        "type": sorted(map(str, project.places["type"].dropna().unique())),
        "all": [EVERY],
    }
    rows: dict[Subject, tuple[WorkRow, ...]] = {}
    for subject, levels in LEVELS.items():
        made: list[WorkRow] = []
        for level in levels:
            kinds = [kind for kind in KINDS[subject] if level in kind.levels]
            figures = {kind.code: figures_by(kind, tallies[kind.code], level, codes[level]) for kind in kinds}
            made += (WorkRow(level, c, {kind: by[c] for kind, by in figures.items()}) for c in codes[level])
        rows[subject] = tuple(made)
    rows["places"] = _with_due(rows["places"], inspections.due_days(states, owned_places))
    rows["outreach"] = _with_last(project, as_of, rows["outreach"], last)
    rows["liaison"] = _with_visits(project, as_of, rows["liaison"])
    waves = {topic: survey.waves(project, as_of, topic) for topic in survey.TOPICS}
    rows["survey"] = _with_opinions(rows["survey"], waves, codes)
    return CommunityWork(
        as_of=as_of,
        period=period,
        rows=rows,
        areas=found,
        targets=targets_met(found),
        waves={topic: tuple(wave.code for wave in waves[topic]) for topic in waves},
        left_topics=int(
            ((project.surveys["topic"] == "other") & (project.surveys["asked_on"] <= pd.Timestamp(as_of))).sum()
        ),
        recorded_since=_since(project, period),
    )


def _with_due(rows: tuple[WorkRow, ...], due: pd.DataFrame) -> tuple[WorkRow, ...]:
    """The rows with how many places are overdue, and by when the next has to be inspected."""
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for level, by in (("unit", "community_code"), ("station", "station_code"), ("type", "type"), ("all", None)):
        sums = due.groupby(due[by] if by is not None else np.full(len(due), EVERY)).agg({"late": "sum", "next": "min"})
        for code, late, following in zip(sums.index, sums["late"], sums["next"], strict=True):
            told[level, str(code)] = {"overdue": int(late), "next_due": _day(following)}
    none = {"overdue": 0, "next_due": None}
    return tuple(replace(row, told=told.get((row.level, row.code), none)) for row in rows)


def _day(moment: Any) -> date | None:
    return None if pd.isna(moment) else moment.date()


def _with_last(project: Project, as_of: date, rows: tuple[WorkRow, ...], last: pd.Series) -> tuple[WorkRow, ...]:
    """The rows with the last event in each, and the units that none ever reached; these stand in no order."""
    days = last.to_numpy(dtype="datetime64[us]")  # of each unit, as the units stand
    station = project.communities["station_code"].to_numpy(dtype=object, na_value=None)
    place = {code: slice(at, at + 1) for at, code in enumerate(last.index)}

    def with_last(row: WorkRow) -> WorkRow:
        mine = days[place[row.code]] if row.level == "unit" else days
        mine = days[station == row.code] if row.level == "station" else mine
        known = mine[~np.isnat(mine)]
        newest = known.max().item().date() if len(known) else None
        months = None if newest is None else outreach.whole_months(newest, as_of)
        return replace(row, told={"last": newest, "months": months, "never": len(mine) - len(known)})

    return tuple(map(with_last, rows))


def _with_visits(project: Project, as_of: date, rows: tuple[WorkRow, ...]) -> tuple[WorkRow, ...]:
    state = liaison_state(project, as_of)
    told = {
        str(code): {
            "liaison_unit": str(row["liaison_unit"]).strip() if row["has_unit"] else None,
            "last": None if pd.isna(row["last_visit"]) else row["last_visit"].date(),
            "days": None if pd.isna(row["days_since"]) else int(row["days_since"]),
            "due": bool(row["due"]),
        }
        for code, row in state.iterrows()
    }
    return tuple(replace(row, told=told[row.code]) if row.level == "station" else row for row in rows)


def _with_opinions(
    rows: tuple[WorkRow, ...], waves: Mapping[str, tuple[survey.Wave, ...]], codes: Mapping[Level, list[str]]
) -> tuple[WorkRow, ...]:
    said = {
        (topic, level): survey.opinions(topic, found, level, codes[level])
        for topic, found in waves.items()
        for level in LEVELS["survey"]
    }
    return tuple(replace(row, opinions={topic: said[topic, row.level][row.code] for topic in waves}) for row in rows)


def _since(project: Project, period: Period) -> dict[str, date]:
    """Table → day of its first record, where the period begins before that."""
    found = {}
    for table, column in (("inspections", "inspected_on"), ("outreach", "held_at"), ("liaison", "visited_at")):
        first = project.table(table)[column].min()
        if pd.notna(first) and period.first < first.date() <= period.last:
            found[table] = first.date()
    return found
