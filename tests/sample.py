"""The fictional district, grown once in each process: a project is frozen, so that all tests may have the same one."""

from functools import cache

from sample_data.district import district as grown
from sample_data.fictional import District


@cache
def district() -> District:
    """The district of the usual seed."""
    return grown()
