"""Codes into sentences, in the reader's language.

``translations/<language>/*.json`` hold one flat object each, code → text; together they are its catalogue.
Texts use ``str.format`` fields. Both languages have the same codes and fields; a test sees to it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date, datetime
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from unicodedata import category

from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.message import ShortDay
from mapper.practice import HUBEI, Practice, day_in_figures, moment_in_figures

LANGUAGES = ("zh_CN", "en")
_STEERING = ("Cc", "Cs", "Zl", "Zp")  # controls, halves of characters, ends of lines and paragraphs
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?)?")
_CODED = {"table", "step", "role", "found", "layer"}  # values of errors that are codes with words of their own


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


@dataclass(frozen=True)
class OwnWords:
    """What a place says in its own words.

    Attributes
    ----------
    practice
        In whose words sentences are said, and in which order days are written.
    names
        Code → the place's own word for it, which has no fields.
    """

    practice: Practice = HUBEI
    names: Mapping[str, str] = field(default_factory=dict)


NO_OWN_WORDS = OwnWords()


def _handed_on(language: str, own: OwnWords) -> "Messages":
    messages = Messages(language)
    messages.use_own(own)
    return messages


class Messages:
    """One language's sentences; call it with a code and its values (a ``layers.say.Say``)."""

    def __init__(self, language: str = "zh_CN") -> None:
        if language not in LANGUAGES:
            raise InputError("language_unknown", language=language, known=", ".join(LANGUAGES))
        self.language = language
        self._texts = catalogue(language)
        self._reworded: dict[str, str] = {}
        self.own = NO_OWN_WORDS

    def __reduce__(self) -> tuple[object, tuple[str, OwnWords]]:
        """How it is handed to another process: the language and a place's own words."""
        return _handed_on, (self.language, self.own)

    def use_own(self, words: OwnWords) -> None:
        """Speak in a place's own words from now on."""
        self.own, self._reworded = words, {}

    def __call__(self, code: str, /, **values: object) -> str:
        if code in self.own.names:
            return self.own.names[code]
        text = self._text(code)
        if values and self.language == "en":
            from ui.language.agreement import agreeing  # late: Chinese has no plurals

            text = agreeing(text, values)
        return text.format(**{name: self._shown(value) for name, value in values.items()})

    def _text(self, code: str) -> str:
        """The sentence of that code in the words of the place's practice, its fields not filled in yet."""
        if self.own.practice.is_usual:
            return self._texts[code]
        if code not in self._reworded:
            from ui.language.rewording import rewording  # late: a project of Hubei's practice needs none

            put = rewording(self.language, self.own.practice.in_words)
            self._reworded[code] = self._texts[code] if put is None else put(code, self._texts[code])
        return self._reworded[code]

    def has(self, code: str) -> bool:
        return code in self._texts

    def choice(self, table: str, column: str, value: object) -> str:
        """The word for a value of a choice column; a dash where it is missing, the value where it has no word."""
        if not isinstance(value, str) or not value:
            return "—"
        code = f"choice.{table}.{column}.{value}"
        return self(code) if self.has(code) else value

    def day_in_figures(self, day: date | None, *, with_year: bool = True) -> str:
        """A day in figures as the place writes it, in a table or a list; a dash for none. Files have the ISO form."""
        return "—" if day is None else day_in_figures(day, self.own.practice.date_order, with_year=with_year)

    def moment(self, at: datetime | None, *, with_year: bool = True, to: str = "minute") -> str:
        """A moment in figures as the place writes it, to the hour, minute or second; a dash for none."""
        if at is None:
            return "—"
        return moment_in_figures(at, self.own.practice.date_order, with_year=with_year, to=to)

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

    @property
    def of_files(self) -> "Messages":
        """The same words for a file, in which days are written as ISO has them whatever the place's order."""
        messages = Messages(self.language)
        messages.use_own(replace(self.own, practice=replace(self.own.practice, date_order="ymd")))
        return messages

    def _iso_shown(self, text: str) -> str:
        """A day or moment that came as JSON has it, as findings and logged edits do."""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:  # it only looks like one
            return text
        return self.moment(moment) if len(text) > len("2026-11-23") else self.day_in_figures(moment.date())

    def _shown(self, value: object) -> object:
        """None as a dash, dates in the place's order, lists joined; numbers stay for the text to format."""
        if value is None:
            return "—"
        if isinstance(value, date):
            return day_in_figures(value, self.own.practice.date_order)
        if isinstance(value, str) and self.own.practice.date_order != "ymd" and _ISO_DAY.fullmatch(value):
            return self._iso_shown(value)
        if isinstance(value, ShortDay):
            return self.day_in_figures(value.day, with_year=False)
        if isinstance(value, (list, tuple)):
            return ("、" if self.language == "zh_CN" else ", ").join(str(self._shown(v)) for v in value)
        return value
