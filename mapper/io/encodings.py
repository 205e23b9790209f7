"""Which encoding a text is in: what the file says, then strict UTF-8, then GB18030 – never GB18030 first.

UTF-8 Chinese decodes "successfully" as GB18030 into other characters, while GB18030 text is hardly ever valid UTF-8.
"""

import codecs
import os
import re
from collections.abc import Iterable, Sequence

from mapper.errors import InputError
from mapper.message import Message

_SHOWN = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GB18030", "gbk": "GBK", "gb2312": "GB2312",
          "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}  # fmt: skip
_BOM_GB18030 = b"\x84\x31\x95\x33"
_LOOKED_AT, _LEAST_EMPTY = 4096, 0.1  # bytes that are looked at, and how many of one half are empty in UTF-16
# Language driver ids of a DBF that name an encoding; 0x00 and 0x57 ("the machine's own") name none.
_LANGUAGE_IDS = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x4D: "gbk", 0x4F: "cp950", 0x58: "cp1252", 0x59: "cp1252",
    0x78: "cp950", 0x79: "cp949", 0x7A: "gbk", 0x7B: "cp932", 0xC8: "cp1250", 0xC9: "cp1251",
}  # fmt: skip

_CHINESE = re.compile(r"(?:[\x00-\x7f\u2010-\u2040\u3000-\u303f\uff00-\uffef]*[\u3400-\u9fff]){2,}"
                      r"[\x00-\x7f\u2010-\u2040\u3000-\u303f\uff00-\uffef]*")  # fmt: skip


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


def surely_utf8(piece: bytes) -> bool:
    """Whether a text is UTF-8 beyond chance: two Chinese characters or more, and nothing else that is not ASCII.

    GB18030 text is hardly ever valid UTF-8 in two-byte characters, and never in a run of three-byte ones.
    """
    if piece.isascii() or not decodes([piece], "utf-8"):
        return False
    return _CHINESE.fullmatch(decode_cut(piece, "utf-8")) is not None


def look_like_gb2312(pieces: Iterable[bytes]) -> bool:
    """Whether all that is not ASCII stands in pairs of bytes that are common Chinese characters, two together or more.

    So does no text of an alphabet with accents, where one such letter stands between plain ones.
    """
    runs = [run for piece in pieces for run in re.findall(rb"[\x80-\xff]+", piece)]
    return bool(runs) and all(len(run) >= 4 for run in runs) and decodes(runs, "gb2312")


def own_encoding(piece: bytes, usual: str) -> str:
    """The encoding of one text among others that are in ``usual``: files put together of several have both."""
    if piece.isascii():
        return usual
    if usual == "utf-8":
        return usual if decodes([piece], "utf-8") or not decodes([piece], "gb18030") else "gb18030"
    return "utf-8" if usual in ("gb18030", "gbk", "gb2312") and surely_utf8(piece) else usual


def usual_encoding(pieces: Sequence[bytes]) -> str | None:
    """UTF-8 or GB18030, whichever at least half of the texts that are not ASCII are in; None where neither is."""
    telling = [piece for piece in pieces if not piece.isascii()]
    for name in ("utf-8", "gb18030"):
        # A single byte between plain letters is an accent, although GB18030 would take the letter after it too.
        if name == "gb18030" and not any(re.search(rb"[\x80-\xff]{2}", piece) for piece in telling):
            continue
        if 2 * sum(decodes([piece], name) for piece in telling) >= len(telling):
            return name
    return None


def decode_lines(data: bytes, path: str, encoding: str | None = None) -> tuple[str, str, list[Message]]:
    """Text of a whole file, the encoding it is in, and what to say of it.

    A few lines in the other of UTF-8 and GB18030 are read in it, and a byte that is in neither becomes ``�``: both are
    told with their lines.

    Raises
    ------
    InputError
        As :func:`decode_text`.
    """
    try:
        text, name = decode_text(data, path, encoding)
    except InputError as error:
        if error.code != "encoding_not_found":
            raise
        text, name = "", ""
    if encoding is not None or name == "utf-8-sig" or name.startswith("utf-16"):
        return text, name, []
    pieces = data.removeprefix(codecs.BOM_UTF8).removeprefix(_BOM_GB18030).split(b"\n")
    usual = usual_encoding(pieces) or (_nearly_utf8(data) and "utf-8") or None
    if usual is None:
        raise InputError("encoding_not_found", path=path)
    own = [own_encoding(piece, usual) for piece in pieces]
    if name == usual and "\ufffd" not in text and all(one == usual for one in own):
        # As of most files; a million lines are not to stand in memory beside the text that they make.
        return text, usual, [Message("encoding_guessed", {"encoding": shown(usual), "samples": sample_words(text)})]
    lines = [piece.decode(name, "replace") for piece, name in zip(pieces, own, strict=True)]
    text = "\n".join(lines)
    notes = [Message("encoding_guessed", {"encoding": shown(usual), "samples": sample_words(text)})]
    other = [number for number, name in enumerate(own, 1) if name != usual]
    if other:
        samples = sample_words(lines[other[0] - 1])
        values = {"rows": len(other), "lines": other[:5], "encoding": shown(own[other[0] - 1]), "samples": samples}
        notes.append(Message("lines_otherwise", values))
    if broken := [number for number, line in enumerate(lines, 1) if "\ufffd" in line]:
        notes.append(Message("bytes_unread", {"rows": len(broken), "lines": broken[:5]}))
    return text, usual, notes


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 that does not say so: where its plain signs (commas, digits, ends of lines) have their empty bytes."""
    first, second = data[:_LOOKED_AT:2].count(0), data[1:_LOOKED_AT:2].count(0)
    least = min(len(data), _LOOKED_AT) // 2 * _LEAST_EMPTY
    if second >= least > 0 and first * 20 < second:
        return "utf-16-le"
    return "utf-16-be" if first >= least > 0 and second * 20 < first else None


def _nearly_utf8(data: bytes) -> bool:
    """Whether but one of twenty characters that are not ASCII is damaged UTF-8."""
    text = data.decode("utf-8", "replace")
    return 20 * text.count("\ufffd") <= sum(not letter.isascii() for letter in text)


def sample_words(text: str) -> list[str]:
    """The first three different words of a text that show its encoding: of its values, else of its headings."""
    headings, _, values = text[:20_000].partition("\n")
    for part in (values, headings):
        words = dict.fromkeys(re.split(r"[^\w\ufffd]+", part))
        if telling := [word for word in words if not word.isascii()][:3]:
            return telling
    return []


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
    names = ["utf-16"] if marked else [*filter(None, [_unmarked_utf16(data)]), "utf-8-sig", "gb18030"]
    for name in names:
        try:
            return data.decode(name).removeprefix("\ufeff"), name
        except UnicodeError:
            continue
    raise InputError("encoding_not_found", path=path)
