"""A project of another practice says nothing of Hubei's, and a place's own words stand wherever a thing is named."""

import json
import re
import string
from dataclasses import replace
from importlib import resources

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from mapper.practice import GENERAL, HUBEI, PRACTICES, TERMS, UNITED_STATES
from tests.drawn import drawn
from ui.language.messages import LANGUAGES, Messages, OwnWords, catalogue
from ui.language.rewording import rewording, words_of

# Words that only Hubei's practice has; import and CRS sentences name Chinese datums whoever reads them.
OF_HUBEI = {
    "zh_CN": r"社区|(?<![农乡])村|派出所|民警|(?<!助)辅警|警务区|审图号|湖北|湖南|鄂州|平安办|居委|下沉党员|四不两直"
    r"|110",
    "en": r"(?i)\bcommunit(y|ies)\b|(?<!rural )\bvillages?\b|Hubei|Hunan|Ezhou|province|cadres?\b|\b110\b|committee"
    r"|(?<!-)\bstations?\b(?<!istrict station)|\bunits?\b",
}
_FREE = re.compile(
    r"^(error\.batch_(asks|no)_|practice\.|cli\.|welcome\.|new\.|(page|print\.imprint)\.approval|error\.(crs|datum)|note\.(datum|times))"
)


def plain(text: str) -> str:
    """A sentence without its fields."""
    return re.sub(r"\{[^{}]*\}", "¤", text)


def fields(text: str) -> list[str]:
    return sorted(f"{name}:{spec}" for _, name, spec, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("practice", [GENERAL, UNITED_STATES], ids=lambda practice: practice.code)
def test_no_sentence_of_another_practice_has_a_word_of_hubeis(language: str, practice: object) -> None:
    put = rewording(language, practice)  # type: ignore[arg-type]
    assert put is not None
    left = {}
    for code, text in catalogue(language).items():
        told = put(code, text)
        assert fields(told) == fields(text), code
        if re.search(OF_HUBEI[language], plain(told)) and not _FREE.match(code):
            left[code] = told
    assert left == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_hubeis_sentences_stay_as_they_are_written(language: str) -> None:
    assert rewording(language, HUBEI) is None
    say = Messages(language)
    say.use_own(OwnWords(HUBEI))
    assert all(say._text(code) == text for code, text in catalogue(language).items())
    if language == "zh_CN":
        assert [
            code for code, text in catalogue(language).items() if re.search("警区", text) and not _FREE.match(code)
        ] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.code)
def test_every_practice_has_its_file_its_name_and_a_word_for_every_term(language: str, practice: object) -> None:
    code = practice.code  # type: ignore[attr-defined]
    told = json.loads((resources.files("ui.language") / "practices" / f"{code}.json").read_text("utf-8"))
    assert set(told) == set(LANGUAGES)
    assert set(words_of(language, practice)) == set(TERMS)  # type: ignore[arg-type]
    assert set(told[language]["texts"]) <= set(catalogue(language))
    assert f"practice.code.{code}" in catalogue(language)


@settings(max_examples=drawn(4), deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(TERMS), st.sampled_from(["zub", "Wache {x}", "area/areas", "a}b", "所"]), min_size=1
    ),
    st.sampled_from(PRACTICES),
    st.sampled_from(LANGUAGES),
)
def test_own_words_of_any_kind_leave_every_sentence_to_be_said(
    words: dict[str, str], practice: object, language: str
) -> None:
    own = replace(practice, words=tuple(sorted(words.items())))  # type: ignore[type-var]
    say = Messages(language)
    say.use_own(OwnWords(own))  # type: ignore[arg-type]
    for code, text in catalogue(language).items():
        assert fields(say._text(code)) == fields(text), code
    if "{" in (word := words.get("unit", "")):
        assert word in say("table.communities")


def test_plurals_articles_and_capitals_follow_the_word() -> None:
    say = Messages("en")
    say.use_own(OwnWords(replace(HUBEI, words=(("station", "agency/agencies"), ("unit", "area")))))
    assert say("action.stations") == "Agencies…"
    assert say("unit.nothing").startswith("Choose an area on the map")
    assert say("page.mark.station") == "INTERNAL · KEEP SAFE · AGENCY"
    assert say("border.total") == "All these areas"
    assert say("layer.stations") == "Agencies"
    assert say("choice.communities.kind.village") == "village"  # not renamed, so as it was


def test_days_are_written_in_the_places_order() -> None:
    from datetime import date

    say = Messages("en")
    for practice, told in (
        (HUBEI, "2017-08-25"), (UNITED_STATES, "08/25/2017"), (replace(GENERAL, date_order="dmy"), "25/08/2017"),
    ):  # fmt: skip
        say.use_own(OwnWords(practice))
        assert say("page.data_date", date=date(2017, 8, 25)) == catalogue("en")["page.data_date"].format(date=told)
