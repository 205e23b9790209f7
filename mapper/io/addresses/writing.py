"""An address taken apart: its areas, its names and its numbers, the same for all ways to write it.

``云汉区长丰路十二号桃园小区３幢``, ``长丰路12号 桃园小区3栋`` and ``3号楼，桃园小区，长丰路12号`` have the same parts.
What a part stands for is known by its last letters (路, 小区, 社区 …), what a number is by the sign after it and by the
name before it: 3号 is a house of a road, and a building of an estate.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property, lru_cache
from typing import NamedTuple

from mapper.lazy_dataclass import dataclass

# What a number counts, from the widest; those of PLACING tell one place from another, the others are inside of it.
PLACING = ("lane", "group", "phase", "house", "building")
INSIDE = ("unit", "floor", "room")
PAUSE = ";"
EITHER = "either"  # a house or a building: 12号 after a name that may be a road's or an estate's
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
_TEN, _HUNDRED = "十", "百"
_CHINESE_NUMBER = re.compile(r"[零〇○一二三四五六七八九十][零〇○一二三四五六七八九十百]*")
_DASHES = str.maketrans(dict.fromkeys("—–‐−_~", "-"))
_NO_WORD = re.compile(r"[^\w\-()\[\]【】]+")
_PAUSE_BETWEEN = re.compile(rf"(?<=\d){PAUSE}(?=\d)")
_PAUSE_AFTER = re.compile(rf"{PAUSE}(?=\d|[号栋幢座室层组队期巷弄房]|单元)")
_BESIDE = re.compile(r"号[附之-]+(\d+)号?(?!楼|[栋幢座])")
# Words that say that the place is another one near by: never the address itself.
_NEAR = re.compile(
    r"斜?对面|旁边?|附近|路口|街口|巷口|交叉口|交汇处?|[往以向][东南西北]|[东南西北]侧|后面|前面|背后|之间|隔壁"
)
_AT_ITS_DOOR = re.compile(r"大?门口|门前|楼下|院内|楼内|室内|[(\[【].*?[)\]】]")
_NUMBER = r"(?:[A-Z]?\d+[A-Z]?(?:-[A-Z]?\d+[A-Z]?)*|[A-Z](?=座|栋|幢|楼|区|单元)|[甲乙丙丁](?=座|栋|幢|楼|单元))"
_SIGNS = {
    "号楼": "building", "栋": "building", "幢": "building", "座": "building", "号院": "house", "单元": "unit",
    "层": "floor", "室": "room", "房": "room", "组": "group", "队": "group", "巷": "lane", "弄": "lane",
    "期": "phase", "区": "phase", "号": "number", "楼": "storey",
}  # fmt: skip
_NUMBERED = re.compile(rf"({_NUMBER})({'|'.join(sorted(_SIGNS, key=len, reverse=True))}|(?!\w))")
_ROAD_ENDS = "大道|大街|公路|路|街|巷|弄|胡同"
_BEFORE_ROAD_ENDS = rf"(?!道|{_ROAD_ENDS}|社区|小区|村|镇|乡|花园|居委|[东南西北中]?[路街巷])"
_ESTATES = "小区|花园|家园|公寓|大厦|广场|新村|宿舍|家属院|大院|市场|商场|酒店|宾馆|学校|小学|中学|幼儿园|医院"
# Kind of a name → how it ends; of several that fit where a text begins the shortest holds.
_KINDS = {
    "province": re.compile(r"(.{2,7}?(?:省|自治区))"),
    "city": re.compile(r"(.{2,6}?(?<![超菜夜门早花集])市)(?![场民政区社])"),
    "district": re.compile(r"(.{1,6}?(?:(?<![小社园校厂区东南西北\d])区|县))(?![路街巷])"),
    "town": re.compile(r"(.{1,7}?(?:街道办事处|街道办|街道|镇|乡))(?![路街巷村小社政中])"),
    "community": re.compile(
        r"(.{1,8}?(?:社区居民委员会|社区居委会|社区|居民委员会|居委会|村民委员会|村委会|行政村|(?<!新)村))(?![路街巷大口])"
    ),
    "road": re.compile(rf"(.{{1,8}}?(?:{_ROAD_ENDS})){_BEFORE_ROAD_ENDS}"),
    "estate": re.compile(rf"(.{{1,10}}?(?:{_ESTATES}))"),
}
AREAS = ("province", "city", "district", "town", "community")
_SAME_ENDS = (
    (re.compile(r"(?:社区居民委员会|社区居委会|居民委员会|居委会)$"), "社区"),
    (re.compile(r"(?:村民委员会|村委会|行政村)$"), "村"),
    (re.compile(r"街道(?:办事处|办)$"), "街道"),
)
_STEM_ENDS = re.compile(rf"(?:小区|社区|街道|村|镇|乡|区|县|市|{_ROAD_ENDS})$")


class Name(NamedTuple):
    """A name in an address: of one of :data:`AREAS`, a ``road``, an ``estate``, or ``other`` where no ending tells."""

    kind: str
    text: str


@dataclass(frozen=True)
class Writing:
    """The parts of an address.

    Attributes
    ----------
    names
        Areas, roads, estates and other names, in the order of the text.
    numbers
        Kind of number (:data:`PLACING`, :data:`INSIDE`, :data:`EITHER`) → the number, without leading zeros.
    remark
        What follows after the last number, and may be a name or only a remark.
    near
        Whether it says that the place is another one, near the address.
    """

    names: tuple[Name, ...]
    numbers: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""
    near: bool = False

    @cached_property
    def text(self) -> str:
        """The parts written in one way; the same for writings of the same parts in the same order."""
        numbers = "".join(f"{kind[0]}{number}" for kind, number in sorted(self.numbers.items()))
        return "".join(name.text for name in self.names) + numbers


def stem(name: str) -> str:
    """A name without the word for what it is: 长丰 of 长丰路, 桃园 of 桃园小区."""
    return _STEM_ENDS.sub("", name) or name


def plain_text(text: str) -> str:
    """Without width and punctuation, of which only a pause between words stays; numbers in Arabic digits."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(_DASHES)
    if "#" in plain:
        plain = plain.replace("#楼", "号楼").replace("#", "号")
    plain = _CHINESE_NUMBER.sub(lambda hit: _arabic(hit.group()), plain)
    plain = _NO_WORD.sub(PAUSE, plain)
    if PAUSE in plain:
        plain = _PAUSE_AFTER.sub("", _PAUSE_BETWEEN.sub("-", plain))
    return _BESIDE.sub(r"-\1号", plain)


