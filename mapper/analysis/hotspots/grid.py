"""Square cells over the land of units, and which parts of them are land."""

from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from mapper.arrays import Bools, Floats, Ints
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass

FINE_M = 50.0
"""Side of the squares by which land is told from what is none."""
CELLS_M = (100.0, 150.0, 200.0, 250.0, 500.0)
_MOST_SQUARES = 30_000_000


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells of ``cell_m`` metres, in rows from south to north and columns from west to east.

    Attributes
    ----------
    left_m, bottom_m
        The lower left corner, in the metre CRS of the land.
    land
        True for each square of :data:`FINE_M` whose middle is on land: (rows, columns) of squares, a whole number of
        them to a cell.
    """

    left_m: float
    bottom_m: float
    cell_m: float
    land: Bools

    @property
    def per_cell(self) -> int:
        """Squares along the side of a cell."""
        return round(self.cell_m / FINE_M)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of cells."""
        return self.land.shape[0] // self.per_cell, self.land.shape[1] // self.per_cell

    @cached_property
    def cells(self) -> Ints:
        """The flat numbers of the cells that hold any land."""
        return np.flatnonzero(self.to_cells(self.land.astype(np.float64)) > 0)

    @cached_property
    def land_m2(self) -> Floats:
        """Land of each of :attr:`cells`, by the middles of its squares."""
        squares: Floats = self.to_cells(self.land.astype(np.float64)).ravel()[self.cells] * FINE_M**2
        return squares

    @property
    def middles_m(self) -> Floats:
        """(n, 2) x and y of the middles of :attr:`cells`."""
        row, column = np.divmod(self.cells, self.shape[1])
        corner = np.array([self.left_m, self.bottom_m])
        return corner + (np.column_stack((column, row)) + 0.5) * self.cell_m

    def to_cells(self, squares: Floats) -> Floats:
        """Sums of squares by cell: (rows, columns) of cells."""
        rows, columns = self.shape
        across = squares.reshape(rows, self.per_cell, -1).sum(axis=1)  # first: it adds whole rows, and leaves few
        sums: Floats = across.reshape(rows, columns, self.per_cell).sum(axis=2)
        return sums

    def squares_of(self, xy_m: Floats) -> Ints:
        """The flat number of the square that each of (n, 2) points is in; −1 for one that no cell with land holds."""
        at = np.floor((xy_m - [self.left_m, self.bottom_m]) / FINE_M)
        high, wide = self.land.shape
        with np.errstate(invalid="ignore"):
            inside = (at >= 0).all(axis=1) & (at[:, 0] < wide) & (at[:, 1] < high)
        column, row = np.where(inside[:, None], at, 0).astype(np.int64).T
        square: Ints = np.where(inside, row * wide + column, -1)
        held = np.zeros(self.shape[0] * self.shape[1], dtype=bool)
        held[self.cells] = True
        found: Ints = np.where(inside & held[self.cells_of(square)], square, -1)
        return found

    def cells_of(self, squares: Ints) -> Ints:
        """The flat number of the cell that each square is in; meaningless for −1."""
        row, column = np.divmod(squares, self.land.shape[1])
        cells: Ints = (row // self.per_cell) * self.shape[1] + column // self.per_cell
        return cells

    def counts(self, squares: Ints, weights: Floats | None = None) -> Floats:
        """How many points, or how much weight, each of :attr:`cells` holds; squares of −1 count nowhere."""
        there = squares >= 0
        counted = np.bincount(
            self.cells_of(squares[there]),
            None if weights is None else weights[there],
            minlength=self.shape[0] * self.shape[1],
        )
        return counted[self.cells].astype(np.float64)


def grid_over(land: npt.NDArray[np.object_], cell_m: float = 250.0) -> Grid:
    """The cells over polygons in a metre CRS, their corners at whole multiples of ``cell_m``.

    Land is what the polygons themselves cover: a rectangle around them makes a map look up to 2.5 times as good.
    Raises InputError ``hotspots_no_land`` without a polygon, ``hotspots_cell`` for a side that is no whole number of
    :data:`FINE_M` or makes more cells than can be held.
    """
    polygons = [shape for shape in land if shape is not None and not shape.is_empty]
    if not polygons:
        raise InputError("hotspots_no_land")
    if cell_m < FINE_M or not float(cell_m / FINE_M).is_integer():
        raise InputError("hotspots_cell", cell=cell_m, fine=FINE_M)
    west, south, east, north = shapely.total_bounds(np.array(polygons, dtype=object))
    first_column, first_row = np.floor([west / cell_m, south / cell_m])
    columns, rows = np.ceil([east / cell_m, north / cell_m]) - [first_column, first_row]
    per_cell = round(cell_m / FINE_M)
    wide, high = int(max(columns, 1)) * per_cell, int(max(rows, 1)) * per_cell
    if wide * high > _MOST_SQUARES:
        raise InputError("hotspots_cell", cell=cell_m, fine=FINE_M)
    left_m, bottom_m = float(first_column * cell_m), float(first_row * cell_m)

    from rasterio import Affine
    from rasterio.features import rasterize

    # Rasters have their first row in the north.
    onto = Affine(FINE_M, 0.0, left_m, 0.0, -FINE_M, bottom_m + high * FINE_M)
    drawn = rasterize(polygons, out_shape=(high, wide), transform=onto, fill=0, default_value=1, dtype="uint8")
    grid = Grid(left_m, bottom_m, float(cell_m), np.flipud(drawn).astype(bool))
    if not len(grid.cells):
        raise InputError("hotspots_no_land")
    return grid
