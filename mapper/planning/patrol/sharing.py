"""Who goes to which of the places of a shift: within everybody's minutes, and nobody for one place alone if need be."""

import numpy as np
from scipy import sparse

from mapper.arrays import Ints
from mapper.planning.patrol.task import ROUNDING, PatrolTask
from mapper.planning.solving.deadline import Patience
from mapper.planning.solving.highs import Program, least

_ORDERS = 800
_FEW = 2
_FIRST = 10  # more than any two moves differ in what comes second


def assigned(task: PatrolTask, places: Ints, patience: Patience | None) -> Ints | None:
    """Who visits these places, mostly who has what comes up there; None where they do not fit, or no way was found.

    With ``patience`` as many as can go to who has what comes up there. Without, the longest go first, to who has most
    minutes left, in a few hundred orders that differ by lot.
    """
    count, n = len(task.free), len(places)
    if not n:
        return np.full(len(task.minutes), -1, dtype=np.int64)
    if patience is None:
        return _assigned_at_random(task, places)
    once = sparse.kron(sparse.eye_array(n), np.ones((1, count)))
    spent = sparse.hstack([sparse.diags_array(np.full(count, task.minutes[place])) for place in places])
    visits = sparse.hstack([sparse.eye_array(count)] * n)
    program = Program(
        sparse.csr_array(sparse.vstack([once, spent, visits])),
        np.concatenate([np.ones(n), np.full(2 * count, -np.inf)]),
        np.concatenate([np.ones(n), task.free + ROUNDING, np.full(count, float(task.most_places))]),
        np.zeros(n * count),
        task.able[places].ravel().astype(float),
        np.ones(n * count, dtype=bool),
    )
    solved = least(program, np.where(task.own[places], 0.0, 1.0).ravel(), patience)
    if solved.values is None:
        return None
    officer_of = np.full(len(task.minutes), -1, dtype=np.int64)
    officer_of[places] = (solved.values.reshape(n, count) > 0.5).argmax(axis=1)
    return officer_of


def _assigned_at_random(task: PatrolTask, places: Ints) -> Ints | None:
    """Of random assignments that fit, that with most places at who has what comes up there; None where none fits."""
    rng, best, most = np.random.default_rng(len(places)), None, -1
    possible = int((task.own & task.able)[places].any(axis=1).sum())
    for turn in range(_ORDERS):
        if most == possible:
            break
        jitter = rng.uniform(0.8, 1.25, len(places)) if turn else np.ones(len(places))
        # At first one's own places come before anything, later the minutes do, since these may be what does not fit.
        pull = 1e6 if turn < _ORDERS // 2 else rng.uniform(0, 60)
        free, left = task.free.copy(), np.full(len(task.free), task.most_places)
        officer_of, own = np.full(len(task.minutes), -1, dtype=np.int64), 0
        for place in places[np.argsort(-task.minutes[places] * jitter, kind="stable")].tolist():
            fits = task.able[place] & (free >= task.minutes[place] - ROUNDING) & (left > 0)
            if not fits.any():
                break
            officer = int(np.where(fits, task.own[place] * pull + free, -np.inf).argmax())
            officer_of[place] = officer
            free[officer] -= task.minutes[place]
            left[officer] -= 1
            own += int(task.own[place, officer])
        else:
            if own > most:
                best, most = officer_of, own
    return best


def shared_better(task: PatrolTask, officer_of: Ints) -> Ints:
    """The same places, moved one at a time from officer to officer while fewer then go for one place alone.

    Where as many do, a place goes to who has what comes up there.
    """
    officer_of = officer_of.copy()
    for alone_counts in (True, False):
        while (move := _best_move(task, officer_of, alone_counts)) is not None:
            officer_of[move[0]] = move[1]
    return officer_of


def _best_move(task: PatrolTask, officer_of: Ints, alone_counts: bool) -> tuple[int, int] | None:
    """A place and who takes it over: fewer go for one place alone, or as many and the place is their own."""
    count, places = len(task.free), np.flatnonzero(officer_of >= 0)
    now = officer_of[places]
    visits = np.bincount(now, minlength=count)
    left = task.free - np.bincount(now, task.minutes[places], minlength=count)
    able = task.able[places] & (visits < task.most_places) & (left >= task.minutes[places, None] - ROUNDING)
    able[np.arange(len(places)), now] = False
    # Leaving: of one place none is left, of two one. Coming: of none one, of one two.
    leaving = (visits == 1).astype(np.int64) - (visits == _FEW)
    coming = (visits == 1).astype(np.int64) - (visits == 0)
    fewer = leaving[now][:, None] + coming[None, :]
    own = task.own[places].astype(np.int64)
    own -= own[np.arange(len(places)), now][:, None]
    wanted = able & (fewer > 0 if alone_counts else (fewer >= 0) & (own > 0))
    if not wanted.any():
        return None
    gain = np.where(wanted, _FIRST * fewer + own if alone_counts else _FIRST * own + fewer, -_FIRST)
    place, other = divmod(int(gain.argmax()), count)
    return int(places[place]), other
