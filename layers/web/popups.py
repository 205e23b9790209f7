"""What the web map tells of a thing that is clicked: one short list of names and values, as plain text."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from layers.say import Say
from mapper.audience import rounded_residents, sensitive_rows
from mapper.day.edition import Edition
from mapper.names import name_of, split_ids

Popup = dict[str, Any]  # title and rows of (name, value)


class Popups:
    """Collects what is told, each thing once, and hands out its number in :attr:`told`."""

    def __init__(self, edition: Edition, say: Say) -> None:
        self.told: list[Popup] = []
        self._say = say
        self._edition, self._project = edition, edition.project
        disputes = edition.project.disputes
        self._in_cells = frozenset(disputes.index[sensitive_rows("disputes", disputes)])
        self._numbers: dict[tuple[str, str], int] = {}
        self._tellers: dict[str, Callable[[str, pd.Series], Popup]] = {
            "communities": self._unit,
            "hazards": self._hazard,
            "disputes": self._dispute,
            "cases": self._case,
            "focus_areas": self._focus,
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
        residents = rounded_residents(None if pd.isna(unit["residents"]) else int(unit["residents"]))
        return self._told(
            str(unit["name"]) if _there(unit["name"]) else code,
            ("kind", self._choice("communities.kind", unit["kind"])),
            ("station", None if station is None else station["name"]),
            ("duty_phone", None if station is None else station["duty_phone"]),
            *(() if self._edition.is_public else self._seat(code)),
            ("residents", None if residents is None else f"{residents:,}"),
        )

    def _seat(self, code: str) -> tuple[tuple[str, object], ...]:
        """Who has the unit's seat, and its state."""
        seat = self._edition.ledger.seats.loc[code]
        names = self._project.officers["display_name"].reindex(list(seat["officer_ids"] or seat["away_ids"]))
        return (
            ("officers", [name if _there(name) else officer for officer, name in names.items()] or None),
            ("state", self._say(f"state.{seat['state']}")),
        )

    def _hazard(self, code: str, hazard: pd.Series) -> Popup:
        state = self._edition.day.hazard_states.get(code)
        return self._told(
            self._choice("hazards.category", hazard["category"]),
            ("number", code),
            ("state", self._say(f"web.hazard_state.{state}") if _there(state) else None),
            ("reported_at", _minute(hazard["reported_at"])),
        )

    def _dispute(self, code: str, dispute: pd.Series) -> Popup:
        return self._told(
            self._choice("disputes.category", dispute["category"]),
            ("number", code),
            ("stage", self._choice("disputes.stage", dispute["stage"])),
            ("received_at", _minute(dispute["received_at"])),
            ("place", self._say("web.cell") if code in self._in_cells else None),
        )

    def _case(self, code: str, case: pd.Series) -> Popup:
        when = case["occurred_at"]
        return self._told(
            str(case["category"]) if _there(case["category"]) else code,
            ("number", code),
            ("origin", self._choice("cases.origin", case["origin"]) if _there(case["origin"]) else None),
            ("hour", None if pd.isna(when) else self._say("case.hour", day=f"{when:%Y-%m-%d}", hour=f"{when:%H}")),
            ("place", self._say("web.cell")),
        )

    def _focus(self, code: str, focus: pd.Series) -> Popup:
        ids = split_ids(focus["officer_ids"])
        return self._told(
            str(focus["reason"]),
            ("number", code),
            ("officers", [name_of(self._project.officers, officer) for officer in ids] or None),
            ("minutes", None if pd.isna(focus["minutes"]) else int(focus["minutes"])),
            ("until", _minute(focus["ends"])),
            ("task", focus["prevention_task"]),
        )

    def _room(self, code: str, room: pd.Series) -> Popup:
        return self._told(str(room["name"]) if _there(room["name"]) else code)


def _there(value: Any) -> bool:
    return isinstance(value, list) or not (pd.isna(value) or value == "")


def _minute(moment: Any) -> str | None:
    return None if pd.isna(moment) else f"{moment:%Y-%m-%d %H:%M}"
