"""How much a file may ask for before it is refused: sizes and depths, looked at before memory is given.

Each bound is far above what a county's real files hold (a million rows of points are 100 MB of text; a province's
outlines 50 MB) and far below what ends a process or fills an office computer's memory.
"""

MOST_TEXT_BYTES = 512 * 2**20  # of a CSV or GeoJSON: read whole, at some four times its size
MOST_UNPACKED_BYTES = 2 * 2**30  # of all that a zip holds, unpacked
MOST_MEMBERS = 10_000  # files in a zip
# The emptiest real tables (DBF cells filled up with blanks) shrink to about a hundredth; a bomb to a thousandth.
MOST_TIMES_PACKED = 200
FREE_UNPACKED_BYTES = 64 * 2**20  # this much may come out of a packed file of any size

MOST_COLUMNS = 16_384  # Excel's own bound
# The reader of workbooks may have so much for itself, and so many times the unpacked size of what it reads: a cell
# takes 20 bytes or more in the file, 32 and its text in memory.
READER_BYTES, READER_TIMES_UNPACKED = 320 * 2**20, 16
MOST_READER_BYTES = 6 * 2**30
# Cells that stand so many empty rows or columns away from all before them are no part of the table.
WIDEST_GAP_ROWS, WIDEST_GAP_COLUMNS = 1000, 100
MOST_TRIMMED_BYTES = 128 * 2**20  # of a sheet's XML that is searched for such cells

DEEPEST_SHAPE = 32  # collections within collections, as GDAL allows; GEOS goes down by recursion
DEEPEST_XML = 200  # elements within elements; a KML of folders within folders has some 20
DEEPEST_JSON = 200  # brackets within brackets; a GeoJSON of the deepest shape has under 100

MOST_TILE_BYTES = 8 * 2**20  # of one tile's picture
MOST_DIRECTORY_BYTES = 512 * 2**10  # of one directory of tiles, unpacked: 64 of them are kept, 20 bytes a byte
DEEPEST_LEVEL = 30  # of tiles: a pixel is less than a millimetre there
MOST_TILE_PX = 4096  # side of one tile's picture
MOST_BLOCK_BYTES = 256 * 2**20  # of a raster that must be in memory at once: a block, or all of an untiled picture
MOST_LOG_BYTES = 256 * 2**20  # of one change's rows in the change log, unpacked
