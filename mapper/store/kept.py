"""How something is shown, as a store keeps it beside the tables: JSON by name."""

import json
from collections.abc import Mapping
from typing import Any


def read_kept(kept: Mapping[str, str], name: str) -> Any:
    """What was kept under a name; None where nothing was, or where it cannot be read."""
    try:
        return json.loads(kept[name]) if name in kept else None
    except (ValueError, RecursionError):
        return None
