"""How police work is called and printed where a project is used, changed as one edit."""

from dataclasses import replace

from mapper.crs import is_metre_crs
from mapper.edit import Edit
from mapper.errors import InputError
from mapper.io.personal import OF_AN_OFFICE, require_impersonal
from mapper.practice import Practice
from mapper.project import Project


def set_practice(practice: Practice) -> Edit:
    """The project is of that practice from now on; with a CRS of its own it is measured in that too.

    InputError as :meth:`~mapper.practice.Practice.checked`, ``note_personal``, or ``crs_not_metres``.
    """
    require_practice(practice)

    def change(project: Project) -> Project:
        crs = practice.crs or project.about.map_crs
        return replace(project, about=replace(project.about, practice=practice, map_crs=crs))

    return Edit("practice_set", change, {"practice": practice.code} | practice.as_json())


def require_practice(practice: Practice) -> None:
    """InputError where a project cannot be of it."""
    practice.checked()
    require_impersonal(practice.caveat, *(text for _, text in practice.words), but=OF_AN_OFFICE)
    if practice.crs and not is_metre_crs(practice.crs):
        raise InputError("crs_not_metres", crs=practice.crs)
