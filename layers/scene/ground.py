"""What map layers draw from: a project on a day, its geometry in metres, and the answers that several layers need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from layers.geometry.geometry import Geometry
from layers.scene.beats_shown import BeatsShown
from layers.scene.look import PLAIN, Look
from layers.scene.symbol_size import SymbolSizes
from layers.scene.unit_classes import UnitClasses
from layers.style import Palette
from mapper.analysis.land.ownership import own
from mapper.analysis.load.load import officer_load, unit_load
from mapper.analysis.seats.coverage import Coverage, coverage
from mapper.arrays import Ints
from mapper.day.check import Check
from mapper.finding import Finding
from mapper.project import Project


@dataclass(frozen=True, eq=False)
class Ground:
    """Everything a map layer may ask.

    ``classify`` is how the theme puts the units in classes, ``sizes`` how large it wants the symbols; ``beats`` are
    shown in place of those that the units have.
    """

    project: Project
    as_of: date
    palette: Palette
    findings: tuple[Finding, ...]
    geometry: Geometry
    classify: Callable[["Ground"], UnitClasses]
    sizes: SymbolSizes
    answers: Check | None = None
    look: Look = PLAIN
    beats: BeatsShown | None = None

    @cached_property
    def unit_classes(self) -> UnitClasses:
        """The units as the theme draws them."""
        return self.classify(self)

    def owned(self, table: str) -> pd.DataFrame:
        """Which unit each point of a table is in."""
        if self.answers is not None:
            return self.answers.owned[table]
        return own(self.project.table(table), self.project.communities)

    @cached_property
    def ledger(self) -> Coverage:
        return coverage(self.project, self.as_of) if self.answers is None else self.answers.coverage

    @cached_property
    def officer_shares(self) -> pd.Series:
        """Utilisation of each officer who holds a seat, by officer_id."""
        if self.answers is not None:
            return self.answers.officer_load["share"]
        minutes = unit_load(self.project, self.as_of)["minutes"]
        return officer_load(self.project, self.ledger, minutes)["share"]


def class_numbers(values: pd.Series, classes: Mapping[str, int]) -> Ints:
    """The class of each value, -1 where it has none."""
    return np.asarray(values.map(dict(classes)).fillna(-1), dtype=np.int64)
