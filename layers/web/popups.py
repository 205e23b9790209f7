"""What the web map tells of a thing that is clicked: one short list of names and values, as plain text."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from layers.say import Say
from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import INCIDENT_KINDS
from mapper.day.edition import Edition
from mapper.schema import TABLES

Popup = dict[str, Any]  # title and rows of (name, value)


class Popups:
    """Collects what is told, each thing once, and hands out its number in :attr:`told`."""

    def __init__(self, edition: Edition, say: Say) -> None:
        self.told: list[Popup] = []
        self._say = say
        self._edition, self._project = edition, edition.project
        self._in_cells = {kind.table: edition.in_cells(kind.table) for kind in INCIDENT_KINDS}
        self._numbers: dict[tuple[str, str], int] = {}
        self._tellers: dict[str, Callable[[str, pd.Series], Popup]] = {
            "communities": self._unit,
            **{kind.table: partial(self._incident, kind) for kind in INCIDENT_KINDS},
            "focus_areas": self._focus,
            "rectification_areas": self._key_area,
            "police_rooms": self._room,
        }

    def number(self, table: str, key: object) -> int | None:
        """The number of what is told of that row; None where nothing is."""
        place = (table, str(key))
        if place not in self._numbers:
            if table not in self._tellers or place[1] not in self._project.table(table).index:
                return None
            row = self._project.table(table).loc[place[1]]
            self._numbers[place] = len(self.told)
            self.told.append(self._tellers[table](place[1], row))
        return self._numbers[place]

    def _told(self, title: str, *rows: tuple[str, object]) -> Popup:
        """Rows without a value are left out."""
        listed = [
            [self._say(f"web.{name}"), self._say("web.value", value=value)] for name, value in rows if _there(value)
        ]
        return {"title": title, "rows": listed}

    def _choice(self, column: str, value: str) -> str:
        return self._say(f"choice.{column}.{value}")

    def _unit(self, code: str, unit: pd.Series) -> Popup:
        stations = self._project.stations
        station = stations.loc[unit["station_code"]] if unit["station_code"] in stations.index else None
        residents = self._edition.residents(code)
        return self._told(
            str(unit["name"]) if _there(unit["name"]) else code,
            ("kind", self._choice("communities.kind", unit["kind"])),
            ("station", None if station is None else station["name"]),
            ("duty_phone", None if station is None else station["duty_phone"]),
            *self._seat(code),
            ("residents", None if residents is None else f"{residents:,}"),
        )

    def _seat(self, code: str) -> tuple[tuple[str, object], ...]:
        """Who has the unit's seat, and its state, where the edition may tell."""
        seat = self._edition.seat(code)
        if seat is None:
            return ()
        until = None if seat.acting_until is None else seat.acting_until.isoformat()
        return (
            ("officers", list(seat.holders) or None),
            ("acting_until", until),
            ("state", self._say(f"state.{seat.state}")),
        )

    def _incident(self, kind: IncidentKind, code: str, row: pd.Series) -> Popup:
        """What it is about, its number, its state, when it began, and where its place is no more than a cell."""
        table, category, began = kind.table, row[kind.category], row[kind.began]
        choices = TABLES[table].column(kind.category).choices
        if not _there(category):
            title = code
        else:
            title = str(category) if choices is None else self._choice(f"{table}.{kind.category}", category)
        state, column = self._edition.day.incident_states(table).get(code), kind.state_column
        words = None
        if _there(state):
            own = f"web.incident_state.{table}.{state}"
            words = self._say(own) if column is None else self._choice(f"{table}.{column}", str(state))
        sensitive = code in self._in_cells[table]
        when = _day(began) if sensitive else _minute(began)
        if kind.coarse and not sensitive and when is not None:
            when = self._say("case.hour", day=f"{began:%Y-%m-%d}", hour=f"{began:%H}")
        in_cell = kind.coarse or sensitive
        return self._told(
            title,
            ("number", None if sensitive and not self._edition.names_sensitive else code),
            (column or "state", words),
            ("hour" if kind.coarse and not sensitive else kind.began, when),
            ("place", self._say("web.cell") if in_cell else None),
        )

    def _focus(self, code: str, focus: pd.Series) -> Popup:
        return self._told(
            str(focus["reason"]),
            ("number", code),
            ("officers", list(self._edition.sent_to(code)) or None),
            ("minutes", None if pd.isna(focus["minutes"]) else int(focus["minutes"])),
            ("until", _minute(focus["ends"])),
            ("task", focus["prevention_task"]),
        )

    def _key_area(self, code: str, _: pd.Series) -> Popup:
        area = next(area for area in self._edition.day.key_areas if area.code == code)
        met = area.targets
        return self._told(
            area.name,
            ("number", code),
            ("reason", area.reason),
            ("entered_on", area.entered_on),
            ("review_on", area.review_on),
            ("targets_met", None if met is None else self._say("work.area.met", met=area.targets_met, targets=met)),
            ("entry_criteria", area.entry_criteria),
            ("exit_criteria", area.exit_criteria),
        )

    def _room(self, code: str, room: pd.Series) -> Popup:
        return self._told(str(room["name"]) if _there(room["name"]) else code)


def _there(value: Any) -> bool:
    return isinstance(value, list) or not (pd.isna(value) or value == "")


def _day(moment: Any) -> str | None:
    return None if pd.isna(moment) else f"{moment:%Y-%m-%d}"


def _minute(moment: Any) -> str | None:
    return None if pd.isna(moment) else f"{moment:%Y-%m-%d %H:%M}"
