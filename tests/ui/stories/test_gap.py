"""From a gap to an officer and back, in a real window by mouse and keys only."""

from tests.ui.stories.conftest import Shared
from tests.ui.stories.person import needs_a_screen, wait_until

pytestmark = needs_a_screen
_HOLDERS = "SELECT officer_id FROM duties WHERE community_code = ? AND (ends IS NULL OR ends >= '2026-11-23')"


def test_from_a_gap_to_an_officer_and_back(shared_person: Shared) -> None:
    with shared_person() as person:
        person.press("tab", person.say("side.gaps"))
        ((unit,),) = person.sql(
            "SELECT community_code FROM communities WHERE name = ?", person.see("first_gap", "seat_vacant")
        )
        assert person.sql(_HOLDERS, unit) == []
        person.press("right_of", person.say("gaps.title"), person.see("first_gap", "seat_vacant"))
        person.window("指派责任人")
        person.keys("Return")
        assert len(person.written(_HOLDERS, unit)) == 1
        person.gone("指派责任人")
        person.main()
        person.keys("ctrl+z")
        wait_until(lambda: not person.sql(_HOLDERS, unit), "undo is in the file")
