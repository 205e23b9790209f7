"""Units in classes: which class each is in, how a class is drawn, and what is told of it."""

from collections.abc import Callable, Mapping
from dataclasses import field

from layers.scene.drawing import Drawing, LegendEntry
from layers.style import AreaStyle
from mapper.arrays import Bools, Ints
from mapper.lazy_dataclass import dataclass
from mapper.message import Message


@dataclass(frozen=True, eq=False)
class UnitClasses:
    """How a theme draws the units.

    ``loud`` rows have their name first and in the alarm colour; ``letters`` stand after the name ("" for none).
    ``marks`` gives what lies over the units, such as outlines and numbers of beats; it is asked by the layer of units
    alone, once there is geometry to make it from. For ``notes``, ``tips`` and ``figures`` see
    :class:`~layers.scene.drawing.MapLayer`.
    """

    class_of_row: Ints
    styles: tuple[AreaStyle, ...]
    legend: tuple[LegendEntry, ...]
    loud: Bools
    letters: tuple[str, ...]
    notes: tuple[Message, ...] = ()
    tips: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    marks: Callable[[], tuple[Drawing, ...]] = tuple
    figures: Mapping[str, str] = field(default_factory=dict)
