"""How Chinese names are typed on a keyboard without Chinese: in pinyin, or by the first letters of it."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

# Pinyin without tones, and its initials: the usual reading first, then the others, each after a space.
Spelling = tuple[str, str]


def spelled(names: Iterable[str], known: Mapping[str, Spelling] | None = None) -> dict[str, Spelling]:
    """How each name may be typed, lower case; those ``known`` are not asked again.

    重庆路 is chongqinglu and cql: pypinyin knows words, not only characters. But of a name it often knows only one word
    (朝阳 is zhaoyang, the morning sun, where the community is chaoyang), so every other reading of one character is
    there too. 20,000 names take about a second.
    """
    from pypinyin import lazy_pinyin

    letters_apart: Any = list  # pypinyin takes a list of what is not Chinese, though its types know only one text
    result: dict[str, Spelling] = {}
    for name in names:
        if known is not None and name in known:
            result[name] = known[name]
        elif name not in result:
            usual = [syllable.lower() for syllable in lazy_pinyin(name, errors=letters_apart)]
            readings = list(_readings(name, usual))
            result[name] = (
                " ".join(dict.fromkeys("".join(syllables) for syllables in readings)),
                " ".join(dict.fromkeys("".join(syllable[:1] for syllable in syllables) for syllables in readings)),
            )
    return result


def _readings(name: str, usual: list[str]) -> Iterator[list[str]]:
    """The usual syllables, then with each character in turn read otherwise."""
    yield usual
    if len(usual) != len(name):
        return
    for place, character in enumerate(name):
        for syllable in _syllables(character):
            if syllable != usual[place]:
                yield [*usual[:place], syllable, *usual[place + 1 :]]


@cache
def _syllables(character: str) -> tuple[str, ...]:
    """Every way to read one character; none where it is not Chinese."""
    from pypinyin import Style, pinyin

    read = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(read[0])) if read else ()
