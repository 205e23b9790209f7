"""The standard addresses, asked which of them a writing means: surely one place, or the three that are likest.

Sure is what leaves no other place: every name of the writing is in the address, in the same letters, with its ending
left out (长丰 for 长丰路) or, where town, community or unit agree, in letters that sound the same (长风路); no area
contradicts; no number that tells places apart differs or is missing there; and all addresses for which this holds lie
at one place. A letter that is another and sounds otherwise may be another road's name, and is never sure.
"""

import heapq
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from mapper.io.addresses.writing import AREAS, EITHER, INSIDE, PLACING, Name, Writing, stem, written
from mapper.lazy_dataclass import dataclass

Way = Literal["same", "short", "sound"]
WAYS: tuple[Way, ...] = ("same", "short", "sound")
LIKEST = 3
_ONE_PLACE_DEG = 1e-5  # about a metre
_NAMES_LOOKED_AT, _MOST_SCORED = 6, 40
_LEAST_LIKE = 40.0
_SAME_NUMBER, _SAME_AREA = 25.0, 10.0
_NEAR_AREAS = ("town", "community")
# Names that alone, without any number, are no place but a whole street or neighbourhood.
_WIDE = ("road", *AREAS)
_WIDE_STEPS = 3  # a name may be written together with as many others


@dataclass(frozen=True)
class Found:
    """What a writing means: the position of a standard address and how it was known; or else the likest, best first."""

    at: int = -1
    way: Way = "same"
    likest: tuple[int, ...] = ()


