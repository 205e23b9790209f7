"""A project read ahead, before what makes a project of it is imported. This needs no more than Python itself."""

from pathlib import Path

from mapper.store.geopackage.column_reader import Rows

Ahead = Rows  # of the one kind of store that can be read ahead


def read_ahead(place: Path) -> Ahead:
    """Begin to read a project in a thread; ``open_store`` takes what comes, and raises what went wrong."""
    return Rows(place)
