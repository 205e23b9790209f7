"""Good divisions fast: random spanning trees cut where amounts balance, beats merged and cut again, units exchanged.

Merging two neighbouring beats and cutting a random spanning tree of them is the step of ReCom (DeFord, Duchin & Solomon
2021, Harvard Data Science Review 3.1). Here it climbs: a step is kept only where the two beats are closer to the mean.
"""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from mapper.analysis.load.balance import BAND
from mapper.lazy_dataclass import dataclass
from mapper.planning.beats.contiguity import pieces_of
from mapper.planning.solving.deadline import Patience

Parts = list[list[int]]
_IDLE_STARTS = 12


@dataclass(frozen=True, eq=False)
class Question:
    """What is divided: whole amounts, into ``count`` connected parts.

    ``neighbours`` and ``amounts`` are per unit; ``border_m`` is the length of each border, (smaller, larger) → metres;
    ``previous`` the number of each unit's beat so far, −1 for none; amounts within ``tolerance`` (in the scale of
    :meth:`off`) count as even.
    """

    neighbours: list[list[int]]
    amounts: list[int]
    count: int
    border_m: dict[tuple[int, int], int]
    previous: list[int]
    tolerance: int = 0

    @property
    def total(self) -> int:
        return sum(self.amounts)

    def off(self, amount: int) -> int:
        """How far an amount is from the mean, in whole numbers: ``count`` × the difference; 0 is even."""
        return abs(self.count * amount - self.total)

    def counted(self, amount: int) -> int:
        """The same, as the first aim counts it."""
        return max(self.off(amount), self.tolerance)

    def worst(self, parts: Parts) -> int:
        return max(self.counted(self.amount(part)) for part in parts)

    def excess(self, amount: int) -> int:
        """How far an amount lies beyond the band in which beats count as fairly even (``balance.BAND``)."""
        return max(self.counted(amount) - max(int(BAND * self.total), self.tolerance), 0)

    def beyond(self, parts: Parts) -> int:
        """The excess of all parts: where one large unit spoils the worst part, the others are to be even still."""
        return sum(self.excess(self.amount(part)) for part in parts)

    def amount(self, part: Sequence[int]) -> int:
        return sum(self.amounts[unit] for unit in part)

    def cut_m(self, parts: Parts) -> int:
        """Length of all borders between different parts."""
        of = {unit: number for number, part in enumerate(parts) for unit in part}
        return sum(length for (a, b), length in self.border_m.items() if of[a] != of[b])

    def carried_on(self, parts: Parts) -> list[int]:
        """Which beat so far each part carries on, so that most units stay where they are; −1 for none."""
        labels = max(self.previous, default=-1) + 1
        result = [-1] * len(parts)
        if labels:
            from scipy.optimize import linear_sum_assignment

            same = np.zeros((len(parts), labels), dtype=int)
            for number, part in enumerate(parts):
                for unit in part:
                    if self.previous[unit] >= 0:
                        same[number, self.previous[unit]] += 1
            for number, label in zip(*linear_sum_assignment(same, maximize=True), strict=True):
                if same[number, label]:
                    result[number] = int(label)
        return result

    def moved(self, parts: Parts) -> int:
        """Units that had a beat and are not in the part that carries it on."""
        labels = self.carried_on(parts)
        stay = sum(self.previous[u] == label >= 0 for part, label in zip(parts, labels, strict=True) for u in part)
        return sum(label >= 0 for label in self.previous) - stay

    def score(self, parts: Parts) -> tuple[int, int, int, int]:
        """Worst part, excess of all, units that change hands, borders between parts: compared in this order."""
        return self.worst(parts), self.beyond(parts), self.moved(parts), self.cut_m(parts)


def allot(question: Question, pieces: Sequence[Sequence[int]]) -> tuple[list[int], int]:
    """How many parts each separate piece gets, so that the worst mean of a piece is least; and that least.

    Returns
    -------
    parts
        One number a piece, at least 1, at most its units; together ``count``.
    bound
        No division can have a worst part below this, in the scale of :meth:`Question.off`.
    """
    step = math.gcd(*question.amounts) or 1
    best: dict[int, tuple[int, list[int]]] = {0: (0, [])}
    for piece in pieces:
        amount = question.amount(piece)
        grown: dict[int, tuple[int, list[int]]] = {}
        for used, (worst, parts) in best.items():
            for number in range(1, min(len(piece), question.count - used) + 1):
                # Some part of the piece has at least the mean rounded up, some at most the mean rounded down, in steps
                # that all amounts are multiples of.
                low, high = amount // (number * step) * step, -(-amount // (number * step)) * step
                reached = max(worst, question.off(low), question.off(high))
                if used + number not in grown or reached < grown[used + number][0]:
                    grown[used + number] = (reached, [*parts, number])
        best = grown
    bound, parts = best[question.count]
    return parts, bound


