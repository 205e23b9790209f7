"""Work off the main thread: a request that holds all its inputs goes out, an answer comes back on the main thread.

No locks are needed, because what goes out is frozen (a project, a day, a viewport) and what comes back is new.
The law: ``work`` touches no widget. ``then`` and ``failed`` run on the main thread.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from mapper.errors import InputError
from ui.widgets.process.memory import hand_back

# Shorter work leaves little behind.
_LONG_S = 0.5


class Ticket:
    """One piece of work under way. Work that takes long asks ``cancelled`` now and then, and reports its progress."""

    def __init__(self, subject: str, report: Callable[["Ticket"], None]) -> None:
        self.subject = subject
        self.done = 0
        self.total = 0
        self._report = report
        self._stop = threading.Event()

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop; its answer is refused in any case."""
        self._stop.set()

    def progress(self, done: int, total: int) -> None:
        """Tell how far the work is."""
        self.done, self.total = done, total
        self._report(self)


class Tasks(QObject):
    """Runs work on a few threads. Newer work on a subject makes older work on it stale: its answer is refused."""

    started = Signal(str)
    progressed = Signal(str, int, int)
    finished = Signal(str)
    _answered = Signal(object)
    _reported = Signal(object)

    def __init__(self, threads: int = 2, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="work")
        self._newest: dict[str, Ticket] = {}
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._reported.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        subject: str,
        work: Callable[[Ticket], Any],
        then: Callable[[Any], None],
        failed: Callable[[InputError], None] | None = None,
        *,
        shown: bool = False,
    ) -> Ticket:
        """Do ``work(ticket)`` on a thread and hand its result to ``then``; ``shown`` work is announced to the person.

        An InputError goes to ``failed``; any other error is a bug and is raised on the main thread.
        """
        self.cancel(subject)
        ticket = Ticket(subject, self._reported.emit)
        self._newest[subject] = ticket

        def answer(future: Future[Any]) -> None:
            if not future.cancelled():
                self._answered.emit((ticket, future, then, failed))

        self.started.emit(subject)
        if shown:
            self.progressed.emit(subject, 0, 0)
        self._threads.submit(_tidily, work, ticket).add_done_callback(answer)
        return ticket

    def cancel(self, subject: str) -> None:
        """Stop the work on a subject, if any is under way."""
        ticket = self._newest.pop(subject, None)
        if ticket is not None:
            ticket.cancel()
            self.finished.emit(subject)

    @property
    def busy(self) -> bool:
        """Whether any answer is still to come."""
        return bool(self._newest)

    def is_under_way(self, subject: str) -> bool:
        """Whether an answer on a subject is still to come."""
        return subject in self._newest

    def close(self) -> None:
        """Cancel everything and wait until the threads are gone."""
        for subject in list(self._newest):
            self.cancel(subject)
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _deliver(self, answered: Any) -> None:
        ticket: Ticket = answered[0]
        future, then, failed = answered[1:]
        if self._newest.get(ticket.subject) is not ticket:
            return
        del self._newest[ticket.subject]
        self.finished.emit(ticket.subject)
        error = future.exception()
        if isinstance(error, InputError) and failed is not None:
            failed(error)
        elif error is not None:
            raise error
        else:
            then(future.result())

    def _pass_on(self, ticket: Ticket) -> None:
        if self._newest.get(ticket.subject) is ticket:
            self.progressed.emit(ticket.subject, ticket.done, ticket.total)


class TaskGroup:
    """Work on the same threads that ends together, as that for the widgets of one project, which go when it closes.

    ``every`` runs work that is to go on after that; what it tells then is told by somebody who stays.
    """

    def __init__(self, every: Tasks) -> None:
        self.every = every
        self.progressed, self.finished = every.progressed, every.finished
        self._subjects: set[str] = set()
        self._closed = False

    def start(
        self,
        subject: str,
        work: Callable[[Ticket], Any],
        then: Callable[[Any], None],
        failed: Callable[[InputError], None] | None = None,
        *,
        shown: bool = False,
    ) -> None:
        """See :meth:`Tasks.start`; nothing once it is closed."""
        if not self._closed:
            self._subjects.add(subject)
            self.every.start(subject, work, then, failed, shown=shown)

    def cancel(self, subject: str) -> None:
        """Stop the work on a subject, if any is under way."""
        self.every.cancel(subject)

    def close(self) -> None:
        """Stop all of it: no answer comes any more."""
        self._closed = True
        for subject in self._subjects:
            self.every.cancel(subject)


def _tidily(work: Callable[[Ticket], Any], ticket: Ticket) -> Any:
    """Work that took long has used much memory: what it no longer needs goes back."""
    began = time.monotonic()
    try:
        return work(ticket)
    finally:
        if time.monotonic() - began > _LONG_S:
            hand_back()
