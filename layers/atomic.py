"""Files that are written whole or not at all."""

import os
import uuid
from pathlib import Path

from mapper.errors import InputError


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there, so that nobody ever meets half of it.

    Raises
    ------
    InputError
        ``cannot_write``: the folder is missing, read-only or full, or the path is a folder.
    """
    unfinished = path.parent / f".{path.name[:40]}.{uuid.uuid4().hex}.part"
    try:
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise InputError("cannot_write", path=str(path), reason=error.strerror or "") from error
