"""Staffing plans and beats: how long they take, how near to the best they are, and how even beside peers.

Peers are spopt's max-p and GerryChain's ReCom, where they are installed, with the same number of beats and time.
"""

import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.measure import row
from benchmarks.province import DAY
from mapper import frames, schema
from mapper.planning.beats.division import Beats, divide, move_unit
from mapper.planning.patrol.choice import choose
from mapper.planning.patrol.task import PatrolTask
from mapper.planning.siting.siting import shorten
from mapper.planning.solving.deadline import Patience
from mapper.planning.staffing.plan import staffing_plan
from mapper.project import About, Project
from tests.districts import frame, grid, square

GRAPHS = Path(__file__).parents[2] / "shared" / "data" / "districting"
CHICAGO = GRAPHS.parent / "chicago" / "police_beats.zip"


def run(_folder: Path) -> list[dict[str, Any]]:
    """Rows of the report."""
    return [*_staffing(), *_patrol(), *_sites(), *_grids(), *_real_graphs()]


def _sites() -> list[dict[str, Any]]:
    """p-medians of random points with random weights."""
    rows = []
    for places, count, seconds in ((200, 16, 1.0), (400, 40, 30.0)):
        rng = np.random.default_rng(places)
        xy, weights = rng.uniform(0, 100, (places, 2)), rng.integers(1, 100, places).astype(float)
        ways = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
        began = time.perf_counter()
        found = shorten(ways, weights, count, np.zeros(places, dtype=bool), Patience.of(30.0))
        taken = time.perf_counter() - began
        rows += [
            row(f"p-median {places} × {count}, proven", taken, to_reach=seconds),
            row(f"p-median {places} × {count}: gap", 100 * found.gap, "%", to_reach=0.0),
        ]
    return rows


def _patrol() -> list[dict[str, Any]]:
    """A station of 200 candidates and 8 officers; things gather, so that places share what is near them."""
    taken, gaps = [], []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        middles, things = rng.uniform(0, 6, (200, 2)), rng.uniform(0, 6, (600, 2))
        task = PatrolTask(
            worth=rng.choice([0.3, 1.0, 2.0, 3.0], 600),
            near=np.abs(things[:, None] - middles[None]).max(axis=2) <= 0.25,
            minutes=np.ceil(15 + rng.uniform(2, 30, 200)),
            free=np.full(8, 120.0),
            most_minutes=8 * 120.0,
            own=rng.random((200, 8)) < 0.12,
            quiet=np.arange(200) >= 195,
            least_quiet=1,
        )
        began = time.perf_counter()
        gaps.append(choose(task, Patience.of(1.9)).gap)
        taken.append(time.perf_counter() - began)
    return [
        row("patrol of a shift: 200 candidates, 8 officers", float(np.median(taken)), to_reach=2.0),
        row("patrol of a shift: widest gap of 5", 100 * max(gaps), "%", to_reach=1.0),
    ]


