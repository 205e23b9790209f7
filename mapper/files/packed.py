"""What is packed (zip, gzip), unpacked only as far as it may grow: sizes are looked at first."""

import gzip
import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from mapper.errors import InputError
from mapper.files.limits import (
    FREE_UNPACKED_BYTES,
    MOST_MEMBERS,
    MOST_TIMES_PACKED,
    MOST_UNPACKED_BYTES,
)

_PIECE_BYTES = 2**20


def most_unpacked(packed_bytes: int, most_bytes: int = MOST_UNPACKED_BYTES) -> int:
    """How many bytes may come out of so many packed ones."""
    return min(most_bytes, max(FREE_UNPACKED_BYTES, MOST_TIMES_PACKED * packed_bytes))


@contextmanager
def opened_zip(file: Path | bytes, shown_path: str) -> Iterator[zipfile.ZipFile]:
    """A zip whose members are safe to unpack.

    What a member says of its size holds: zipfile reads no further. What goes wrong with other files while it is open
    is not the zip's fault, and goes its way.

    Raises
    ------
    InputError
        ``unpacked_too_large``; ``zip_of_too_many`` files; ``zip_unsafe``: a member leads out of its folder, or is a
        link;
        ``file_unreadable``.
    """
    unreadable = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)  # the last of encrypted members
    try:
        size = len(file) if isinstance(file, bytes) else file.stat().st_size
        archive = zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file)
    except (*unreadable, OSError, UnicodeError) as error:
        raise InputError("file_unreadable", path=shown_path) from error
    with archive:
        members = archive.infolist()
        if any(not 0 <= member.header_offset < size for member in members):  # bytes before it are lost
            raise InputError("file_unreadable", path=shown_path)
        unpacked = sum(member.file_size for member in members)
        if len(members) > MOST_MEMBERS:
            raise InputError("zip_of_too_many", path=shown_path, files=len(members), most=MOST_MEMBERS)
        if unpacked > most_unpacked(size):
            raise InputError("unpacked_too_large", path=shown_path, megabytes=round(unpacked / 1e6))
        for member in members:
            if _leads_out(member.filename) or stat.S_ISLNK(member.external_attr >> 16):
                raise InputError("zip_unsafe", path=shown_path, member=member.filename)
        try:
            yield archive
        except unreadable as error:
            raise InputError("file_unreadable", path=shown_path) from error


def _leads_out(name: str) -> bool:
    place = PurePosixPath(name.replace("\\", "/"))
    return place.is_absolute() or ".." in place.parts or (place.parts[:1] and place.parts[0].endswith(":")) is True


def gunzipped(data: bytes, shown_path: str, most_bytes: int = MOST_UNPACKED_BYTES) -> bytes:
    """What a gzip file holds, all its members.

    Raises
    ------
    InputError
        ``unpacked_too_large``, ``file_unreadable``.
    """
    most, size = most_unpacked(len(data), most_bytes), 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as unpacking:
            while piece := unpacking.read(_PIECE_BYTES):  # counted first and let go of
                size += len(piece)
                if size > most:
                    raise InputError("unpacked_too_large", path=shown_path, megabytes=round(size / 1e6))
        return gzip.decompress(data)
    except (EOFError, OSError, zlib.error) as error:
        raise InputError("file_unreadable", path=shown_path) from error


def inflated(data: bytes, most_bytes: int) -> bytes:
    """What zlib's ``compress`` made smaller. ValueError where more would come out, or it is damaged."""
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(data, most_bytes)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not unpacking.eof:
        raise ValueError("more than may be unpacked")
    return found
