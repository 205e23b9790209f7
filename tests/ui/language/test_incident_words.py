"""Every state, step, date and value that a declared kind of incident can make has its words in both languages."""

import pytest

from layers.map_layers.incidents import INCIDENT_LOOKS
from mapper.analysis.incidents.kinds import INCIDENT_KINDS
from ui.language.incident_words import state_word, step_word
from ui.language.messages import LANGUAGES, Messages


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_declared_word_is_there(language: str) -> None:
    say = Messages(language)
    for kind in INCIDENT_KINDS:
        for code in (f"table.{kind.table}", f"layer.{kind.table}", f"timeline.{kind.table}", f"map.tip.{kind.table}"):
            assert say.has(code), code
        for state in kind.states:
            column = kind.state_column
            choice = f"choice.{kind.table}.{column}.{state}" if column else f"incident_state.{kind.table}.{state}"
            assert state_word(say, kind.table, state) == say(choice)
            assert kind.state_column is not None or say.has(f"web.incident_state.{kind.table}.{state}")
        counted = (f"units.{kind.table}", f"marked.unit_{kind.table}") if kind.ends else ()
        assert all(say.has(code) for code in (f"marked.{kind.table}", *counted))
        for scope in (kind.table, *kind.urgent):
            assert say.has(f"incidents.scope.{scope}")
        for step in kind.steps:
            assert step_word(say, kind.table, step.code) != step.code
            assert step.fills is None or say.has(f"fills.{kind.table}.{step.fills}")
        assert not kind.steps or all(say.has(f"date.{kind.table}.{column}") for column in kind.dates)


def test_every_kind_has_its_look_and_each_class_its_words() -> None:
    assert {look.kind for look in INCIDENT_LOOKS} == set(INCIDENT_KINDS)
    say = Messages()
    assert [code for look in INCIDENT_LOOKS for code in look.classes if not say.has(f"legend.{code}")] == []
