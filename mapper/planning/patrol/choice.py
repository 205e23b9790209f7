"""Places for the visits of one shift: the most of what there is to look after, within everybody's minutes.

Maximal covering (Church & ReVelle 1974) with capacities: a thing is looked after once, however many places are near it.
Whoever visits a place spends the minutes of the visit and of the way there and back; a true round of several is
shorter, so nobody is over their minutes.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from mapper.arrays import Bools, Floats, Ints
from mapper.lazy_dataclass import dataclass
from mapper.planning.patrol.sharing import assigned, shared_better
from mapper.planning.patrol.task import LEAST_PLACES, ROUNDING, PatrolTask, worth_of
from mapper.planning.solving.deadline import Patience
from mapper.planning.solving.highs import Program, least

_EXACTLY = 60
_KEPT_FREE = (0.0, 0.003, 0.006, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1)


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


def choose(task: PatrolTask, patience: Patience) -> PatrolChoice:
    """The best choice that is found in time, with its bound; the greedy one where nothing better is.

    Which places is solved first, as if minutes could be shared out freely, and then who goes. Where they cannot be, a
    few minutes are kept free, more and more, until they can; the time that is left goes into solving both together. The
    bound knows nothing of ``least_places``: where two places are worth less than one would be, the gap says so.
    """
    best = greedy(task)
    count, n = len(task.free), len(task.minutes)
    bound, best_worth = float(task.worth.sum()), worth_of(task, np.flatnonzero(best >= 0))
    if not len(task.worth) or not count:
        return PatrolChoice(shared_better(task, best), best_worth, best_worth)
    # What is asked for goes as far as the simple rule has found minutes for it: more may fit with nothing.
    pinned = None if task.pinned is None else task.pinned & (best >= 0)
    least_quiet = min(task.least_quiet, int((best[task.quiet] >= 0).sum()))
    task = replace(task, pinned=pinned, least_quiet=least_quiet)

    def take(officer_of: Ints | None) -> None:
        nonlocal best, best_worth
        if officer_of is not None:
            worth = worth_of(task, np.flatnonzero(officer_of >= 0))
            if worth >= best_worth - ROUNDING:
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
    if best_worth < bound - ROUNDING and not patience.over:
        together = least(_joint_program(task), _costs(task, count), patience)
        if np.isfinite(together.bound):
            bound = min(bound, -together.bound)
        if together.values is not None:
            visits = together.values[: n * count].reshape(-1, count) > 0.5
            take(np.where(visits.any(axis=1), visits.argmax(axis=1), -1))
    if (best >= 0).sum() == 1 and task.least_places >= LEAST_PLACES:
        best = _two_places(task, best)
        best_worth = worth_of(task, np.flatnonzero(best >= 0))
    return PatrolChoice(shared_better(task, best.astype(np.int64)), best_worth, max(bound, best_worth))


def greedy(task: PatrolTask) -> Ints:
    """Officer of each place: again and again the place that adds most for its minutes, to who has what comes up there.

    For comparison, and where the solver has found nothing in time. What is pinned comes first, and of that what is
    asked for by hand, where only some may go before where all may.
    """
    officer_of = np.full(len(task.minutes), -1, dtype=np.int64)
    free, visits, left = task.free.copy(), np.zeros(len(task.free), dtype=np.int64), task.most_minutes
    seen = np.zeros(len(task.worth), dtype=bool)
    allowed = ~task.shut
    by_hand = np.zeros(len(allowed), dtype=bool) if task.by_hand is None else task.by_hand
    asked = np.flatnonzero(allowed if task.pinned is None else task.pinned & allowed)
    first = np.lexsort((task.able[asked].sum(axis=1), ~by_hand[asked]))
    pinned = [] if task.pinned is None else asked[first].tolist()

    def visit(place: int) -> bool:
        nonlocal left
        fits = task.able[place] & (free >= task.minutes[place] - ROUNDING) & (visits < task.most_places)
        if not fits.any() or left < task.minutes[place] - ROUNDING:
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
        rate = np.where(open_ones & (adds > 0), adds / np.maximum(task.minutes, ROUNDING), -1.0)
        place = int(rate.argmax())
        if rate[place] <= 0:
            break
        visit(place)
        open_ones[place] = False
    return officer_of


def _two_places(task: PatrolTask, officer_of: Ints) -> Ints:
    """The two places worth most together, each more than without it; the one that is chosen where none two fit.

    What is pinned stays.
    """
    chosen = np.flatnonzero(officer_of >= 0)
    stays = chosen if task.pinned is not None and task.pinned[chosen].any() else np.arange(len(officer_of))
    best, most = officer_of, -1.0
    for one in stays.tolist():
        left = task.most_minutes - task.minutes[one] + ROUNDING
        for other in np.flatnonzero(~task.shut & (task.minutes <= left)).tolist():
            pair = np.array([one, other])
            if other == one or task.shut[one]:
                continue
            worth = worth_of(task, pair)
            alone = 0.0 if task.quiet[pair].any() else max(worth_of(task, pair[:1]), worth_of(task, pair[1:]))
            if worth <= max(most, alone) or (shared := assigned(task, pair, None)) is None:
                continue
            best, most = shared, worth
    return best


def _costs(task: PatrolTask, count: int) -> Floats:
    """Of the variables: visits (each place by each officer, or by anybody), then things looked after."""
    return np.concatenate([np.zeros(len(task.minutes) * count), -task.worth])


def _places_program(task: PatrolTask, kept_free: float) -> Program:
    """Which places, their minutes shared out freely, but for a share that is kept free."""
    free = np.minimum(task.free, task.most_minutes)
    capacity = min(float(free.sum()), task.most_minutes) * (1 - kept_free)
    return _program(
        task,
        1,
        [sparse.csr_array(task.minutes[None, :]), sparse.csr_array(np.ones((1, len(task.minutes))))],
        np.array([capacity + ROUNDING, float(len(task.free) * task.most_places)]),
        np.ones((len(task.minutes), 1), dtype=bool),
    )


def _joint_program(task: PatrolTask) -> Program:
    """Which places and who goes."""
    count, n = len(task.free), len(task.minutes)
    once = sparse.kron(sparse.eye_array(n), np.ones((1, count)))
    spent = sparse.hstack([sparse.diags_array(np.full(count, float(minutes))) for minutes in task.minutes])
    visits = sparse.hstack([sparse.eye_array(count)] * n)
    whole = sparse.csr_array(np.repeat(task.minutes, count)[None, :])
    upper = np.concatenate(
        [np.ones(n), task.free + ROUNDING, np.full(count, float(task.most_places)), [task.most_minutes + ROUNDING]]
    )
    return _program(task, count, [once, spent, visits, whole], upper, task.able)


def _program(
    task: PatrolTask, count: int, limits: Sequence[sparse.sparray], limits_upper: Floats, able: Bools
) -> Program:
    """Limits over visits (``count`` variables a place, ``able`` or not), what is looked after, pinned, shut, quiet."""
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
    upper[:visits] = (able & ~task.shut[:, None]).ravel()
    if task.pinned is not None:
        wanted = np.flatnonzero(task.pinned & ~task.shut)
        pins = sparse.csr_array(per_place)[wanted]
        rows.append(sparse.hstack([pins, sparse.csr_array((len(wanted), things))]))
        row_lower.append(np.ones(len(wanted)))
        row_upper.append(np.full(len(wanted), float(count)))
    whole = np.concatenate([np.ones(visits, dtype=bool), np.zeros(things, dtype=bool)])
    return Program(
        sparse.csr_array(sparse.vstack(rows)), np.concatenate(row_lower), np.concatenate(row_upper), lower, upper, whole
    )
