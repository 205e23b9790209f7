"""The recogniser against two thousand made-up texts, and against every sentence of the program's own."""

from pathlib import Path

from mapper.io.personal import personal_data_in
from tests.mapper.io.personal_corpus import EACH, corpus, missed_and_alarms, page
from ui.language.messages import catalogue

_PAGE = Path(__file__).parents[3] / "docs" / "recogniser.md"


def test_what_is_personal_is_found_and_what_looks_like_it_is_not() -> None:
    texts = corpus()
    assert len(texts) == 2 * EACH == 2000
    missed, alarms = missed_and_alarms(texts)
    assert len(missed) <= EACH * 0.01, missed[:5]
    assert len(alarms) <= EACH * 0.01, alarms[:5]


def test_the_page_has_the_figures_of_now() -> None:
    assert _PAGE.read_text("utf-8") == page()


def test_no_sentence_of_the_program_is_taken_for_a_person() -> None:
    assert [text for text in catalogue("zh_CN").values() if personal_data_in(text)] == []
