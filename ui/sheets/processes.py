"""Shares of an atlas made in several processes at once, where there are cores for it."""

import gc
import multiprocessing
import os
import pickle
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import replace
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
    """Makes shares in as many processes as are told; a ``with`` block ends them."""

    def __init__(self, work: AtlasWork, count: int) -> None:
        self.split = can_be_split()
        if self.split:
            maker = ShareMaker(replace(work, tiles={}))
            maker.drafter.get_ready()
            gc.collect()
            gc.freeze()  # else the collector of each would write to, and so copy, what all have in common
            self._pool = ProcessPoolExecutor(count, multiprocessing.get_context("fork"), _begin, (maker,))
        else:
            plain = pickle.dumps(replace(work, day=None, tiles={}), protocol=pickle.HIGHEST_PROTOCOL)
            self._pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin, (plain,))

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


def with_run(work: AtlasWork, sheets: int, write: Callable[[Run], None]) -> None:
    """Call ``write`` with what makes the shares of so many sheets: several processes, or this one."""
    count = min(cores(), -(-sheets // SHARE))
    if count < 2 or sheets < _LEAST_SHARES * SHARE or work.order.backdrops:
        offscreen_application()
        write(Here(work))
        return
    with Processes(work, count) as run:
        write(run)


_MAKER: list[ShareMaker] = []


def _begin(rest_on: bytes | ShareMaker) -> None:
    """In a new process: what all shares rest on. It hears of Ctrl+C through the pool alone."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    offscreen_application()
    if isinstance(rest_on, bytes):
        rest_on = ShareMaker(pickle.loads(rest_on))  # noqa: S301 – of the process that started this one
    _MAKER[:] = [rest_on]


def _make(share: ShareAsked) -> ShareDone:
    return _MAKER[0](share)
