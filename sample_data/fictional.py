"""The fictional district as one value: its project, its land before the faults, and the key to the faults."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd

from mapper.project import Project
from sample_data.land import Land


@dataclass(frozen=True, eq=False)
class District:
    """The district.

    Attributes
    ----------
    project
        All tables, with every fault that a project can have.
    clean
        The land before faults: what a mended project would look like.
    key
        The answer key, JSON-ready: as_of, seed, faults, expected.
    """

    project: Project
    clean: Land
    key: dict[str, Any]

    @property
    def faults(self) -> list[dict[str, Any]]:
        """The planted faults, each a row of the answer key."""
        faults: list[dict[str, Any]] = self.key["faults"]
        return faults

    def _lines(self, kind: str) -> gpd.GeoSeries:
        lines = self.project.reference_lines
        return lines.geometry[lines["kind"] == kind]

    @property
    def rivers(self) -> gpd.GeoSeries:
        return self._lines("river")

    @property
    def roads(self) -> gpd.GeoSeries:
        return self._lines("road")

    @property
    def railways(self) -> gpd.GeoSeries:
        return self._lines("railway")
