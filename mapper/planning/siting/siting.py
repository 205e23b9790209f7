"""Sites for rooms: p-median, the least weighted way, and maximal covering, the most within a way.

The p-median is solved in the form of Cornuéjols, Nemhauser & Wolsey (1980) as Elloumi (2010) writes it: of each place
only the nearest sites are looked at, and more where that was not enough, so that the bound holds throughout. Maximal
covering is that of Church & ReVelle (1974).
"""

import numpy as np
from scipy import sparse

from mapper.arrays import Bools, Floats, Ints
from mapper.lazy_dataclass import dataclass
from mapper.planning.solving.deadline import Patience
from mapper.planning.solving.highs import Program, least

_LEVELS = 24
_ROUNDING = 1e-9
_ROUNDS, _STILL, _LEAST_STEP = 3000, 20, 1e-4


@dataclass(frozen=True, eq=False)
class Sites:
    """Sites chosen.

    Attributes
    ----------
    chosen
        Their numbers, in ascending order, kept ones included.
    worth
        Of a p-median the weighted way, of a covering the weight that is covered.
    bound
        No choice has a shorter way, or covers more.
    """

    chosen: Ints
    worth: float
    bound: float

    @property
    def gap(self) -> float:
        """How far the choice may be from the best one, as a share of the larger of the two."""
        larger = max(abs(self.worth), abs(self.bound))
        return 0.0 if larger <= 0 else abs(self.worth - self.bound) / larger


