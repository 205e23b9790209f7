"""Where a person reads a day it is written as the place writes it: no list, card or line has a form of its own."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from mapper.message import ShortDay
from mapper.practice import UNITED_STATES
from ui.language.messages import Messages, OwnWords

_ROOT = Path(__file__).parents[3]
_FORM = re.compile(r"%m-%d|%d/%m|%m/%d|yyyy-MM|MM-dd")
# Files, addresses of files and JSON keep the ISO form, whatever the place; what finds and what is typed takes it too.
_ISO = {
    "layers/sheets/slip/places_file.py", "ui/cli/coverage_command.py", "ui/cli/focus_command.py",
    "ui/cli/option_values.py", "ui/incidents/incidents_panel.py", "ui/projects/change_log.py",
    "ui/widgets/moment_edit.py",
}  # fmt: skip


def test_no_list_has_a_form_of_days_of_its_own() -> None:
    files = {
        str(path.relative_to(_ROOT))
        for package in ("ui", "layers")
        for path in (_ROOT / package).rglob("*.py")
        if _FORM.search(path.read_text("utf-8"))
    }
    assert files - _ISO == set()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_days_and_moments_as_the_place_writes_them(language: str) -> None:
    say, at = Messages(language), datetime(2026, 11, 3)
    assert (say.day_in_figures(at.date()), say.moment(at), say.day_in_figures(None)) == (
        "2026-11-03",
        "2026-11-03 00:00",
        "—",
    )
    say.use_own(OwnWords(UNITED_STATES))
    assert say.day_in_figures(date(2026, 11, 3)) == "11/03/2026"
    assert say.moment(at, with_year=False) == "11/03 00:00"
    assert say("page.words", words=ShortDay(at)) == "11/03"
    assert say("page.words", words="2026-11-03") == "11/03/2026"  # as a finding's values have it
    assert say("page.words", words="2026-11-03 08:00") == "11/03/2026 08:00"
    assert say("page.words", words="2026-13-03") == "2026-13-03"
    assert say.moment(at, to="second") == "11/03/2026 00:00:00"
    assert say.of_files.moment(at) == "2026-11-03 00:00"
