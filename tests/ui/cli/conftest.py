"""Projects that commands are asked about."""

from pathlib import Path

import pytest

from sample_data.district import write_sample


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample district's project file, with the files that come with it beside it."""
    directory = tmp_path_factory.mktemp("sample")
    write_sample(directory)
    return directory / "yunhan.gpkg"
