"""What a picture is made of: areas, borders, lines, points and names, frozen and without any Qt object.

Map layers make drawings, the painter paints them; neither needs to know the other.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import field
from enum import IntEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from layers.geometry.arcs import Lines
from layers.geometry.shapes import Dots, Shapes
from layers.say import Say
from layers.style import AreaStyle, LineStyle, PointStyle, Style
from mapper.arrays import (
    Bools,
    Floats,
    Geometries,
    Ints,
)
from mapper.lazy_dataclass import dataclass
from mapper.message import Message


class PaintOrder(IntEnum):
    """Paint order, from the ground up. Patterns lie above water and roads, so that a river never hides a gap."""

    GROUND = 0
    REFERENCE = 1
    PATTERN = 2
    UNIT_BORDER = 3
    STATION_BORDER = 4
    FINDING = 5
    FOCUS = 6
    SELECTION = 7
    POINT = 8
    BADGE = 9


@dataclass(frozen=True)
class LegendEntry:
    """One row of a legend. Its words are ``legend.<code>`` with ``values``; ``count`` None where counting says nothing.

    ``opacity`` is that of its layer. A swatch of ``true_size`` is as large as its symbol on the map.
    """

    layer: str
    code: str
    swatch: Style
    count: int | None = None
    values: tuple[tuple[str, object], ...] = ()
    opacity: float = 1.0
    true_size: bool = False

    def words(self, say: Say) -> str:
        """What stands beside the swatch."""
        return say(f"legend.{self.code}", **dict(self.values))


@dataclass(frozen=True, eq=False)
class Areas:
    """Polygons in classes; row r is drawn in ``styles[class_of_row[r]]``, or not at all where that is -1.

    ``patterns_only`` draws hatches and dots without the fill; what is ``outlines_only`` holds other things to point at,
    and is pointed at by its outline.
    """

    order: PaintOrder
    table: str
    shapes: Shapes
    class_of_row: Ints
    styles: tuple[AreaStyle, ...]
    patterns_only: bool = False
    outlines_only: bool = False
    opacity: float = 1.0


@dataclass(frozen=True, eq=False)
class Borders:
    """Borders, each once: lines, or the arcs of shapes.

    ``drawn_with`` names the areas whose own outline replaces them where polygons are too many and too small.
    """

    order: PaintOrder
    source: Lines | Shapes
    style: LineStyle
    marked: Bools | None = None
    drawn_with: Areas | None = None
    opacity: float = 1.0

    @property
    def lines(self) -> Lines:
        """What is drawn; thin shapes are cut into arcs only where some of these are ``marked``."""
        if not isinstance(self.source, Shapes):
            return self.source
        return self.source.borders if self.marked is None else self.source.arcs

    @property
    def is_ready(self) -> bool:
        """Whether the lines are there already."""
        return not isinstance(self.source, Shapes) or self.source.is_bordered


@dataclass(frozen=True, eq=False)
class Paths:
    """Roads, rivers, railways. ``width_m`` by row: width on the ground, at least the style's own; NaN for none."""

    order: PaintOrder
    table: str
    ids: npt.NDArray[np.object_]
    lines: Lines
    class_of_row: Ints
    styles: tuple[LineStyle, ...]
    width_m: Floats
    opacity: float = 1.0


@dataclass(frozen=True, eq=False)
class Points:
    """Symbols; like :class:`Areas`, later classes on top. ``texts`` by row stand inside the symbols."""

    order: PaintOrder
    table: str
    dots: Dots
    class_of_row: Ints
    styles: tuple[PointStyle, ...]
    texts: tuple[str, ...] = ()
    opacity: float = 1.0

    @cached_property
    def counts(self) -> Ints:
        """How many points each class has."""
        return np.bincount(self.class_of_row[self.class_of_row >= 0], minlength=len(self.styles))


@dataclass(frozen=True)
class LabelStyle:
    """How a name is written; ``size_px`` is the height of the font."""

    color: str
    halo: str
    size_px: float = 12.0
    bold: bool = False


@dataclass(frozen=True, eq=False)
class Names:
    """Names of polygons, one a row ("" for none), the most important (highest ``rank``) placed first.

    ``spill`` by row is the least share of the name that must lie in its own polygon. What ``is_figure`` is no name: it
    is written where there is room, and not missed elsewhere.
    """

    shapes: Shapes
    texts: tuple[str, ...]
    class_of_row: Ints
    styles: tuple[LabelStyle, ...]
    rank: Floats
    spill: Floats
    is_figure: bool = False


@dataclass(frozen=True, eq=False)
class Runs:
    """Lines of one name joined end to end; ``row`` is that of a line in each. Metres."""

    geometries: Geometries
    row: Ints
    length_m: Floats


@dataclass(frozen=True, eq=False)
class LineNames:
    """Names of lines, one a row ("" for none), to be written along them; the lowest class first."""

    lines: Lines
    texts: tuple[str, ...]
    class_of_row: Ints
    styles: tuple[LabelStyle, ...]

    @cached_property
    def runs(self) -> Runs:
        """The lines that have a name; a street in many pieces is one, so that its name is not written on each."""
        of: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for line, row in enumerate(self.lines.row.tolist()):
            if self.texts[row]:
                of[self.texts[row], int(self.class_of_row[row])].append(line)
        joined = [
            shapely.line_merge(shapely.multilinestrings(self.lines.geometries(np.array(lines))))
            for lines in of.values()
        ]
        first = np.array([self.lines.row[lines[0]] for lines in of.values()], dtype=np.int64)
        parts, number = shapely.get_parts(np.array(joined, dtype=object), return_index=True)
        return Runs(parts, first[number], shapely.length(parts))


Drawing = Areas | Borders | Paths | Points


@dataclass(frozen=True, eq=False)
class MapLayer:
    """One layer as the reader knows it. Its words are ``layer.<code>``.

    Attributes
    ----------
    count
        How many things it holds; None where counting says nothing.
    closed
        The legend's line of incidents that are closed, which stands there only while days are chosen.
    notes
        What its classes are counted from, told under its legend.
    tips
        What it tells of a row besides, by id, for the reader who points at it.
    figures
        The number by which a row has its class, as it is written, by id; none where it has no such number.
    """

    code: str
    visible: bool
    drawings: tuple[Drawing, ...] = ()
    legend: tuple[LegendEntry, ...] = ()
    count: int | None = None
    names: tuple[Names, ...] = field(default=())
    notes: tuple[Message, ...] = ()
    tips: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    line_names: tuple[LineNames, ...] = ()
    closed: LegendEntry | None = None
    figures: Mapping[str, str] = field(default_factory=dict)
