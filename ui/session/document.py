"""The open project: every edit goes through here to the disk, and can be undone."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from mapper.edit import Edit, editor
from mapper.project import Changes, Project
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
            The edit makes no sense, or ``read_only``: the file cannot be written. Nothing has changed then.
        """
        before = self.project
        changes = self.store.write(edit, self._who)
        if not changes.parts:
            return changes
        self._done.append(_Step(before, self.project, edit))
        self._undone.clear()
        self.changed.emit(changes)
        return changes

    def undo(self) -> Changes:
        """Take the last edit back; nothing where there is none. InputError ``read_only``."""
        if not self._done:
            return Changes(frozenset())
        step = self._done[-1]
        changes = self.store.write(_marked("undone", step), self._who)
        self._undone.append(self._done.pop())
        self.changed.emit(changes)
        return changes

    def redo(self) -> Changes:
        """Do the edit that was last taken back again; nothing where there is none. InputError ``read_only``."""
        if not self._undone:
            return Changes(frozenset())
        step = self._undone[-1]
        changes = self.store.write(_marked("redone", step), self._who)
        self._done.append(self._undone.pop())
        self.changed.emit(changes)
        return changes

    def close(self) -> None:
        self.store.close()


def _marked(code: str, step: _Step) -> Edit:
    """The change log's word for an undo or a redo of a step."""
    target = step.before if code == "undone" else step.after
    return Edit(code, lambda _: target, {"edit": step.edit.code, **step.edit.values})
