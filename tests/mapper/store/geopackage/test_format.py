"""The format's number is one more than the last step that leads to it."""

from mapper.store.geopackage.column_reader import FORMAT_VERSION
from mapper.store.migrations import MIGRATIONS


def test_every_step_is_taken() -> None:
    assert sorted(MIGRATIONS) == list(range(1, FORMAT_VERSION))