def search(
    question: Question, rng: np.random.Generator, patience: Patience, good: int, first: Parts | None = None
) -> Parts:
    """The best found when patience ends; or once the worst part is ``good`` and the others are as even as they get.

    They are so where only the worst part lies beyond the band, or where starting anew has not helped for a while.
    """
    least_beyond = max(good - max(int(BAND * question.total), question.tolerance), 0)
    idle = 0
    pieces = pieces_of(range(len(question.amounts)), question.neighbours)
    shares, _ = allot(question, pieces)
    best: Parts | None = first
    best_score = None if first is None else question.score(first)
    while best is None or not patience.over:
        parts = [part for piece, n in zip(pieces, shares, strict=True) for part in _split(question, piece, n, rng)]
        for climbed in _climb(question, parts, rng, patience):
            parts = climbed
            if question.worst(parts) <= good and question.beyond(parts) <= least_beyond:
                break
        parts = _tidy(question, parts)
        score = question.score(parts)
        idle += 1
        if best_score is None or score < best_score:
            best, best_score, idle = parts, score, 0
        settled = best_score[1] <= least_beyond or idle > _IDLE_STARTS
        if best_score[0] <= good and settled and not any(label >= 0 for label in question.previous):
            break
    assert best is not None
    return best


def _tree(question: Question, members: Sequence[int], rng: np.random.Generator) -> list[tuple[int, int]]:
    """A random spanning tree as (unit, parent), parents first: a random order of growing from a random unit."""
    inside = set(members)
    root = members[int(rng.integers(len(members)))]
    inside.discard(root)
    order = [(root, -1)]
    frontier = [(root, other) for other in question.neighbours[root] if other in inside]
    draws = iter(rng.random(sum(len(question.neighbours[unit]) for unit in members) + 1).tolist())
    while frontier:
        pick = int(next(draws) * len(frontier))
        frontier[pick], frontier[-1] = frontier[-1], frontier[pick]
        parent, unit = frontier.pop()
        if unit in inside:
            inside.discard(unit)
            order.append((unit, parent))
            frontier += [(unit, other) for other in question.neighbours[unit] if other in inside]
    return order


def _split(question: Question, members: Sequence[int], count: int, rng: np.random.Generator) -> Parts:
    """Connected units in that many connected parts, cut from random trees where the amounts fit best."""
    if count == 1:
        return [list(members)]
    amount = question.amount(members)
    best: tuple[float, list[int], int] | None = None
    for _ in range(5):
        order = _tree(question, members, rng)
        sums = {unit: question.amounts[unit] for unit, _ in order}
        sizes = dict.fromkeys(sums, 1)
        for unit, parent in reversed(order[1:]):
            sums[parent] += sums[unit]
            sizes[parent] += sizes[unit]
        for unit, _ in order[1:]:
            share = min(max(round(sums[unit] * count / amount) if amount else 1, 1), count - 1)
            for number in {share, 1, count - 1}:
                if sizes[unit] >= number and len(members) - sizes[unit] >= count - number:
                    wrong = abs(sums[unit] - amount * number / count) / min(number, count - number)
                    if best is None or wrong < best[0]:
                        best = (wrong, _below(order, unit), number)
    assert best is not None
    side, number = best[1], best[2]
    rest = sorted(set(members).difference(side))
    return [*_split(question, side, number, rng), *_split(question, rest, count - number, rng)]


def _below(order: Sequence[tuple[int, int]], top: int) -> list[int]:
    inside = {top}
    for unit, parent in order:
        if parent in inside:
            inside.add(unit)
    return sorted(inside)


