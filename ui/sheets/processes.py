"""Shares of an atlas made in several processes at once, where there are cores for it."""

import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Self

from PySide6.QtCore import QCoreApplication

from layers.sheets.atlas.book import STEPS, Here, Run
from layers.sheets.atlas.share import SHARE, AtlasWork, ShareAsked, ShareDone, ShareMaker
from ui.widgets.process.offscreen import offscreen_application

_LOOK_UP_S = 0.2
# A process has to start, and to read what it rests on.
_LEAST_SHARES = 3


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def can_be_split() -> bool:
    """Whether this process may become several as it is: on Linux, with one thread and before Qt has begun.

    Then none has to start, import and read the project again, and what they have in common lies in memory once.
    """
    alone = threading.active_count() == 1 and QCoreApplication.instance() is None
    return alone and sys.platform == "linux" and "fork" in multiprocessing.get_all_start_methods()


class Processes:
    """Makes shares in as many processes as are told; a ``with`` block ends them.

    Where this process can be split they are this process over again, else new ones.
    """

    def __init__(self, work: AtlasWork, count: int) -> None:
        self.split = can_be_split()
        if self.split:
            maker = ShareMaker(replace(work, tiles={}))
            maker.drafter.get_ready()
            gc.collect()
            gc.freeze()  # else the collector of each would write to, and so copy, what all have in common
            self._pool = ProcessPoolExecutor(count, multiprocessing.get_context("fork"), _begin, (maker,))
        else:
            self._pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin, (_plain(work),))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()
        if self.split:
            gc.unfreeze()

    def finish(self) -> None:
        """End the processes, which keep much memory: the whole land is drawn next."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def __call__(
        self,
        shares: Sequence[ShareAsked],
        done: Callable[[int], None],
        then: Callable[[ShareDone], None] = lambda _share: None,
    ) -> list[ShareDone]:
        """See :class:`layers.sheets.atlas.book.Run`."""
        waiting: dict[Future[ShareDone], int] = {
            self._pool.submit(_make, share): STEPS * len(share.numbers) for share in shares
        }
        offscreen_application()  # of this process, for what it paints itself: after it is split, never before
        made = []
        while waiting:
            ready, _ = wait(waiting, timeout=_LOOK_UP_S, return_when=FIRST_COMPLETED)
            for one in ready:
                made.append(one.result())
                then(made[-1])
                done(waiting.pop(one))
            if not ready:
                done(0)
        return made


class SplitBeside:
    """One new process that splits: for a window, which has Qt and threads and cannot be split itself.

    So the project is read and asked once, whatever the number of processes.
    """

    def __init__(self, work: AtlasWork, count: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_split_there, args=(there, _plain(work), count))
        self._process.start()
        there.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()

    def finish(self) -> None:
        """End it, and with it the others."""
        self._here.close()
        self._process.join()

    def __call__(
        self,
        shares: Sequence[ShareAsked],
        done: Callable[[int], None],
        then: Callable[[ShareDone], None] = lambda _share: None,
    ) -> list[ShareDone]:
        """See :class:`layers.sheets.atlas.book.Run`."""
        self._here.send(shares)
        made: list[ShareDone] = []
        while len(made) < len(shares):
            if not self._here.poll(_LOOK_UP_S):
                done(0)
                continue
            told: ShareDone | Exception = self._here.recv()
            if isinstance(told, Exception):
                raise told
            made.append(told)
            then(told)
            done(STEPS * len(told.sheets))
        return made


class _Ended(Exception):  # noqa: N818 – nothing went wrong: whoever asked wants no more
    """Nobody waits for the shares any longer."""


def _split_there(pipe: Connection, plain: bytes, count: int) -> None:
    """In a new process: splits, and makes the shares that are asked for until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def look_up(_done: int) -> None:
        if pipe.poll():  # no list comes before all of the last one are made: it was closed
            raise _Ended

    with suppress(_Ended, EOFError, BrokenPipeError), Processes(_read(plain), count) as run:
        while True:
            shares = pipe.recv()
            try:
                run(shares, look_up, pipe.send)
            except (_Ended, BrokenPipeError):
                raise
            except Exception as error:
                pipe.send(error)


def _plain(work: AtlasWork) -> bytes:
    """What a new process needs of it."""
    return pickle.dumps(replace(work, day=None, tiles={}), protocol=pickle.HIGHEST_PROTOCOL)


def _read(plain: bytes) -> AtlasWork:
    work = pickle.loads(plain)  # noqa: S301 – of the process that started this one
    assert isinstance(work, AtlasWork)
    return work


def with_run(work: AtlasWork, sheets: int, write: Callable[[Run], None]) -> None:
    """Call ``write`` with what makes the shares of so many sheets: several processes, or this one."""
    count = min(cores(), -(-sheets // SHARE))
    if count < 2 or sheets < _LEAST_SHARES * SHARE or work.order.backdrops:
        offscreen_application()
        write(Here(work))
        return
    with processes_for(work, count) as run:
        write(run)


def processes_for(work: AtlasWork, count: int) -> Processes | SplitBeside:
    """So many processes: this one split, or split beside, or where none can be split new ones."""
    can_split = sys.platform == "linux" and "fork" in multiprocessing.get_all_start_methods()
    return SplitBeside(work, count) if can_split and not can_be_split() else Processes(work, count)


_MAKER: list[ShareMaker] = []


def _begin(rest_on: bytes | ShareMaker) -> None:
    """In a new process: what all shares rest on. It hears of Ctrl+C through the pool alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    offscreen_application()
    _MAKER[:] = [ShareMaker(_read(rest_on)) if isinstance(rest_on, bytes) else rest_on]


def _make(share: ShareAsked) -> ShareDone:
    return _MAKER[0](share)
