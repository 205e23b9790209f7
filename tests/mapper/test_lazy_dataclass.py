"""Classes whose methods are made when first wanted, beside those of the standard library."""

import copy
import dataclasses
import inspect
import pickle
import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, replace
from functools import cached_property
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

from mapper import lazy_dataclass

Declared = Callable[..., Any]


def _two(dataclass: Declared, **asked: bool) -> tuple[type, type]:
    """A class and one that inherits from it, declared anew: nothing of them is made yet."""

    @dataclass(frozen=True, **asked)
    class Place:
        """Where something is."""

        x: int
        y: int = 2
        marks: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

        @cached_property
        def total(self) -> int:
            return self.x + self.y

    @dataclass(frozen=True, **asked)
    class Named(Place):
        """A place with a name."""

        name: str = ""

        def __post_init__(self) -> None:
            if self.name == "nowhere":
                raise ValueError(self.name)

    return Place, Named


OF_BOTH = pytest.mark.parametrize("asked", [{}, {"eq": False}], ids=["compared", "by identity"])


@OF_BOTH
def test_it_says_and_does_what_a_class_of_the_standard_library_does(asked: dict[str, bool]) -> None:
    said = []
    for declared in (lazy_dataclass.dataclass, dataclasses.dataclass):
        place, named = _two(declared, **asked)
        one, other, third = named(1, name="a"), named(1, name="a"), replace(named(1), y=5)
        with pytest.raises(ValueError, match="nowhere"):
            named(1, name="nowhere")
        with pytest.raises(TypeError):
            place()
        said.append(
            [
                repr(one),
                one == other,
                one == place(1),
                hash(one) == hash(other),
                len({one, other, third}),
                (third.x, third.y, third.total, third.marks),
                [(f.name, f.repr, f.compare, f.default is dataclasses.MISSING) for f in fields(named)],
                named.__match_args__,
                str(inspect.signature(place)),
                place.y,
                hasattr(place, "marks"),
                dataclasses.asdict(one),
                dataclasses.is_dataclass(place),
                copy.copy(one).name,
            ]
        )
    assert said[0] == said[1]


def test_nothing_can_be_assigned_or_deleted() -> None:
    place, named = _two(lazy_dataclass.dataclass)
    for one in (place(1), named(1)):
        for name in ("x", "else"):
            with pytest.raises(FrozenInstanceError):
                setattr(one, name, 3)
            with pytest.raises(FrozenInstanceError):
                delattr(one, name)

    class Plain(place):  # type: ignore[misc,valid-type]  # a class in a variable
        pass

    plain = Plain(1)
    plain.seen = True  # as with the standard library: of a plain class inside, the fields alone are fixed
    with pytest.raises(FrozenInstanceError):
        plain.x = 2


def test_what_a_class_says_itself_is_kept() -> None:
    @lazy_dataclass.dataclass(frozen=True)
    class Own:
        x: int

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return "own"

    assert (Own(1) == Own(2), hash(Own(1)), repr(Own(1))) == (True, 7, "own")


@pytest.mark.parametrize("asked", [repr, hash, lambda one: one == 1, fields, lambda one: one.x])
def test_an_object_that_no_init_has_made_is_one_too(asked: Callable[[object], object]) -> None:
    place, _ = _two(lazy_dataclass.dataclass)
    one = place.__new__(place)  # as pickle does
    one.__dict__.update(x=1, y=2, marks={})
    asked(one)
    assert one == place(1)


@lazy_dataclass.dataclass(frozen=True)
class Kept:
    """One that pickle finds by its name."""

    x: int


def test_it_goes_through_pickle() -> None:
    assert pickle.loads(pickle.dumps(Kept(3))) == Kept(3)


def test_several_threads_may_want_the_first_object_at_once() -> None:
    for _ in range(20):
        place, _named = _two(lazy_dataclass.dataclass)
        together, made = Barrier(4), []

        def make(place: type = place, together: Barrier = together, made: list[object] = made) -> None:
            together.wait()
            made.append(place(1))

        threads = [Thread(target=make) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert made == [place(1)] * 4


def test_what_the_standard_library_has_to_put_into_another_class_is_left_to_it() -> None:
    @lazy_dataclass.dataclass(frozen=True, slots=True, order=True)
    class Small:
        x: int

    assert Small(1) < Small(2)
    assert not hasattr(Small(1), "__dict__")


def test_a_class_is_made_by_its_first_object_and_not_before() -> None:
    place, named = _two(lazy_dataclass.dataclass)
    assert not dataclasses.is_dataclass(object)
    assert type(vars(place)["__init__"]).__name__ == "_Wanted"
    named(1)
    assert inspect.isfunction(vars(named)["__init__"])


def test_every_class_of_the_program_is_declared_by_it() -> None:
    root = Path(__file__).parents[2]
    files = [file for package in ("mapper", "layers", "ui") for file in (root / package).rglob("*.py")]
    asked = re.compile(r"^from dataclasses import [^\n]*\bdataclass\b", re.MULTILINE)
    assert [file for file in files if file.name != "lazy_dataclass.py" and asked.search(file.read_text("utf-8"))] == []