def _climb(question: Question, parts: Parts, rng: np.random.Generator, patience: Patience) -> Iterator[Parts]:
    """Ever better divisions, until neither exchanging units nor cutting again has helped for a while."""
    idle = 0
    while idle < 60 + 10 * len(parts) and not patience.over:
        parts, better = _exchange(question, parts)
        idle = 0 if better else idle + 1
        of = {unit: number for number, part in enumerate(parts) for unit in part}
        touching = sorted(
            {(of[a], of[b]) if of[a] < of[b] else (of[b], of[a]) for a, b in question.border_m if of[a] != of[b]}
        )
        if not touching:
            yield parts
            return
        weights = np.array([_pair(question, parts[a], parts[b]) for a, b in touching], dtype=float) + 1e-9
        one, other = touching[int(rng.choice(len(touching), p=weights / weights.sum()))]
        halves = _split(question, sorted(parts[one] + parts[other]), 2, rng)
        if _pair(question, *halves) < _pair(question, parts[one], parts[other]):
            parts = [*(p for n, p in enumerate(parts) if n not in (one, other)), *halves]
            idle = 0
        yield parts


def _pair(question: Question, one: Sequence[int], other: Sequence[int]) -> int:
    """Squares, so that the farther from the mean counts more."""
    return question.off(question.amount(one)) ** 2 + question.off(question.amount(other)) ** 2


def _exchange(question: Question, parts: Parts) -> tuple[Parts, bool]:
    """Units handed over or swapped between neighbouring parts while that brings the two closer to the mean."""
    of = [0] * len(question.amounts)
    for number, part in enumerate(parts):
        for unit in part:
            of[unit] = number
    groups = [set(part) for part in parts]
    amounts = [question.amount(part) for part in parts]
    changed, improved = True, False
    while changed:
        changed = False
        for unit, own in enumerate(of):
            for other in sorted({of[n] for n in question.neighbours[unit]} - {own}):
                if _hand_over(question, unit, own, other, of, groups, amounts):
                    improved = changed = True
                    break
    return [sorted(group) for group in groups], improved


def _hand_over(
    question: Question, unit: int, own: int, other: int, of: list[int], groups: list[set[int]], amounts: list[int]
) -> bool:
    now = question.off(amounts[own]) ** 2 + question.off(amounts[other]) ** 2
    size = question.amounts[unit]

    def gain(difference: int) -> bool:
        after = question.off(amounts[own] - difference) ** 2 + question.off(amounts[other] + difference) ** 2
        return after < now

    def do(give: int, take: int | None) -> bool:
        one, two = groups[own] - {give}, groups[other] | {give}
        if take is not None:
            one, two = one | {take}, two - {take}
        if not one or not two or not connected(one, question.neighbours) or not connected(two, question.neighbours):
            return False
        groups[own], groups[other] = one, two
        difference = question.amounts[give] - (0 if take is None else question.amounts[take])
        amounts[own] -= difference
        amounts[other] += difference
        of[give] = other
        if take is not None:
            of[take] = own
        return True

    if gain(size) and len(groups[own]) > 1 and do(unit, None):
        return True
    back = {n for member in groups[own] for n in question.neighbours[member] if of[n] == other}
    return any(gain(size - question.amounts[take]) and do(unit, take) for take in sorted(back))


def _tidy(question: Question, parts: Parts) -> Parts:
    """Units handed over where fewer then change hands, or borders grow shorter, and nothing gets less even."""
    score, changed = question.score(parts), True
    while changed:
        changed = False
        of = {unit: number for number, part in enumerate(parts) for unit in part}
        for unit, own in of.items():
            for other in sorted({of[n] for n in question.neighbours[unit]} - {own}):
                amount = question.amount(parts[other]) + question.amounts[unit]
                if len(parts[own]) == 1 or question.counted(amount) > score[0]:
                    continue
                tried = [list(part) for part in parts]
                tried[own].remove(unit)
                tried[other].append(unit)
                if question.counted(question.amount(tried[own])) > score[0]:
                    continue
                reached = question.score(tried)
                if reached < score and connected(set(tried[own]), question.neighbours):
                    parts, score, changed = tried, reached, True
                    break
            if changed:
                break
    return [sorted(part) for part in parts]


def connected(members: set[int], neighbours: Sequence[Sequence[int]]) -> bool:
    """Whether these units are one piece."""
    first = next(iter(members))
    seen, queue = {first}, [first]
    while queue:
        for other in neighbours[queue.pop()]:
            if other in members and other not in seen:
                seen.add(other)
                queue.append(other)
    return len(seen) == len(members)
