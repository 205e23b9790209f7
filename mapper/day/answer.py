"""Answers about a project on a day: each is asked once, when first wanted, and says which parts it rests on.

A question is a method of a class derived from :class:`Asked`, declared with :func:`answer` (read like an attribute) or
:func:`answer_for` (asked for a table, a date or a code)::

    @answer(status, "communities", "duties")
    def coverage(self) -> Coverage: ...

names the parts of the project that it reads itself, the day (``AS_OF``) where it matters, and the answers it is drawn
from, which bring their own parts. A test reads along what each answer really touches.
"""

from collections.abc import Callable, Hashable
from datetime import date
from threading import Lock
from typing import Any, Generic, Self, TypeVar, overload

from mapper.project import Project, changes_between
from mapper.schema import TABLES

AS_OF = "as_of"

Result = TypeVar("Result")
Key = TypeVar("Key", bound=Hashable)


class _Slot:
    """The place of one answer: empty until it was asked for; whoever asks meanwhile waits."""

    __slots__ = ("known", "lock", "parts", "value")

    def __init__(self, parts: frozenset[str]) -> None:
        self.parts, self.lock = parts, Lock()
        self.known, self.value = False, None


class Asked:
    """A project on a day, and what was answered about them so far. Any thread may ask.

    Attributes
    ----------
    project, as_of
        What is asked about; not to be changed.
    slots
        What was answered, by name of the question and what it was asked for; for :class:`Answer` and
        :class:`AnswerFor` alone.
    """

    def __init__(self, project: Project, as_of: date) -> None:
        self.project, self.as_of = project, as_of
        self.slots: dict[Hashable, _Slot] = {}

    def after(self, project: Project, as_of: date | None = None) -> Self:
        """The same of a project after an edit, or of another day; answers whose parts are untouched are taken over."""
        as_of = self.as_of if as_of is None else as_of
        changed = changes_between(self.project, project).parts | ({AS_OF} if as_of != self.as_of else set())
        if not changed:
            return self
        later = type(self)(project, as_of)
        # What is being asked at this moment is as good for the later one; its slot is shared, filled or not.
        kept = {key: slot for key, slot in self.slots.copy().items() if slot.parts.isdisjoint(changed)}
        later.slots.update(kept)
        return later

    def has_answered(self, name: str) -> bool:
        """Whether an answer is there without being asked for now."""
        slot = self.slots.get((name, None))
        return slot is not None and slot.known

    def ask(self, key: Hashable, parts: frozenset[str], question: Callable[[], Any]) -> Any:
        """The answer in the slot ``key``, asked for now where it is empty."""
        slot = self.slots.get(key) or self.slots.setdefault(key, _Slot(parts))
        if not slot.known:
            with slot.lock:  # one for each answer: no answer is drawn from itself, so nobody waits in a circle
                if not slot.known:
                    slot.value = question()
                    slot.known = True
        return slot.value


class Answer(Generic[Result]):
    """One question of an :class:`Asked`; made by :func:`answer`."""

    def __init__(self, question: Callable[[Any], Result], parts: frozenset[str]) -> None:
        self.question, self.parts, self.name = question, parts, question.__name__
        self.__doc__ = question.__doc__

    @overload
    def __get__(self, asked: None, owner: type) -> Self: ...
    @overload
    def __get__(self, asked: Asked, owner: type) -> Result: ...
    def __get__(self, asked: Asked | None, owner: type) -> "Self | Result":
        if asked is None:
            return self
        found: Result = asked.ask((self.name, None), self.parts, lambda: self.question(asked))
        return found


class AnswerFor(Generic[Key, Result]):
    """One question of an :class:`Asked` about each table, date or code; made by :func:`answer_for`."""

    def __init__(self, question: Callable[[Any, Key], Result], parts: frozenset[str]) -> None:
        self.question, self.parts, self.name = question, parts, question.__name__
        self.__doc__ = question.__doc__

    @overload
    def __get__(self, asked: None, owner: type) -> Self: ...
    @overload
    def __get__(self, asked: Asked, owner: type) -> Callable[[Key], Result]: ...
    def __get__(self, asked: Asked | None, owner: type) -> "Self | Callable[[Key], Result]":
        if asked is None:
            return self

        def ask(key: Key) -> Result:
            found: Result = asked.ask((self.name, key), self.parts_for(key), lambda: self.question(asked, key))
            return found

        return ask

    def parts_for(self, key: Key) -> frozenset[str]:
        """The parts that the answer for this key rests on: where it is a table, that table too."""
        return self.parts | {str(key)} if key in TABLES else self.parts


Rests = str | Answer[Any] | AnswerFor[Any, Any]


def answer(*rests_on: Rests) -> Callable[[Callable[[Any], Result]], Answer[Result]]:
    """Declare a question with the parts that it reads and the answers that it is drawn from."""
    return lambda question: Answer(question, _parts(rests_on))


def answer_for(*rests_on: Rests) -> Callable[[Callable[[Any, Key], Result]], AnswerFor[Key, Result]]:
    """Declare a question that is asked for something, with its parts; see :meth:`AnswerFor.parts_for`."""
    return lambda question: AnswerFor(question, _parts(rests_on))


def _parts(rests_on: tuple[Rests, ...]) -> frozenset[str]:
    return frozenset[str]().union(*({one} if isinstance(one, str) else one.parts for one in rests_on))
