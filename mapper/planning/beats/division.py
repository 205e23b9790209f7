"""Contiguous beats of even load: a station's or a district's units divided into ``count`` connected groups.

The aims, in this order: the beat farthest from the mean (as a share of the mean) is as near as can be; as little as can
be lies beyond 15 % of the mean in all beats together; few units change hands against the beats so far; borders between
beats are short. A division of a station is looked for by spanning trees and exchanges, then proven by listing every
beat that could be part of a better one (``beats_exact``). Where that list is too long – many units in each beat – the
best found stands, with a bound from the amounts and the narrow places of the land alone (``beats_bound``).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from mapper.analysis.load.load import unit_load
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.planning.beats.bound import least_off
from mapper.planning.beats.contiguity import Contiguity, contiguity
from mapper.planning.beats.exact import best_division
from mapper.planning.beats.search import (
    Parts,
    Question,
    allot,
    connected,
    search,
)
from mapper.planning.solving.deadline import Patience, never
from mapper.project import Project

STATION_UNITS = 60
Basis = Literal["load", "residents"]
Refusal = Literal["unit_unknown", "beat_unknown", "already_there", "not_next_to", "would_be_empty", "would_break"]

_FEW_UNITS, _FEW_S = 16, 0.1  # they need no long search: the list of all beats is short


@dataclass(frozen=True)
class Beat:
    """One beat.

    Attributes
    ----------
    number
        From 1.
    units
        community_codes.
    amount
        Minutes a month, or residents.
    carries_on
        Name of the beat so far that it keeps the most units of, or None.
    """

    number: int
    units: tuple[str, ...]
    amount: int
    carries_on: str | None = None


@dataclass(frozen=True, eq=False)
class Beats:
    """A division.

    Attributes
    ----------
    beats
        In order of number.
    basis
        What is even: ``load`` or ``residents``.
    bound
        No division can have a smaller ``max_deviation``.
    graph
        Which units are neighbours, with the crossings made and the barriers kept or opened.
    question
        The same in numbers, for editing by hand.
    locked
        Names of beats that are locked: they and their units are left as they are, and are no part of this division.
    """

    beats: tuple[Beat, ...]
    basis: Basis
    bound: float
    graph: Contiguity
    question: Question
    locked: tuple[str, ...] = ()

    @property
    def mean(self) -> float:
        return self.question.total / self.question.count

    @property
    def max_deviation(self) -> float:
        """Difference of the beat farthest from the mean, as a share of the mean; 0 where there is nothing to divide."""
        return max(self.deviation(beat) for beat in self.beats)

    def deviation(self, beat: Beat) -> float:
        return abs(beat.amount - self.mean) / self.mean if self.mean else 0.0

    @property
    def gap(self) -> float:
        """``max_deviation`` less its bound, both shares of the mean: how much evener a division might be at most."""
        return max(self.max_deviation - self.bound, 0.0)

    @property
    def units_moved(self) -> int:
        """Units that had a beat and now belong to one that does not carry it on."""
        return self.question.moved(self._parts())

    @property
    def border_m(self) -> int:
        """Length of all borders between beats."""
        return self.question.cut_m(self._parts())

    def beat_of(self) -> dict[str, int]:
        """community_code → beat's number."""
        return {unit: beat.number for beat in self.beats for unit in beat.units}

    def _parts(self) -> Parts:
        at = {code: position for position, code in enumerate(self.graph.codes)}
        return [[at[unit] for unit in beat.units] for beat in self.beats]

    def as_json(self) -> dict[str, Any]:
        """The shape of ``beats --json``."""
        return {
            "beats": [
                {
                    "beat": beat.number,
                    "units": list(beat.units),
                    "amount": beat.amount,
                    "deviation": round(self.deviation(beat), 6),
                }
                for beat in self.beats
            ],
            "balance": self.basis,
            "mean": round(self.mean, 3),
            "max_deviation": round(self.max_deviation, 9),
            "bound": round(self.bound, 9),
            "gap": round(self.gap, 9),
            "units_moved": self.units_moved,
            "border_m": self.border_m,
            "locked": list(self.locked),
            "joined": [link.as_json() for link in self.graph.joined],
            "barred": [link.as_json() for link in self.graph.barred],
            "reopened": [link.as_json() for link in self.graph.reopened],
        }


