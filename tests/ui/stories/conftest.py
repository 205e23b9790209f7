"""One window for all stories that leave it as they found it: to open and to close one takes seconds."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.ui.stories.person import Person, person_before

Shared = Callable[[], AbstractContextManager[Person]]


@pytest.fixture(scope="session")
def shared_person(district_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """Who has a window on a copy of the district before them, the same for whoever asks.

    A story that fails leaves a window with whatever it has opened: it is closed, and the next gets another, on another
    copy.
    """
    stack, there = ExitStack(), list[Person]()

    @contextmanager
    def shared() -> Iterator[Person]:
        if not there:
            folder = tmp_path_factory.mktemp("shared")
            file = Path(shutil.copy(district_file, folder / "yunhan.gpkg"))
            there.append(stack.enter_context(person_before(file, folder)))
        (person,) = there
        try:
            person.main()
            yield person
            person.main()
        except BaseException:
            there.clear()
            stack.close()
            raise

    yield shared
    for person in there:
        person.leave()
    stack.close()
