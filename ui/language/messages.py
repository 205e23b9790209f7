"""Codes into sentences, in the reader's language.

``translations/<language>/*.json`` hold one flat object each, code → text; together they are its catalogue.
Texts use ``str.format`` fields. Both languages have the same codes and fields; a test sees to it.
"""

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from unicodedata import category

from mapper.errors import InputError

LANGUAGES = ("zh_CN", "en")
_STEERING = ("Cc", "Cs", "Zl", "Zp")  # controls, halves of characters, ends of lines and paragraphs
_CODED = {"table", "step", "role", "found"}  # values of errors that are codes with words of their own


@lru_cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every code and text of a language; ValueError where two files give the same code."""
    texts: dict[str, str] = {}
    for file in sorted((resources.files("ui.language") / "translations" / language).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".json"):
            for code, text in json.loads(file.read_text("utf-8")).items():
                if code in texts:
                    raise ValueError(f"{language}: {code} stands twice")
                texts[code] = text
    return MappingProxyType(texts)


def in_one_line(text: str) -> str:
    """A text that paths may stand in, in one line: what ends or steers a line, or is no character, as a sign for it."""
    signs = (chr(0x2400 + ord(c)) if c < " " else "\ufffd" if category(c) in _STEERING else c for c in text)
    return "".join(signs)


def caption(text: str) -> str:
    """A name as it stands on a button or in a menu, where ``&`` would mark a key."""
    return in_one_line(text).replace("&", "&&")


def capitalised(text: str) -> str:
    """A text as it opens a line: its first letter large, where its script has large ones."""
    return text[:1].upper() + text[1:]


class Messages:
    """One language's sentences; call it with a code and its values (a ``layers.say.Say``)."""

    def __init__(self, language: str = "zh_CN") -> None:
        if language not in LANGUAGES:
            raise InputError("language_unknown", language=language, known=", ".join(LANGUAGES))
        self.language = language
        self._texts = catalogue(language)
        self.own: Mapping[str, str] = {}

    def use_own(self, words: Mapping[str, str]) -> None:
        """Say these codes in a place's own words, which have no fields, from now on."""
        self.own = dict(words)

    def __call__(self, code: str, /, **values: object) -> str:
        if code in self.own:
            return self.own[code]
        return self._texts[code].format(**{name: self._shown(value) for name, value in values.items()})

    def has(self, code: str) -> bool:
        return code in self._texts

    def choice(self, table: str, column: str, value: object) -> str:
        """The word for a value of a choice column; a dash where it is missing, the value where it has no word."""
        if not isinstance(value, str) or not value:
            return "—"
        code = f"choice.{table}.{column}.{value}"
        return self(code) if self.has(code) else value

    def field(self, table: str, column: str) -> str:
        """The word for a column of a table, its own or that of all columns so called; its name where it has none."""
        codes = (f"field.{table}.{column}", f"field.{column}")
        return next((self(code) for code in codes if self.has(code)), column)

    def error(self, error: InputError) -> str:
        """The one sentence for an error."""
        code, values = f"error.{error.code}", error.values
        if values.keys() & _CODED:  # late: kinds of incidents take long to import, and a start needs none
            from ui.language.error_words import spoken_error

            values = dict(spoken_error(self, error.code, values))
        return in_one_line(self(code, **values) if self.has(code) else str(error))

    def _shown(self, value: object) -> object:
        """None as a dash, dates in ISO form, lists joined; numbers stay numbers so that the text can format them."""
        if value is None:
            return "—"
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, (list, tuple)):
            return ("、" if self.language == "zh_CN" else ", ").join(str(self._shown(v)) for v in value)
        return value
