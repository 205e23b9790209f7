"""Which encoding a text is in: what the file says, then strict UTF-8, then GB18030 – never GB18030 first.

UTF-8 Chinese decodes "successfully" as GB18030 into other characters, while GB18030 text is hardly ever valid UTF-8.
"""

import codecs
import os
from collections.abc import Iterable

from mapper.errors import InputError

_SHOWN = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GB18030", "gbk": "GBK", "gb2312": "GB2312"}
# Language driver ids of a DBF that name an encoding; 0x00 and 0x57 ("the machine's own") name none.
_LANGUAGE_IDS = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x4D: "gbk", 0x4F: "cp950", 0x58: "cp1252", 0x59: "cp1252",
    0x78: "cp950", 0x79: "cp949", 0x7A: "gbk", 0x7B: "cp932", 0xC8: "cp1250", 0xC9: "cp1251",
}  # fmt: skip


def known_encoding(name: str) -> str:
    """Python's name of an encoding that a person or a .cpg file gives (``65001``, ``CP936``, ``GB2312``).

    Raises
    ------
    InputError
        ``encoding_unknown``.
    """
    word = name.strip().strip("\ufeff").lower().replace(" ", "")
    word = {"65001": "utf-8", "936": "gbk", "54936": "gb18030", "88591": "iso8859-1"}.get(word, word)
    for candidate in (word, f"cp{word}"):
        try:
            return codecs.lookup(candidate).name
        except (LookupError, ValueError):
            continue
    raise InputError("encoding_unknown", encoding=name)


def name_text(name: str) -> str:
    """A file's name as a text. One whose bytes are no UTF-8 is taken for GB18030, as many older drives have them."""
    raw = os.fsencode(name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def language_encoding(language_id: int) -> str | None:
    """The encoding that byte 29 of a DBF names, or None."""
    return _LANGUAGE_IDS.get(language_id)


def shown(encoding: str) -> str:
    """The encoding as people write it."""
    return _SHOWN.get(encoding, encoding.upper())


def decodes(pieces: Iterable[bytes], encoding: str) -> bool:
    """Whether every piece is valid in the encoding; a last character cut off by a field's width is forgiven."""
    make = codecs.getincrementaldecoder(encoding)
    try:
        for piece in pieces:
            make("strict").decode(piece, final=False)
    except UnicodeError:
        return False
    return True


def decode_cut(piece: bytes, encoding: str) -> str:
    """Text of a piece, without the last character where a field's width cut it through."""
    return codecs.getincrementaldecoder(encoding)("replace").decode(piece, final=False)


def decode_text(data: bytes, path: str, encoding: str | None = None) -> tuple[str, str]:
    """Text of a whole file, and the encoding it was in.

    Raises
    ------
    InputError
        ``encoding_unknown`` (no such encoding), ``encoding_wrong`` (the text is not in the encoding given) or
        ``encoding_not_found`` (it is in none that is tried).
    """
    if encoding is not None:
        name = known_encoding(encoding)
        name = "utf-8-sig" if name == "utf-8" else name
        try:
            return data.decode(name), name
        except UnicodeError as error:
            raise InputError("encoding_wrong", path=path, encoding=shown(name)) from error
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for name in ["utf-16"] if marked else ["utf-8-sig", "gb18030"]:
        try:
            return data.decode(name), name
        except UnicodeError:
            continue
    raise InputError("encoding_not_found", path=path)
