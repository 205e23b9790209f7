"""Kinds of arrays that geometry is kept in, and what is done to them everywhere."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Times = npt.NDArray[np.datetime64]
Geometries = npt.NDArray[np.object_]
Objects = npt.NDArray[np.object_]  # texts among which some are missing (None), and whatever else has no type


def boxes_meet(boxes: Floats, bounds: tuple[float, float, float, float]) -> Bools:
    """Which boxes (n, 4) touch these bounds; a NaN box touches nothing."""
    west, south, east, north = bounds
    meet: Bools = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
    return meet


def runs(starts: Ints, lengths: Ints) -> Ints:
    """Indices of runs one after another: ``starts[0]``, ``starts[0] + 1``, … each ``lengths`` long."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
