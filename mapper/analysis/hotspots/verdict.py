"""When a map of hotspots names no place, and when it keeps to plain counts: each reason with its figures.

The limits were measured on stations made of one city's districts; the least number of periods and the share of one
address are a matter of judgement.
"""

import numpy as np
from scipy.stats import beta

from mapper.analysis.hotspots.scoring import Score
from mapper.arrays import Floats
from mapper.message import Message

LEAST_INCIDENTS = 50
LEAST_EXPECTED = 1.0
LEAST_PERIODS = 5
MOST_BY_CHANCE = 0.05
MOST_AT_ONE_PLACE = 0.25
MOST_A_CELL = 10.0
FEW_PLACES = 0.1


def lower_bound(hits: float, incidents: float) -> float:
    """The lower end of the exact 95 % interval of a share (Clopper and Pearson 1934); parts of hits are not counted."""
    caught = int(np.floor(hits))
    return 0.0 if caught <= 0 else float(beta.ppf(0.025, caught, int(incidents) - caught + 1))


def most_at_one_place(xy_m: Floats) -> int:
    """How many incidents stand at the place that has most, to the metre."""
    if not len(xy_m):
        return 0
    _, counts = np.unique(np.round(xy_m), axis=0, return_counts=True)
    return int(counts.max())


def refusals(xy_m: Floats, scan_p: float, expected: float, score: Score) -> tuple[Message, ...]:
    """Why no place may be named, a reason each; empty where places may be.

    Parameters
    ----------
    xy_m
        Of each incident known that lies on the land.
    scan_p
        How likely so full a window would be by chance.
    expected
        How many the chosen cells are expected to hold in the period to come.
    score
        Of the way of choosing, at the share chosen.
    """
    count = len(xy_m)
    if count < LEAST_INCIDENTS:
        return (Message("hotspots.refused.few", {"count": count, "least": LEAST_INCIDENTS}),)
    found = []
    at_one = most_at_one_place(xy_m)
    if at_one > MOST_AT_ONE_PLACE * count:
        found.append(Message("hotspots.refused.one_place", {"at_one": at_one, "count": count}))
    if score.periods < LEAST_PERIODS:
        found.append(Message("hotspots.refused.periods", {"periods": score.periods, "least": LEAST_PERIODS}))
    if scan_p > MOST_BY_CHANCE:
        found.append(Message("hotspots.refused.by_chance", {"p": scan_p}))
    if expected < LEAST_EXPECTED:
        found.append(Message("hotspots.refused.expected", {"expected": round(expected, 2)}))
    if score.periods >= LEAST_PERIODS:
        low = lower_bound(float(score.hits.sum()), float(score.incidents.sum()))
        if not low > score.area_share:
            found.append(
                Message(
                    "hotspots.refused.no_better",
                    {"rate": score.hit_rate or 0.0, "low": low, "area": score.area_share},
                )
            )
    return tuple(found)


def keeps_to_counts(xy_m: Floats, cells: int) -> Message | None:
    """Why plain counts are taken in place of the cascade; None where the cascade is."""
    count = len(xy_m)
    if count > MOST_A_CELL * cells:
        return Message("hotspots.counts.many", {"count": count, "cells": cells})
    places = len(np.unique(np.round(xy_m), axis=0)) if count else 0
    if count and places < FEW_PLACES * count:
        return Message("hotspots.counts.places", {"places": places, "count": count})
    return None
