"""Figures of each unit: residents, homes, volunteers, cadres and addresses, to the district's totals."""

import numpy as np
import pandas as pd

RESIDENTS = 412_000
OVERLOADED_RESIDENTS = 19_000
OVERLOADED_NAME = "商贸城社区"
VOLUNTEERS = 3_800
CADRES_PER_UNIT = 38  # the province's mean
ADDRESS_UPDATED_SHARE = 0.83


def figures(units: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """community_code → residents, households, rentals, volunteers, cadres and addresses.

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
    households = (residents / rng.uniform(2.5, 3.1, len(units))).astype(int)
    addresses = (households * rng.uniform(1.05, 1.3, len(units))).astype(int)
    cadres = pd.array(rng.poisson(CADRES_PER_UNIT * np.sqrt(residents / residents.mean())), dtype="Int64")
    cadres[rng.choice(len(units), 5, replace=False)] = pd.NA  # five units have not reported theirs
    return pd.DataFrame(
        {
            "residents": residents,
            "households": households,
            "rentals": rentals,
            "volunteers": volunteers,
            "cadres": cadres,
            "addresses": addresses,
            "addresses_geocoded": rng.binomial(addresses, rng.uniform(0.9, 0.995, len(units))),
            "addresses_updated": rng.binomial(addresses, ADDRESS_UPDATED_SHARE),
        },
        index=units.index,
    )


def _lognormal(rng: np.random.Generator, mean: float, sigma: float, count: int) -> np.ndarray:
    return rng.lognormal(np.log(mean) - sigma**2 / 2, sigma, count)
