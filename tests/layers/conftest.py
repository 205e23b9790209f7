"""Letters need an application object, whichever test happens to come first."""

import pytest


@pytest.fixture(autouse=True)
def application(qapp: object) -> object:
    return qapp
