"""A plain copy of a project file that was edited on by itself: where its change log parts from the project's."""

from pathlib import Path
from tempfile import TemporaryDirectory

from mapper.errors import InputError
from mapper.laptops.checkout import ALL_LINES, Checkout, registered, rows_of
from mapper.laptops.offline_log import OfflineEdit, elsewhere
from mapper.laptops.row_changes import between
from mapper.project import Project
from mapper.store.store import Store, read_project


def as_a_part(copy: Store, store: Store, who: str) -> tuple[Checkout, OfflineEdit | None]:
    """A copy made a part of the project, of which it rests on the last line that both change logs have.

    Also what the two differed in already there, which no line tells of: nobody can say which of them another program
    has changed, so it is for a person.

    Raises
    ------
    InputError
        ``not_a_part``: the two have no change log in common; as ``Store.as_it_was``.
    """
    if not copy.began() or copy.began() != store.began():
        raise InputError("not_a_part", path=copy.place, project=store.place)
    common = 0
    for ours, theirs in zip(copy.history(ALL_LINES), store.history(ALL_LINES), strict=False):
        if (ours.number, ours.at, ours.who, ours.code) != (theirs.number, theirs.at, theirs.who, theirs.code):
            break
        common = ours.number
    here, there = _then(copy, common), _then(store, common)
    letters, _ = registered(store, None, who)
    made = Checkout(letters, None, common, common, rows_of(here))
    unlogged = between(rows_of(there), made.rows)
    made.keep_in(copy)
    return made, elsewhere(made, unlogged) if unlogged else None


def _then(store: Store, line: int) -> Project:
    with TemporaryDirectory() as folder:
        past = Path(folder) / "then.gpkg"
        store.as_it_was(line, past)
        return read_project(past)
