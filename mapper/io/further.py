"""Columns of a file that no field takes and that are kept as they are written: which may be, and what is left out."""

import re
import unicodedata

import numpy as np
import pandas as pd

from mapper.io.columns import holds_identity_numbers, is_address_name, is_sensitive_name
from mapper.io.personal import SURNAMES, personal_data_in
from mapper.io.source import Cells

_HOME = re.compile(r"\d\s*(?:室|单元|户(?!数))|(?:栋|幢|座|号楼)\s*\d{2,}|门牌")
_NAME = re.compile(rf"[{SURNAMES}][\u4e00-\u9fff]{{1,2}}")
_LOOKED_AT, _LEAST_NAMES = 5000, 3


def why_not_kept(name: str, cells: Cells) -> str | None:
    """Why a column stays outside: ``personal``, ``names`` (most cells look like people's) or ``address``."""
    if is_sensitive_name(name) or holds_identity_numbers(cells):
        return "personal"
    if is_address_name(name):
        return "address"
    return "names" if _holds_names(cells) else None


def looks_personal(name: str, cells: Cells) -> bool:
    """Whether a column, by what stands in it, seems to be people's names or the addresses of homes."""
    some = [cell for cell in cells[:_LOOKED_AT] if cell is not None]
    homes = sum(_HOME.search(unicodedata.normalize("NFKC", cell)) is not None for cell in some)
    return not is_sensitive_name(name) and (_holds_names(cells) or (homes > 0 and 2 * homes >= len(some)))


def without_personal_data(cells: Cells) -> tuple[Cells, int]:
    """Cells, with those emptied that hold a person's data or the address of a home, and how many were."""
    codes, words = pd.factorize(np.asarray(cells, dtype=object))
    texts = [unicodedata.normalize("NFKC", str(word)) for word in words]
    bad = np.array([bool(personal_data_in(text) or _HOME.search(text)) for text in texts], dtype=bool)
    if not bad.any():
        return cells, 0
    found = (codes >= 0) & bad[codes]
    kept = cells.copy()
    kept[found] = None
    return kept, int(found.sum())


def _holds_names(cells: Cells) -> bool:
    """Whether most cells are two or three signs that begin as the commonest surnames do, and seldom the same."""
    some = [cell.strip() for cell in cells[:_LOOKED_AT] if cell is not None and cell.strip()]
    names = [cell for cell in some if _NAME.fullmatch(cell)]
    different = len(set(names))
    return different >= _LEAST_NAMES and len(names) > 0.6 * len(some) and different > 0.3 * len(names)
