"""How a person wants the map drawn: order and opacity of layers, what units are coloured by, and the earlier day.

It is no data of the district: it is kept with the project beside its tables, and no edit.
"""

from collections.abc import Mapping
from dataclasses import asdict, field, fields, replace
from datetime import date, timedelta
from math import isfinite
from re import fullmatch
from typing import Any

from layers.classes.classing import (
    FEWEST,
    METHODS,
    MOST,
    Method,
    are_breaks,
)
from layers.classes.ramps import RAMPS
from mapper.analysis.change import USUAL_DAYS
from mapper.analysis.hotspots.scoring import SHARES, USUAL_SHARE
from mapper.lazy_dataclass import dataclass
from mapper.planning.siting.asked import AIMS, MOST_KM, MOST_MORE, ReachAsked

LEAST_OPACITY = 0.1
LINE_WIDTHS_PX = (1.0, 2.0, 3.5)


@dataclass(frozen=True)
class LineLook:
    """How the lines of one reference layer are drawn: ``#rrggbb``, one of :data:`LINE_WIDTHS_PX`, dashed or solid."""

    color: str
    width_px: float = LINE_WIDTHS_PX[1]
    dashed: bool = False


@dataclass(frozen=True)
class Look:
    """What was chosen; anything left out is as the program does it by itself.

    Attributes
    ----------
    order
        Codes of all layers from the ground up; empty for the program's own.
    opacity
        Layer → opacity, :data:`LEAST_OPACITY` to 1; those left out are opaque.
    shading
        Theme → the code of one of its shadings (:class:`~layers.scene.theme.Theme`).
    method, classes, ramp
        How numbers are put in classes, in how many, and their colours (``ramps.RAMPS``).
    breaks
        Number that units are coloured by → its breaks chosen by hand, for the method ``manual``; where it has none its
        classes are quantiles.
    figures_written
        Whether that number is written on the units.
    since
        The earlier day of the change theme; 30 days before the later one where it is None or not before that.
    last_year
        Whether the change theme sets incidents against the same dates a year before, not against the days before them.
    lines
        Reference layer → how its lines are drawn; those left out are drawn as their kind is.
    area_share
        Of the land, how much the theme of hotspots chooses; one of :data:`~mapper.analysis.hotspots.scoring.SHARES`.
    reach
        What the theme of reach is asked.
    """

    order: tuple[str, ...] = ()
    opacity: Mapping[str, float] = field(default_factory=dict)
    shading: Mapping[str, str] = field(default_factory=dict)
    method: Method = "quantile"
    classes: int = 5
    ramp: str = "YlOrBr"
    breaks: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    figures_written: bool = True
    since: date | None = None
    last_year: bool = False
    lines: Mapping[str, LineLook] = field(default_factory=dict)
    area_share: float = USUAL_SHARE
    reach: ReachAsked = field(default_factory=ReachAsked)

    def opacity_of(self, layer: str) -> float:
        return self.opacity.get(layer, 1.0)

    def earlier_day(self, as_of: date) -> date:
        """The day that ``as_of`` is compared with."""
        if self.since is not None and self.since < as_of:
            return self.since
        return as_of - timedelta(days=USUAL_DAYS)

    @property
    def colours(self) -> "Look":
        """Only what decides the classes and colours of units, without the order and opacity of layers."""
        return replace(self, order=(), opacity={})

    def as_json(self) -> dict[str, Any]:
        """Everything, as JSON can hold it."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return values | {
            "order": list(self.order),
            "opacity": dict(self.opacity),
            "shading": dict(self.shading),
            "breaks": {code: list(breaks) for code, breaks in self.breaks.items()},
            "since": None if self.since is None else self.since.isoformat(),
            "lines": {name: asdict(line) for name, line in self.lines.items()},
            "reach": asdict(self.reach),
        }

    @classmethod
    def from_json(cls, kept: object) -> "Look":
        """What was kept; what this version does not know, or what makes no sense, is left at the program's own."""
        values = kept if isinstance(kept, dict) else {}
        plain = cls()
        order, opacity, shading = (values.get(name) for name in ("order", "opacity", "shading"))
        method, classes, ramp, since = (values.get(name) for name in ("method", "classes", "ramp", "since"))
        return cls(
            order=tuple(code for code in order if isinstance(code, str)) if isinstance(order, list) else (),
            opacity={
                str(code): min(max(float(value), LEAST_OPACITY), 1.0)
                for code, value in (opacity.items() if isinstance(opacity, dict) else ())
                if isinstance(value, (int, float)) and isfinite(value)
            },
            shading={
                str(theme): value
                for theme, value in (shading.items() if isinstance(shading, dict) else ())
                if isinstance(value, str)
            },
            method=method if method in METHODS else plain.method,
            classes=classes if isinstance(classes, int) and FEWEST <= classes <= MOST else plain.classes,
            ramp=ramp if isinstance(ramp, str) and ramp in RAMPS else plain.ramp,
            breaks=_breaks(values.get("breaks")),
            figures_written=values.get("figures_written") is not False,
            since=_day(since),
            last_year=values.get("last_year") is True,
            lines=_lines(values.get("lines")),
            area_share=share if (share := values.get("area_share")) in SHARES else plain.area_share,
            reach=_reach(values.get("reach")),
        )


def _breaks(kept: object) -> dict[str, tuple[float, ...]]:
    found = {}
    for code, breaks in kept.items() if isinstance(kept, dict) else ():
        numbers = breaks if isinstance(breaks, list) else []
        if all(type(one) in (int, float) for one in numbers) and are_breaks(numbers):
            found[str(code)] = tuple(float(one) for one in numbers)
    return found


def _lines(kept: object) -> dict[str, LineLook]:
    found = {}
    for name, line in kept.items() if isinstance(kept, dict) else ():
        color, width_px = (line.get("color"), line.get("width_px")) if isinstance(line, dict) else (None, None)
        if isinstance(color, str) and fullmatch("#[0-9A-Fa-f]{6}", color) and width_px in LINE_WIDTHS_PX:
            found[str(name)] = LineLook(color, float(width_px), line.get("dashed") is True)
    return found


def _reach(kept: object) -> ReachAsked:
    asked = (
        {name: kept.get(name) for name in ("within_km", "more", "aim", "may_move")} if isinstance(kept, dict) else {}
    )
    km, more, aim = asked.get("within_km"), asked.get("more"), asked.get("aim")
    return ReachAsked(
        float(km) if isinstance(km, (int, float)) and 0 < km <= MOST_KM else None,
        more if isinstance(more, int) and 0 <= more <= MOST_MORE else 0,
        aim if aim in AIMS else AIMS[0],
        asked.get("may_move") is True,
    )


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


PLAIN = Look()
