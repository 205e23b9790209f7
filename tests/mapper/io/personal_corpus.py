"""Two thousand short texts, half of which hold a person's data; all made up, the same ones every time.

``python -m tests.mapper.io.personal_corpus`` writes what the recogniser makes of them to ``docs/recogniser.md``.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from mapper.io.personal import personal_data_in

EACH = 1000
_AREAS = ("110105", "310104", "420106", "420111", "440305", "510107", "630102", "710000", "810000", "650103")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英建国志华玉兰春梅德福"
_BEFORE = ("", "", "已联系，", "复核：", "来电反映，", "见记录 ", "19:40 到场，")
_AFTER = ("", "", "，已处理", " 已登记", "（补录）", "，限三日整改", "。")


class Text(NamedTuple):
    """One text, what kind of value it was made with, and whether that is a person's data."""

    text: str
    kind: str
    personal: bool


def _digits(random: Random, count: int) -> str:
    return "".join(random.choice("0123456789") for _ in range(count))


def _born(random: Random) -> date:
    return date(1940, 1, 1) + timedelta(days=random.randrange(365 * 68))


def identity(random: Random) -> str:
    """GB 11643-1999, with a check digit that holds."""
    body = random.choice(_AREAS) + f"{_born(random):%Y%m%d}" + _digits(random, 3)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def _identity_in_parts(random: Random) -> str:
    number, joint = identity(random), random.choice(" -")
    return joint.join((number[:6], number[6:14], number[14:]))


def _mistyped(random: Random) -> str:
    """A digit of the running number is wrong; the day of birth still speaks for what it is."""
    number = identity(random)
    return number[:16] + str((int(number[16]) + 1 + random.randrange(8)) % 10) + number[17]


def _mistyped_or_small(random: Random) -> str:
    return random.choice((_mistyped(random), identity(random).lower()))


def _old_identity(random: Random) -> str:
    parts = random.choice(_AREAS), f"{_born(random):%y%m%d}", _digits(random, 3)
    return random.choice(("", "", " ")).join(parts)


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def _mobile(random: Random) -> str:
    number = "1" + random.choice("3456789") + _digits(random, 9)
    joint = random.choice(("", "", " ", "-", "."))
    return random.choice(("", "", "+86 ", "86-", "(+86)")) + joint.join((number[:3], number[3:7], number[7:]))


def _landline(random: Random) -> str:
    area = random.choice(("027", "010", "0712", "0755"))
    number = random.choice("2345678") + _digits(random, 7 if len(area) == 3 else 6)
    return random.choice((f"{area}-{number}", f"({area}){number}", f"{area} {number}", f"{area}{number}"))


def _card(random: Random) -> str:
    body = random.choice(("622202", "621700", "955880")) + _digits(random, 12)
    total = sum(sum(divmod(int(d) * (2 if at % 2 == 0 else 1), 10)) for at, d in enumerate(body[::-1]))
    number = body + str(-total % 10)
    return number if random.random() < 0.5 else " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def _passport(random: Random) -> str:
    return random.choice(
        (f"E{_digits(random, 8)}", f"G{_digits(random, 8)}", f"E{random.choice('ABCDFGH')}{_digits(random, 7)}")
    )


def _name(random: Random) -> str:
    return random.choice(_SURNAMES) + "".join(random.choice(_GIVEN) for _ in range(random.choice((1, 2, 2))))


def _titled(random: Random) -> str:
    surname = random.choice(_SURNAMES)
    return random.choice((f"{surname}某", f"{surname}某某", f"{surname}先生", f"{surname}女士", f"{_name(random)}先生"))


def _labelled(random: Random) -> str:
    return random.choice(("姓名：", "姓名: ", "姓名=", "当事人：", "报警人：", "联系人：", "户主：")) + _name(random)


def _in_a_role(random: Random) -> str:
    role = random.choice(("当事人", "报警人", "受害人", "业主", "房东", "租客", "司机", "村民", "投诉人", "户主"))
    return role + _name(random) + random.choice(("称噪音扰民", "与邻居争吵", "反映楼上漏水", "要求赔偿", "，已劝离"))


def _english(random: Random) -> str:
    surname = random.choice(("Smith", "Miller", "Wong", "Chen"))
    return random.choice(("Mr ", "Mrs ", "Ms. ")) + surname + random.choice((" called", " moved out", ""))


PERSONAL: dict[str, Callable[[Random], str]] = {
    "identity number, 18 digits": identity,
    "identity number, in parts": _identity_in_parts,
    "identity number, full width": lambda random: _wide(identity(random)),
    "identity number, small x or wrong digit": lambda random: random.choice(
        (_mistyped(random), identity(random).lower())
    ),
    "identity number, 15 digits": _old_identity,
    "mobile phone": _mobile,
    "mobile phone, full width": lambda random: _wide(_mobile(random)),
    "landline": _landline,
    "bank card": _card,
    "passport": _passport,
    "surname with 某 or title": _titled,
    "labelled name": _labelled,
    "name after a role": _in_a_role,
    "English name with title": _english,
}


