"""The open project: every edit goes through here to the disk, and can be undone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from mapper.edit import Edit, editor
from mapper.project import Changes, Project, changes_between
from mapper.store.merging import carried
from mapper.store.store import Store


@dataclass(frozen=True, eq=False)
class _Step:
    before: Project
    after: Project
    edit: Edit


class Document(QObject):
    """A project in its store, with what can be undone and redone.

    What ``project`` holds is on disk: an edit is written in one transaction before the project moves on, and undo
    and redo are writes like any other. Signals come after that.
    """

    changed = Signal(Changes)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self._who = editor()
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self.last: Edit | None = None  # what was written last; an undo and a redo as the change log has them

    @property
    def project(self) -> Project:
        return self.store.project

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    @property
    def next_undo(self) -> Edit | None:
        """The edit that undo would take back."""
        return self._done[-1].edit if self._done else None

    @property
    def next_redo(self) -> Edit | None:
        """The edit that redo would do again."""
        return self._undone[-1].edit if self._undone else None

    def do(self, edit: Edit) -> Changes:
        """Apply an edit, write it, and tell.

        Raises
        ------
        InputError
            The edit makes no sense, ``read_only``: the file cannot be written, or ``changed_meanwhile``: another
            program has changed the same. Nothing of it is done then.
        """
        before = self.project

        def seen(project: Project) -> Project:
            nonlocal before  # others may have written since
            before = project
            return edit(project)

        with self._telling() as told:
            told.append(self.store.write(Edit(edit.code, seen, edit.values), self._who))
            if self.project is not before:
                self._done.append(_Step(before, self.project, edit))
                self._undone.clear()
                self.last = edit
        return told[0]

    def undo(self) -> Changes:
        """Take the last edit back; nothing where there is none. InputError as in :meth:`do`."""
        return self._back("undone", self._done, self._undone)

    def redo(self) -> Changes:
        """Do the edit that was last taken back again; nothing where there is none. InputError as in :meth:`do`."""
        return self._back("redone", self._undone, self._done)

    def _back(self, code: str, steps: list[_Step], others: list[_Step]) -> Changes:
        if not steps:
            return Changes(frozenset())
        with self._telling() as told:
            edit = _marked(code, steps[-1])
            told.append(self.store.write(edit, self._who))
            others.append(steps.pop())
            self.last = edit
        return told[0]

    def refresh(self) -> Changes:
        """Take in what other programs have written since, and tell. InputError as of ``Store.refresh``."""
        with self._telling() as told:
            told.append(self.store.refresh())
        return told[0]

    @contextmanager
    def _telling(self) -> Iterator[list[Changes]]:
        """Tell what has changed when the block ends; where it fails, what others have written may have come in."""
        before, told = self.project, list[Changes]()
        try:
            yield told
        finally:
            changes = told[0] if told else changes_between(before, self.project)
            if changes.parts:
                self.changed.emit(changes)

    def close(self) -> None:
        self.store.close()


def _marked(code: str, step: _Step) -> Edit:
    """An undo or a redo of a step, under the change log's word for it; what others have done since stays."""
    origin, target = (step.after, step.before) if code == "undone" else (step.before, step.after)

    def change(project: Project) -> Project:
        return target if project is origin else carried(project, origin, target)

    return Edit(code, change, {"edit": step.edit.code, **step.edit.values})
