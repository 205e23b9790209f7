"""Gi* of units: which have, with those that they touch, more incidents than chance deals out; none below 30 units."""

import numpy as np
import pandas as pd
import scipy.sparse
import shapely
from scipy.stats import false_discovery_control

from mapper.analysis.hotspots.significance import LEAST_FOR_GI, gi_star, gi_star_p
from mapper.crs import to_metres
from mapper.project import Project

MOST_FALSE = 0.05
_APART_M = 1.0
"""Borders that nearly meet are of neighbours too."""


def gi_of_units(project: Project, count: pd.Series, seed: int = 1) -> pd.DataFrame | None:
    """Of ``count`` by community_code; None where fewer than :data:`LEAST_FOR_GI` of its units have an outline.

    Returns
    -------
    DataFrame
        Indexed by community_code: count, gi_z, gi_p (upper, of that unit alone, 999 permutations) and is_high: of all
        that are called so no more than one in twenty is expected to be so by chance (Benjamini and Hochberg 1995).
    """
    units = project.communities.loc[count.index]
    land = np.asarray(to_metres(units.geometry, project.about.map_crs), dtype=object)
    known = ~shapely.is_missing(land) & ~shapely.is_empty(land)
    if known.sum() < LEAST_FOR_GI:
        return None
    one, two = shapely.STRtree(land[known]).query(land[known], "dwithin", distance=_APART_M)
    apart = one != two
    shape = (int(known.sum()), int(known.sum()))
    touching = scipy.sparse.csr_array((np.ones(int(apart.sum())), (one[apart], two[apart])), shape=shape)
    values = count.to_numpy(dtype=np.float64)[known]
    z, p = gi_star(values, touching), gi_star_p(values, touching, rng=np.random.default_rng(seed))
    assert z is not None
    assert p is not None
    return pd.DataFrame(
        {
            "count": values.astype(np.int64),
            "gi_z": z,
            "gi_p": p,
            "is_high": false_discovery_control(p) <= MOST_FALSE,
        },
        index=count.index[known],
    )