def _day(random: Random) -> date:
    return date(2023, 1, 1) + timedelta(days=random.randrange(1460))


def _plain(random: Random) -> str:
    return random.choice(_SENTENCES.split())


_SENTENCES = """
楼道杂物已清理 灭火器24具已更换 居民方便出行，已拆除 村民马上到场 群众高度认可 业主委员会已通知
业主高空抛物宣传 房东常年在外 当事人双方已和解 报警人未到场 司机须持证上岗 户主要求暂缓 张家湾社区门口
王家墩商圈 李某处电线裸露 在某小区发现隐患 该店某处漏水 于某日复查 何时整改未定 受害人已送医 投诉人不愿留名
联系人：无 姓名栏空 租客多，流动大 高层住宅消防通道 金属加工厂噪音
"""

LOOKS_LIKE: dict[str, Callable[[Random], str]] = {
    "case number": lambda r: f"A{r.choice(_AREAS)}{r.choice('05')}{_day(r):%Y%m}{_digits(r, 4)}",
    "incident number with a day": lambda r: f"接警单 {r.choice(_AREAS)}{_day(r):%Y%m%d}{_digits(r, 4)}",
    "key of a row": lambda r: f"{r.choice('HDCEGP')}{_digits(r, r.choice((4, 5, 6)))}",
    "key with a day": lambda r: f"{r.choice('HEG')}{_day(r):%Y%m%d}",
    "land code, 12 digits": lambda r: f"{r.choice(_AREAS)}{_digits(r, 3)}{_digits(r, 3)}",
    "land code, 15 digits": lambda r: (
        f"{r.choice(_AREAS)}{_digits(r, 2)}{r.choice(('00', '13', '20', '45'))}{_digits(r, 5)}"
    ),
    "coordinates": lambda r: f"{r.uniform(73, 135):.{r.choice((4, 6, 8))}f},{r.uniform(18, 53):.6f}",
    "day and time": lambda r: f"{_day(r):%Y-%m-%d} {r.randrange(24):02}:{r.randrange(60):02}",
    "short numbers of offices": lambda r: r.choice(("110", "119", "12345", "96110", "400-820-8820", "95588", "12389")),
    "amount or count": lambda r: f"{r.randrange(10**8):,} 元，{r.randrange(500)} 户",
    "house numbers": lambda r: f"{r.randrange(1, 30)} 栋 {r.randrange(1, 9)} 单元 {r.randrange(101, 3300)} 室",
    "serial of a device": lambda r: f"SN{_digits(r, 4)}-{_digits(r, 6)}",
    "metre coordinates": lambda r: f"{r.uniform(3e5, 7e5):.3f} {r.uniform(3e6, 4e6):.3f}",
    "sentences": _plain,
}


def corpus() -> list[Text]:
    """The texts, kind by kind in turn."""
    random, made = Random(20261123), list[Text]()
    for kinds, personal in ((PERSONAL, True), (LOOKS_LIKE, False)):
        names = list(kinds)
        for at in range(EACH):
            kind = names[at % len(names)]
            text = random.choice(_BEFORE) + kinds[kind](random) + random.choice(_AFTER)
            made.append(Text(text, kind, personal))
    return made


def missed_and_alarms(texts: list[Text]) -> tuple[list[Text], list[Text]]:
    """Personal texts in which nothing was found, and others in which something was."""
    found = {one: bool(personal_data_in(one.text)) for one in texts}
    return [o for o in texts if o.personal and not found[o]], [o for o in texts if not o.personal and found[o]]


def _lines(rows: list[str]) -> str:
    return "\n".join(rows)


def page() -> str:
    """``docs/recogniser.md``."""
    texts = corpus()
    missed, alarms = missed_and_alarms(texts)
    of, wrong = Counter(one.kind for one in texts), Counter(one.kind for one in (*missed, *alarms))
    rows = [f"| {kind} | {of[kind]} | {of[kind] - wrong[kind]} |" for kind in PERSONAL]
    others = [f"| {kind} | {of[kind]} | {wrong[kind]} |" for kind in LOOKS_LIKE]
    missed_share, alarm_share = (f"{len(wrongly) / EACH:.1%}" for wrongly in (missed, alarms))
    return f"""# What is recognised as a person's data

Made by `python -m tests.mapper.io.personal_corpus`: {len(texts):,} texts, all made up, each a value in a few words.
`make test` holds what is missed to 1 %, and false alarms to 1 %.

Missed: **{missed_share}** of {EACH:,} with a person's data.
False alarms: **{alarm_share}** of {EACH:,} that look like it.

| holds a person's data | texts | found |
|---|---:|---:|
{_lines(rows)}

| looks like it | texts | false alarms |
|---|---:|---:|
{_lines(others)}

What it does not find: a bare name in a sentence (`张伟到场`), before which no title, label or role stands; a mistyped
number without a day of birth; numbers written in words. Forms ask for the place and what was done, not for who.
"""


if __name__ == "__main__":
    (Path(__file__).parents[3] / "docs" / "recogniser.md").write_text(page(), "utf-8")
