"""What stands in a cell, as the text a person would write."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

MOST_DIGITS = 15  # that a spreadsheet keeps of a number; those after them are gone, whatever it shows


def number_text(value: float) -> str:
    """A number as a person writes it: exact digits, no exponent and no ``.0`` on a whole number.

    One of more digits than are kept has an exponent (``4.29999001001123e+17``), since its last ones are nobody's.
    """
    if not float(value).is_integer():
        return repr(float(value))
    return str(int(value)) if abs(value) < 10**MOST_DIGITS else np.format_float_scientific(value, trim="-")


def cell_text(cell: Any) -> str | None:
    """A spreadsheet's cell as text: exact digits, dates in ISO form; None for an empty one."""
    if isinstance(cell, str):
        return cell if cell.strip() else None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float)):
        return number_text(cell)
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return None


# Signs without width that copying from web pages brings: two keys that look alike would be two rows.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def seen(text: str) -> str:
    """What a person sees of a text, without blanks around it."""
    return (text if text.isascii() else _UNSEEN.sub("", text)).strip()
