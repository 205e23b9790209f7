"""The open project: every edit goes through here to the disk, and can be undone."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from mapper.edit import Edit
from mapper.edits.outlines import redrawn_names
from mapper.errors import InputError
from mapper.files.progress import CalledOff, Listener, watched
from mapper.frames import let_empty_go
from mapper.lazy_dataclass import dataclass
from mapper.project import Changes, Project, changes_between
from mapper.store.history import (
    LINE,
    REDONE,
    UNDONE,
    Forgotten,
    ToForget,
    steps_of,
)
from mapper.store.merging import ConflictError, carried
from mapper.store.store import Store
from ui.language.sentences import OF_BORDERS
from ui.widgets.tasks import TaskGroup, Ticket

# Asks a person whose cells are to stay: those that are to be one's own, or None where the edit is given up.
Choose = Callable[[ConflictError, Edit], AbstractSet[tuple[str, str, str]] | None]
Then = Callable[[Changes | None], object]
Failed = Callable[[InputError], object]

_MOST_LINES = 1000  # of the change log that are looked through for what can be taken back
_MOST_HELD = 20  # projects of before and after an edit are held of so many; of older edits the change log has the rows


@dataclass(frozen=True, eq=False)
class _Step:
    """An edit that can be taken back or done again: line ``number`` of the change log.

    ``sides`` are the project before and after it, of an edit that was done here not long ago.
    """

    number: int
    edit: Edit
    sides: tuple[Project, Project] | None = None


class _Seen:
    """An edit that remembers the project that it was last done to: others may have written since it was asked for."""

    def __init__(self, edit: Edit, project: Project) -> None:
        self._edit, self.project = edit, project

    def __call__(self, project: Project) -> Project:
        self.project = project
        return self._edit(project)


class Document(QObject):
    """A project in its store, with what can be undone and redone, also from before it was opened.

    What ``project`` holds is on disk: an edit is written in one transaction before the project moves on, and undo
    and redo are writes like any other. Signals come after that: ``wrote`` of what is done here, ``changed`` also of
    what others have done, which is theirs to take back.
    """

    changed = Signal(Changes)
    wrote = Signal(Edit)
    others_seen = Signal()  # how many changes of other programs nobody has looked at is another number

    def __init__(self, store: Store, parent: QObject | None = None, choose: Choose = lambda _, __: None) -> None:
        super().__init__(parent)
        self.store, self.choose = store, choose
        self._who = store.editor
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._writing = False
        self.others: frozenset[int] = frozenset()  # lines of other programs' changes that nobody has looked at
        self.last: Edit | None = None  # what was written last; an undo and a redo as the change log has them
        self._look_back()

    def _look_back(self) -> None:
        """What the log says can be taken back and done again; nothing where it is none of ours."""
        self._done, self._undone = [], []
        with suppress(InputError):
            self.others = self.store.unseen()
            if not self.store.read_only:
                lines = self.store.history(_MOST_LINES)
                self._done, self._undone = (
                    [_Step(line.number, Edit(line.code, _same, line.details)) for line in steps]
                    for steps in steps_of(lines, self._who)
                )

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
        """Apply an edit, write it, and tell. Where others have changed the same, whose is to stay is asked.

        Raises
        ------
        InputError
            The edit makes no sense, ``read_only``: the file cannot be written, or ``changed_meanwhile``: another
            program has changed the same. Nothing of it is done then.
        """
        self._require_idle()
        wanted = edit
        while True:
            seen = _Seen(wanted, self.project)
            try:
                with self._telling() as told:
                    told.append(self.store.write(Edit(edit.code, seen, edit.values), self._who))
                    self._add_step(edit, seen.project, told[0])
                return told[0]
            except ConflictError as conflict:
                if (mine := self.choose(conflict, edit)) is None:
                    raise
                wanted = _settled(edit, conflict, mine)

    def _add_step(self, edit: Edit, before: Project, changes: Changes) -> None:
        """An edit that was just written can be taken back."""
        if changes.line is None:
            return
        if edit.code in OF_BORDERS:  # whose units are only known now
            edit = Edit(edit.code, edit.change, {**edit.values, "redrawn": redrawn_names(before, self.project)})
        self._done.append(_Step(changes.line, edit, (before, self.project)))
        self._undone.clear()
        self._tell_edit(edit)
        if len(self._done) > _MOST_HELD:
            self._done[-_MOST_HELD - 1] = replace(self._done[-_MOST_HELD - 1], sides=None)

    def do_beside(self, edit: Edit, tasks: TaskGroup, then: Then, failed: Failed, listener: Listener) -> None:
        """As :meth:`do`, but written on a thread: for what takes long. Until it is told nothing else can be done.

        Parameters
        ----------
        then
            Called with the changes; with None where ``listener`` has called it off, and nothing of it is done.
        failed
            Called with the InputError.
        listener
            Hears how far it is, on that thread (:mod:`mapper.files.progress`).
        """
        self._do_beside(edit, edit, tasks, then, failed, listener)

    def _do_beside(
        self, edit: Edit, wanted: Edit, tasks: TaskGroup, then: Then, failed: Failed, listener: Listener
    ) -> None:
        seen = _Seen(wanted, self.project)

        def work() -> Changes:
            with watched(listener):
                return self.store.write(Edit(edit.code, seen, edit.values), self._who)

        def done(changes: Changes | None) -> None:
            if changes is not None:
                self._add_step(edit, seen.project, changes)

        def refused(error: InputError) -> None:
            mine = self.choose(error, edit) if isinstance(error, ConflictError) else None
            if isinstance(error, ConflictError) and mine is not None:
                self._do_beside(edit, _settled(edit, error, mine), tasks, then, failed, listener)
            else:
                failed(error)

        self._beside(tasks, work, done, then, refused)

    def accept_rows_beside(self, tasks: TaskGroup, then: Then, failed: Failed) -> None:
        """Every row is as it should be (``Store.accept_rows``), on a thread, as :meth:`do_beside`."""
        self._beside(tasks, self.store.accept_rows, lambda _: self._look_for_others(), then, failed)

    def log_others_beside(self, tasks: TaskGroup) -> None:
        """Let what other programs have written stand in the log (``Store.log_others``), on a thread: it may be much.

        ``others_seen`` follows where there is news. An edit that is made meanwhile waits for it, and puts there what is
        not there yet.
        """

        def work(_: Ticket) -> None:
            with suppress(InputError):
                self.store.log_others()

        tasks.start("others", work, lambda _: self._look_for_others())

    def _look_for_others(self) -> None:
        before = self.others
        with suppress(InputError):
            self.others = self.store.unseen()
        if self.others != before:
            self.others_seen.emit()

    def _beside(
        self, tasks: TaskGroup, write: Callable[[], Changes | None], done: Then, then: Then, failed: Failed
    ) -> None:
        """Write on a thread and tell what has changed; ``done`` is called before that, ``then`` after it."""
        self._require_idle()
        began = self.project
        self._writing = True

        def work(_: Ticket) -> Changes | Exception | None:
            try:
                return write()
            except CalledOff:
                return None
            except Exception as error:
                return error

        def tell(answer: Changes | Exception | None) -> None:
            self._writing = False
            changes = answer if isinstance(answer, Changes) else changes_between(began, self.project)
            if not isinstance(answer, Exception):
                done(answer)
            if changes.parts:
                self.changed.emit(changes)
            if isinstance(answer, InputError):
                failed(answer)
            elif isinstance(answer, Exception):
                raise answer
            else:
                then(answer)

        tasks.start("take", work, tell)

    def _require_idle(self) -> None:
        """InputError ``project_busy`` while an edit is being written beside."""
        if self._writing:
            raise InputError("project_busy", path=self.store.place)

    def undo(self) -> Changes:
        """Take the last edit back; nothing where there is none. InputError as in :meth:`do`, and ``log_…``."""
        return self._back(UNDONE, self._done, self._undone)

    def redo(self) -> Changes:
        """Do the edit that was last taken back again; nothing where there is none. InputError as in :meth:`undo`."""
        return self._back(REDONE, self._undone, self._done)

    def _back(self, code: str, steps: list[_Step], others: list[_Step]) -> Changes:
        if not steps:
            return Changes(frozenset())
        self._require_idle()
        with self._telling() as told:
            edit = self._marked(code, steps[-1])
            told.append(self.store.write(edit, self._who))
            others.append(steps.pop())
            self._tell_edit(edit)
        return told[0]

    def _tell_edit(self, edit: Edit) -> None:
        """What was just written here."""
        self.last = edit
        self.wrote.emit(edit)

    def _marked(self, code: str, step: _Step) -> Edit:
        """An undo or a redo of a step, under the change log's word for it; what others have done since stays."""
        values = {"edit": step.edit.code, LINE: step.number, **step.edit.values}
        if step.sides is None:
            return Edit(code, self.store.logged_change(step.number, back=code == UNDONE), values)
        origin, target = step.sides[::-1] if code == UNDONE else step.sides
        return Edit(code, lambda project: target if project is origin else carried(project, origin, target), values)

    def would_forget(self, asked: ToForget) -> Forgotten:
        """What :meth:`forget` would let go."""
        from mapper.laptops.forgetting import forget_values

        return forget_values(self.store, asked, self._who, dry=True)

    def forget(self, asked: ToForget, copies: Path | None = None) -> Forgotten:
        """Let former values go from the log, and with them the undo of the edits that they belong to.

        ``copies`` is a folder of copies that is not beside the project. InputError as of ``Store.forget``.
        """
        from mapper.laptops.forgetting import forget_values

        self._require_idle()
        gone = forget_values(self.store, asked, self._who, elsewhere=copies)
        self._look_back()
        self.changed.emit(Changes(frozenset()))
        return gone

    def refresh(self) -> Changes:
        """Take in what other programs have written since, and tell. InputError as of ``Store.refresh``.

        It does not stand in the log yet (:meth:`log_others_beside`).
        """
        if self._writing:  # which takes them in
            return Changes(frozenset())
        with self._telling() as told:
            told.append(self.store.refresh())
        self._look_for_others()  # another window may have put it into the log, or said that it has been looked at
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
            if changes.line is not None and changes.others:
                self._look_for_others()

    def close(self) -> None:
        self.store.close()
        let_empty_go()


def _settled(edit: Edit, conflict: ConflictError, mine: AbstractSet[tuple[str, str, str]]) -> Edit:
    """See :func:`mapper.store.conflicts.settled`, which the first map does not need."""
    from mapper.store.conflicts import settled

    return settled(edit, conflict, mine)


def _same(project: Project) -> Project:
    """A logged edit is known by its word and values; what it did, by its rows."""
    return project