class AddressBook:
    """Standard addresses by what stands in them.

    Parameters
    ----------
    texts
        The addresses, widest area first or not.
    lon_lat
        (n, 2) degrees; NaN where an address has no point, which is never found then.
    units
        (n,) code of the unit that each lies in, or None.
    """

    def __init__(
        self, texts: Sequence[str], lon_lat: npt.NDArray[np.float64], units: npt.NDArray[np.object_] | None = None
    ) -> None:
        self.lon_lat = lon_lat
        self.units = np.full(len(texts), None, dtype=object) if units is None else units
        self._writings = [written(text) for text in texts]
        self._rows: dict[Name, set[int]] = defaultdict(set)
        self._areas: list[dict[str, str]] = []
        self._numbered: dict[tuple[str, str], set[int]] = defaultdict(set)  # kind of number, number → rows
        placed: npt.NDArray[np.bool_] = np.asarray(np.isfinite(lon_lat).all(axis=1))
        for row, writing in enumerate(self._writings):
            self._areas.append({name.kind: name.text for name in writing.names if name.kind in AREAS})
            if not placed[row]:
                continue
            for item in writing.numbers.items():
                self._numbered[item].add(row)
            for name in writing.names:
                self._rows[name].add(row)
            if writing.remark:
                self._rows[Name("other", writing.remark)].add(row)
        self._by_text: dict[str, list[Name]] = defaultdict(list)
        self._by_stem: dict[str, list[Name]] = defaultdict(list)
        self._by_sound: dict[str, list[Name]] = defaultdict(list)
        for name in self._rows:
            self._by_text[name.text].append(name)
            self._by_stem[stem(name.text)].append(name)
            self._by_sound[_sound(name.text)].append(name)
        self._texts = list(self._by_text)
        self._numbers = [frozenset(writing.numbers.values()) for writing in self._writings]
        self._found: dict[tuple[str, str | None], Found] = {}
        self._found_parts: dict[tuple[object, ...], Found] = {}
        self._like: dict[str, dict[int, float]] = {}
        self._known_by: dict[Name, tuple[Way, tuple[Name, ...]]] = {}

    def find(self, text: str, unit: str | None = None) -> Found:
        """What a writing means; ``unit``, where the row names one, decides between several places."""
        if (text, unit) not in self._found:
            self._found[text, unit] = self._find(text, unit)
        return self._found[text, unit]

    def _find(self, text: str, unit: str | None) -> Found:
        writing = written(text)
        if not writing.names:
            return Found()
        # Many writings of one address have the same parts.
        parts = (writing.names, tuple(sorted(writing.numbers.items())), writing.near, unit)
        if (known := self._found_parts.get(parts)) is None:
            known = self._found_parts[parts] = self._find_parts(writing, unit)
        return known

    def _find_parts(self, writing: Writing, unit: str | None) -> Found:
        known = self._meant(writing)
        way, fitting, in_area = known if known is not None else ("same", set(), False)
        if not writing.near and self._placing(writing, fitting):
            rows = np.array(sorted(fitting), dtype=np.intp)
            of_unit = rows[self.units[rows] == unit] if unit is not None else rows[:0]
            if not self._one_place(rows):
                rows = of_unit
            # What only sounds alike may be a road that the table lacks; in the same community that is hardly so.
            if self._one_place(rows) and (way != "sound" or in_area or len(of_unit)):
                return Found(int(rows[0]), way)
        return Found(likest=self._likest(writing))

    # What is sure --------------------------------------------------------------------------------------------------

    def _meant(self, writing: Writing) -> tuple[Way, set[int], bool] | None:
        """The rows that a writing allows, how its names were known, and whether it names their town or community.

        None where it has a name that is none of the book's, or says nothing that places could be told by.
        """
        way: Way = "same"
        rows: set[int] | None = None
        areas: dict[str, tuple[Way, Name, tuple[Name, ...]]] = {}
        for name in (part for one in writing.names for part in self._parts(one)):
            how, known = self._known(name)
            if name.kind in AREAS:
                areas[name.kind] = (how, name, known)
                continue
            if not known:
                return None
            way = max(way, how, key=WAYS.index)
            here = set().union(*(self._rows[one] for one in known))
            rows = here if rows is None else rows & here
        if rows is None:  # a village is all that says where
            _, _, known = areas.get("community", ("same", None, ()))
            if not known or not {"group", "house"} & writing.numbers.keys():
                return None
            rows = set().union(*(self._rows[one] for one in known))
        for item in writing.numbers.items():
            if item[0] in PLACING:
                rows = rows & self._numbered.get(item, set())
        rows = {row for row in rows if _numbers_allow(writing, self._writings[row])}
        sure_area = False
        for kind, (how, name, known) in areas.items():
            texts = {name.text, *(one.text for one in known)}
            rows = {row for row in rows if self._areas[row].get(kind, name.text) in texts}
            way = max(way, how if rows else "same", key=WAYS.index)
            sure_area |= kind in _NEAR_AREAS and how != "sound" and any(kind in self._areas[row] for row in rows)
        return way, rows, sure_area

    def _known(self, name: Name) -> tuple[Way, tuple[Name, ...]]:
        """The names of the book that a name may be, and by what: its letters, its beginning, its sound."""
        if name not in self._known_by:
            self._known_by[name] = self._look_up(name)
        return self._known_by[name]

    def _look_up(self, name: Name) -> tuple[Way, tuple[Name, ...]]:
        if found := self._by_text.get(name.text):
            return "same", tuple(found)
        if stem(name.text) == name.text:
            if found := self._by_stem.get(name.text):
                return "short", tuple(found)
        elif name.kind in AREAS and (found := self._by_stem.get(stem(name.text))):
            return "short", tuple(one for one in found if one.kind == name.kind)
        found = [one for one in self._by_sound.get(_sound(name.text), ()) if name.kind in (one.kind, "other")]
        return "sound", tuple(found)

    def _parts(self, name: Name, steps: int = _WIDE_STEPS) -> list[Name]:
        """A name that the book does not have, as names that it has and that are written together: 云汉长丰路."""
        if steps == 0 or self._known(name)[1]:
            return [name]
        for cut in range(2, len(name.text) - 1):
            first, rest = name.text[:cut], Name(name.kind, name.text[cut:])
            known = self._by_text.get(first) or self._by_stem.get(first)
            if not known:
                continue
            more = self._parts(rest, steps - 1)
            if all(self._known(one)[1] for one in more):
                areas = [one for one in known if one.kind in AREAS]
                return [*(areas[:1] or known[:1]), *more]
        return [name]

    def _placing(self, writing: Writing, fitting: set[int]) -> bool:
        """Whether a writing says more than a street or a village."""
        if any(kind in writing.numbers for kind in (*PLACING, EITHER) if kind not in ("phase", "lane", "group")):
            return True
        if all(name.kind in _WIDE or name.kind == "other" for name in writing.names):
            return False
        return not any({"house", "building"} <= self._writings[row].numbers.keys() for row in fitting)

    def _one_place(self, rows: npt.NDArray[np.intp]) -> bool:
        if len(rows) < 2:
            return len(rows) == 1
        return bool((np.ptp(self.lon_lat[rows], axis=0) <= _ONE_PLACE_DEG).all())

    # What is like it -----------------------------------------------------------------------------------------------

    def _likest(self, writing: Writing) -> tuple[int, ...]:
        """Rows whose names are likest and whose numbers are the same, best first."""
        names = [name for name in writing.names if name.kind not in AREAS]
        names = names or [name for name in writing.names if name.kind == "community"]
        scores: dict[int, float] = dict(self._rows_like(names[0].text)) if len(names) == 1 else defaultdict(float)
        for name in names if len(names) > 1 else ():
            for row, score in self._rows_like(name.text).items():
                scores[row] += score / len(names)
        if len(scores) > _MOST_SCORED:
            # Of a whole village those are likest that share a number.
            asked = frozenset(writing.numbers.values())
            sharing = {row: score for row, score in scores.items() if not asked.isdisjoint(self._numbers[row])}
            scores = dict(heapq.nlargest(_MOST_SCORED, (sharing or scores).items(), key=lambda item: item[1]))
        areas = {name.kind: name.text for name in writing.names if name.kind in _NEAR_AREAS}
        for row in scores:
            scores[row] += _SAME_NUMBER * _same_numbers(writing, self._writings[row])
            for kind, text in areas.items():
                scores[row] += _SAME_AREA * (self._areas[row].get(kind) == text)
        return tuple(heapq.nsmallest(LIKEST, scores, key=lambda row: (-scores[row], row)))

    def _rows_like(self, text: str) -> dict[int, float]:
        """Rows with a name like this one, and how like it is (0–100)."""
        if text not in self._like:
            self._like[text] = self._looked_for(text)
        return self._like[text]

    def _looked_for(self, text: str) -> dict[int, float]:
        from rapidfuzz import fuzz, process

        alike = process.extract(text, self._texts, scorer=fuzz.ratio, limit=_NAMES_LOOKED_AT, score_cutoff=_LEAST_LIKE)
        found: dict[int, float] = {}
        for name, score, _ in alike:
            for one in self._by_text[name]:
                for row in self._rows[one]:
                    found.setdefault(row, score)  # the likest comes first
        return found


def _numbers_allow(asked: Writing, standard: Writing) -> bool:
    """Whether no number contradicts; one that tells places apart must be in the standard address where it is asked."""
    numbers = standard.numbers
    for kind, number in asked.numbers.items():
        if kind in PLACING:
            if numbers.get(kind) != number:
                return False
        elif kind in INSIDE:
            if numbers.get(kind, number) != number:
                return False
        elif number not in (numbers.get(one) for one in ("house", "building") if one not in asked.numbers):
            return False
    return True


def _same_numbers(asked: Writing, standard: Writing) -> int:
    """How many of the numbers that tell places apart are the same in both."""
    numbers = standard.numbers
    same = 0
    for kind, number in asked.numbers.items():
        if kind == EITHER:
            same += number in numbers.values()
        elif kind not in INSIDE:
            same += numbers.get(kind) == number
    return same


@lru_cache(maxsize=100_000)
def _sound(text: str) -> str:
    """How a name is spoken, without tones: what a typing program takes one word for another by."""
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(text))
