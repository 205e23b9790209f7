"""Made-up standard addresses, and how a ledger writes them: abbreviated, misspelt, reordered, or of no place at all.

Not part of the district: it is what the search for addresses is measured with (tests, ``benchmarks/addresses.py``).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sample_data.names import COMMUNITY_NAMES, STATION_NAMES, VILLAGE_NAMES

_CITY, _DISTRICT = "江陵市", "云汉区"
_WEST_LON, _SOUTH_LAT, _SIDE_DEG = 113.3, 30.2, 0.2
_FIRST = "长文永和德兴福安荣华景春明光新东南西北金玉清泰平宁仁义礼信嘉庆瑞祥锦绣翠碧"
_SECOND = "丰昌乐平兴盛源泉泽湖江河桥塘湾岭山林园庭苑台阁轩门昌达通顺康宁民生治"
_ROADS = ("路", "路", "路", "街", "大道", "巷")
_ESTATES = ("小区", "小区", "花园", "家园", "公寓", "新村")
_SHOPS = ("旺旺超市", "老味面馆", "顺发五金", "洁净洗衣", "平价药房", "门口", "(临街)")
_UNKNOWN_KINDS = ("number", "road", "estate", "near", "building")
_CHINESE = "零一二三四五六七八九"
# Letters that are spoken alike, as a typing program gives one for another.
_SOUND = {"丰": "风", "昌": "常", "福": "富", "兴": "星", "华": "花", "源": "原", "明": "名", "清": "青", "安": "庵",
          "平": "坪", "湖": "胡", "江": "姜", "山": "杉", "林": "临", "园": "圆", "桥": "乔", "新": "心", "金": "今",
          "玉": "育", "永": "勇", "泉": "全", "泽": "择", "民": "岷", "生": "声", "达": "答", "通": "桐"}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """One row of a ledger: its text, how it was made, and the address meant ("" for one that is not in the table)."""

    text: str
    way: str
    address_id: str


@dataclass(frozen=True)
class _Parts:
    """An address before it is written."""

    town: str
    community: str
    street: str = ""
    house: str = ""
    estate: str = ""
    building: str = ""
    group: str = ""

    @property
    def told(self) -> tuple[str, str, str, str, str]:
        """What is written of it where its areas are left out."""
        village = "" if self.street else self.community
        return village + self.street, self.group, self.house, self.estate, self.building

    @property
    def standard(self) -> str:
        house = f"{self.house}号" if self.house else ""
        building = f"{self.building}栋" if self.building else ""
        group = f"{self.group}组" if self.group else ""
        where = f"{self.street}{house}{self.estate}{building}" if self.street else f"{group}{house}"
        return f"{_CITY}{_DISTRICT}{self.town}{self.community}{where}"


def standard_addresses(count: int = 5000, seed: int = 1) -> pd.DataFrame:
    """So many standard addresses: address_id, text, building, lon, lat; each at a place of its own."""
    return _table(_places(count, seed), seed)


def ledger_rows(count: int = 2000, unknown: float = 0.15, standard: int = 5000, seed: int = 1) -> list[Written]:
    """Rows of a ledger that mean the addresses of :func:`standard_addresses` of the same seed, or none of them."""
    places = _places(standard, seed)
    rng = np.random.default_rng([seed, 2])
    known = {place.standard for place in places}
    told: set[tuple[str, ...]] = {place.told for place in places}
    rows: list[Written] = []
    while len(rows) < count:
        at = int(rng.integers(len(places)))
        if rng.random() < unknown:
            row = _unknown(rng, places[at], known, told)
        else:
            row = _known(rng, places[at], _id(at), told)
        if row is not None:
            rows.append(row)
    return rows


def _id(at: int) -> str:
    return f"D{at + 1:05d}"


def _table(places: list[_Parts], seed: int) -> pd.DataFrame:
    rng = np.random.default_rng([seed, 1])
    return pd.DataFrame(
        {
            "address_id": [_id(at) for at in range(len(places))],
            "text": [place.standard for place in places],
            "building": [place.building or place.house for place in places],
            "lon": np.round(_WEST_LON + _SIDE_DEG * rng.random(len(places)), 7),
            "lat": np.round(_SOUTH_LAT + _SIDE_DEG * rng.random(len(places)), 7),
        }
    )


def _places(count: int, seed: int) -> list[_Parts]:
    rng = np.random.default_rng([seed, 0])
    towns = [name.removesuffix("派出所") + "街道" for name in STATION_NAMES]
    found: dict[str, _Parts] = {}
    while len(found) < count:
        town = towns[int(rng.integers(len(towns)))]
        made = _village(rng, town) if rng.random() < 0.25 else _street(rng, town)
        for place in made:
            found.setdefault(place.standard, place)
    return list(found.values())[:count]


def _village(rng: np.random.Generator, town: str) -> list[_Parts]:
    village = VILLAGE_NAMES[int(rng.integers(len(VILLAGE_NAMES)))]
    group = str(rng.integers(1, 15))
    houses = rng.choice(60, size=8, replace=False) + 1
    return [_Parts(town, village, group=group, house=str(house)) for house in houses]


def _street(rng: np.random.Generator, town: str) -> list[_Parts]:
    community = COMMUNITY_NAMES[int(rng.integers(len(COMMUNITY_NAMES)))]
    street = _name(rng, _ROADS)
    houses = [str(house) for house in np.sort(rng.choice(200, size=12, replace=False) + 1)]
    made = [_Parts(town, community, street, house) for house in houses[:-1]]
    if rng.random() < 0.6:
        estate = _name(rng, _ESTATES)
        count = int(rng.integers(3, 16))
        made += [_Parts(town, community, street, houses[-1], estate, str(n + 1)) for n in range(count)]
    return made


def _name(rng: np.random.Generator, ends: tuple[str, ...]) -> str:
    return _pick(rng, _FIRST) + _pick(rng, _SECOND) + ends[int(rng.integers(len(ends)))]


def _pick(rng: np.random.Generator, letters: str) -> str:
    return letters[int(rng.integers(len(letters)))]


def _known(rng: np.random.Generator, place: _Parts, address_id: str, told: set[tuple[str, ...]]) -> Written | None:
    """How somebody writes it, and what is the oddest about that; None where that is how another is written."""
    way = str(rng.choice(["standard", "short", "signs", "width", "reordered", "sound", "letter"],
                         p=[0.10, 0.30, 0.18, 0.12, 0.16, 0.09, 0.05]))  # fmt: skip
    parts = _letters(rng, place, way) if way in ("sound", "letter") else place
    if parts is not place and parts.told in told:
        return None
    areas = _areas(rng, parts, way)
    body = _body(rng, parts, way)
    if way == "reordered":
        body = body[::-1] if rng.random() < 0.5 else [*body[1:], body[0]]
        text = "，".join(body) if rng.random() < 0.4 else " ".join([*body, *areas])
    else:
        text = "".join([*areas, *body])
    if rng.random() < 0.2:
        text += _SHOPS[int(rng.integers(len(_SHOPS)))]
    return Written(_wide(text) if way == "width" else text, way, address_id)


def _areas(rng: np.random.Generator, parts: _Parts, way: str) -> list[str]:
    community = parts.community
    if way == "signs" and community.endswith("社区") and rng.random() < 0.5:
        community = community.removesuffix("社区") + "居委会"
    areas = [_CITY, _DISTRICT, parts.town, community]
    if way == "standard":
        return areas
    # A village is the place itself; else areas are left out from the widest on.
    first = int(rng.integers(1, 4 if not parts.street else 5))
    return areas[first:]


def _body(rng: np.random.Generator, parts: _Parts, way: str) -> list[str]:
    house, building, group = parts.house, parts.building, parts.group
    street, estate = parts.street, parts.estate
    if way in ("signs", "width") and rng.random() < 0.5:
        house, building, group = (_chinese(number) if number else "" for number in (house, building, group))
    sign = {"signs": ("号楼", "幢", "座", "#")[int(rng.integers(4))]}.get(way, "栋")
    body = []
    if group:
        body.append(f"{group}{'队' if way == 'signs' else '组'}")
    if street:
        leave_out = way == "short" and estate and rng.random() < 0.5
        body += [] if leave_out else [f"{street}{house}号"]
    elif house:
        body.append(f"{house}号")
    if estate:
        short = estate.removesuffix("小区") if way == "short" else estate
        inside = f"{rng.integers(1, 4)}单元{rng.integers(1, 7)}0{rng.integers(1, 5)}" if rng.random() < 0.3 else ""
        body.append(f"{short}{building}{sign}{inside}")
    return body


def _letters(rng: np.random.Generator, place: _Parts, way: str) -> _Parts:
    """The same with one letter of its street (or village) another."""
    name = place.street or place.community
    spots = [at for at, letter in enumerate(name[:2]) if way == "letter" or letter in _SOUND]
    if not spots:
        return place
    at = spots[int(rng.integers(len(spots)))]
    letter = _SOUND[name[at]] if way == "sound" else _pick(rng, _SECOND + _FIRST)
    name = name[:at] + letter + name[at + 1 :]
    changed = {"street": name} if place.street else {"community": name}
    return _Parts(**{**place.__dict__, **changed})


def _unknown(rng: np.random.Generator, place: _Parts, known: set[str], told: set[tuple[str, ...]]) -> Written | None:
    """A row that means no address of the table, but one of the same neighbourhood."""
    way = _UNKNOWN_KINDS[int(rng.integers(len(_UNKNOWN_KINDS)))]
    changed = {
        "number": {"house": str(rng.integers(1, 400))},
        "road": {"street": _name(rng, _ROADS)},
        "estate": {"estate": _name(rng, _ESTATES), "building": str(rng.integers(1, 12))},
        "building": {"building": str(rng.integers(1, 40))},
        "near": {},
    }[way]
    other = _Parts(**{**place.__dict__, **changed})
    if (way == "near") != (other.standard in known) or (way == "building" and not place.estate):
        return None
    if way != "near" and other.told in told:
        return None
    if not place.street and way != "number":
        return None
    text = "".join([*_areas(rng, other, "short"), *_body(rng, other, "standard")])
    if way == "near":
        text += ("对面", "旁", "附近", "斜对面")[int(rng.integers(4))]
    return Written(text, f"unknown {way}", "")


def _chinese(number: str) -> str:
    value = int(number)
    if value < 10:
        return _CHINESE[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return ("" if tens == 1 else _CHINESE[tens]) + "十" + (_CHINESE[ones] if ones else "")
    return "".join(_CHINESE[int(digit)] for digit in number)


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isalnum() else sign for sign in text)
