"""Who is next to whom: borders and corners, rivers with and without bridges, islands."""

import pytest
import shapely

from mapper.planning.beats.contiguity import contiguity
from mapper.project import Project
from tests.districts import STEP, WEST, frame, grid, square

# A river along the border between the first and the second column, and a road that crosses it in the lower row.
EDGE = WEST + STEP
RIVER = shapely.LineString([(EDGE + 1e-5, 30.29), (EDGE - 1e-5, 30.33)])
BRIDGE = shapely.LineString([(EDGE - 0.003, 30.305), (EDGE + 0.003, 30.305)])


def with_lines(project: Project, **lines: shapely.LineString) -> Project:
    rows = [{"line_id": name, "kind": name.rstrip("0123456789")} for name in lines]
    return project.with_tables(reference_lines=frame("reference_lines", rows, list(lines.values())))


def neighbours(project: Project, most_pieces: int | None = None) -> set[tuple[str, str]]:
    graph = contiguity(project, most_pieces=most_pieces)
    return {tuple(sorted((graph.codes[a], graph.codes[b]))) for a, b in graph.pairs}  # type: ignore[misc]  # two of them


def test_a_common_border_counts_and_a_corner_does_not() -> None:
    graph = contiguity(grid(2, 2))
    assert neighbours(grid(2, 2)) == {("u0-0", "u0-1"), ("u0-0", "u1-0"), ("u0-1", "u1-1"), ("u1-0", "u1-1")}
    assert sorted(graph.border_m.round(-1)) == pytest.approx([960, 960, 1110, 1110], abs=10)


def test_a_river_parts_what_no_road_joins() -> None:
    land = grid(2, 2)
    assert neighbours(with_lines(land, river=RIVER)) == {("u0-0", "u0-1"), ("u1-0", "u1-1")}
    bridged = with_lines(land, river=RIVER, road=BRIDGE)
    assert ("u0-0", "u1-0") in neighbours(bridged)
    assert ("u0-1", "u1-1") not in neighbours(bridged)
    (barred,) = contiguity(bridged).barred
    assert barred.units == ("u0-1", "u1-1")
    assert barred.length_m == pytest.approx(1109, abs=3)


def test_a_road_along_the_bank_is_no_bridge() -> None:
    bank = shapely.LineString([(EDGE + 0.0003, 30.30), (EDGE + 0.0003, 30.32)])
    assert len(contiguity(with_lines(grid(2, 2), railway=RIVER, road=bank)).barred) == 2


def test_a_river_across_a_border_bars_nothing() -> None:
    across = shapely.LineString([(WEST, 30.305), (WEST + 2 * STEP, 30.305)])
    assert contiguity(with_lines(grid(2, 2), river=across)).barred == ()


@pytest.mark.parametrize(("share", "barred"), [(0.45, 0), (0.55, 1)])
def test_a_river_bars_a_border_where_it_runs_along_at_least_half_of_it(share: float, barred: int) -> None:
    # The band around the river reaches 30 m beyond its end, which is 0.027 of the border.
    river = shapely.LineString([(EDGE, 30.29), (EDGE, 30.30 + (share - 0.027) * STEP)])
    assert len(contiguity(with_lines(grid(2, 1), river=river)).barred) == barred


@pytest.mark.parametrize(("away_m", "barred"), [(29.0, 1), (31.0, 0)])
def test_a_river_beside_a_border_bars_it_within_thirty_metres(away_m: float, barred: int) -> None:
    beside = EDGE + away_m / 96_200
    river = shapely.LineString([(beside, 30.29), (beside, 30.33)])
    assert len(contiguity(with_lines(grid(2, 1), river=river)).barred) == barred
    wide = with_lines(grid(2, 1), river=river)
    wide = wide.with_tables(reference_lines=wide.reference_lines.assign(width_m=10.0))
    assert len(contiguity(wide).barred) == 1  # half its width comes on top


def test_barriers_open_where_there_would_be_more_pieces_than_beats() -> None:
    river = with_lines(grid(2, 2), river=RIVER)
    two = contiguity(river, most_pieces=2)
    assert (len(two.pieces()), two.reopened) == (2, ())
    one = contiguity(river, most_pieces=1)
    assert len(one.pieces()) == 1
    assert (len(one.reopened), len(one.barred)) == (1, 1)


def test_an_island_is_joined_by_the_shortest_crossing() -> None:
    project = grid(2, 1)
    shapes = [*project.communities.geometry, square(4, 0)]
    rows = [{"community_code": code, "kind": "community"} for code in ("a", "b", "island")]
    graph = contiguity(project.with_tables(communities=frame("communities", rows, shapes)))
    (link,) = graph.joined
    assert link.units == ("b", "island")
    assert link.length_m == pytest.approx(2 * 961, abs=5)
    assert len(graph.pieces()) == 1


def test_borders_drawn_apart_by_centimetres_are_still_borders() -> None:
    shapes = [square(0, 0), shapely.affinity.translate(square(1, 0), 2e-7, 0)]
    rows = [{"community_code": code, "kind": "community"} for code in ("a", "b")]
    assert contiguity(Project(communities=frame("communities", rows, shapes))).joined == ()
