"""How new rows are numbered: a device's letters, and no number twice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.keys import Keys
from tests.drawn import drawn


def test_a_project_that_never_left_its_device_numbers_as_ever() -> None:
    assert Keys().free("D", 2, ["D7", "D2", "X9", "DK7Q2-40"]) == ["D8", "D9"]


def test_the_letters_of_a_device_stand_in_every_key_that_is_made_there() -> None:
    keys = Keys("K7Q2")
    assert keys.free("D", 2, ["D7", "DK7Q2-3", "DZZZZ-9"]) == ["DK7Q2-4", "DK7Q2-5"]


@given(st.lists(st.one_of(st.none(), st.integers(0, 20)), max_size=40))
@settings(max_examples=drawn(30))
def test_a_key_that_has_gone_comes_to_no_other_row(steps: list[int | None]) -> None:
    keys, there, ever = Keys(), list[str](), list[str]()
    for step in steps:
        if step is None or not there:
            (key,) = keys.free("D", 1, there)
            assert key not in ever
            there.append(key)
            ever.append(key)
        else:
            gone = there.pop(step % len(there))
            keys = Keys.from_json(keys.without("D", [gone], there).as_json())


def test_what_cannot_be_read_numbers_as_if_nothing_had_been_kept() -> None:
    assert Keys.from_json([]) == Keys.from_json({"device": 5, "used": {"D": "x", "E": -1}}) == Keys()
