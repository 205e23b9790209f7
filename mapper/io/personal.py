"""Data of persons in a free text: what a note must not hold, recognised by its content."""

import re
import unicodedata
from collections.abc import Collection, Iterator

from mapper.errors import InputError
from mapper.io.columns import check_digit_holds
from mapper.schema import SENSITIVE_WORDS, Column

# Written in one, or in its three parts: where, born when, which.
_IDENTITY = re.compile(r"(?<![A-Za-z\d])\d{6}([ -]?)\d{8}\1\d{3}[\dXx](?![\dXx])")
# Whoever mistypes a digit names somebody all the same: a place and a day of birth speak for it without the check digit.
# Numbers of incidents are made alike, of days of our own years.
_BORN = re.compile(
    r"(?<!\d)[1-8]\d{5}([ -]?)(?:19\d{2}|200\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\1\d{3}[\dXx](?![\dXx])"
)
_OLD_IDENTITY = re.compile(r"(?<!\d)[1-8]\d{5}([ -]?)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\1\d{3}(?!\d)")
# A number that what stands before it calls an incident's.
_NUMBERED = re.compile(r"(?:单|编号|案号|警情)[号:]*\s*$")
_PASSPORT = re.compile(r"(?<![A-Za-z\d])(?:[EG]\d{8}|E[A-HJ-NP-Z]\d{7})(?!\d)", re.IGNORECASE)
_DAY_NUMBER = re.compile(r".(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
# Part of a decimal fraction is no number to call.
_MOBILE = re.compile(r"(?<![\d.])(?:\(?\+?86\)?[-. ]?)?1[3-9]\d([-. ]?)\d{4}\1\d{4}(?!\.?\d)")
_LANDLINE = re.compile(r"(?<![\d.])\(?0\d{2,3}\)?[- ]?[2-8]\d{6,7}(?!\.?\d)")
# What banks of this country and the great networks begin theirs with.
_CARD = re.compile(r"(?<![A-Za-z\d])(?:62|4|5[1-5]|3[57]|9558)\d*(?:[ -]?\d){11,18}(?!\d)")
_CARD_DIGITS = range(15, 20)
# The hundred commonest surnames, and before what 某 stands for a thing and not for a name.
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜"
    "戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_THINGS = "处个种小区栋楼路街店村户单位日月年天次项些类商厂校"
_TITLED = re.compile(
    rf"[{SURNAMES}](?:某某|某(?![{_THINGS}])|[\u4e00-\u9fff]{{0,2}}(?:先生|女士|小姐))|\b(?:Mr|Mrs|Ms)\.? [A-Z]"
)
# Whom a sentence is about, the name behind it, and how it goes on; words that begin like a surname are none.
_ROLES = (
    "当事人|报警人|报案人|受害人|被害人|嫌疑人|行为人|户主|业主|房东|租客|租户|承租人|出租人|驾驶员|司机|伤者|死者|患者|证人|"
    "申请人|投诉人|举报人|村民|居民"
)
_NO_NAMES = (
    "高空|高层|高龄|高度|高价|方便|方面|方可|马上|常年|常住|常在|万元|万余|金额|金属|白天|江边|钱款|钱财|田地|田间|黄金|康复|顾虑|任何|"
    "任意|夏季|何时|何地|何处|何人|于是|程序|曾经|曾于|曾在|许多|许可|文明|文化|乔迁|董事|林地|易燃|易怒|易爆|黎明|武术|孔|段|龙|毛坯|"
    "余款|余下|贾|雷雨|石材|叶|唐突|安"
)
_NAMED = re.compile(
    rf"(?:{_ROLES})(?:为|是|叫|:)?\s*(?!{_NO_NAMES})[{SURNAMES}][\u4e00-\u9fff]{{1,2}}?"
    r"(?=[称说与和因已被将到在反要未的报不]|$|[^\u4e00-\u9fff])"
)
_LABELLED = re.compile(
    rf"(?:{'|'.join(map(re.escape, SENSITIVE_WORDS))})\s*(?:号码?)?\s*"
    r"(?:(?::|=|是|为)\s*(?![空无未不]|\s)\S|\d(?:[ -]?\d){5})",
    re.IGNORECASE,
)


# An office has a telephone too, and a village may be called after somebody.
OF_AN_OFFICE, OF_A_PLACE = ("phone",), ("titled", "named")


def require_impersonal(*texts: str, but: Collection[str] = ()) -> None:
    """InputError ``note_personal`` where the texts seem to hold a person's data, with what it is.

    ``but`` are kinds of it that may stand there.
    """
    if found := [one for text in texts for one in personal_data_in(text) if one not in but]:
        raise InputError("note_personal", found=list(dict.fromkeys(found)))


def personal_data_in_cell(column: Column, text: str) -> tuple[str, ...]:
    """The same of a cell of a column of words; a shop or a group may be called after somebody, with a title."""
    return tuple(one for one in personal_data_in(text) if column.name != "name" or one != "titled")


def personal_data_in(text: str) -> tuple[str, ...]:
    """What of a person's data a text seems to hold; nothing where it holds none.

    Codes, each once: ``identity_number``, ``passport``, ``phone``, ``card_number``, ``labelled`` (a word such as 姓名
    with what it is about), ``titled`` (a surname with 某 or a title), ``named`` (a name after a role such as 业主). A
    bare name is no more than two words; no rule finds it safely. How well: docs/recogniser.md.
    """
    return tuple(dict.fromkeys(_found(unicodedata.normalize("NFKC", text))))


def _found(text: str) -> Iterator[str]:
    checked = any(check_digit_holds(_digits_of(hit.group())) for hit in _numbers(_IDENTITY, text))
    if checked or _BORN.search(text) or _OLD_IDENTITY.search(text):
        yield "identity_number"
    if any(not _DAY_NUMBER.match(hit.group()) for hit in _PASSPORT.finditer(text)):
        yield "passport"
    if _MOBILE.search(text) or _LANDLINE.search(text):
        yield "phone"
    if any(_luhn_holds(hit.group()) for hit in _numbers(_CARD, text)):
        yield "card_number"
    if _LABELLED.search(text):
        yield "labelled"
    if _TITLED.search(text):
        yield "titled"
    if _NAMED.search(text):
        yield "named"


def _numbers(kind: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Numbers of that kind that are not told to be an incident's."""
    return (hit for hit in kind.finditer(text) if _NUMBERED.search(text[: hit.start()]) is None)


def _digits_of(number: str) -> str:
    return "".join(sign for sign in number if sign not in " -")


def _luhn_holds(number: str) -> bool:
    """ISO/IEC 7812-1, annex B: the check digit of bank cards."""
    digits = [int(sign) for sign in number if sign.isdigit()][::-1]
    return (
        len(digits) in _CARD_DIGITS
        and sum(digits[::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0
    )
