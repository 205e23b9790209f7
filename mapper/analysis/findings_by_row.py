"""Findings as an answer by row: of each row of a table what was found of it, None for most."""

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
import pandas as pd

from mapper.finding import Finding, FindingKind


def by_row(index: pd.Index, found: Iterable[tuple[int, Finding]]) -> pd.Series:
    """Findings, each with the position of the row that it is about, as a tuple for each row that has any."""
    rows = np.full(len(index), None, dtype=object)
    for at, finding in found:
        rows[at] = (*(rows[at] or ()), finding)
    return pd.Series(rows, index=index)


def findings_in(faults: Iterable[pd.Series], kinds: Sequence[FindingKind]) -> list[Finding]:
    """All findings of some answers by row, in the order of their kinds, of each kind in the order of rows."""
    found: list[Finding] = []
    for answer in faults:
        rows = answer.to_numpy(dtype=object)
        # What is there is a tuple with something in it; to look for missing values of any kind takes twice as long.
        found += chain.from_iterable(rows[rows.astype(bool)].tolist())
    if len(kinds) == 1:
        return found
    place = {kind.code: at for at, kind in enumerate(kinds)}
    return sorted(found, key=lambda finding: place[finding.code])