def divide(
    project: Project,
    count: int,
    station_code: str | None = None,
    basis: Basis = "load",
    previous: Mapping[str, str] | None = None,
    tolerance: float = 0.0,
    time_limit_s: float | None = None,
    amounts: pd.Series | None = None,
    rng: np.random.Generator | None = None,
    stopped: Callable[[], bool] = never,
) -> Beats:
    """The units of one station, or of the whole project regardless of stations, in ``count`` connected beats.

    Locked beats count, and keep their units; the others are divided evenly among the rest.

    Parameters
    ----------
    previous
        community_code → name of its beat so far.
    tolerance
        Deviation, as a share of the mean, up to which all divisions count as equally even, so that fewer units change
        hands.
    time_limit_s
        When to stop; unless given 10 s for up to ``STATION_UNITS`` units, else 30 s.
    amounts
        Anything else to divide evenly, whole numbers per community_code; else load or residents.
    stopped
        Asked all the time, from other threads too; True stops with the best found.

    Raises
    ------
    InputError
        ``station_unknown``, ``beats_no_units``, ``beats_count`` (below 1 or above the units), ``beats_no_amount``
        (nothing to divide), ``beats_all_locked``, ``beats_locked`` (more beats are locked than leave one for the rest).
    """
    units = _units(project, station_code)
    if not 1 <= count <= len(units):
        raise InputError("beats_count", count=count, units=len(units))
    units, locked = _free(project, units)
    if count <= len(locked):
        raise InputError("beats_locked", count=count, locked=len(locked))
    count -= len(locked)
    if count > len(units):
        raise InputError("beats_count", count=count, units=len(units))
    previous = {code: name for code, name in (previous or {}).items() if name not in locked}
    whole = _amounts(project, units, basis, amounts)
    graph = contiguity(project, list(units.index), most_pieces=count)
    question = _question(graph, whole, count, previous, tolerance)
    limit_s = time_limit_s or (10.0 if len(units) <= STATION_UNITS else 30.0)
    parts, bound = _best(question, rng or np.random.default_rng(0), Patience.of(limit_s, stopped))
    return replace(_named(parts, basis, bound / question.total, graph, question, previous), locked=locked)


def standing_beats(
    project: Project,
    names: Mapping[str, str],
    station_code: str | None = None,
    basis: Basis = "load",
    amounts: pd.Series | None = None,
) -> Beats:
    """The beats that units have, as a division with its bound: to be looked at, or mended by :func:`move_unit`.

    Parameters
    ----------
    names
        community_code → name of its beat; of other units than those of the station nothing is taken.

    Raises
    ------
    InputError
        ``station_unknown``, ``beats_no_units``, ``beats_no_amount``, ``beats_all_locked``; ``beats_incomplete``: units
        have no beat.
    """
    units, locked = _free(project, _units(project, station_code))
    without = [code for code in units.index if code not in names]
    if without:
        raise InputError("beats_incomplete", units=len(units), without=len(without))
    here = {str(code): names[code] for code in units.index}
    count = len(set(here.values()))
    whole = _amounts(project, units, basis, amounts)
    graph = contiguity(project, list(units.index), most_pieces=count)
    question = _question(graph, whole, count, here, 0.0)
    groups: dict[str, list[int]] = {}
    for position, code in enumerate(graph.codes):
        groups.setdefault(here[code], []).append(position)
    _, bound = allot(question, _pieces(question))
    bound = max(bound, least_off(question))
    return replace(_named(list(groups.values()), basis, bound / question.total, graph, question, here), locked=locked)


