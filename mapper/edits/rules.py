"""The rules that a station works by, changed as one edit."""

from dataclasses import replace

from mapper.edit import Edit
from mapper.norms import Norms
from mapper.project import Project
from mapper.rules import changed_lines


def set_rules(before: Norms, after: Norms) -> Edit:
    """The project works by ``after`` from now on; ``before`` is only for the change log, which names what changed."""
    lines = changed_lines(before, after)

    def change(project: Project) -> Project:
        return project if not changed_lines(project.norms, after) else replace(project, norms=after)

    names = [line.name if line.key is None else f"{line.name}.{line.key}" for line in lines]
    return Edit("rules_changed", change, {"rules": names, "count": len(names)})
