"""What a place calls the stages of its loops, in place of the usual words."""

from collections.abc import Mapping

from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import DISPUTES, HAZARDS
from mapper.norms import Norms


def own_words(norms: Norms) -> Mapping[str, str]:
    """Code → the place's own word, of those that it has; for :meth:`~ui.language.messages.Messages.use_own`."""
    named = ((HAZARDS, norms.hazard_stage_names), (DISPUTES, norms.dispute_stage_names))
    return {_code(kind, stage): name for kind, names in named for stage, name in names.items() if name}


def _code(kind: IncidentKind, stage: str) -> str:
    """The code that a stage is said by."""
    return f"stage.{kind.table}.{stage}" if kind.stage is None else f"choice.{kind.table}.{kind.stage}.{stage}"
