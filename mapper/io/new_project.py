"""A first project from a station's two files: units, and stations or what the units say of them."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper import frames, schema
from mapper.errors import InputError
from mapper.io.linking import link_stations
from mapper.io.reading import Reading
from mapper.message import Message
from mapper.practice import HUBEI, Practice
from mapper.project import About, Project, fitting_crs


def new_project(
    communities: Reading, stations: Reading | None = None, title: str = "", practice: Practice = HUBEI
) -> tuple[Project, tuple[Message, ...]]:
    """A project of these units and stations, and how the two were linked.

    It is measured in the CRS that its practice suggests, else in the one that fits its land.

    Without a stations file each station is the land of the units that name it, called by its code.

    Raises
    ------
    InputError
        ``no_units``: no unit could be read.
    """
    units = communities.frame
    if units.empty:
        raise InputError("no_units")
    jurisdictions = stations_of(units) if stations is None else stations.frame
    units, notes = link_stations(units, jurisdictions)
    project = Project(about=About(title=title, practice=practice)).with_tables(
        communities=frames.conform("communities", units), stations=frames.conform("stations", jurisdictions)
    )
    return replace(project, about=replace(project.about, map_crs=practice.crs or fitting_crs(project))), tuple(notes)


def stations_of(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Stations whose land is that of their units; units that name none belong to none."""
    named = units[units["station_code"].notna()]
    if named.empty:
        return frames.empty("stations")
    codes, shapes = [], []
    for code, group in named.groupby("station_code", sort=True):
        codes.append(str(code))
        # Repaired here only: a bow-tie must not lose the rest of its station, and stays a finding of its unit.
        land = shapely.make_valid(np.asarray(group.geometry.array))
        shapes.append(_only_areas(shapely.union_all(land)))
    frame = pd.DataFrame({"name": codes}, index=pd.Index(codes, name="station_code"))
    return frames.conform("stations", gpd.GeoDataFrame(frame, geometry=shapes, crs=schema.DEGREES))


def _only_areas(shape: shapely.Geometry) -> shapely.Geometry:
    """The polygons of a shape; what repair leaves beside them are lines and points."""
    parts = shapely.get_parts(shapely.get_parts(shape))  # twice: a collection may hold multipolygons
    polygons = [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
