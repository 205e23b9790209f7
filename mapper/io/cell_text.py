"""What stands in a cell, as the text a person would write."""

from datetime import date, datetime, time, timedelta
from typing import Any


def number_text(value: float) -> str:
    """A number as a person writes it: exact digits, no exponent and no ``.0`` on a whole number."""
    if float(value).is_integer() and abs(value) < 1e18:
        return str(int(value))
    return repr(float(value))


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
