"""Which two are set side by side: kept plans, or the project as it is or was, each on its own day or the asked one."""

from datetime import date

from mapper.day.day import Day
from mapper.day.scope import ScopedDay
from mapper.edits.variants import planned_from, variant_edit
from mapper.lazy_dataclass import dataclass
from mapper.project import Project
from mapper.scope import Scope


@dataclass(frozen=True)
class Side:
    """What is set against something else: a kept plan by its key, or the project as it is; on a day, or as asked.

    ``before`` is a plan that has been carried out: the side is the project as it was before that.
    """

    variant: str | None = None
    on: date | None = None
    before: str | None = None


def days_of(
    whole: Day, first: Side, second: Side, scope: Scope | None = None, past: Project | None = None
) -> tuple[Day, Day]:
    """The days of both sides, of the part that is asked for; ``past`` is the project of a side ``before``.

    A side without a day of its own is of the asked one; where a plan of staffing begins later, both are of its day.
    InputError as :func:`~mapper.edits.variants.variant_edit` and the plan's edit.
    """
    plans = [side.variant or side.before for side in (first, second)]
    starts = [
        planned_from(whole.project, key) for key in plans if key is not None and key in whole.project.variants.index
    ]
    as_of = max([whole.as_of, *(day for day in starts if day is not None)])

    def day_of(side: Side) -> Day:
        project = whole.project if side.before is None or past is None else past
        if side.variant is not None:
            project = variant_edit(project, side.variant)(project)
        day = whole.after(project, side.on or as_of)
        return day if scope is None else ScopedDay(day, scope)

    return day_of(first), day_of(second)
