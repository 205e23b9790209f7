"""Data of persons in a free text: what a note must not hold, recognised by its content."""

import re
import unicodedata
from collections.abc import Iterator

from mapper.errors import InputError
from mapper.io.columns import check_digit_holds
from mapper.schema import SENSITIVE_WORDS, Column

_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
# Whoever mistypes a digit names somebody all the same: a place and a day of birth speak for it without the check digit.
# Numbers of incidents are made alike, of days of our own years.
_BORN = re.compile(r"(?<!\d)[1-8]\d{5}(?:19\d{2}|200\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])")
_OLD_IDENTITY = re.compile(r"(?<!\d)[1-8]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)\(?0\d{2,3}\)?[- ]?[2-8]\d{6,7}(?!\d)")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){15,18}(?!\d)")
# The hundred commonest surnames, and before what 某 stands for a thing and not for a name.
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜"
    "戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_THINGS = "处个种小区栋楼路街店村户单位日月年天次项些类商厂校"
_TITLED = re.compile(
    rf"[{SURNAMES}](?:某某|某(?![{_THINGS}])|[\u4e00-\u9fff]{{0,2}}(?:先生|女士|小姐))|\b(?:Mr|Mrs|Ms)\.? [A-Z]"
)
_LABELLED = re.compile(
    rf"(?:{'|'.join(map(re.escape, SENSITIVE_WORDS))})\s*(?:号码?)?\s*"
    r"(?:(?::|=|是|为)\s*(?![空无未不]|\s)\S|\d(?:[ -]?\d){5})",
    re.IGNORECASE,
)


def require_impersonal(*texts: str) -> None:
    """InputError ``note_personal`` where the texts seem to hold a person's data, with what it is."""
    if found := [one for text in texts for one in personal_data_in(text)]:
        raise InputError("note_personal", found=list(dict.fromkeys(found)))


def personal_data_in_cell(column: Column, text: str) -> tuple[str, ...]:
    """The same of a cell of a column of words; a shop or a group may be called after somebody, with a title."""
    return tuple(one for one in personal_data_in(text) if column.name != "name" or one != "titled")


def personal_data_in(text: str) -> tuple[str, ...]:
    """What of a person's data a text seems to hold; nothing where it holds none.

    Codes, each once: ``identity_number``, ``phone``, ``card_number``, ``labelled`` (a word such as 姓名 with what it is
    about), ``titled`` (a surname with 某 or a title). A bare name is no more than two words; no rule finds it safely.
    """
    return tuple(dict.fromkeys(_found(unicodedata.normalize("NFKC", text))))


def _found(text: str) -> Iterator[str]:
    checked = any(check_digit_holds(hit.group()) for hit in _IDENTITY.finditer(text))
    if checked or _BORN.search(text) or _OLD_IDENTITY.search(text):
        yield "identity_number"
    if _MOBILE.search(text) or _LANDLINE.search(text):
        yield "phone"
    if any(_luhn_holds(hit.group()) for hit in _CARD.finditer(text)):
        yield "card_number"
    if _LABELLED.search(text):
        yield "labelled"
    if _TITLED.search(text):
        yield "titled"


def _luhn_holds(number: str) -> bool:
    """ISO/IEC 7812-1, annex B: the check digit of bank cards."""
    digits = [int(sign) for sign in number if sign.isdigit()][::-1]
    return sum(digits[::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0