def shorten(ways: Floats, weights: Floats, count: int, kept: Bools, patience: Patience) -> Sites:
    """``count`` sites from which the sum of weight × way to the nearest is least (p-median).

    Parameters
    ----------
    ways
        (places, sites), metres or minutes, none missing.
    weights
        (places,), not below 0.
    kept
        (sites,): those that are there and stay; they are among the ``count``.
    """
    count = min(max(count, int(kept.sum())), ways.shape[1])
    chosen = _interchanged(ways, weights, _greedy(ways, weights, count, kept), kept, patience.part(0.5))
    worth = _way(ways, weights, chosen)
    bound = float((weights * ways.min(axis=1)).sum())
    if count >= ways.shape[1] or worth <= bound + _ROUNDING:
        return Sites(np.sort(chosen), worth, worth)
    bound, possible = _bounded(ways, weights, count, kept, worth, patience.part(0.3))
    sites = np.flatnonzero(possible)
    if len(sites) <= count or worth <= bound * (1 + _ROUNDING):
        return Sites(np.sort(chosen), worth, worth)
    # No better choice has any of the others.
    near = ways[:, sites]
    levels = np.full(len(weights), min(max(_LEVELS, 2 * len(sites) // count), len(sites) - 1), dtype=np.int64)
    order = np.argsort(near, axis=1, kind="stable")
    each = np.arange(len(weights))
    while not patience.over:
        program, costs, fixed = _median_program(near, weights, count, kept[sites], order, levels)
        solved = least(program, costs, patience)
        bound = max(bound, min(solved.bound + fixed, worth)) if np.isfinite(solved.bound) else bound
        if solved.values is None:
            break
        found = np.flatnonzero(solved.values[: len(sites)] > 0.5)
        if (better := _way(near, weights, found)) < worth:
            chosen, worth = sites[found], better
        if worth <= bound * (1 + _ROUNDING) + _ROUNDING:
            break
        # Whose nearest site lies beyond what was looked at is looked at further.
        beyond = near[:, found].min(axis=1) > near[each, order[each, levels]]
        if not beyond.any():
            break
        levels[beyond] = np.minimum(levels[beyond] * 2, len(sites) - 1)
    return Sites(np.sort(chosen), worth, min(bound, worth))


def cover(
    near: Bools, weights: Floats, count: int, kept: Bools, patience: Patience, there: Bools | None = None
) -> Sites:
    """At most ``count`` sites that cover the most weight: places with a site that is ``near`` (places, sites).

    ``there`` (sites,) are in use now and may be given up: of all choices that cover as much, one with most of these and
    with no new one that adds nothing, as far as there is time.
    """
    things, sites = near.shape
    count = min(max(count, int(kept.sum())), sites)
    by_rule = _greedy_cover(near, weights, count, kept)
    worth = float(weights[near[:, by_rule].any(axis=1)].sum())
    program = Program(
        sparse.csr_array(
            sparse.vstack(
                [
                    sparse.hstack([-sparse.csr_array(near.astype(float)), sparse.eye_array(things)]),
                    sparse.hstack([sparse.csr_array(np.ones((1, sites))), sparse.csr_array((1, things))]),
                ]
            )
        ),
        np.concatenate([np.full(things, -np.inf), [0.0]]),
        np.concatenate([np.zeros(things), [float(count)]]),
        np.concatenate([kept.astype(float), np.zeros(things)]),
        np.ones(sites + things),
        np.concatenate([np.ones(sites, dtype=bool), np.zeros(things, dtype=bool)]),
    )
    solved = least(program, np.concatenate([np.zeros(sites), -weights]), patience)
    bound = float(weights.sum()) if not np.isfinite(solved.bound) else -solved.bound
    chosen = by_rule
    if solved.values is not None:
        found = np.flatnonzero(solved.values[:sites] > 0.5)
        covered = float(weights[near[:, found].any(axis=1)].sum())
        if covered >= worth:
            chosen, worth = found, covered
    if there is not None and there.any():
        chosen = _most_of_those_there(program, near, weights, chosen, worth, there, patience)
    return Sites(np.sort(chosen), worth, max(bound, worth))


def _most_of_those_there(
    program: Program, near: Bools, weights: Floats, chosen: Ints, worth: float, there: Bools, patience: Patience
) -> Ints:
    """Sites that cover as much as those chosen, with as many as can be of those that are in use now."""
    sites = near.shape[1]
    enough = worth - _ROUNDING * max(worth, 1.0)
    as_much = Program(
        sparse.csr_array(sparse.vstack([program.rows, np.concatenate([np.zeros(sites), weights])[None, :]])),
        np.append(program.row_lower, enough),
        np.append(program.row_upper, np.inf),
        program.lower,
        program.upper,
        program.whole,
    )
    costs = np.where(there, -1.0, 1.0 / (2 * sites))  # all new ones together cost less than one that is given up
    solved = least(as_much, np.concatenate([costs, np.zeros(len(weights))]), patience)
    if solved.values is not None:
        found = np.flatnonzero(solved.values[:sites] > 0.5)
        if weights[near[:, found].any(axis=1)].sum() >= enough:
            return found
    spare = int(program.row_upper[-1]) - len(chosen)
    return np.append(chosen, np.setdiff1d(np.flatnonzero(there), chosen)[:spare])


def _way(ways: Floats, weights: Floats, chosen: Ints) -> float:
    return float((weights * ways[:, chosen].min(axis=1)).sum())


def _greedy(ways: Floats, weights: Floats, count: int, kept: Bools) -> Ints:
    """Again and again the site that shortens most."""
    chosen = np.flatnonzero(kept).tolist()
    nearest = ways[:, chosen].min(axis=1) if chosen else np.full(len(weights), ways.max(initial=0.0) * 2 + 1)
    while len(chosen) < count:
        total = (weights[:, None] * np.minimum(nearest[:, None], ways)).sum(axis=0)
        total[chosen] = np.inf
        site = int(total.argmin())
        chosen.append(site)
        nearest = np.minimum(nearest, ways[:, site])
    return np.array(chosen, dtype=np.int64)


def _interchanged(ways: Floats, weights: Floats, chosen: Ints, kept: Bools, patience: Patience) -> Ints:
    """One site for another as long as that shortens (Teitz & Bart 1968)."""
    chosen, best = chosen.copy(), _way(ways, weights, chosen)
    improved = True
    while improved and not patience.over:
        improved = False
        for place in range(len(chosen)):
            if patience.over:
                break
            if kept[chosen[place]]:
                continue
            others = np.delete(chosen, place)
            nearest = ways[:, others].min(axis=1) if len(others) else np.full(len(weights), np.inf)
            total = (weights[:, None] * np.minimum(nearest[:, None], ways)).sum(axis=0)
            total[others] = np.inf
            site = int(total.argmin())
            if total[site] < best - _ROUNDING * max(best, 1.0):
                chosen[place], best, improved = site, float(total[site]), True
    return chosen


def _greedy_cover(near: Bools, weights: Floats, count: int, kept: Bools) -> Ints:
    chosen = np.flatnonzero(kept).tolist()
    seen: Bools = np.asarray(near[:, chosen].any(axis=1), dtype=bool)
    while len(chosen) < count:
        adds = (weights[:, None] * (near & ~seen[:, None])).sum(axis=0)
        adds[chosen] = -1.0
        site = int(adds.argmax())
        chosen.append(site)
        seen |= near[:, site]
    return np.array(chosen, dtype=np.int64)


def _bounded(
    ways: Floats, weights: Floats, count: int, kept: Bools, upper: float, patience: Patience
) -> tuple[float, Bools]:
    """What no choice is below, and which sites a choice better than ``upper`` could have.

    That each place has a site is let go at a price, which is moved by subgradient (Held, Wolfe & Crowder 1974).
    """
    cost = weights[:, None] * ways
    price = np.sort(cost, axis=1)[:, min(1, cost.shape[1] - 1)].copy()
    best, possible, step, since = -np.inf, np.ones(cost.shape[1], dtype=bool), 1.5, 0
    others = count - int(kept.sum())
    for _ in range(_ROUNDS):
        gain = np.minimum(cost - price[:, None], 0.0)
        worth = gain.sum(axis=0)
        free = np.where(kept, np.inf, worth)
        ranked = np.argsort(free, kind="stable")
        taken = kept.copy()
        taken[ranked[:others]] = True
        bound = float(price.sum() + worth[taken].sum())
        # A choice with a site that is not taken costs at least what it is dearer than the dearest that is.
        last = float(free[ranked[others - 1]]) if others else -np.inf
        if others:
            possible &= taken | (bound + worth - last <= upper + _ROUNDING * max(upper, 1.0))
        if bound > best + _ROUNDING * abs(bound):
            best, since = bound, 0
        else:
            since += 1
        served = (gain[:, taken] < 0).sum(axis=1)
        slope = 1.0 - served
        length = float((slope**2).sum())
        if length == 0 or best >= upper * (1 - _ROUNDING) or step < _LEAST_STEP or patience.over:
            break
        if since > _STILL:
            step, since = step / 2, 0
        price = np.maximum(price + step * max(upper - bound, _ROUNDING) / length * slope, 0.0)
    return min(best, upper), possible | kept


def _median_program(
    ways: Floats, weights: Floats, count: int, kept: Bools, order: Ints, levels: Ints
) -> tuple[Program, Floats, float]:
    """The p-median over the nearest ``levels`` sites of each place; what every choice costs is apart.

    A variable of a place and a level is 1 where no site is chosen up to that level, and costs what the next one is
    further away.
    """
    places, sites = ways.shape
    sorted_ways = np.take_along_axis(ways, order, axis=1)
    rows, columns, costs = [], [], []
    row = 0
    for place in range(places):
        steps = np.diff(sorted_ways[place, : levels[place] + 1]) * weights[place]
        for level in np.flatnonzero(steps > _ROUNDING):
            rows.append(np.full(level + 1, row))
            columns.append(order[place, : level + 1])
            costs.append(steps[level])
            row += 1
    if rows:
        at, of = np.concatenate(rows), np.concatenate(columns)
    else:
        at = of = np.empty(0, dtype=np.int64)
    open_ones = sparse.csr_array((np.ones(len(at)), (at, of)), shape=(row, sites))
    program = Program(
        sparse.csr_array(
            sparse.vstack(
                [
                    sparse.hstack([open_ones, sparse.eye_array(row)]),
                    sparse.hstack([sparse.csr_array(np.ones((1, sites))), sparse.csr_array((1, row))]),
                ]
            )
        ),
        np.concatenate([np.ones(row), [float(count)]]),
        np.concatenate([np.full(row, np.inf), [float(count)]]),
        np.concatenate([kept.astype(float), np.zeros(row)]),
        np.ones(sites + row),
        np.concatenate([np.ones(sites, dtype=bool), np.zeros(row, dtype=bool)]),
    )
    return program, np.concatenate([np.zeros(sites), costs]), float((weights * sorted_ways[:, 0]).sum())
