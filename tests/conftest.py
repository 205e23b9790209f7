"""What every test stands on: no screen, no clock that fails a law on a busy machine, and few sweeps for garbage."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from tests.drawn import drawn, is_due
from tests.postgres import Server, running

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# As the program does: the threads of numpy turn in circles while tests run side by side.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Reports of faults that tests bring about are no business of whoever runs them.
_reports = TemporaryDirectory(prefix="faults-")
os.environ["XDG_STATE_HOME"] = os.environ["LOCALAPPDATA"] = _reports.name
_COMMANDS = Path(__file__).with_name("ui") / "cli"
# Each run draws anew, so that what ten examples miss today is met on another day, or by `make soak`.
settings.register_profile("drawn", deadline=None, max_examples=drawn(10))
settings.load_profile("drawn")


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: each waits now and then for a window, a file or another process."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what opens a window or runs a command, and is not drawn today.

    Half of all processor time goes into an eighth of the tests. ``make test`` runs one of three of these, others
    on each day; all of them are run on a change's way to main (``.ci/run``) and wherever pytest is called by name.
    """
    costly = [item for item in items if _is_costly(item)]
    later = {item for item in costly if not is_due(item.nodeid)}
    if later:
        config.hook.pytest_deselected(items=list(later))
        items[:] = [item for item in items if item not in later]


def _is_costly(item: pytest.Item) -> bool:
    return "open_window" in getattr(item, "fixturenames", ()) or _COMMANDS in item.path.parents


def pytest_collection_finish() -> None:
    """What was imported stays until the end, so no sweep for garbage need look at it again.

    Tests keep much and drop little in cycles: with Python's own thresholds a tenth of all processor time is sweeps.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server for all tests of a process that ask for one."""
    with running() as made:
        yield made
