"""Figures of each unit: residents, households, rented homes and volunteers, to the district's totals."""

import numpy as np
import pandas as pd

RESIDENTS = 412_000
OVERLOADED_RESIDENTS = 19_000
OVERLOADED_NAME = "商贸城社区"
VOLUNTEERS = 3_800


def figures(units: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """community_code → residents, households, rentals, volunteers.

    Communities lognormal with mean 7,000 (σ 0.45), villages 1,450 (σ 0.40), scaled to :data:`RESIDENTS`. One community,
    a wholesale market inside an urban village, has far more residents and rented homes than one officer can serve.
    """
    community = (units["kind"] == "community").to_numpy()
    overloaded = (units["name"] == OVERLOADED_NAME).to_numpy()
    villagers = _lognormal(rng, 1450, 0.40, len(units))
    townspeople = _lognormal(rng, 7000, 0.45, len(units))
    people = np.where(community, np.clip(townspeople, 2600, 14500), np.clip(villagers, 520, 3600))
    villages = int(people[~community].sum())
    rest = community & ~overloaded
    people[rest] *= (RESIDENTS - villages - OVERLOADED_RESIDENTS) / people[rest].sum()
    residents = people.astype(int)
    residents[overloaded] = OVERLOADED_RESIDENTS
    residents[np.flatnonzero(rest)[0]] += RESIDENTS - residents.sum()
    share = np.where(community, rng.uniform(0.35, 1.0, len(units)), rng.uniform(0.0, 0.12, len(units)))
    rentals = np.where(community, 1800 * share, residents * share).astype(int)
    rentals[overloaded] = 3600
    volunteers = np.floor(VOLUNTEERS * residents / RESIDENTS).astype(int)
    volunteers[np.argsort(-residents)[: VOLUNTEERS - volunteers.sum()]] += 1
    return pd.DataFrame(
        {
            "residents": residents,
            "households": (residents / rng.uniform(2.5, 3.1, len(units))).astype(int),
            "rentals": rentals,
            "volunteers": volunteers,
        },
        index=units.index,
    )


def _lognormal(rng: np.random.Generator, mean: float, sigma: float, count: int) -> np.ndarray:
    return rng.lognormal(np.log(mean) - sigma**2 / 2, sigma, count)
