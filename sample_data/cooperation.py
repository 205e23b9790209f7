"""Who works on what with whom: who has each case."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from sample_data.answer_key import AnswerKey

# What the fictional county keeps from its stations.
NEGATIVE_CASES = ("抢夺",)
BREACHES = 3
_HANDLERS = {"station": 0.80, "case_team": 0.15, "county_bureau": 0.03, "": 0.02}


def with_handlers(cases: gpd.GeoDataFrame, as_of: date, rng: np.random.Generator, key: AnswerKey) -> gpd.GeoDataFrame:
    """The cases with who has them, of some unknown; stations have three of the year that are on the negative list."""
    handler = rng.choice(list(_HANDLERS), len(cases), p=list(_HANDLERS.values())).astype(object)
    handler[handler == ""] = None
    listed = cases["category"].isin(NEGATIVE_CASES).to_numpy()
    handler[listed] = "case_team"
    recent = np.flatnonzero(listed & (cases["occurred_at"] > pd.Timestamp(as_of) - pd.Timedelta(days=300)).to_numpy())
    for row in recent[-BREACHES:]:
        handler[row] = "station"
        key.plant(
            "negative_list",
            "routing",
            finding="case_not_for_station",
            subjects=[str(cases.index[row])],
            word=cases["category"].iloc[row],
            zh="负面清单案件由派出所办理",
            en="A station handles a case of the negative list.",
        )
    return cases.assign(handler=pd.array(handler, dtype="str"))
