"""Places for the visits of one shift: the most of what there is to look after, within everybody's minutes.

Maximal covering (Church & ReVelle 1974) with capacities: a thing is looked after once, however many places are near it.
Whoever visits a place spends the minutes of the visit and of the way there and back; a true round of several is
shorter, so nobody is over their minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from mapper.arrays import Bools, Floats, Ints
from mapper.planning.solving.deadline import Patience
from mapper.planning.solving.highs import Program, least

MOST_PLACES = 5
"""So many places are visited well in a shift: two to five."""
_ROUNDING = 1e-6
_EXACTLY, _ORDERS = 60, 800
_KEPT_FREE = (0.0, 0.003, 0.006, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1)


@dataclass(frozen=True, eq=False)
class PatrolTask:
    """What is chosen from and for whom.

    Attributes
    ----------
    worth
        (things,): what each is worth, above 0.
    near
        (things, places): True where a visit of the place looks after the thing.
    minutes
        (places,): of a visit, the way there and back included.
    free
        (officers,): minutes that each has.
    most_minutes
        Of all together.
    own
        (places, officers): True where the officer has what comes up there; they go rather than another.
    quiet
        (places,): True for those of which ``least_quiet`` are chosen where there are minutes for them.
    pinned, forbidden
        (places,): to be visited as far as there are minutes; not to be visited.
    """

    worth: Floats
    near: Bools
    minutes: Floats
    free: Floats
    most_minutes: float
    own: Bools
    quiet: Bools
    least_quiet: int = 0
    most_places: int = MOST_PLACES
    pinned: Bools | None = None
    forbidden: Bools | None = None


@dataclass(frozen=True, eq=False)
class PatrolChoice:
    """Places and who visits them.

    Attributes
    ----------
    officer_of
        (places,): number of the officer; −1 for a place that is not chosen.
    worth
        Of all that is looked after.
    bound
        No choice is worth more.
    """

    officer_of: Ints
    worth: float
    bound: float

    @property
    def gap(self) -> float:
        """How far the choice may be from the best one, as a share of it."""
        return 0.0 if self.bound <= 0 else max(0.0, (self.bound - self.worth) / self.bound)

    @property
    def chosen(self) -> Ints:
        """Numbers of the places chosen."""
        return np.flatnonzero(self.officer_of >= 0)


def worth_of(task: PatrolTask, places: Ints) -> float:
    """Of all that visits of these places look after."""
    return float(task.worth[task.near[:, places].any(axis=1)].sum())


def choose(task: PatrolTask, patience: Patience) -> PatrolChoice:
    """The best choice that is found in time, with its bound; the greedy one where nothing better is.

    Which places is solved first, as if minutes could be shared out freely, and then who goes. Where they cannot be, a
    few minutes are kept free, more and more, until they can; the time that is left goes into solving both together.
    """
    best = greedy(task)
    count, n = len(task.free), len(task.minutes)
    bound, best_worth = float(task.worth.sum()), worth_of(task, np.flatnonzero(best >= 0))
    if not len(task.worth) or not count:
        return PatrolChoice(best, best_worth, best_worth)
    # What is asked for goes as far as the simple rule has found minutes for it: more may fit with nothing.
    pinned = None if task.pinned is None else task.pinned & (best >= 0)
    least_quiet = min(task.least_quiet, int((best[task.quiet] >= 0).sum()))
    task = replace(task, pinned=pinned, least_quiet=least_quiet)

    def take(officer_of: Ints | None) -> None:
        nonlocal best, best_worth
        if officer_of is not None:
            worth = worth_of(task, np.flatnonzero(officer_of >= 0))
            if worth >= best_worth - _ROUNDING:
                best, best_worth = officer_of, worth

    exact = n * count <= _EXACTLY
    for kept_free in _KEPT_FREE:
        solved = least(_places_program(task, kept_free), _costs(task, 1), patience.part(0.5))
        if not kept_free and np.isfinite(solved.bound):
            bound = -solved.bound
        if solved.values is None or patience.over:
            break
        places = np.flatnonzero(solved.values[:n] > 0.5)
        shared = assigned(task, places, patience.part(0.3) if exact else None)
        take(shared)
        if shared is not None:
            break
    if best_worth < bound - _ROUNDING and not patience.over:
        together = least(_joint_program(task), _costs(task, count), patience)
        if np.isfinite(together.bound):
            bound = min(bound, -together.bound)
        if together.values is not None:
            visits = together.values[: n * count].reshape(-1, count) > 0.5
            take(np.where(visits.any(axis=1), visits.argmax(axis=1), -1))
    return PatrolChoice(best.astype(np.int64), best_worth, max(bound, best_worth))


def greedy(task: PatrolTask) -> Ints:
    """Officer of each place: again and again the place that adds most for its minutes, to who has what comes up there.

    For comparison, and where the solver has found nothing in time. What is pinned comes first.
    """
    officer_of = np.full(len(task.minutes), -1, dtype=np.int64)
    free, visits, left = task.free.copy(), np.zeros(len(task.free), dtype=np.int64), task.most_minutes
    seen = np.zeros(len(task.worth), dtype=bool)
    allowed = np.ones(len(task.minutes), dtype=bool) if task.forbidden is None else ~task.forbidden
    pinned = [] if task.pinned is None else np.flatnonzero(task.pinned & allowed).tolist()

    def visit(place: int) -> bool:
        nonlocal left
        fits = (free >= task.minutes[place] - _ROUNDING) & (visits < task.most_places)
        if not fits.any() or left < task.minutes[place] - _ROUNDING:
            return False
        rank = np.where(fits, task.own[place] * 1e6 + free, -1.0)
        officer = int(rank.argmax())
        officer_of[place] = officer
        free[officer] -= task.minutes[place]
        visits[officer] += 1
        left -= task.minutes[place]
        seen[task.near[:, place]] = True
        return True

    for place in pinned:
        visit(place)
    quiet = np.flatnonzero(task.quiet & allowed)
    for place in quiet[np.argsort(task.minutes[quiet], kind="stable")].tolist():
        if int((officer_of[task.quiet] >= 0).sum()) >= task.least_quiet:
            break
        if officer_of[place] < 0:
            visit(place)
    open_ones = allowed & (officer_of < 0)
    while open_ones.any():
        adds = (task.worth[:, None] * (task.near & ~seen[:, None])).sum(axis=0)
        rate = np.where(open_ones & (adds > 0), adds / np.maximum(task.minutes, _ROUNDING), -1.0)
        place = int(rate.argmax())
        if rate[place] <= 0:
            break
        visit(place)
        open_ones[place] = False
    return officer_of


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
        np.concatenate([np.ones(n), task.free + _ROUNDING, np.full(count, float(task.most_places))]),
        np.zeros(n * count),
        np.ones(n * count),
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
    for turn in range(_ORDERS):
        jitter = rng.uniform(0.8, 1.25, len(places)) if turn else np.ones(len(places))
        # At first one's own places come before anything, later the minutes do, since these may be what does not fit.
        pull = 1e6 if turn < _ORDERS // 2 else rng.uniform(0, 60)
        free, left = task.free.copy(), np.full(len(task.free), task.most_places)
        officer_of, own = np.full(len(task.minutes), -1, dtype=np.int64), 0
        for place in places[np.argsort(-task.minutes[places] * jitter, kind="stable")].tolist():
            fits = (free >= task.minutes[place] - _ROUNDING) & (left > 0)
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


def _costs(task: PatrolTask, count: int) -> Floats:
    """Of the variables: visits (each place by each officer, or by anybody), then things looked after."""
    return np.concatenate([np.zeros(len(task.minutes) * count), -task.worth])


def _places_program(task: PatrolTask, kept_free: float) -> Program:
    """Which places, their minutes shared out freely, but for a share that is kept free."""
    free = np.minimum(task.free, task.most_minutes)
    capacity = min(float(free.sum()), task.most_minutes) * (1 - kept_free)
    longest = float(task.free.max())
    return _program(
        task,
        1,
        [sparse.csr_array(task.minutes[None, :]), sparse.csr_array(np.ones((1, len(task.minutes))))],
        np.array([capacity + _ROUNDING, float(len(task.free) * task.most_places)]),
        task.minutes > longest + _ROUNDING,
    )


def _joint_program(task: PatrolTask) -> Program:
    """Which places and who goes."""
    count, n = len(task.free), len(task.minutes)
    once = sparse.kron(sparse.eye_array(n), np.ones((1, count)))
    spent = sparse.hstack([sparse.diags_array(np.full(count, float(minutes))) for minutes in task.minutes])
    visits = sparse.hstack([sparse.eye_array(count)] * n)
    whole = sparse.csr_array(np.repeat(task.minutes, count)[None, :])
    upper = np.concatenate(
        [np.ones(n), task.free + _ROUNDING, np.full(count, float(task.most_places)), [task.most_minutes + _ROUNDING]]
    )
    return _program(task, count, [once, spent, visits, whole], upper, np.zeros(n, dtype=bool))


def _program(
    task: PatrolTask, count: int, limits: Sequence[sparse.sparray], limits_upper: Floats, too_long: Bools
) -> Program:
    """Limits over visits (``count`` variables a place), with what is looked after, pinned, forbidden and quiet."""
    things, n = task.near.shape
    visits = n * count
    per_place = sparse.kron(sparse.eye_array(n), np.ones((1, count)))
    looked_after = sparse.hstack([-(sparse.csr_array(task.near.astype(float)) @ per_place), sparse.eye_array(things)])
    widened = [sparse.hstack([rows, sparse.csr_array((rows.shape[0], things))]) for rows in limits]
    rows: list[sparse.sparray] = [looked_after, *widened]
    row_upper = [np.zeros(things), limits_upper]
    row_lower = [np.full(things, -np.inf), np.full(len(limits_upper), -np.inf)]
    if task.least_quiet:
        chosen = sparse.csr_array(np.repeat(task.quiet.astype(float), count)[None, :])
        rows.append(sparse.hstack([chosen, sparse.csr_array((1, things))]))
        row_lower.append(np.array([float(task.least_quiet)]))
        row_upper.append(np.array([np.inf]))
    upper, lower = np.ones(visits + things), np.zeros(visits + things)
    shut = too_long.copy() if task.forbidden is None else too_long | task.forbidden
    upper[:visits] = np.where(np.repeat(shut, count), 0.0, 1.0)
    if task.pinned is not None:
        wanted = np.flatnonzero(task.pinned & ~shut)
        pins = sparse.csr_array(per_place)[wanted]
        rows.append(sparse.hstack([pins, sparse.csr_array((len(wanted), things))]))
        row_lower.append(np.ones(len(wanted)))
        row_upper.append(np.full(len(wanted), float(count)))
    whole = np.concatenate([np.ones(visits, dtype=bool), np.zeros(things, dtype=bool)])
    return Program(
        sparse.csr_array(sparse.vstack(rows)), np.concatenate(row_lower), np.concatenate(row_upper), lower, upper, whole
    )
