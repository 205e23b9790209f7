"""What a place calls the stages of its loops, and in whose words all else is said: of its rules and its practice."""

from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import DISPUTES, HAZARDS
from mapper.practice import Practice
from mapper.project import Project
from mapper.schema import TABLES
from ui.language.messages import LANGUAGES, Messages, OwnWords


def own_words(project: Project) -> OwnWords:
    """The words of a project, for :meth:`~ui.language.messages.Messages.use_own`."""
    norms = project.norms
    named = ((HAZARDS, norms.hazard_stage_names), (DISPUTES, norms.dispute_stage_names))
    names = {_code(kind, stage): name for kind, names in named for stage, name in names.items() if name}
    return OwnWords(project.about.practice, names)


def own_headings(practice: Practice, table: str) -> dict[str, str]:
    """Heading → column, as tables that leave the program in that practice call a table's columns in either language."""
    described, found = TABLES[table], dict[str, str]()
    for language in LANGUAGES if not practice.is_usual else ():  # the usual words are the schema's own aliases
        say = Messages(language)
        say.use_own(OwnWords(practice))
        found |= {say.field(table, column.name): column.name for column in (described.key, *described.columns)}
    return found


def _code(kind: IncidentKind, stage: str) -> str:
    """The code that a stage is said by."""
    return f"stage.{kind.table}.{stage}" if kind.stage is None else f"choice.{kind.table}.{kind.stage}.{stage}"
