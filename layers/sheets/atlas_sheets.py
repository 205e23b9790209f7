"""Which sheets an atlas has, in which order, and what each is of: known before any is laid out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from layers.sheets.order import SheetOrder
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.names import names_of
from mapper.project import Project

_STRIPS = 8  # from north to south, in which sheets go to and fro where they are in the order of the land
_JOINT = "/"  # between a station and the name of its beat


@dataclass(frozen=True)
class AtlasSheet:
    """One sheet of an atlas: its number among all, what it is of, and the order of that sheet alone."""

    number: int
    count: int
    code: str
    name: str
    order: SheetOrder


def sheets_of(project: Project, order: SheetOrder) -> tuple[AtlasSheet, ...]:
    """The sheets of an atlas, numbered; what has no land has none.

    InputError ``row_unknown`` for a chosen code that there is none of, ``nothing_to_print`` where none is left, and
    ``no_beats`` where sheets of beats are wanted and no unit belongs to one.
    """
    known = {"stations": _stations, "units": _units, "beats": _beats}[order.atlas or "stations"](project, order)
    if order.atlas == "beats" and not known:
        raise InputError("no_beats")
    if order.chosen:
        table = "stations" if order.atlas == "stations" else "communities"
        for code in order.chosen:
            if code not in known:
                raise InputError("row_unknown", table=table, key=code)
        known = {code: known[code] for code in dict.fromkeys(order.chosen)}
    elif order.sequence == "land":
        known = {code: known[code] for code in _by_place(known)}
    if not known:
        raise InputError("nothing_to_print")
    return tuple(
        AtlasSheet(number, len(known), code, one.name, one.order)
        for number, (code, one) in enumerate(known.items(), start=1)
    )


@dataclass(frozen=True, eq=False)
class _Known:
    """A sheet that could be made: its name, its order, and where its land and its station's lie (degrees)."""

    name: str
    order: SheetOrder
    at: tuple[float, float]
    group: str = ""


def _alone(order: SheetOrder) -> SheetOrder:
    """The order of one sheet of the atlas, before it is said which."""
    return replace(order, atlas=None, chosen=(), sequence="table", alike=False)


def _stations(project: Project, order: SheetOrder) -> dict[str, _Known]:
    of_station = project.communities["station_code"]
    outlined = set(project.stations.index[project.stations.geometry.notna()])
    outlined |= set(of_station[project.communities.geometry.notna()])
    names, places = names_of(project.stations), _places(project)
    codes = list(project.stations.index) if order.station_code is None else [order.station_code]
    return {
        str(code): _Known(names[code], replace(_alone(order), station_code=str(code)), places[str(code)])
        for code in codes
        if code in outlined
    }


def _units(project: Project, order: SheetOrder) -> dict[str, _Known]:
    """Units by the order of their stations; those of no station that the project has come last."""
    names, middles = names_of(project.communities), _middles(project.communities)
    found: dict[str, _Known] = {}
    for station, codes in _by_station(project, order).items():
        for code in codes:
            one = replace(_alone(order), station_code=None, unit_code=code)
            found[code] = _Known(names[code], one, middles[code], station)
    return found


def _beats(project: Project, order: SheetOrder) -> dict[str, _Known]:
    middles, beats = _middles(project.communities), project.communities["beat_name"]
    found: dict[str, _Known] = {}
    for station, codes in _by_station(project, order).items():
        named = beats.loc[codes].dropna()
        for beat in dict.fromkeys(str(name) for name in named if name) if station else ():
            units = named.index[named == beat]
            at = np.mean([middles[code] for code in units], axis=0)
            one = replace(_alone(order), station_code=station, beat=beat)
            found[f"{station}{_JOINT}{beat}"] = _Known(beat, one, (float(at[0]), float(at[1])), station)
    return found


def beat_code(station_code: object, beat: object) -> str | None:
    """The code of the sheet of a beat; None where a unit belongs to none."""
    return f"{station_code}{_JOINT}{beat}" if isinstance(beat, str) and beat else None


def _by_station(project: Project, order: SheetOrder) -> dict[str, list[str]]:
    """Codes of units that have land, by station in the table's order; under an empty code those of no known station."""
    units = project.communities[project.communities.geometry.notna()]
    of_station = units["station_code"]
    stations = [str(code) for code in project.stations.index]
    found: dict[str, list[str]] = {code: [] for code in stations if order.station_code in (None, code)}
    found |= {} if order.station_code is not None else {"": []}
    for code, station in of_station.items():
        place = station if station in project.stations.index else ""
        if place in found:
            found[place].append(str(code))
    return {station: codes for station, codes in found.items() if codes}


def _middles(frame: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """The middle of the bounds of each row, in degrees; of no land, of nothing."""
    bounds = shapely.bounds(np.asarray(frame.geometry.array, dtype=object)).reshape(-1, 4)
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    return {str(code): (float(x), float(y)) for code, (x, y) in zip(frame.index, middle, strict=True)}


def _places(project: Project) -> dict[str, tuple[float, float]]:
    """Where each station lies: the middle of its outline, else of its units."""
    places, units = _middles(project.stations), _middles(project.communities)
    for code, (x, _) in places.items():
        if np.isnan(x):
            own = project.communities.index[project.communities["station_code"] == code]
            at = np.array([units[str(unit)] for unit in own]).reshape(-1, 2)
            if np.isfinite(at).any():
                middle = np.nanmean(at, axis=0)
                places[code] = (float(middle[0]), float(middle[1]))
    return places


def _by_place(known: Mapping[str, _Known]) -> Sequence[str]:
    """Codes in strips from north to south, to and fro; those of a group, as of a station, stay together."""
    groups: dict[str, list[str]] = {}
    for code, one in known.items():
        groups.setdefault(one.group or code, []).append(code)
    middle = {key: np.nanmean([known[code].at for code in codes], axis=0) for key, codes in groups.items()}
    in_order: list[str] = []
    for key in _to_and_fro({key: (float(x), float(y)) for key, (x, y) in middle.items()}):
        in_order += _to_and_fro({code: known[code].at for code in groups[key]})
    return in_order


def _to_and_fro(at: Mapping[str, tuple[float, float]]) -> Iterable[str]:
    ys = [y for _, y in at.values()]
    north, high = max(ys), max(max(ys) - min(ys), 1e-9)
    strips = min(_STRIPS, max(1, round(len(at) ** 0.5)))

    def place(code: str) -> tuple[int, float, float]:
        x, y = at[code]
        strip = min(int((north - y) / high * strips), strips - 1)
        return strip, x if strip % 2 == 0 else -x, -y

    return sorted(at, key=place)
