"""What differs between two mappings, and by how much."""

from hypothesis import given
from hypothesis import strategies as st

from mapper.effect import Change, changes

AMOUNTS = st.dictionaries(st.text("abc", max_size=2), st.one_of(st.integers(-9, 9), st.sampled_from([None, 0.5, 8.25])))


@given(AMOUNTS, AMOUNTS)
def test_what_differs_is_told_and_nothing_else(before: dict[str, float | None], after: dict[str, float | None]) -> None:
    told = changes(before, after)
    assert set(told) == {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert all(pair == (before.get(key), after.get(key)) for key, pair in told.items())
    assert list(told) == sorted(told)
    assert {key: Change(*reversed(pair)) for key, pair in told.items()} == changes(after, before)


def test_less_than_the_least_is_no_change_but_coming_and_going_is() -> None:
    before = {"same": 1.0, "less": 1.0, "least": 1.0, "gone": 0.1, "state": "vacant"}
    after = {"same": 1.0, "less": 1.4, "least": 1.5, "new": 0.1, "state": "covered"}
    assert changes(before, after, 0.5) == {
        "gone": Change(0.1, None),
        "least": Change(1.0, 1.5),
        "new": Change(None, 0.1),
        "state": Change("vacant", "covered"),
    }
    assert [Change(0.25, None).gain, Change(None, 0.25).gain, Change(1, 3).gain] == [-0.25, 0.25, 2.0]
