"""Projects that commands are asked about."""

import shutil
from pathlib import Path

import pytest

from sample_data.district import write_sample


@pytest.fixture(scope="session")
def written_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample, written once in each process, which takes seconds; no test may write to it."""
    directory = tmp_path_factory.mktemp("written")
    write_sample(directory)
    return directory


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, written_sample: Path) -> Path:
    """The sample district's project file, with the files that come with it beside it."""
    directory = tmp_path_factory.mktemp("sample")
    shutil.copytree(written_sample, directory, dirs_exist_ok=True)
    return directory / "yunhan.gpkg"
