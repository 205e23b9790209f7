"""How Chinese names are typed on a keyboard without Chinese: in pinyin, or by the first letters of it."""

from collections.abc import Iterable, Mapping

Spelling = tuple[str, str]


def spelled(names: Iterable[str], known: Mapping[str, Spelling] | None = None) -> dict[str, Spelling]:
    """Each name's pinyin without tones and its initials, lower case; those ``known`` are not asked again.

    重庆路 is chongqinglu and cql: pypinyin knows words, not only characters. 20,000 names take about a second.
    """
    from pypinyin import lazy_pinyin

    result: dict[str, Spelling] = {}
    for name in names:
        if known is not None and name in known:
            result[name] = known[name]
        elif name not in result:
            syllables = [syllable.lower() for syllable in lazy_pinyin(name)]
            result[name] = ("".join(syllables), "".join(syllable[:1] for syllable in syllables))
    return result
