"""Shares of an atlas made in several processes at once, where there are cores for it."""

import multiprocessing
import os
import pickle
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import replace
from typing import Self

from layers.sheets.atlas.book import STEPS, Here, Run
from layers.sheets.atlas.share import SHARE, AtlasWork, ShareAsked, ShareDone, ShareMaker

_LOOK_UP_S = 0.2
# A process has to start, and to read what it rests on.
_LEAST_SHARES = 3


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Processes:
    """Makes shares in as many processes as are told; a ``with`` block ends them."""

    def __init__(self, work: AtlasWork, count: int) -> None:
        plain = pickle.dumps(replace(work, day=None, tiles={}), protocol=pickle.HIGHEST_PROTOCOL)
        # Started anew, because a process that has threads and Qt in it cannot be split safely.
        self._pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin, (plain,))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
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
        write(Here(work))
        return
    with Processes(work, count) as run:
        write(run)


_MAKER: list[ShareMaker] = []


def _begin(plain: bytes) -> None:
    """In a new process: what all shares rest on. It hears of Ctrl+C through the pool alone."""
    import signal

    from ui.widgets.process.offscreen import offscreen_application

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    offscreen_application()
    _MAKER[:] = [ShareMaker(pickle.loads(plain))]  # noqa: S301 – of the process that started this one


def _make(share: ShareAsked) -> ShareDone:
    return _MAKER[0](share)
