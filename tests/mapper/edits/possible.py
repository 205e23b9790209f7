"""Which steps incidents could take, found by asking of each step, or by taking each with each role."""

from collections.abc import Sequence
from datetime import datetime

from mapper.analysis.incidents.kind import Step
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.edits.steps import choices_of, refusal, take_step
from mapper.errors import InputError
from mapper.project import Project


def possible_steps(
    project: Project, table: str, keys: Sequence[str], at: datetime, *, role: str = "station", noted: bool = False
) -> tuple[Step, ...]:
    """The steps that nothing speaks against for any of these incidents.

    ``noted`` asks for those too that need a note, because they pass a stage by.
    """
    kind = KIND_OF[table]
    return tuple(
        step for step in kind.steps if keys and refusal(project, kind, step, keys, at, role=role, noted=noted) is None
    )


def tried(
    project: Project, table: str, keys: Sequence[str], at: datetime, step: Step, *, role: str, note: str
) -> InputError | None:
    """What the first of the incidents is refused for, each taking the step alone; None where none is."""
    choices = choices_of(project, KIND_OF[table], step)
    for key in keys:
        try:
            take_step(table, [key], step.code, at, choices[0] if choices else None, role=role, note=note)(project)
        except InputError as error:
            return error
    return None
