"""Ways along roads against a walk from metre to metre over a town's streets, and where there is no road between."""

from heapq import heappop, heappush

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mapper.analysis.land.roads import roads_from

_BLOCK, _STREETS = 20, 4
_SIDE = _BLOCK * (_STREETS - 1)


def _streets() -> np.ndarray:
    along = [[(n * _BLOCK, 0), (n * _BLOCK, _SIDE)] for n in range(_STREETS)]
    across = [[(x, y) for x, y in ((y, n * _BLOCK) for y in (0, _SIDE))] for n in range(_STREETS)]
    # No street has a vertex where another crosses it.
    return np.array([shapely.LineString(line) for line in along + across], dtype=object)


def _walked(start: tuple[int, int]) -> dict[tuple[int, int], int]:
    """Metres from a place on the streets to every other, a step of a metre at a time (Dijkstra)."""
    best, waiting = {start: 0}, [(0, start)]
    while waiting:
        metres, (x, y) = heappop(waiting)
        if metres > best[x, y]:
            continue
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            to = x + dx, y + dy
            on_street = to[0] % _BLOCK == 0 if dy else to[1] % _BLOCK == 0
            if on_street and 0 <= to[0] <= _SIDE and 0 <= to[1] <= _SIDE and metres + 1 < best.get(to, 10**9):
                best[to] = metres + 1
                heappush(waiting, (metres + 1, to))
    return best


@given(st.integers(0, 10_000))
def test_a_way_over_crossings_is_the_shortest_that_can_be_walked(seed: int) -> None:
    rng = np.random.default_rng(seed)
    free, street, turned = rng.integers(0, _SIDE + 1, 6), rng.integers(0, _STREETS, 6) * _BLOCK, rng.random(6) < 0.5
    places = np.where(turned[:, None], np.column_stack((free, street)), np.column_stack((street, free)))
    found = roads_from(_streets()).ways(places[:2].astype(float), places[2:].astype(float), 1.3)
    for n in range(2):
        walked = _walked((int(places[n, 0]), int(places[n, 1])))
        told = [walked[x, y] for x, y in places[2:].tolist()]
        assert found.metres[n] == pytest.approx(told, abs=1e-4)
    back = roads_from(_streets()).ways(places[2:].astype(float), places[:2].astype(float), 1.3)
    np.testing.assert_allclose(back.metres, found.metres.T)


def test_the_remainder_to_the_road_counts_and_a_piece_apart_is_told() -> None:
    lines = np.array(
        [shapely.LineString([(0, 0), (1000, 0)]), shapely.LineString([(0, 5000), (1000, 5000)])], dtype=object
    )
    roads = roads_from(lines)
    there = np.array([[900.0, 20.0], [500.0, 5000.0], [110.0, 200.0], [np.nan, np.nan]])
    found = roads.ways(np.array([[100.0, 10.0]]), there, 1.3)
    assert found.metres[0, 0] == pytest.approx(800 + 30 * 1.3)
    # The other road is not joined to this one, and of the third the road is farther off than the way is long.
    assert found.metres[0, 1:3] == pytest.approx(1.3 * np.hypot([400, 10], [4990, 190]))
    assert found.by_road[0].tolist() == [True, False, False, False]
    assert np.isnan(found.metres[0, 3])


def test_ends_that_nearly_meet_are_joined_and_a_roundabout_is_gone_the_shorter_way() -> None:
    ring = shapely.LineString([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)])
    roads = roads_from(np.array([ring, shapely.LineString([(100.4, 50), (300, 50)])], dtype=object))
    found = roads.ways(np.array([[0.0, 10.0]]), np.array([[0.0, 90.0], [50.0, 0.0], [300.0, 50.0]]), 1.3)
    assert found.by_road.all()
    assert found.metres[0] == pytest.approx([80, 60, 10 + 100 + 50 + 200], abs=1.0)


def test_without_roads_every_way_is_straight() -> None:
    for lines in (np.empty(0, dtype=object), np.array([shapely.LineString()], dtype=object)):
        roads = roads_from(lines)
        assert not roads
        found = roads.ways(np.zeros((1, 2)), np.array([[30.0, 40.0]]), 1.3)
        assert (found.metres[0, 0], found.by_road[0, 0]) == (65.0, False)
