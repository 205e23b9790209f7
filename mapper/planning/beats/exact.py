"""The best division, proven: every beat that could be part of it is listed, and HiGHS chooses among them.

Set partitioning over all connected groups whose amount is at least as even as the best division found so far (Garfinkel
& Nemhauser 1970, Management Science 16); the evenness is halved between bound and best until both meet. It is complete
where the list is, and the list is short where beats have few units or the best found is nearly even; where it would be
too long there is no answer from here, only the bound.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from mapper.planning.beats.search import Parts, Question
from mapper.planning.solving.deadline import Patience
from mapper.planning.solving.highs import Program, least
from mapper.planning.solving.lexicographic import Aim, solve_in_order

MOST_VISITED = 3_000_000
MOST_LISTED = 60_000


def groups_within(question: Question, worst: int, patience: Patience) -> list[int] | None:
    """All connected groups at most ``worst`` from the mean, as bit sets; None where they are too many.

    Every group is met once: grown from its lowest unit, and a unit passed over is not taken later.
    """
    neighbours = [sum(1 << other for other in others) for others in question.neighbours]
    most = (question.total + worst) // question.count
    found: list[int] = []
    visited = 0
    for first in range(len(neighbours)):
        higher = -1 << (first + 1)
        stack = [(1 << first, neighbours[first] & higher, ~higher, question.amounts[first])]
        while stack:
            group, reach, closed, amount = stack.pop()
            visited += 1
            if visited > MOST_VISITED or len(found) > MOST_LISTED or (visited & 4095 == 0 and patience.over):
                return None
            if amount > most:
                continue
            if question.counted(amount) <= worst:
                found.append(group)
            while reach:
                low = reach & -reach
                reach ^= low
                closed |= low
                unit = low.bit_length() - 1
                stack.append(
                    (
                        group | low,
                        (reach | neighbours[unit]) & ~closed & higher,
                        closed,
                        amount + question.amounts[unit],
                    )
                )
    return found


def best_division(
    question: Question, found: Parts, bound: int, patience: Patience
) -> tuple[Parts, tuple[Aim, ...]] | None:
    """The best division by the aims of ``beats_search.Question.score``; None where it is too large.

    ``found`` is any division, ``bound`` what no worst part can be below; what is given back is never worse.
    """
    groups = groups_within(question, question.worst(found), patience.part(0.5))
    if groups is None:
        return None
    members = [[unit for unit in range(len(question.amounts)) if group >> unit & 1] for group in groups]
    worst = np.array([question.counted(question.amount(group)) for group in members])
    cover = _cover(len(question.amounts), members)
    parts, bound = _evenest(question, found, members, worst, cover, bound, patience)
    even = np.flatnonzero(worst <= question.worst(parts))
    parts, later = _least_change(question, parts, [members[i] for i in even], patience)
    return parts, (Aim("deviation", question.worst(parts), bound), *later)


def _cover(units: int, members: Sequence[Sequence[int]]) -> sparse.csc_array:
    """(units, groups): 1 where the unit is of the group."""
    row = [unit for group in members for unit in group]
    column = np.repeat(np.arange(len(members)), [len(group) for group in members])
    return sparse.coo_array((np.ones(len(row)), (row, column)), shape=(units, len(members))).tocsc()


def _evenest(
    question: Question,
    parts: Parts,
    members: Sequence[list[int]],
    worst: npt.NDArray[np.int64],
    cover: sparse.csc_array,
    bound: int,
    patience: Patience,
) -> tuple[Parts, int]:
    """The division with the least worst part and a bound for it, found by asking for one within half of the rest."""
    unknown_above = question.worst(parts)  # a question that was not answered in time is not asked wider
    while True:
        steps = np.unique(worst[(worst >= bound) & (worst < min(unknown_above, question.worst(parts)))])
        if not len(steps):
            reached = question.worst(parts)
            return parts, reached if unknown_above >= reached else max(bound, 0)
        within = int(steps[(len(steps) - 1) // 2])
        some = np.flatnonzero(worst <= within)
        answer = None
        if not patience.over:
            answer = least(_choosing(question, cover[:, some]), np.zeros(len(some)), patience.part(0.5))
        if answer is not None and answer.values is not None:
            parts = [members[some[i]] for i in np.flatnonzero(answer.values > 0.5)]
        elif answer is not None and answer.impossible:
            bound = within + 1
        else:
            unknown_above = within


def _choosing(question: Question, cover: sparse.csc_array) -> Program:
    """Each unit in one of these groups, and as many groups as there are beats."""
    units, groups = cover.shape
    wanted = np.append(np.ones(units), question.count)
    rows = sparse.vstack([cover, sparse.csr_array(np.ones((1, groups)))], format="csr")
    return Program(rows, wanted, wanted, np.zeros(groups), np.ones(groups), np.ones(groups, dtype=bool))


def _least_change(
    question: Question, parts: Parts, members: Sequence[list[int]], patience: Patience
) -> tuple[Parts, tuple[Aim, ...]]:
    """Among these groups: least beyond the band, then fewest units that change hands, then shortest borders."""
    # A column is a group and the beat so far that it carries on, −1 for none.
    columns = [
        (number, label)
        for number, group in enumerate(members)
        for label in sorted({question.previous[unit] for unit in group} | {-1})
    ]
    numbers = np.array([number for number, _ in columns])
    labels = np.array([label for _, label in columns])
    names, units = int(labels.max(initial=-1)) + 1, len(question.amounts)
    carrying = np.flatnonzero(labels >= 0)
    carried = sparse.coo_array(
        (np.ones(len(carrying)), (labels[carrying], carrying)), shape=(names, len(columns))
    ).tocsr()
    program = Program(
        sparse.vstack(
            [_cover(units, members)[:, numbers], carried, sparse.csr_array(np.ones((1, len(columns))))], format="csr"
        ),
        np.concatenate([np.ones(units), np.zeros(names), [question.count]]),
        np.concatenate([np.ones(units), np.ones(names), [question.count]]),
        np.zeros(len(columns)),
        np.ones(len(columns)),
        np.ones(len(columns), dtype=bool),
    )
    moved = [sum(label != question.previous[u] >= 0 for u in members[number]) for number, label in columns]
    outline = [_outline(question, group) for group in members]
    at = {(tuple(members[number]), label): i for i, (number, label) in enumerate(columns)}
    start = np.zeros(len(columns))
    for part, label in zip(parts, question.carried_on(parts), strict=True):
        start[at[(tuple(sorted(part)), label)]] = 1
    beyond = [question.excess(question.amount(group)) for group in members]
    aims = [
        ("beyond", np.array([beyond[n] for n in numbers], dtype=float)),
        ("moved", np.array(moved, dtype=float)),
        ("borders", np.array([outline[n] for n in numbers], dtype=float)),
    ]
    answer, reached = solve_in_order(program, aims, start, patience)
    return [members[numbers[i]] for i in np.flatnonzero(answer > 0.5)], reached


def _outline(question: Question, group: Sequence[int]) -> int:
    inside = set(group)
    return sum(
        question.border_m[(min(unit, other), max(unit, other))]
        for unit in group
        for other in question.neighbours[unit]
        if other not in inside
    )