def _free(project: Project, units: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The units that are in no locked beat, and the locked beats of the others; InputError ``beats_all_locked``."""
    names = units["beat_name"]
    locked = set(project.locks["subject"][project.locks["kind"] == "beat"]) & set(names.dropna())
    free = units[~names.isin(locked).to_numpy(dtype=bool)]
    if free.empty:
        raise InputError("beats_all_locked")
    return free, tuple(sorted(map(str, locked)))


def _units(project: Project, station_code: str | None) -> pd.DataFrame:
    units = project.communities
    if station_code is not None:
        if station_code not in project.stations.index and not (units["station_code"] == station_code).any():
            raise InputError("station_unknown", station=station_code, near=[*map(str, project.stations.index[:3])])
        units = units[units["station_code"] == station_code]
    if units.empty:
        raise InputError("beats_no_units")
    return units


def _amounts(project: Project, units: pd.DataFrame, basis: Basis, amounts: pd.Series | None) -> list[int]:
    if amounts is None:
        amounts = unit_load(project, project.as_of)["minutes"] if basis == "load" else units["residents"]
    whole: list[int] = np.round(amounts.reindex(units.index).fillna(0).to_numpy(dtype=float)).astype(int).tolist()
    if not any(whole):
        raise InputError("beats_no_amount", balance=basis)
    return whole


def _question(
    graph: Contiguity, amounts: list[int], count: int, previous: Mapping[str, str], tolerance: float
) -> Question:
    names = {name: number for number, name in enumerate(sorted(set(previous.values())))}
    return Question(
        graph.neighbours(),
        amounts,
        count,
        {(min(a, b), max(a, b)): round(m) for (a, b), m in zip(graph.pairs.tolist(), graph.border_m, strict=True)},
        [names[previous[code]] if code in previous else -1 for code in graph.codes],
        int(tolerance * sum(amounts)),
    )


def _best(question: Question, rng: np.random.Generator, patience: Patience) -> tuple[Parts, int]:
    """The best division found, and the least that its worst part can be off."""
    _, bound = allot(question, _pieces(question))
    bound = max(bound, least_off(question))
    few, of_station = (len(question.amounts) <= most for most in (_FEW_UNITS, STATION_UNITS))
    searching = patience.part(0.3 if of_station else 1.0, _FEW_S if few else math.inf)
    parts = search(question, rng, searching, max(bound, question.tolerance), _so_far(question))
    if not of_station:
        return parts, bound
    proven = best_division(question, parts, bound, patience)
    if proven is None:
        return parts, bound
    parts, aims = proven
    if aims[0].bound > question.tolerance:  # else it is a bound for the tolerance, not for the deviation
        bound = max(bound, int(aims[0].bound))
    return parts, bound


def _pieces(question: Question) -> Parts:
    from mapper.planning.beats.contiguity import pieces_of

    return pieces_of(range(len(question.amounts)), question.neighbours)


def _so_far(question: Question) -> Parts | None:
    """The beats so far, where they are a division of the asked kind."""
    groups: dict[int, set[int]] = {}
    for unit, label in enumerate(question.previous):
        groups.setdefault(label, set()).add(unit)
    if -1 in groups or len(groups) != question.count:
        return None
    if not all(connected(group, question.neighbours) for group in groups.values()):
        return None
    return [sorted(group) for group in groups.values()]


def _named(
    parts: Parts, basis: Basis, bound: float, graph: Contiguity, question: Question, previous: Mapping[str, str]
) -> Beats:
    """Beats numbered by their lowest unit."""
    ordered = sorted(sorted(part) for part in parts)
    names = sorted(set(previous.values()))
    return Beats(
        tuple(
            Beat(
                number,
                tuple(graph.codes[unit] for unit in part),
                question.amount(part),
                None if label < 0 else names[label],
            )
            for number, (part, label) in enumerate(zip(ordered, question.carried_on(ordered), strict=True), 1)
        ),
        basis,
        bound,
        graph,
        question,
    )


def move_unit(beats: Beats, unit: str, to_beat: int) -> Beats | Refusal:
    """The division with one unit handed to a neighbouring beat; or why that cannot be.

    ``unit_unknown``, ``beat_unknown``; ``already_there``; ``not_next_to`` (the unit borders no unit of that beat);
    ``would_be_empty`` and ``would_break`` (what the unit leaves behind would be nothing, or not connected).
    """
    at = {code: position for position, code in enumerate(beats.graph.codes)}
    numbers = {beat.number: index for index, beat in enumerate(beats.beats)}
    if unit not in at:
        return "unit_unknown"
    if to_beat not in numbers:
        return "beat_unknown"
    old = next(beat for beat in beats.beats if unit in beat.units)
    new = beats.beats[numbers[to_beat]]
    if old is new:
        return "already_there"
    if not {beats.graph.codes[other] for other in beats.question.neighbours[at[unit]]}.intersection(new.units):
        return "not_next_to"
    rest = {at[code] for code in old.units} - {at[unit]}
    if not rest:
        return "would_be_empty"
    if not connected(rest, beats.question.neighbours):
        return "would_break"
    amount = beats.question.amounts[at[unit]]
    changed = list(beats.beats)
    changed[numbers[old.number]] = replace(
        old, units=tuple(code for code in old.units if code != unit), amount=old.amount - amount
    )
    changed[numbers[to_beat]] = replace(
        new, units=tuple(sorted((*new.units, unit), key=at.__getitem__)), amount=new.amount + amount
    )
    return replace(beats, beats=tuple(changed))
