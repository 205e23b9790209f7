"""The parts of a sheet, one a file: how high each is, and how it is painted."""
