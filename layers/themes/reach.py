"""Reach: each unit by its minutes to the nearest police room or to its station, what is beyond the limit, and rooms."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.geometry.shapes import Dots
from layers.scene.drawing import Drawing, LegendEntry, PaintOrder, Points
from layers.scene.ground import Ground
from layers.scene.theme import Shading, Theme
from layers.scene.unit_classes import UnitClasses
from layers.scene.unit_index import UnitColumn
from layers.style import AreaStyle, Palette, Pattern, PointStyle, unit_border
from layers.themes.numbers import class_styles
from layers.themes.quiet import quiet_classes
from layers.themes.reach_told import SAYS, reach_told
from layers.themes.unit_styles import no_figure_style
from mapper.arrays import Bools, Floats, Ints
from mapper.crs import to_metres, transform_xy
from mapper.day.figure import Figure
from mapper.geometry import first_at, xy_of
from mapper.message import Message
from mapper.names import name_of
from mapper.schema import DEGREES

if TYPE_CHECKING:
    from mapper.planning.siting.part_reach import PartReach
    from mapper.planning.siting.reach import Reach

STEPS_MINUTES = (3, 5, 10, 15)
KINDS = ("room", "station")
_BEYOND, _UNKNOWN, _ELSEWHERE = (len(STEPS_MINUTES) + n for n in (1, 2, 3))
_ROOM_PX, _BASE_PX, _BADGE_PX = 9.0, 13.0, 18.0
_OFF_SHEET = frozenset({"hazards", "disputes", "cases", "rectification_areas", "focus_areas"})
_REFUSED = ("rooms_none", "rooms_no_land", "rooms_many")
_SAYS = (
    "legend.unit", "legend.reach_under", "legend.reach_between", "legend.reach_over", "legend.reach_beyond",
    "legend.reach_unknown", "legend.reach_elsewhere", "legend.police_room", "legend.station_base", "legend.room_new",
    "legend.room_given_up", "tip.reach_station", "tip.reach_room", "tip.reach_nowhere",
    "reach.room_elsewhere",
    *(f"note.{code}" for code in _REFUSED),
)  # fmt: skip


def _classes(kind: str, ground: Ground) -> UnitClasses:
    from mapper.planning.siting.part_reach import part_reach  # a solver takes long to import, and few maps ask

    found = part_reach(ground.day, ground.wanted.scope, ground.look.reach)
    notes = reach_told(found.reach, found.plan, ground.project.norms.travel_detour)
    if found.refused is not None:
        notes = (Message(f"note.{found.refused.code}", found.refused.values), *notes)
    numbers = _numbers(kind, ground, found.reach)
    styles = (*class_styles(ground, len(STEPS_MINUTES) + 1), *_edge_styles(ground.palette))
    points = _point_styles(ground.palette)
    return replace(
        quiet_classes(ground),
        class_of_row=numbers,
        styles=styles,
        legend=(*_unit_legend(styles, numbers, found.reach.within_m), *_point_legend(points, found)),
        notes=notes,
        tips=_tips(ground, found.reach),
        marks=partial(_marks, ground, found, points),
    )


def _numbers(kind: str, ground: Ground, ways: "Reach") -> Ints:
    """The class of each unit: a step of minutes, beyond the limit, without a way, or of another part."""
    units = ways.units
    minutes, metres = (units[f"{kind}_{unit}"].to_numpy(dtype=float) for unit in ("minutes", "m"))
    # The rule for rooms says nothing of stations; a limit that a person has chosen is of both.
    limited = kind == "room" or ground.look.reach.within_km is not None
    steps = np.searchsorted(np.array(STEPS_MINUTES), minutes, side="left")
    of_unit = np.select([np.isnan(minutes), limited & (metres > ways.within_m)], [_UNKNOWN, _BEYOND], steps)
    numbers = np.full(len(ground.project.communities), _ELSEWHERE, dtype=np.int64)
    numbers[ground.project.communities.index.get_indexer(units.index)] = of_unit
    return numbers


def _edge_styles(palette: Palette) -> tuple[AreaStyle, ...]:
    """Beyond the limit, no way known, and units of other parts."""
    hatch = Pattern("lines", palette.vacant_hatch, spacing_px=7, size_px=1.2, angle_deg=45)
    border = unit_border(palette)
    beyond = AreaStyle(palette.vacant, patterns=(hatch,), border=border)
    return beyond, no_figure_style(palette), AreaStyle(palette.quiet_unit, border=border)


def _unit_legend(styles: tuple[AreaStyle, ...], numbers: Ints, within_m: float) -> tuple[LegendEntry, ...]:
    """All steps of minutes, and of the others those that there are."""
    counts = np.bincount(numbers, minlength=_ELSEWHERE + 1).tolist()
    lows, highs = (None, *STEPS_MINUTES), (*STEPS_MINUTES, None)
    codes: list[tuple[str, dict[str, Any]]] = [
        ("under" if low is None else "over" if high is None else "between", {"low": low, "high": high})
        for low, high in zip(lows, highs, strict=True)
    ]
    codes += [("beyond", {"km": within_m / 1000}), ("unknown", {}), ("elsewhere", {})]
    return tuple(
        LegendEntry("units", f"reach_{code}", styles[n], None if n == _ELSEWHERE else counts[n], tuple(values.items()))
        for n, (code, values) in enumerate(codes)
        if n <= _BEYOND or counts[n]
    )


def _point_styles(palette: Palette) -> dict[str, PointStyle]:
    """By what a legend calls them, the lowest first."""
    return {
        "room_given_up": PointStyle("square", palette.paper, _ROOM_PX, palette.text, 1.6, hollow=True),
        "police_room": PointStyle("square", palette.accent, _ROOM_PX, palette.rim, 1.2),
        "station_base": PointStyle("diamond", palette.station_border, _BASE_PX, palette.rim, 1.4),
        "room_new": PointStyle("badge", palette.accent, _BADGE_PX, palette.rim, 1.5, text_color=palette.rim),
    }


def _point_legend(styles: dict[str, PointStyle], found: "PartReach") -> tuple[LegendEntry, ...]:
    plan = found.plan
    counts = {} if plan is None else {"room_new": len(plan.sites), "room_given_up": len(plan.given_up)}
    shown = [code for code in styles if code in ("police_room", "station_base") or counts.get(code)]
    return tuple(LegendEntry("units", code, styles[code], counts.get(code)) for code in shown)


def _marks(ground: Ground, found: "PartReach", styles: dict[str, PointStyle]) -> tuple[Drawing, ...]:
    """Rooms, bases and new rooms with their numbers, each pointed at as the unit that it lies in.

    A station's edition counts the rooms of the next station too, but shows its own alone.
    """
    project, plan = ground.project, found.plan
    crs = project.about.map_crs
    rooms = project.police_rooms
    stations = project.stations[["base_lon", "base_lat"]].to_numpy(dtype=float)
    sites = np.empty((0, 2)) if plan is None else plan.sites[["lon", "lat"]].to_numpy(dtype=float)
    places = {
        "police_room": xy_of(to_metres(rooms.geometry, crs)),
        "station_base": transform_xy(stations, DEGREES, crs),
        "room_new": transform_xy(sites, DEGREES, crs),
    }
    given_up: Bools = np.isin(rooms.index, () if plan is None else plan.given_up)
    codes = list(styles)
    numbers = [np.where(given_up, codes.index("room_given_up"), codes.index("police_room"))]
    numbers += [np.full(len(places[code]), codes.index(code)) for code in ("station_base", "room_new")]
    xy, class_of_row = np.vstack(list(places.values())), np.concatenate(numbers).astype(np.int64)
    texts = ("",) * (len(xy) - len(sites)) + tuple(str(n) for n in range(1, len(sites) + 1))
    placed = np.isfinite(xy).all(axis=1)
    dots = Dots(_units_at(ground, xy[placed]), xy[placed])
    kept = tuple(texts[n] for n in np.flatnonzero(placed))
    return (Points(PaintOrder.BADGE, "communities", dots, class_of_row[placed], tuple(styles.values()), kept),)


def _units_at(ground: Ground, xy: Floats) -> Any:
    """Codes of the units that points lie in, "" for none."""
    units = ground.project.communities
    at = first_at(to_metres(units.geometry, ground.project.about.map_crs), xy)
    return np.where(at >= 0, np.asarray(units.index, dtype=object)[at] if len(units) else "", "")


def _tips(ground: Ground, ways: "Reach") -> dict[str, tuple[Message, ...]]:
    rooms = ground.project.police_rooms
    told: dict[str, tuple[Message, ...]] = {}
    for code, row in ways.units.to_dict("index").items():
        lines = []
        for kind in KINDS:
            if np.isnan(row[f"{kind}_m"]):
                continue
            values = {"km": row[f"{kind}_m"] / 1000, "minutes": row[f"{kind}_minutes"]}
            if kind == "room":
                own = row["room_id"] in rooms.index
                values["room"] = name_of(rooms, row["room_id"]) if own else Message("reach.room_elsewhere")
            lines.append(Message(f"tip.reach_{kind}", values))
        told[str(code)] = tuple(lines) or (Message("tip.reach_nowhere"),)
    return told


def _shading(kind: str) -> Shading:
    return Shading(f"reach_{kind}", partial(_classes, kind), (*_SAYS, *SAYS), of_part=True)


def _index(ground: Ground) -> tuple[UnitColumn, ...]:
    """Minutes to the station and to the nearest room; those without a way have a dash."""
    from mapper.planning.siting.part_reach import part_reach

    units = part_reach(ground.day, ground.wanted.scope, ground.look.reach).reach.units

    def column(kind: str) -> UnitColumn:
        minutes = units[f"{kind}_minutes"]
        return UnitColumn(f"to_{kind}", {str(unit): "—" if np.isnan(x) else f"{x:.0f}" for unit, x in minutes.items()})

    return column("station"), column("room")


def _figures(ground: Ground) -> tuple[Figure, ...]:
    """Units beyond the limit, of those that a way is known of."""
    from mapper.planning.siting.part_reach import part_reach

    kind = THEME.shading(ground.look).code.removeprefix("reach_")
    if kind == "station" and ground.look.reach.within_km is None:
        return ()  # the rule says nothing of stations
    found = part_reach(ground.day, ground.wanted.scope, ground.look.reach).reach
    metres = found.units[f"{kind}_m"].dropna()
    return (Figure("reach_beyond", int((metres > found.within_m).sum()), len(metres)),) if len(metres) else ()


THEME = Theme("reach", tuple(map(_shading, KINDS)), off_sheet=_OFF_SHEET, index=_index, figures=_figures)
