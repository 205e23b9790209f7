"""What a command answers."""

import json
from typing import Any

import pytest

from ui.__main__ import main


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    """The one JSON document that a command prints."""
    assert main([str(a) for a in arguments] + ["--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    document = json.loads(out)
    assert isinstance(document, dict)
    return document
