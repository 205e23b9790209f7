"""What is left out of a run of `make test` has its turn soon."""

import pytest

from tests import drawn


def test_one_in_three_is_drawn_on_each_day_and_each_within_two_months(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "SOAK", False)
    monkeypatch.setattr(drawn, "_ONE_IN", 3)
    names = {f"tests/ui/test_a.py::test_{number}" for number in range(300)}
    left = set(names)
    for day in range(739_000, 739_060):
        monkeypatch.setattr(drawn, "_DAY", day)
        due = {name for name in names if drawn.is_due(name)}
        assert 60 <= len(due) <= 140
        left -= due
    assert not left


def test_all_are_due_where_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "_ONE_IN", 1)
    assert all(drawn.is_due(f"test_{number}") for number in range(100))
