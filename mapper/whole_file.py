"""Files that are written whole or not at all."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mapper.errors import InputError


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """A file to write beside ``path``; when the block ends well it is synced and takes the path's place.

    After a failure, what was at the path is still there and nothing else is.

    Raises
    ------
    InputError
        ``is_directory``, or ``cannot_write``: the folder is missing, read-only or full.
    """
    if path.is_dir():
        raise InputError("is_directory", path=str(path))
    draft = path.with_name(f".{path.stem[:40]}-{uuid.uuid4().hex}{path.suffix}")
    try:
        try:
            yield draft
            with draft.open("rb+") as file:
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise InputError("cannot_write", path=str(path), reason=error.strerror or "") from error


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one piece; see :func:`draft_of` for errors."""
    with draft_of(path) as draft:
        draft.write_bytes(content)
