"""What a project's file holds that cannot be believed, as findings."""

from collections.abc import Iterable

from mapper.finding import Finding
from mapper.finding_kinds import CELL_SET_ASIDE
from mapper.set_aside import SetAside


def set_aside_findings(cells: Iterable[SetAside]) -> list[Finding]:
    """Each cell that was set aside, with its row and column."""
    return [
        Finding(
            CELL_SET_ASIDE,
            (cell.key,),
            None,
            {
                "table": cell.table,
                "key": cell.key,
                "column": cell.column,
                "found": cell.shown,
                "reason": f"unbelieved_{cell.reason}",
            },
        )
        for cell in cells
    ]
