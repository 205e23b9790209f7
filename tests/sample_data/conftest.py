"""The fictional district, grown once for all tests of it, and written once."""

from pathlib import Path

import pytest

from sample_data.district import district, write_sample
from sample_data.fictional import District


@pytest.fixture(scope="session")
def sample() -> District:
    return district()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("district")
    write_sample(directory)
    return directory
