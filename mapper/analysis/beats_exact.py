"""The best division, proven: every beat that could be part of it is listed, and HiGHS chooses among them.

Set partitioning over all connected groups whose amount is at least as even as the best division found so far (Garfinkel
& Nemhauser 1970, Management Science 16). It is complete where the list is, and the list is short where beats have few
units or the best found is nearly even; where it would be too long there is no answer from here, only the bound.
"""

import time
from collections.abc import Sequence

import numpy as np
from scipy import sparse

from mapper.analysis.beats_search import Parts, Question
from mapper.analysis.in_order import Aim, Program, solve_in_order

MOST_VISITED = 400_000
MOST_LISTED = 40_000


def groups_within(question: Question, worst: int, deadline: float) -> list[int] | None:
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
            if (
                visited > MOST_VISITED
                or len(found) > MOST_LISTED
                or (visited & 4095 == 0 and time.monotonic() > deadline)
            ):
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


def best_division(question: Question, found: Parts, deadline: float) -> tuple[Parts, tuple[Aim, ...]] | None:
    """The best division by worst part, units that change hands and borders between parts; None where it is too large.

    ``found`` is any division; what is given back is never worse.
    """
    groups = groups_within(question, question.worst(found), deadline)
    if groups is None:
        return None
    units = len(question.amounts)
    labels = max(question.previous, default=-1) + 1
    members = [[unit for unit in range(units) if group >> unit & 1] for group in groups]
    # A column is a group and the beat so far that it carries on, −1 for none.
    columns = [
        (number, label)
        for number, group in enumerate(members)
        for label in sorted({question.previous[unit] for unit in group} | {-1})
    ]
    amount = [question.counted(question.amount(group)) for group in members]
    known = [sum(question.previous[unit] >= 0 for unit in group) for group in members]
    outline = [_outline(question, group) for group in members]
    count = len(columns) + 1  # the last variable is the worst part
    cover = sparse.lil_array((units, count))
    even = sparse.lil_array((units, count))
    carried = sparse.lil_array((labels, count))
    for column, (number, label) in enumerate(columns):
        for unit in members[number]:
            cover[unit, column] = 1
            even[unit, column] = amount[number]
        if label >= 0:
            carried[label, column] = 1
    even[:, [count - 1]] = -1
    chosen = np.append(np.ones(len(columns)), 0.0)[None, :]
    program = Program(
        sparse.vstack([cover, even, carried, sparse.csr_array(chosen)], format="csr"),
        np.concatenate([np.ones(units), np.full(units, -np.inf), np.zeros(labels), [question.count]]),
        np.concatenate([np.ones(units), np.zeros(units), np.ones(labels), [question.count]]),
        np.zeros(count),
        np.append(np.ones(len(columns)), np.inf),
        np.arange(count) < len(columns),
    )
    moved = [
        known[number] - sum(question.previous[unit] == label >= 0 for unit in members[number])
        for number, label in columns
    ]
    aims = [
        ("deviation", np.append(np.zeros(len(columns)), 1.0)),
        ("moved", np.array([*moved, 0], dtype=float)),
        ("borders", np.array([*(outline[number] for number, _ in columns), 0], dtype=float)),
    ]
    start = _start(question, found, members, columns, amount)
    answer, reached = solve_in_order(program, aims, start, deadline)
    return [members[columns[i][0]] for i in np.flatnonzero(answer[:-1] > 0.5)], reached


def _outline(question: Question, group: Sequence[int]) -> int:
    inside = set(group)
    return sum(
        question.border_m[(min(unit, other), max(unit, other))]
        for unit in group
        for other in question.neighbours[unit]
        if other not in inside
    )


def _start(
    question: Question, found: Parts, members: list[list[int]], columns: list[tuple[int, int]], amount: list[int]
) -> np.ndarray:
    """The division found, as columns, each part carrying on the beat that it shares most with."""
    position = {tuple(group): number for number, group in enumerate(members)}
    at = {column: index for index, column in enumerate(columns)}
    start = np.zeros(len(columns) + 1)
    pairs = question.carried_on(found)
    for part, label in zip(found, pairs, strict=True):
        number = position[tuple(sorted(part))]
        start[at[(number, label)]] = 1
        start[-1] = max(start[-1], amount[number])
    return start
