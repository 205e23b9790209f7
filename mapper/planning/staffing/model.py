"""The staffing question as numbers: which seat is taken by which choice, solved in the order of the aims.

Nobody here has a name. Officers who are alike for every seat (same station, same share of full time) are one pool with
a size, which keeps a county small and loses nothing.
"""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from mapper.lazy_dataclass import dataclass
from mapper.planning.solving.deadline import Patience
from mapper.planning.solving.highs import Floats, Program
from mapper.planning.solving.lexicographic import Aim, Progress, solve_in_order

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Choices:
    """Every way that a seat could be taken. All amounts are whole numbers.

    Attributes
    ----------
    seat_minutes
        (seats,) monthly load of each vacant seat.
    fill_seat, fill_pool, fill_person, fill_changes, fill_distance, fill_overload
        (fills,) somebody free takes a seat: which, out of which pool, which person of it where that matters (else −1),
        points of unfamiliarity, distance, and the minutes that the seat is too much for the person.
    pool_size, person_most
        (pools,) and (persons,) how many seats each pool, and each person told apart, can take.
    acting_seat, acting_officer, acting_changes, acting_distance
        (actings,) an officer with seats covers another.
    acting_most
        Seats that one officer may cover beside the officer's own.
    officer_minutes, officer_available, officer_most
        (officers,) what they have now, the time they have, and the load above which they count as overloaded.
    relief_overload
        (reliefs,) minutes that remain too much for a new post that joins a unit whose officers are overloaded.
    relief_less
        (officers, reliefs) minutes that each relief takes off each officer.
    relief_pool, relief_changes
        Pool that reliefs come from, and their points of unfamiliarity.
    """

    seat_minutes: Ints
    fill_seat: Ints
    fill_pool: Ints
    fill_person: Ints
    fill_changes: Ints
    fill_distance: Ints
    fill_overload: Ints
    pool_size: Ints
    person_most: Ints
    acting_seat: Ints
    acting_officer: Ints
    acting_changes: Ints
    acting_distance: Ints
    acting_most: int
    officer_minutes: Ints
    officer_available: Ints
    officer_most: Ints
    relief_overload: Ints
    relief_less: sparse.csr_array
    relief_pool: int
    relief_changes: int


@dataclass(frozen=True, eq=False)
class Taken:
    """Positions of the choices taken, and what that reaches for each aim."""

    fills: Ints
    actings: Ints
    reliefs: Ints
    aims: tuple[Aim, ...]


def overload(minutes: npt.ArrayLike, available: npt.ArrayLike, most: npt.ArrayLike) -> Ints:
    """Minutes beyond the time there is, those beyond ``most`` counted twice, so that the worst is relieved first."""
    load = np.asarray(minutes, dtype=np.int64)
    beyond: Ints = np.maximum(load - np.asarray(available), 0) + np.maximum(load - np.asarray(most), 0)
    return beyond


def best(choices: Choices, patience: Patience, progress: Progress | None = None) -> Taken:
    """Fewest vacant seats; then fewest only covered by acting, least overload, least unfamiliarity, least distance.

    Parameters
    ----------
    patience
        When it ends, the best found is given.
    progress
        Called before each aim with how many are done.
    """
    c = choices
    seats, fills, actings = len(c.seat_minutes), len(c.fill_seat), len(c.acting_seat)
    reliefs, officers = len(c.relief_overload), len(c.officer_minutes)
    starts = np.cumsum([0, seats, fills, actings, reliefs, officers, officers])
    at_fill, at_acting, at_relief, at_over, at_most, count = starts[1:]
    none, pools, persons = np.zeros(0, dtype=np.int64), len(c.pool_size), len(c.person_most)

    told_apart = np.flatnonzero(c.fill_person >= 0)
    rows: list[tuple[sparse.csr_array, Floats, Floats]] = []

    def add(
        entries: list[tuple[Ints, Ints, npt.ArrayLike]], size: int, low: npt.ArrayLike, high: npt.ArrayLike
    ) -> None:
        row = np.concatenate([none, *(e[0] for e in entries)])
        column = np.concatenate([none, *(e[1] for e in entries)])
        value = np.concatenate([none, *(np.broadcast_to(e[2], len(e[0])) for e in entries)]).astype(float)
        matrix = sparse.coo_array((value, (row, column)), shape=(size, count)).tocsr()
        rows.append((matrix, np.broadcast_to(low, size).astype(float), np.broadcast_to(high, size).astype(float)))

    seat, fill, acting, relief = (np.arange(n) for n in (seats, fills, actings, reliefs))
    officer = np.arange(officers)
    relief_rows = np.full(reliefs, c.relief_pool)
    add([(seat, seat, 1), (c.fill_seat, at_fill + fill, 1), (c.acting_seat, at_acting + acting, 1)], seats, 1, 1)
    add([(c.fill_pool, at_fill + fill, 1), (relief_rows, at_relief + relief, 1)], pools, 0, c.pool_size)
    add([(c.fill_person[told_apart], at_fill + told_apart, 1)], persons, 0, c.person_most)
    add([(c.acting_officer, at_acting + acting, 1)], officers, 0, c.acting_most)
    less = c.relief_less.tocoo()
    for own, limit in ((at_over, c.officer_available), (at_most, c.officer_most)):
        add(
            [
                (officer, own + officer, 1),
                (c.acting_officer, at_acting + acting, -c.seat_minutes[c.acting_seat]),
                (less.coords[0], at_relief + less.coords[1], less.data),
            ],
            officers,
            c.officer_minutes - limit,
            np.inf,
        )
    upper = np.concatenate([np.ones(at_over), np.full(2 * officers, np.inf)])
    program = Program(
        sparse.vstack([matrix for matrix, _, _ in rows], format="csr"),
        np.concatenate([low for _, low, _ in rows]),
        np.concatenate([high for _, _, high in rows]),
        np.zeros(count),
        upper,
        np.arange(count) < at_over,
    )
    start = np.zeros(count)
    start[:seats] = 1
    start[at_over:at_most] = np.maximum(c.officer_minutes - c.officer_available, 0)
    start[at_most:] = np.maximum(c.officer_minutes - c.officer_most, 0)

    def cost(*parts: tuple[int, npt.ArrayLike, int]) -> Floats:
        result = np.zeros(count)
        for begin, value, size in parts:
            result[begin : begin + size] = value
        return result

    aims = [
        ("vacancies", cost((0, 1, seats))),
        ("acting", cost((at_acting, 1, actings))),
        (
            "overload",
            cost(
                (at_fill, c.fill_overload, fills), (at_relief, c.relief_overload, reliefs), (at_over, 1, 2 * officers)
            ),
        ),
        (
            "changes",
            cost(
                (at_fill, c.fill_changes, fills),
                (at_acting, c.acting_changes, actings),
                (at_relief, c.relief_changes, reliefs),
            ),
        ),
        ("distance", cost((at_fill, c.fill_distance, fills), (at_acting, c.acting_distance, actings))),
    ]
    answer, reached = solve_in_order(program, aims, start, patience, progress=progress)
    taken = answer > 0.5
    return Taken(
        np.flatnonzero(taken[at_fill:at_acting]),
        np.flatnonzero(taken[at_acting:at_relief]),
        np.flatnonzero(taken[at_relief:at_over]),
        reached,
    )
