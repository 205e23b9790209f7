"""What map layers draw from: a project on a day, its geometry in metres, and the answers that several layers need."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from layers.geometry.geometry import Geometry
from layers.scene.look import PLAIN, Look
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
    """Everything a map layer may ask."""

    project: Project
    as_of: date
    theme: str
    palette: Palette
    findings: tuple[Finding, ...]
    geometry: Geometry
    answers: Check | None = None
    look: Look = PLAIN

    @property
    def shaded_by(self) -> str:
        """What the units are coloured by in this theme (``look.SHADINGS``)."""
        return self.look.shaded_by(self.theme)

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