def written(text: str) -> Writing:
    """An address taken apart; one that has no names and no numbers has no parts."""
    plain = plain_text(text)
    near = _NEAR.search(plain) is not None
    plain = _AT_ITS_DOOR.sub("", plain)
    names: list[Name] = []
    numbers: dict[str, str] = {}
    remark = ""
    before = 0
    for hit in _NUMBERED.finditer(plain):
        names += _names(plain[before : hit.start()])
        _count(numbers, hit.group(1), hit.group(2), names[-1].kind if names else "")
        before = hit.end()
    if last := list(_names(plain[before:])):
        if numbers and last[-1].kind == "other":
            remark = last.pop().text
        names += last
    return Writing(tuple(names), numbers, remark, near)


@lru_cache(maxsize=50_000)  # the streets and estates of a ledger come again and again
def _names(text: str) -> tuple[Name, ...]:
    """The names of a stretch without numbered parts, each as long as its ending says."""
    return tuple(name for part in text.split(PAUSE) for name in _names_together(part.strip("-()[]【】的")))


def _names_together(text: str) -> Iterator[Name]:
    while text:
        found = [(len(hit.group(1)), kind) for kind, sign in _KINDS.items() if (hit := sign.match(text))]
        length, kind = min(found, default=(len(text), "other"))
        name = text[:length]
        for sign, end in _SAME_ENDS:
            name = sign.sub(end, name)
        yield Name(kind, name)
        text = text[length:].lstrip("-()[]【】的")


def _count(numbers: dict[str, str], number: str, sign: str, last: str) -> None:
    """Put a number to what it counts; ``last`` is the kind of the name before it."""
    kind = _SIGNS.get(sign, "")
    if not kind and "-" in number and last not in ("road", ""):
        parts = number.split("-")  # 3-2-501 and 3-501: building, unit, room
        kinds = ("building", "unit", "room") if len(parts) > 2 else ("building", "room")
        for one, part in zip(kinds, parts, strict=False):
            numbers.setdefault(one, _bare(part))
        return
    if kind in ("number", ""):
        kind = {"estate": "building", "other": EITHER}.get(last, "house")
        if kind in numbers or (kind == EITHER and "building" in numbers):
            kind = "room"
    elif kind == "storey":
        kind = "floor" if {"house", "building", EITHER} & numbers.keys() else "building"
    numbers.setdefault(kind, _bare(number))


def _bare(number: str) -> str:
    return "-".join(part.lstrip("0") or "0" for part in number.split("-"))


def _arabic(text: str) -> str:
    """A number in Chinese digits: by its tens and hundreds, or digit by digit."""
    if _TEN not in text and _HUNDRED not in text:
        return "".join(str(_DIGITS[sign]) for sign in text)
    total, digit = 0, -1
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total += (1 if digit < 0 else digit) * (10 if sign == _TEN else 100)
            digit = -1
    return str(total + max(digit, 0))
