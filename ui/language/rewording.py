"""A catalogue's sentences in the words of a practice: where Hubei says community, another place says beat.

The catalogues are written in the words of Hubei's practice. ``practices/forms.json`` lists in each language which words
of theirs name what (``{unit}``, ``{station}``, …), each practice's own file what it calls these, and whole sentences of
its own. A form is put into other words only where one of its terms has another word, so Hubei's sentences stay what
they are.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from mapper.practice import GENERAL, HUBEI, Practice, practice_named

_FIELD = re.compile(r"(\{[^{}]*\})")
_IN_TEMPLATE = re.compile(r"\{(\w+)\}")
_VOWELS = "aeiou"


class Rewording:
    """Says a sentence of the catalogue in the words of a practice; call it with the code and the text of it."""

    def __init__(self, language: str, practice: Practice) -> None:
        usual, words, self._texts = _declared(language, practice.code)
        own = dict(practice.words)
        said = _with_plurals(words | own)
        changed = {term for term, word in said.items() if word != _with_plurals(usual).get(term)}
        self._english = language == "en"
        if own:  # sentences that were written for the practice's own words no longer hold
            self._texts = {code: text for code, text in self._texts.items() if not _FIXED.search(code)}
        self._forms: dict[str, str] = {}
        for form, template in _read("forms")[language].items():
            terms = set(_IN_TEMPLATE.findall(template))
            if terms & changed or practice.code != HUBEI.code:
                self._forms[form.lower()] = template.format(**said)
        every = "|".join(re.escape(form) for form in sorted(self._forms, key=len, reverse=True))
        whole = rf"(?i:(?<![-\w])(an?\s)?\b({every})(?![-\w]))" if self._english else f"()({every})"
        self._found = re.compile(whole) if every else None

    def __call__(self, code: str, text: str) -> str:
        text = self._texts.get(code, text)
        if self._found is None or code in self._texts or code.startswith("practice."):
            return text
        parts = _FIELD.split(text)
        return "".join(part if number % 2 else self._found.sub(self._put, part) for number, part in enumerate(parts))

    def _put(self, found: re.Match[str]) -> str:
        article, form = found.group(1) or "", found.group(2)
        if not self._english:
            return self._forms[form]
        word = self._forms[form.lower()]
        if article:
            word = f"{article[0]}{'n' if word[0].lower() in _VOWELS else ''} {word}"
        elif form.isupper():
            word = word.upper()
        elif form[0].isupper():
            word = word[0].upper() + word[1:]
        return word


# Sentences of a practice that name its words; the others (caveat, sources of rules) hold whatever its units are called.
_FIXED = re.compile(r"^(?!page\.(caveat|sources)|rule\.source|.*cadres|work\.subject)")


@lru_cache
def rewording(language: str, practice: Practice) -> Rewording | None:
    """How sentences are said in that practice; None where they are said as they stand."""
    return None if practice.code == HUBEI.code and not practice.words else Rewording(language, practice)


@lru_cache
def _read(name: str) -> Mapping[str, Any]:
    told: Mapping[str, Any] = json.loads(
        (resources.files("ui.language") / "practices" / f"{name}.json").read_text("utf-8")
    )
    return told


def _declared(language: str, code: str) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Hubei's words, the practice's words, and its sentences; what it does not say itself a general practice says."""
    usual = _read(HUBEI.code)[language]["words"]
    if code == HUBEI.code:
        return usual, usual, {}
    words, texts = dict(usual), dict[str, str]()
    for name in dict.fromkeys((GENERAL.code, practice_named(code).code)):
        words |= _read(name)[language]["words"]
        texts |= _read(name)[language]["texts"]
    return usual, words, texts


def words_of(language: str, practice: Practice) -> dict[str, str]:
    """Term → what the practice calls it, the place's own words included."""
    return _declared(language, practice.code)[1] | dict(practice.words)


def _with_plurals(words: Mapping[str, str]) -> dict[str, str]:
    """Words with a plural of each: what stands behind the stroke, else as English makes it."""
    every = {}
    for term, word in words.items():
        one, _, many = word.partition("/")
        one, many = (text.strip().replace("{", "{{").replace("}", "}}") for text in (one, many))
        every[term], every[_plural(term)] = one, many or _plural(one)
    return every


def _plural(word: str) -> str:
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if re.search(r"(s|x|ch|sh)$", word) else "s")
