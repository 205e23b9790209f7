"""Findings as an answer by row: of each row of a table what was found of it, None for most."""

from collections.abc import Iterable, Sequence

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
        found += [finding for findings in rows[pd.notna(rows)].tolist() for finding in findings]
    place = {kind.code: at for at, kind in enumerate(kinds)}
    return sorted(found, key=lambda finding: place[finding.code])
