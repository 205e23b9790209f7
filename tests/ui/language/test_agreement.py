"""English sentences say 1 period, 2 periods; whatever the catalogue counts."""

import re
import string
from datetime import date
from numbers import Real

import numpy as np
import pytest

from mapper.practice import GENERAL, UNITED_STATES
from ui.language.agreement import agreeing
from ui.language.messages import Messages, OwnWords, catalogue

# Written down here and not asked of the rule: what the window, sheets and commands count.
NOUNS = (
    "areas|beats|briefings|cases|cells|changes|classes|communities|corners|days|districts|disputes|duties|edits|faults|"
    "findings|handovers|hazards|hours|incidents|lines|minutes|months|officers|periods|places|points|polygons|posts|"
    "records|residents|rooms|rows|seats|sheets|slivers|stations|texts|units|values|villages|visits|weeks|years"
)
_MANY = re.compile(
    r"(?<![\d.,])1 ((?!(?:after|and|are|at|before|by|found|has|have|in|is|lies|may|of|per|share|the|to|whose|with)"
    rf"(?:out)?\b)[a-z-]+ ){{0,2}}({NOUNS})\b"
)


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("{periods} periods of {days} days", {"periods": 1, "days": 7}, "1 period of 7 days"),
        ("{count:,} open hazards are late", {"count": 1}, "1 open hazard is late"),
        ("{count:,} open hazards are late", {"count": 1001}, "1,001 open hazards are late"),
        ("{a} of {b} units have nobody", {"a": 1, "b": 3}, "1 of 3 units has nobody"),
        ("{a} of {b} units have nobody", {"a": 2, "b": 3}, "2 of 3 units have nobody"),
        ("{n} duties in units that do not exist", {"n": 1}, "1 duty in units that do not exist"),
        ("{n} classes would go", {"n": 1}, "1 class would go"),
        ("{n} officers' loans begin", {"n": 1}, "1 officer's loans begin"),
        ("{n:,} more are not counted", {"n": np.int64(1)}, "1 more is not counted"),
        ("median {days} days", {"days": "1"}, "median 1 day"),
        ("{minutes:,.0f} minutes", {"minutes": 1.0}, "1 minute"),
        ("{days:.1f} days", {"days": 1.0}, "1.0 days"),
        ("{name} has seats, {name} units", {"name": "1"}, "1 has seats, 1 units"),
        ("{units} are alike", {"units": ["1"]}, "['1'] are alike"),
    ],
)
def test_noun_and_verb_go_with_the_number(text: str, values: dict[str, object], said: str) -> None:
    assert agreeing(text, values).format(**values) == said


@pytest.mark.parametrize("practice", [None, GENERAL, UNITED_STATES])
def test_no_sentence_counts_one_of_several(practice: object) -> None:
    say = Messages("en")
    if practice is not None:
        say.use_own(OwnWords(practice))  # type: ignore[arg-type]
    wrong = []
    for code, text in catalogue("en").items():
        fields = {name: form or "" for _, name, form, _ in string.Formatter().parse(text) if name}
        try:
            told = say(code, **{name: _one(form) for name, form in fields.items()})
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):
            continue  # a field that is no number
        if _MANY.search(told):
            wrong.append((code, told))
    assert not wrong


def _one(form: str) -> Real | date:
    return 1.0 if form.endswith(("f", "%", "g")) else 1  # type: ignore[return-value]
