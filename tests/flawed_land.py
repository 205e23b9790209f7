"""Small tilings with faults planted at random from a seed: nested, over-reaching, doubled units, slivers, gaps."""

import numpy as np
import shapely

from mapper.project import Project
from tests.districts import SOUTH, STEP, WEST, frame, square

FAULTS = ("nested", "reaching", "doubled", "sliver", "gap", "island", "ring_island", "enclave", "stacked", "merged")


def flawed(rng: np.random.Generator) -> Project:
    """A project whose units ``u0``, ``u1``, … are :func:`flawed_shapes`."""
    shapes, _ = flawed_shapes(rng)
    rows = [
        {"community_code": f"u{i}", "name": f"u{i}", "kind": "community", "station_code": "S1"}
        for i in range(len(shapes))
    ]
    return Project(communities=frame("communities", rows, list(shapes)))


def flawed_shapes(rng: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """Polygons in degrees, in random order, and the faults that were planted."""
    shapes = _cells(rng) if rng.random() < 0.5 else voronoi(rng)
    planted = [str(fault) for fault in rng.choice(FAULTS, rng.integers(0, 4))]
    for fault in planted:
        shapes = [shape for shape in _plant(fault, shapes, rng) if isinstance(shape, shapely.Polygon) and shape.area]
    return np.array(shapes, dtype=object)[rng.permutation(len(shapes))], planted


def _cells(rng: np.random.Generator) -> list[shapely.Polygon]:
    columns, rows = rng.integers(1, 5, 2)
    return [square(column, row) for column in range(columns) for row in range(rows)]


def voronoi(rng: np.random.Generator) -> list[shapely.Polygon]:
    frame_of_all = square(0, 0, 4, 4)
    seats = rng.uniform([WEST, SOUTH], [WEST + 4 * STEP, SOUTH + 4 * STEP], (rng.integers(2, 14), 2))
    edges = shapely.voronoi_polygons(shapely.multipoints(seats), extend_to=frame_of_all, only_edges=True)
    lines = shapely.union_all([shapely.intersection(edges, frame_of_all), frame_of_all.exterior])
    return [shape for shape in shapely.get_parts(shapely.polygonize(shapely.get_parts(lines))) if shape.area > 1e-8]


def _plant(fault: str, shapes: list[shapely.Polygon], rng: np.random.Generator) -> list[shapely.Geometry]:
    at = int(rng.integers(len(shapes)))
    unit = shapes[at]
    others = [shape for i, shape in enumerate(shapes) if i != at]
    around = shapely.union_all([shape for shape in shapes if shape.intersects(unit)])
    inner = unit.buffer(-0.2 * STEP, join_style="mitre")
    core = unit.buffer(-0.35 * STEP, join_style="mitre")
    hollow = [isinstance(piece, shapely.Polygon) and not piece.is_empty for piece in (inner, core)]
    if fault == "nested" and hollow[0]:
        return [*shapes, inner]
    if fault == "reaching":
        return [*others, unit.buffer(rng.uniform(0.1, 0.7) * STEP, join_style="mitre")]
    if fault == "doubled":
        return [*shapes, unit]
    if fault == "sliver":
        return [*others, unit.buffer(rng.choice([-0.004, 0.004]) * STEP, join_style="mitre")]
    if fault == "gap" and others:
        return others
    if fault == "island" and hollow[1]:  # a unit in a hole that is larger than it
        return [*others, shapely.Polygon(unit.exterior, [inner.exterior]), core]
    if fault == "ring_island" and all(hollow):  # the same, and the island has a hole itself
        inmost = core.buffer(-0.05 * STEP, join_style="mitre")
        holes = [inmost.exterior] if isinstance(inmost, shapely.Polygon) and not inmost.is_empty else []
        return [*others, shapely.Polygon(unit.exterior, [inner.exterior]), shapely.Polygon(core.exterior, holes)]
    if fault == "enclave" and hollow[0]:  # lawful
        return [*others, shapely.Polygon(unit.exterior, [inner.exterior]), inner]
    if fault == "stacked":
        return [*shapes, *voronoi(rng)]
    if fault == "merged":
        return [*shapes, around]
    return list(shapes)