def county(seats: int, stations: int, vacant: int, free: int, rng: np.random.Generator) -> Project:
    """Made-up seats in a square, some of them vacant, and officers who are free."""
    side, blocks = int(np.ceil(seats**0.5)), int(np.ceil(stations**0.5))
    cells = [(n % side, n // side) for n in range(seats)]
    station = [f"S{(c * blocks // side) * blocks + r * blocks // side}" for c, r in cells]
    kind = rng.choice(["community", "village"], seats, p=[0.4, 0.6])
    units = [
        {
            "community_code": f"u{n}",
            "kind": kind[n],
            "station_code": station[n],
            "residents": int(rng.lognormal(9, 0.8)),
        }
        for n in range(seats)
    ]
    officers, duties = [], []
    for unit in rng.permutation(seats)[vacant:]:
        role = "community_officer" if kind[unit] == "community" else "auxiliary"
        officers.append({"officer_id": f"h{unit}", "role": role, "station_code": station[unit]})
        duties.append({"duty_id": f"d{unit}", "officer_id": f"h{unit}", "community_code": f"u{unit}"})
    officers += [
        {
            "officer_id": f"f{n}",
            "role": str(rng.choice(["community_officer", "auxiliary"])),
            "station_code": str(rng.choice(sorted(set(station)))),
            "fte": float(rng.choice([1.0, 0.5])),
        }
        for n in range(free)
    ]
    return Project(
        communities=frame("communities", units, [square(c, r) for c, r in cells]),
        officers=frame("officers", officers),
        duties=frame("duties", duties),
    )


def _staffing() -> list[dict[str, Any]]:
    rows = []
    for seats, stations, vacant, free, goal_s in (
        (60, 5, 15, 8, 2.0),
        (60, 5, 60, 40, 2.0),
        (1000, 60, 300, 150, 20.0),
    ):
        project = county(seats, stations, vacant, free, np.random.default_rng(1))
        began = time.perf_counter()
        plan = staffing_plan(project, DAY)
        name = f"staffing: {seats:,} seats, {vacant} vacant, {free} free"
        rows += [
            row(name, time.perf_counter() - began, to_reach=goal_s),
            row(f"{name}: largest gap", plan.gap, "", 0.0),
        ]
    return rows


def _grids() -> list[dict[str, Any]]:
    """A made-up station and a made-up county."""
    rows = []
    for columns, lines, count, limit_s in ((10, 6, 6, 10.0), (20, 20, 20, 30.0)):
        project = grid(columns, lines)
        rng = np.random.default_rng(1)
        amounts = pd.Series(rng.lognormal(8, 0.5, columns * lines).astype(int), index=project.communities.index)
        rows += _compared(f"{columns * lines} made-up units in {count}", project, amounts, count, limit_s)
        beats = divide(project, count, amounts=amounts, time_limit_s=2.0)
        times = []
        for beat in beats.beats:
            for other in range(1, count + 1):
                began = time.perf_counter()
                move_unit(beats, beat.units[0], other)
                times.append(time.perf_counter() - began)
        rows.append(row(f"moving a unit by hand: {columns * lines} units, slowest", max(times), to_reach=0.1))
    return rows


def _real_graphs() -> list[dict[str, Any]]:
    rows = []
    for name, file, column, counts in (
        ("columbus", GRAPHS / "columbus" / "columbus.shp", "HOVAL", (4, 7)),
        ("mexico", GRAPHS / "mexico" / "mexicojoin.shp", "PCGDP2000", (4, 6)),
        ("Chicago's police beats", CHICAGO, None, (9, 25)),
    ):
        if not file.exists():
            continue
        land = gpd.read_file(file)
        land = land.set_crs(schema.DEGREES, allow_override=True) if land.crs is None else land.to_crs(schema.DEGREES)
        codes = [f"u{n}" for n in range(len(land))]
        units = gpd.GeoDataFrame({"community_code": codes}, geometry=land.geometry.array, crs=schema.DEGREES)
        values = np.full(len(land), 100.0) if column is None else land[column].to_numpy(dtype=float)
        project = Project(communities=frames.conform("communities", units), about=About(map_crs=_crs(units)))
        amounts = pd.Series(np.round(values).astype(int), index=codes)
        for count in counts:
            limit_s = 10.0 if len(land) <= 60 else 20.0
            rows += _compared(f"{name}, {len(land)} units in {count}", project, amounts, count, limit_s)
    return rows


def _crs(units: gpd.GeoDataFrame) -> str:
    from mapper.crs import metre_crs

    return metre_crs(tuple(units.total_bounds))


def _compared(name: str, project: Project, amounts: pd.Series, count: int, limit_s: float) -> list[dict[str, Any]]:
    """Seconds, deviation beside each peer, and what a better division could still gain."""
    began = time.perf_counter()
    beats = divide(project, count, amounts=amounts, time_limit_s=limit_s)
    taken = time.perf_counter() - began
    deviation = f"beats: {name}: largest deviation from the mean"
    return [
        row(f"beats: {name}", taken, to_reach=limit_s * 1.5),
        row(
            deviation, beats.max_deviation, "", peer="GerryChain ReCom", peer_value=_peer(_recom, beats, project, taken)
        ),
        row(deviation, beats.max_deviation, "", peer="spopt max-p", peer_value=_peer(_max_p, beats, project, taken)),
        row(f"beats: {name}: gap to the bound", beats.gap, ""),
    ]


def _peer(
    ask: Callable[[Beats, Project, float], list[int]], beats: Beats, project: Project, limit_s: float
) -> float | None:
    """Largest deviation of a peer's division; None where it is not installed or gives another number of beats."""
    if find_spec("gerrychain" if ask is _recom else "spopt") is None:
        return None
    labels = pd.Series(ask(beats, project, limit_s))
    sums = pd.Series(beats.question.amounts).groupby(labels.to_numpy()).sum()
    if len(sums) != len(beats.beats):
        return None
    return float((sums - beats.mean).abs().max() / beats.mean)


def _recom(beats: Beats, _project: Project, limit_s: float) -> list[int]:
    """The evenest of GerryChain's chain of recombinations within the time."""
    import random
    from functools import partial

    import networkx
    from gerrychain import Graph, MarkovChain, Partition, accept, constraints, proposals, updaters
    from gerrychain.partition import recursive_tree_part

    random.seed(1)
    drawn = networkx.Graph()
    for unit, amount in enumerate(beats.question.amounts):
        drawn.add_node(unit, amount=amount)
    drawn.add_edges_from(beats.graph.pairs.tolist())
    graph, sums = Graph.from_networkx(drawn), {"amount": updaters.Tally("amount", alias="amount")}
    start = None
    for allowed in (0.1, 0.2, 0.4, 0.8):
        try:
            start = recursive_tree_part(graph, range(len(beats.beats)), beats.mean, "amount", allowed)
            break
        except Exception:
            continue
    if start is None:
        return [0] * len(beats.question.amounts)
    step = partial(proposals.recom, pop_col="amount", pop_target=beats.mean, epsilon=allowed, node_repeats=0)
    chain = MarkovChain(
        step, [constraints.contiguous], accept.always_accept, Partition(graph, start, sums), total_steps=1_000_000
    )
    best, labels, until = float("inf"), [0] * len(beats.question.amounts), time.perf_counter() + limit_s
    for state in chain:
        worst = max(abs(amount - beats.mean) for amount in state["amount"].values())
        if worst < best:
            best, labels = worst, [state.assignment[unit] for unit in graph.nodes]
        if time.perf_counter() > until:
            break
    return labels


def _max_p(beats: Beats, project: Project, limit_s: float) -> list[int]:
    """The evenest of spopt's max-p regions with this many regions, over several floors, within the time."""
    from libpysal.weights import W
    from spopt.region import MaxPHeuristic

    units = project.communities.reset_index(drop=True).assign(amount=beats.question.amounts)
    weights = W(dict(enumerate(beats.question.neighbours)), silence_warnings=True)
    best, labels, until = float("inf"), [0] * len(units), time.perf_counter() + limit_s
    for share in (0.8, 0.7, 0.6, 0.75, 0.65, 0.85, 0.55, 0.9):  # a floor gives as many regions as it likes
        if time.perf_counter() > until:
            break
        np.random.seed(1)  # noqa: NPY002 – spopt draws from the old generator
        asked = MaxPHeuristic(units, weights, ["amount"], "amount", share * beats.mean, 2, 20, 1, verbose=False)
        try:
            asked.solve()
        except Exception:
            continue
        sums = pd.Series(beats.question.amounts).groupby(np.asarray(asked.labels_)).sum()
        worst = float((sums - beats.mean).abs().max())
        if len(sums) == len(beats.beats) and worst < best:
            best, labels = worst, list(asked.labels_)
    return labels
