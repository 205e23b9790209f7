"""What a place calls the stages of its loops, and in whose words all else is said: of its rules and its practice."""

from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import DISPUTES, HAZARDS
from mapper.project import Project
from ui.language.messages import OwnWords


def own_words(project: Project) -> OwnWords:
    """The words of a project, for :meth:`~ui.language.messages.Messages.use_own`."""
    norms = project.norms
    named = ((HAZARDS, norms.hazard_stage_names), (DISPUTES, norms.dispute_stage_names))
    names = {_code(kind, stage): name for kind, names in named for stage, name in names.items() if name}
    return OwnWords(project.about.practice, names)


def _code(kind: IncidentKind, stage: str) -> str:
    """The code that a stage is said by."""
    return f"stage.{kind.table}.{stage}" if kind.stage is None else f"choice.{kind.table}.{kind.stage}.{stage}"
