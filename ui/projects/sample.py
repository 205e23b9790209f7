"""The fictional district as a project file, for whoever wants to look around first."""

from pathlib import Path

from mapper.store.store import create
from sample_data.district import district


def write_sample_project(path: Path) -> Path:
    """Write the district there, in place of what may be there, and return the path; InputError as in ``create``."""
    create(path, district().project)
    return path
