"""What map layers draw from: a project on a day with its answers, and its geometry in metres."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from layers.geometry.geometry import Geometry
from layers.scene.beats_shown import BeatsShown
from layers.scene.incident_filter import EVERY_INCIDENT, IncidentColumns, IncidentFilter
from layers.scene.look import PLAIN, Look
from layers.scene.symbol_size import SymbolSizes
from layers.scene.unit_classes import UnitClasses
from layers.style import Palette
from mapper.arrays import Ints
from mapper.day.day import Day
from mapper.finding import Finding
from mapper.lazy_dataclass import dataclass
from mapper.project import Project


@dataclass(frozen=True, eq=False)
class Ground:
    """Everything a map layer may read; questions about the data are those of ``day``.

    ``classify`` is how the theme puts the units in classes, ``sizes`` how large it wants the symbols; ``beats`` are
    shown in place of those that the units have. ``wanted`` is which incidents are counted where units are coloured by
    them, with ``columns`` to choose them by unless that is every one.
    """

    day: Day
    palette: Palette
    findings: tuple[Finding, ...]
    geometry: Geometry
    classify: Callable[["Ground"], UnitClasses]
    sizes: SymbolSizes
    look: Look = PLAIN
    beats: BeatsShown | None = None
    wanted: IncidentFilter = EVERY_INCIDENT
    columns: IncidentColumns | None = None

    @property
    def project(self) -> Project:
        return self.day.project

    @property
    def as_of(self) -> date:
        return self.day.as_of

    @cached_property
    def unit_classes(self) -> UnitClasses:
        """The units as the theme draws them."""
        return self.classify(self)


def class_numbers(values: pd.Series, classes: Mapping[str, int]) -> Ints:
    """The class of each value, -1 where it has none."""
    return np.array([classes.get(value, -1) for value in values.tolist()], dtype=np.int64)
