"""A project file for each test."""

from pathlib import Path

import pytest

from mapper.store.geopackage.store import create
from tests.mapper.store.files import district


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "区.gpkg"
    create(file, district())
    return file
