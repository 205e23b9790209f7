"""``--category``: the category of a table of incidents that is asked for, which must be one that some incident has."""

from mapper.analysis.incidents.kinds import KIND_OF
from mapper.errors import InputError
from mapper.project import Project


def require_category(project: Project, table: str, category: str) -> None:
    """InputError ``category_unknown`` with those that there are, or ``no_incidents`` where that is no such table."""
    kind = KIND_OF.get(table)
    if kind is None:
        raise InputError("no_incidents", table=table, known=list(KIND_OF))
    known = sorted(project.table(table)[kind.category].dropna().unique().tolist())
    if category not in known:
        raise InputError("category_unknown", category=category, known=", ".join(known))
