"""English nouns and verbs that agree with the number before them: “1 period is”, where the catalogue says periods are.

The catalogue's sentences are written for many. A sentence with a field that reads 1 is put into the singular as it is
said: the noun that the field counts, and the verb of its clause. Words of the data are never touched.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from numbers import Real
from typing import Any, NamedTuple

_COUNTED = re.compile(r"\{(\w+)(?::([^{}]*))?\} ((?:[a-z]+(?:-[a-z]+)*)(?: [a-z]+(?:-[a-z]+)*)*)")
_MOST_BETWEEN = 3  # words from the number to its noun: “1 full-time police officer”
# Where a noun is looked for no further: what follows belongs to something else.
_ENDS = frozenset(
    {
        "a", "across", "after", "all", "am", "an", "and", "any", "are", "as", "at", "be", "became", "become",
        "becomes", "been", "before", "between", "but", "by", "can", "could", "did", "do", "does", "each",
        "every", "for", "found", "from", "had", "has", "have", "if", "in", "into", "is", "it", "its", "left",
        "less", "may", "must", "no", "nor", "not", "of", "off", "on", "one", "or", "over", "own", "per",
        "shown", "since", "so", "some", "than", "that", "the", "their", "then", "these", "they", "this",
        "those", "through", "to", "under", "until", "up", "was", "were", "what", "when", "where", "which",
        "who", "whose", "will", "with", "within", "without", "would",
    }
)  # fmt: skip
# Words that end in s and are no plurals of nouns.
_NO_NOUNS = frozenset(
    {
        "asks", "begins", "contains", "ends", "expires", "falls", "gives", "goes", "happens", "holds", "joins",
        "keeps", "lies", "loses", "makes", "means", "names", "needs", "reaches", "refuses", "runs", "says",
        "shows", "stands", "starts", "stays", "takes", "tells", "touches", "uses", "waits", "wants",
    }
)  # fmt: skip
# Which may come with a number that is text already.
_SPANS = frozenset({"days", "hours", "minutes", "months", "weeks", "years"})
_VERBS = {
    "are": "is", "were": "was", "have": "has", "do": "does", "go": "goes", "overlap": "overlaps", "touch": "touches",
    **{verb: f"{verb}s" for verb in (
        "ask", "become", "begin", "change", "come", "count", "differ", "end", "expire", "fall", "hold", "keep",
        "leave", "lie", "meet", "name", "need", "remain", "run", "seem", "stand", "stay", "wait",
    )},
}  # fmt: skip
_VERB = re.compile(rf"\b({'|'.join(_VERBS)})\b")
_CLAUSE = re.compile(r"[^.,;:()—{]*")
_FREE_OF_NUMBER = re.compile(
    r"\b(can|cannot|could|had|may|might|must|shall|should|to|will|would|not|they|the|against|at|by|for|in|of|on|with)"
    r"( not| no longer)? $"
)
_OF_ANOTHER = re.compile(r"\b[a-z]+s (who|that|which|whose)( nearly)? $")  # “duties in units that do not exist”
_PLURAL = re.compile(r"([^sui]s|ies|sses)\b")
_AND_OTHERS = re.compile(r" and ([a-z]+s)\b(?= (?:truly|are|were|have)\b)")
_OF_THEM = re.compile(r"\{(\w+)(?::([^{}]*))?\} of $")
_IRREGULAR = {"people": "person", "halves": "half", "leaves": "leaf", "series": "series"}


class _Spot(NamedTuple):
    """A word that agrees with a field: the field, how it is written, where the word stands, and the word for one."""

    field: str
    form: str
    start: int
    end: int
    one: str
    is_span: bool


def agreeing(text: str, values: Mapping[str, Any]) -> str:
    """A sentence with its fields, words put into the singular behind those that will read 1."""
    for spot in reversed(_spots(text)):
        if _reads_one(values.get(spot.field), spot):
            text = f"{text[: spot.start]}{spot.one}{text[spot.end :]}"
    return text


def _reads_one(value: Any, spot: _Spot) -> bool:
    if isinstance(value, str):  # else a name that consists of a number
        return spot.is_span and value == "1"
    return isinstance(value, Real) and value == 1 and format(value, spot.form) == "1"


@lru_cache(maxsize=4096)
def _spots(text: str) -> tuple[_Spot, ...]:
    """Words that agree, in the order in which they stand; of two fields that count one noun the nearer has it."""
    return tuple(spot for found in _COUNTED.finditer(text) for spot in _of_field(text, found))


def _of_field(text: str, found: re.Match[str]) -> Iterator[_Spot]:
    field, form, start, end = found.group(1), found.group(2) or "", found.start(3), found.start(3) - 1
    noun = _noun(found.group(3))
    is_span = noun is not None and noun.group() in _SPANS
    if noun is not None:
        start, end = start + noun.start(), start + noun.end()
        one = _singular(noun.group())
        if text[end : end + 1] == "'":  # officers' leave
            yield _Spot(field, form, start, end + 1, f"{one}'s", is_span)
            return
        yield _Spot(field, form, start, end, one, is_span)
        other = _AND_OTHERS.match(text, end)
        if other is not None:
            yield _Spot(field, form, end, other.end(), f" or {_singular(other.group(1))}", is_span)
            end = other.end()
        some = _OF_THEM.search(text[: found.start()])  # of “{count} of {all} seats are” the verb goes with the count
        if some is not None:
            field, form = some.group(1), some.group(2) or ""
    clause = _CLAUSE.match(text, end)
    for verb in _VERB.finditer(text, end, end if clause is None else clause.end()):
        before = text[end : verb.start()]
        another = _FREE_OF_NUMBER.search(before) or _OF_ANOTHER.search(before)
        if not another and (noun is not None or not _PLURAL.search(before)):
            yield _Spot(field, form, verb.start(), verb.end(), _VERBS[verb.group()], is_span)


def _noun(words: str) -> re.Match[str] | None:
    """The plural that a number before these words counts; None where it stands for itself."""
    for number, word in enumerate(re.finditer(r"[a-z-]+", words)):
        if number > _MOST_BETWEEN or word.group() in _ENDS or word.group() in _NO_NOUNS:
            return None
        if word.group() in _IRREGULAR or _PLURAL.search(word.group()):
            return word
    return None


def _singular(noun: str) -> str:
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun[:-2] if re.search(r"(ss|x|ch|sh|zz)es$", noun) else noun[:-1]
