"""JSON files of answers that say what they were made of, so that a run that was stopped goes on."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mapper.files.whole_file import draft_of


def inputs_of(path: Path) -> str | None:
    """What a file that is there was made of; None where it is none of ours."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return document.get("inputs") if isinstance(document, dict) else None


def write_answer(path: Path, document: Mapping[str, Any]) -> None:
    """Write an answer with its ``inputs``, whole or not at all."""
    with draft_of(path) as draft:
        draft.write_text(json.dumps(document, ensure_ascii=False, allow_nan=False), "utf-8")
